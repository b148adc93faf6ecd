"""What a search may mean: a day, a code, a phone, a label, a household, else text."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import ids
from traceability.domain.search import bare, phone_digits, read
from traceability.domain.text import shown

TODAY = dt.date(2026, 1, 20)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12/1/2026", dt.date(2026, 1, 12)),
        ("12/1", dt.date(2026, 1, 12)),
        ("25/12", dt.date(2025, 12, 25)),
        ("2026-01-12", dt.date(2026, 1, 12)),
        ("12 tháng 1, 2026", dt.date(2026, 1, 12)),
        ("hôm nay", TODAY),
        ("HOM QUA", dt.date(2026, 1, 19)),
        ("hôm kia", dt.date(2026, 1, 18)),
        ("yesterday", dt.date(2026, 1, 19)),
        ("21/1/2026", None),  # tomorrow
        ("31/2/2026", None),
        ("mùng 5", None),
        ("cam", None),
    ],
)
def test_a_day_as_it_is_said(typed: str, day: dt.date | None) -> None:
    assert read(typed, TODAY).day == day


@pytest.mark.parametrize(
    ("typed", "label", "of"),
    [
        ("tem 17", 17, ""),
        ("Tem số 017", 17, ""),
        ("tem so 17", 17, ""),
        ("label no 17", 17, ""),
        ("tem #17", 17, ""),
        ("tem 17 của lô CAM-260112-01", 17, "cam-260112-01"),
        ("tem 17 cam-260112-01", 17, "cam-260112-01"),
        ("17 của đợt 4YWW 79G1 T", 17, "4yww 79g1 t"),
        ("17 of run 4yww79g1t", 17, "4yww79g1t"),
        ("tem 0", None, ""),
        ("tem", None, ""),
        ("17", None, ""),
    ],
)
def test_a_label_by_its_small_number(typed: str, label: int | None, of: str) -> None:
    asked = read(typed, TODAY)
    assert (asked.label, asked.label_of) == (label, of)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("hộ 07", 7), ("Hộ số 7", 7), ("HO 12", 12), ("household 3", 3), ("7", None)],
)
def test_a_household_by_its_number(typed: str, number: int | None) -> None:
    assert read(typed, TODAY).household == number


@pytest.mark.parametrize(
    "typed",
    [
        "0912 345 678",
        "0912345678",
        "+84 912 345 678",
        "84912345678",
        "0084 912.345.678",
        "(0912) 345-678",
    ],
)
def test_a_phone_however_it_is_written(typed: str) -> None:
    assert read(typed, TODAY).phone == "0912345678"
    assert phone_digits(typed) == "0912345678"


@pytest.mark.parametrize("typed", ["123", "+84", "0912 cam", "VN-HGOR-0128"])
def test_what_is_no_phone(typed: str) -> None:
    assert read(typed, TODAY).phone == ""


def test_a_lot_code_with_or_without_its_hyphens() -> None:
    for typed in ("CAM-260112-01", "cam 260112 01", "lô cam260112-01", "LOT CAM-26011201"):
        assert read(typed, TODAY).lot == "CAM26011201"
    assert read("a", TODAY).lot == ""
    assert read("Giàng Thị Mỷ ở thôn Vĩnh Sơn", TODAY).lot == ""


def test_a_code_is_read_as_it_is_typed() -> None:
    code = ids.short_code(12345)
    assert read(f" {code[:4].lower()}-{code[4:]} ", TODAY).code == code
    assert read(code[:-1], TODAY).code is None


@given(st.text(max_size=4000))
def test_nothing_typed_breaks_it(typed: str) -> None:
    asked = read(shown(typed), TODAY)
    assert set(asked.lot) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert asked.phone == "" or asked.phone.isdigit()
    assert bare(asked.lot) == asked.lot


def test_nothing_is_empty() -> None:
    for typed in ("", "   ", "\u200b", "\u0301"):
        assert read(shown(typed), TODAY).empty
    assert not read("%", TODAY).empty
