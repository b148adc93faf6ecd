"""Code strings that are misread for each other, and such as a register has none of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.code_strings import alike, is_unusual, look, shape
from traceability.domain.growing_area import normal_form

RAW = st.text("AOIL01S5-. đ", min_size=1, max_size=12).filter(str.strip)


@pytest.mark.parametrize(
    "other", ["VN HGOR 0128", "VNHGOR0128", "VN-HG0R-0128", "VN-HGOR-O128", "VN.HGOR.0I28"]
)
def test_what_is_misread_is_alike(other: str) -> None:
    assert alike("VN-HGOR-0128", [other, "VN-HGOR-0129"]) == [other]


def test_letters_of_other_alphabets_are_what_they_look_like() -> None:
    cyrillic = "VN-\u041dG\u041eR-0128"
    assert alike(cyrillic, ["VN-HGOR-0128"]) == ["VN-HGOR-0128"]
    assert alike("VN-Ж-0128", ["VN-0128"]) == []


def test_the_dashes_of_word_processors_are_hyphens() -> None:
    assert normal_form("VN\u2013HGOR\u20140128") == "VN-HGOR-0128"


def test_the_same_code_is_not_alike_but_the_same() -> None:
    assert alike("VN-HGOR-0128", ["vn-hgor-0128", "VN-HGOR-0128"]) == []


@given(RAW, RAW)
def test_being_alike_goes_both_ways(one: str, other: str) -> None:
    assert bool(alike(one, [other])) == bool(alike(other, [one]))
    assert (other in alike(one, [other])) == (
        look(one) == look(other) and normal_form(one) != normal_form(other)
    )


def test_a_shape_tells_letters_and_digits() -> None:
    assert shape("VN-HGOR-0128") == "A2-A4-94"
    assert shape("đà 12") == "A292"


def test_a_string_of_another_build_is_unusual_where_there_is_a_usual_one() -> None:
    usual = [f"VN-HGOR-010{number}" for number in range(5)]
    assert is_unusual("CN-12", usual)
    assert not is_unusual("VN-HGTE-9999", usual)
    assert not is_unusual("CN-12", usual[:4])
