"""Vietnamese text: what is stored, how it is found, in which order it stands."""

import json
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import Invalid
from traceability.domain.text import (
    ALPHABET,
    TONES,
    clean_line,
    clean_text,
    fold,
    matches,
    nfc,
    rank,
    shown,
    sort_key,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/bad_inputs.json").read_bytes())
BAD = {vector["id"]: vector["input"] for vector in VECTORS}

any_text = st.text(st.characters(exclude_categories=()), max_size=60)
HOANG_SU_PHI = unicodedata.normalize("NFD", "Hoàng Su Phì")


def refused(text: str, **limits: int) -> tuple[str, str | None]:
    with pytest.raises(Invalid) as caught:
        clean_line(text, "name", **limits)
    return caught.value.code, caught.value.faults[0].field


# --- what is stored ---


def test_a_name_typed_in_nfd_is_stored_in_nfc():
    assert len(HOANG_SU_PHI) == 14
    assert clean_line(HOANG_SU_PHI, "name") == "Hoàng Su Phì"
    assert len(nfc(HOANG_SU_PHI)) == 12


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Cao Bồ ", "Cao Bồ"),
        ("Cao\u00a0 \u202f Bồ", "Cao Bồ"),
        ("Cao\tBồ", "Cao Bồ"),
        ("\u3000Cao Bồ\u00a0", "Cao Bồ"),
        ("Ðồng Văn, ðường", "Đồng Văn, đường"),
    ],
)
def test_a_line_is_trimmed_folded_and_freed_of_lookalikes(typed, stored):
    assert clean_line(typed, "name") == stored


@pytest.mark.parametrize(
    "number",
    [
        *(0x00, 0x1B, 0x7F, 0x85, 0x0D, 0x0A),
        *(0x200B, 0x200C, 0x200D, 0xFEFF, 0x2060, 0x00AD),  # zero-width
        *(0x200E, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),  # bidirectional
        *(0x2028, 0x2029, 0xD800, 0xDFFF, 0xE000, 0xFFFE, 0xFDD0, 0x3164, 0x2800, 0xE0041),
    ],
    ids="U+{:04X}".format,
)
def test_what_cannot_be_seen_is_refused_with_its_place(number):
    with pytest.raises(Invalid) as caught:
        clean_line(f"CAM{chr(number)}01", "lot_code")
    assert caught.value.code == "text_control_character"
    assert caught.value.facts == {"codepoint": f"U+{number:04X}", "position": 4, "before": "CAM"}


@pytest.mark.parametrize("nothing", ["", "   ", "\t", "\u00a0\u202f\u3000"])
def test_white_space_alone_is_no_name(nothing):
    assert refused(nothing) == ("required", "name")


def test_the_longest_line_counts_letters_not_code_points_of_nfd():
    longest = unicodedata.normalize("NFD", "ộ" * 200)
    assert clean_line(longest, "name") == "ộ" * 200
    assert refused("ộ" * 201) == ("text_too_long", "name")
    assert refused("x" * 11, longest=10) == ("text_too_long", "name")


def test_a_million_marks_are_refused_before_they_are_sorted():
    assert refused("a" + "\u0323\u0301" * 1_000_000) == ("text_too_long", "name")
    assert refused("Cam" + "\u0315" * 5) == ("text_stacked_marks", "name")


def test_several_lines_keep_their_breaks():
    typed = "  Vườn\u00a0 trên\r\nđồi \n\n\n\ngần suối\n"
    assert clean_text(typed, "note") == "Vườn trên\nđồi\n\ngần suối"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a\rb", "text_control_character"),
        ("a\n\u202eb", "text_control_character"),
        ("\n \r\n", "required"),
        ("ă " * 1001, "text_too_long"),
    ],
)
def test_several_lines_are_judged_as_one_is(typed, code):
    with pytest.raises(Invalid) as caught:
        clean_text(typed, "note")
    assert caught.value.code == code


@given(any_text)
def test_what_is_stored_is_stored_again_unchanged(text):
    try:
        line = clean_line(text, "name")
    except Invalid:
        return
    assert clean_line(line, "name") == line == nfc(line)
    assert line.strip() == line
    assert line.isprintable() or not line.isascii()
    line.encode("utf-8")


@given(any_text)
def test_a_refusal_shows_nothing_that_cannot_be_seen(text):
    assert shown(text).isprintable()
    assert len(shown(text)) <= 60


# --- bad inputs, by their id ---


def test_code_07_a_bidi_override_in_a_lot_code_is_refused():
    assert "U+202E" in BAD["code-07"]
    assert refused("CAM\u202e01")[0] == "text_control_character"


def test_code_09_nfd_and_nfc_are_one_name_to_store_and_to_search():
    name = BAD["code-09"].split('"')[1]
    nfd = unicodedata.normalize("NFD", name)
    assert clean_line(nfd, "name") == clean_line(name, "name")
    assert fold(nfd) == fold(name) == "hoang su phi"
    assert rank(nfd, name) == rank(name, nfd) == 0


def test_code_11_the_icelandic_letter_becomes_the_vietnamese_one_and_search_folds_both():
    assert "U+00D0" in BAD["code-11"]
    assert clean_line("Ðồng Văn", "name") == "Đồng Văn"
    assert fold("Ðồng Văn") == fold("Đồng Văn") == fold("Dong Van") == "dong van"


def test_text_01_markup_is_text():
    markup = BAD["text-01"].split(" as ")[0]
    assert clean_line(markup, "name") == markup == "<script>alert(1)</script>"


def test_text_05_a_lone_surrogate_is_refused():
    assert r"\ud800" in BAD["text-05"]
    assert refused("Cam \ud800")[0] == "text_control_character"


def test_text_07_a_name_of_white_space_is_refused():
    assert BAD["text-07"] == "whitespace-only name"
    assert refused(" \t\u00a0 ") == ("required", "name")


def test_text_09_names_of_the_mong_are_kept_letter_by_letter():
    for name in ("Giàng A Pháo", "Vàng Thị Mỷ", "H'Mông"):
        assert name in BAD["text-09"]
        assert clean_line(name, "name") == name


def test_text_11_chinese_is_kept():
    assert "Chinese" in BAD["text-11"]
    assert clean_line("河江掸雪茶（鲜叶）", "note") == "河江掸雪茶（鲜叶）"


@pytest.mark.parametrize("name", ["NULL", "None", "true", "0"])
def test_text_13_words_that_programs_read_are_names(name):
    assert f'"{name}"' in BAD["text-13"]
    assert clean_line(name, "name") == name


def test_text_15_a_line_break_in_a_name_is_refused():
    assert r"\r\n" in BAD["text-15"]
    assert refused('Cam\r\n{"level": "info"}')[0] == "text_control_character"


# --- searching ---


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đường Thượng", "duong thuong"),
        ("  Xã\u00a0Ngọc  Đường ", "xa ngoc duong"),
        ("ＣＡＭ－０１", "cam-01"),
        ("H’Mông", "h'mong"),
        ("NGHĨA THUẬN", "nghia thuan"),
        ("cam\x00\u200bsành", "cam sanh"),
    ],
)
def test_the_search_key(text, key):
    assert fold(text) == key


@given(any_text)
def test_folding_twice_is_folding_once_and_never_fails(text):
    assert fold(fold(text)) == fold(text) == fold(unicodedata.normalize("NFD", text))
    assert "\x00" not in fold(text)


def test_exact_accents_come_first():
    names = ["Hoa Sơn", "Hòa Bình", "Hoà An", "Thanh Hoa", "Hồng"]
    assert matches("hòa", names) == ("Hoà An", "Hòa Bình", "Hoa Sơn", "Thanh Hoa")
    assert matches("hoa", names) == ("Hoa Sơn", "Thanh Hoa", "Hoà An", "Hòa Bình")


@pytest.mark.parametrize(
    ("needle", "text", "place"),
    [
        ("cao bồ", "Cao Bồ", 0),
        ("hoà", "Hòa", 0),
        ("cao", "Cao Bồ", 1),
        ("bồ", "Xã Cao Bồ", 2),
        ("ồ", "Cao Bồ", 3),
        ("cao bo", "Cao Bồ", 4),
        ("cao b", "Cào Bồ", 5),
        ("bo", "Xã Cao Bồ", 6),
        ("o bo", "Xã Cao Bồ", 7),
        ("bố", "Cao Bồ", 6),
        ("tea", "Cao Bồ", None),
        ("", "Cao Bồ", None),
        (" \u200b", "Cao Bồ", None),
    ],
)
def test_rank(needle, text, place):
    assert rank(needle, text) == place


@given(st.text("aàáâầăđdoòơờ h", max_size=12).filter(str.strip))
def test_every_text_is_found_by_its_folded_form(text):
    assert rank(text, text) == 0
    assert rank(fold(text), text) is not None


# --- order ---


def test_dong_van_stands_before_yen_minh():
    names = ["Yên Minh", "Đồng Văn", "Xín Mần", "Bắc Mê", "Hà Giang", "Quản Bạ", "Vị Xuyên"]
    assert sorted(names, key=sort_key) == [
        "Bắc Mê",
        "Đồng Văn",
        "Hà Giang",
        "Quản Bạ",
        "Vị Xuyên",
        "Xín Mần",
        "Yên Minh",
    ]


def test_the_alphabet_stands_in_its_own_order():
    shuffled = random.Random(1).sample(ALPHABET, len(ALPHABET))
    assert "".join(sorted(shuffled, key=sort_key)) == ALPHABET
    assert "".join(sorted(ALPHABET.upper(), key=sort_key)) == ALPHABET.upper()


def test_tones_decide_only_where_the_letters_are_equal():
    words = ["mạ", "má", "mã", "mả", "mà", "ma", "man", "mà"]
    assert sorted(words, key=sort_key) == ["ma", "mà", "mà", "mả", "mã", "má", "mạ", "man"]
    assert [nfc("a" + tone) for tone in TONES] == list("àảãáạ")
    assert sorted(["bận", "bấn", "bắc", "ba lô"], key=sort_key) == ["ba lô", "bắc", "bấn", "bận"]


def test_numbers_in_names_go_by_value():
    names = ["Tổ 10", "Tổ 2", "Tổ 02", "Tổ", "Tổ A", "Phường Hà Giang 2", "Phường Hà Giang 1"]
    assert sorted(names, key=sort_key) == [
        "Phường Hà Giang 1",
        "Phường Hà Giang 2",
        "Tổ",
        "Tổ 02",
        "Tổ 2",
        "Tổ 10",
        "Tổ A",
    ]
    assert sort_key("9" * 5000) < sort_key("1" + "0" * 5000)


def test_foreign_letters_stand_by_their_base_letter():
    assert sorted(["nz", "ñe", "na", "茶"], key=sort_key) == ["na", "ñe", "nz", "茶"]


@given(any_text, any_text)
def test_the_order_is_total(one, other):
    assert (sort_key(one) == sort_key(other)) == (one == other)
    assert (sort_key(one) < sort_key(other)) != (sort_key(other) <= sort_key(one))
