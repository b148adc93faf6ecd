"""Telephone numbers within words: each found by itself, and nothing else dialled."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.phones import spaced_phone
from traceability.domain.phones_in_words import dialled, in_words

FOUND = [
    ("HTX, 0900 000 041, 0900 000 042", ["0900000041", "0900000042"]),
    ("0219.3861.234 hoặc 1900 1234", ["02193861234", "19001234"]),
    ("+84 (0)912 345 678 máy lẻ 12; (0219) 3 861 234", ["+84912345678", "02193861234"]),
    ("0900 000 041".translate({48 + n: 0xFF10 + n for n in range(10)}), ["0900000041"]),
    ("Xin gọi 0900 000 021 trước 17.00.", ["0900000021"]),
    ("+84 900 000 041", ["+84900000041"]),
    ("0084 900 000 041", ["+84900000041"]),
    ("0900 000 041 - 0900 000 042", ["0900000041", "0900000042"]),
    ("0900000041/0900000042", ["0900000041", "0900000042"]),
    ("0900 000 041 0219 386 1234", ["0900000041", "02193861234"]),
    ("1. 0900 000 041", ["0900000041"]),
    ("08.30 - 0900 000 041", ["0900000041"]),
    ("ngày 03.11.2026 0900 000 041", ["0900000041"]),
    ("lô CAM-261117-01 0900 000 041", ["0900000041"]),
    ("Tel.0900.000.041", ["0900000041"]),
    ("+86 138 1234 5678", ["+8613812345678"]),
    ("1800 1234", ["18001234"]),
]
#: Hours, minutes, days and prices behind a number, as notices have them.
FOUND += [
    (text, ["19001234"])
    for text in (
        *("1900 1234 (8:00-17:00)", "1900 1234 (24/7)", "1900 1234 24/7", "1900 1234 (07:00)"),
        *(
            "1900 1234 (3 máy)",
            "1900 1234 (1.000đ/phút)",
            "1900 1234 1.000 đ/phút",
            "19001234 24/24h",
        ),
        *("1900 1234 – 8:00–17:00", "1900 1234 - 17", "1900 1234 7 giờ", "1900 1234 8-17h"),
        *("1900 1234 8.00-17.00", "1900 1234 (8-17)", "1900 1234 7h30 - 11h", "1900 1234 15 phút"),
        *("1900 1234 từ 8 giờ", "1900 1234 3/11", "1900 12 34 15 phút", "1900 1234 100 %"),
        *(
            "1900-1234 (2)",
            "1900.1234 24/7",
            "1900 1234 10 người",
            "19001234 24/24h",
            "1900 1234 7 ngày",
        ),
    )
]
FOUND += [
    ("1900 5454 (15 phút)", ["19005454"]),
    ("1900 545 415 (8:00)", ["1900545415"]),
    ("1900 55 88 18", ["1900558818"]),
    ("1900 558818 24/7", ["1900558818"]),
    ("1900 1234 - 0912 345 678", ["19001234", "0912345678"]),
    ("1900 1234 0912 345 678", ["19001234", "0912345678"]),
    ("0912 345 678 24/7", ["0912345678"]),
    ("0912 345 678 (24/7)", ["0912345678"]),
    ("0912 345 678 (2)", ["0912345678"]),
    ("0912 345 678 (0987 654 321)", ["0912345678", "0987654321"]),
    ("0912 345 678 7:00-11:30", ["0912345678"]),
    ("+84 912 345 678 (8:00-17:00)", ["+84912345678"]),
    ("+84 (219) 3866 866", ["+842193866866"]),
    ("(84-219) 3866 866", ["02193866866"]),
    ("0912 345 678 người trực: chị Mai", ["0912345678"]),
    ("84 912 345 678", ["0912345678"]),
    ("84 (0)912 345 678", ["0912345678"]),
    ("+86 138 1234 5678 (8:00-18:00)", ["+8613812345678"]),
]
NOTHING = [
    *("", "chỉ qua thư: htx@example.vn", "12.880 gói (1.288 kg)", "0,5 kg", "1.234,5 kg"),
    *("03/11/2026", "03.11.2026 08.30", "từ 03.11.2026 08 giờ", "2026-11-03 0830", "05.11.26 0930"),
    *("CAM-SANH-01", "CAM-0912345678", "2BZF4WV4C", "1J2201FXN3222", "09520123456788"),
    *("VN-HGOR-0128", "0123/2026/VietGAP-0912", "18.001.234 kg", "độ cao 1800-1900 m"),
    #: Of ten digits or of eight and two more: nobody can tell.
    *("1900 1234 56", "1900 1234 5", "1900 - 1234 - 56", "1900.1234.56", "1900 1234 8-17"),
    *("84.912.345.678", "84 912 345 678 đồng", "0219 386 686 (6:00-17:00)", "7:00-11:30 24/7"),
    *("1800 - 1900", "19001234 đồng", "0900 000 041 2", "+0900 000 041", "0900000041A"),
]


@pytest.mark.parametrize(("text", "numbers"), FOUND)
def test_each_number_is_found_by_itself(text: str, numbers: list[str]) -> None:
    assert [each.number for each in in_words(text)] == numbers


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_number_is_not_dialled(text: str) -> None:
    assert in_words(text) == []


NUMBERS = st.from_regex(r"0[35789][0-9]{8}|02[0-9]{9}", fullmatch=True)
SPELLINGS = (
    lambda number: number,
    spaced_phone,
    lambda number: spaced_phone(number).replace(" ", "."),
    lambda number: spaced_phone(number).replace(" ", "-"),
    lambda number: f"({number[:4]}) {number[4:7]} {number[7:]}",
    lambda number: f"+84 {number[1:4]} {number[4:7]} {number[7:]}",
    lambda number: f"+84 (0){number[1:4]} {number[4:7]} {number[7:]}",
)
DAYS = st.dates().map(lambda day: f"{day.day:02d}.{day.month:02d}.{2000 + day.year % 100}")
LOTS = st.from_regex(r"[A-Z]{2,5}-[0-9]{6}-[0-9]{2}", fullmatch=True)
WEIGHTS = st.integers(1, 10**9).map(lambda n: f"{n:,} kg".replace(",", "."))
CODES = st.from_regex(r"[0-9A-HJKMNP-TV-Z]{8}[A-HJKMNP-TV-Z]", fullmatch=True)
OTHERS = st.one_of(DAYS, LOTS, WEIGHTS, CODES, st.sampled_from(["lô", "gọi", "(xem)", "8 giờ"]))
SPELLED = st.tuples(NUMBERS, st.sampled_from(SPELLINGS))


@given(st.lists(OTHERS, max_size=6))
def test_days_lots_weights_and_codes_are_no_numbers(words: list[str]) -> None:
    assert in_words(" ".join(words)) == []


@given(st.lists(st.tuples(SPELLED, st.lists(OTHERS, max_size=3)), min_size=1, max_size=3))
def test_numbers_among_other_words_are_found_in_any_spelling(
    said: list[tuple[tuple[str, object], list[str]]],
) -> None:
    parts = [
        (number, f"{spelling(number)}, {' '.join(others)}")  # type: ignore[operator]
        for (number, spelling), others in said
    ]
    text = "Gọi " + "; ".join(part for _number, part in parts)
    found = in_words(text)
    assert [each.number.replace("+84", "0") for each in found] == [number for number, _ in parts]
    for each in found:
        assert dialled(text[each.first : each.end]) == each.number


@given(st.text("0123456789 .,-–()+/:;ag\u00a0\n", max_size=60))
def test_any_text_is_read_and_numbers_do_not_overlap(text: str) -> None:
    found = in_words(text)
    assert all(0 <= each.first < each.end <= len(text) for each in found)
    assert all(a.end <= b.first for a, b in itertools.pairwise(found))
    assert all(8 <= len(each.number) <= 16 for each in found)
