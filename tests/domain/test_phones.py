"""Telephone numbers as people and Excel write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import Invalid
from traceability.domain.phones import Phone, parse_phone, phone_key, spaced_phone

READ = [
    ("0912 345 678", "0912345678", False),
    ("0912.345.678", "0912345678", False),
    ("+84 912-345-678", "0912345678", False),
    ("+84 (0) 912 345 678", "0912345678", False),
    ("84912345678", "0912345678", False),
    ("0084912345678", "0912345678", False),
    ("912345678", "0912345678", True),
    ("843456789", "0843456789", True),
    ("0219 386 1234", "02193861234", False),
    ("2193861234", "02193861234", True),
    ("+86 138 1234 5678", "+8613812345678", False),
]
UNREADABLE = ["", "12", "0912 345 67", "09123456789", "0168 123 4567", "84123", "0912345678/0987"]
UNREADABLE += ["không có", "+84123", "1912345678"]


@pytest.mark.parametrize(("typed", "number", "mended"), READ)
def test_numbers_are_kept_in_one_spelling(typed: str, number: str, mended: bool) -> None:
    assert parse_phone(typed, "phone") == Phone(number, mended)


@pytest.mark.parametrize("typed", UNREADABLE)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="phone_unreadable"):
        parse_phone(typed, "phone")


@given(st.from_regex(r"0[35789][0-9]{8}|02[0-9]{9}", fullmatch=True))
def test_however_it_is_spelled_it_is_one_number(number: str) -> None:
    for spelled in (number, f"+84{number[1:]}", f"84{number[1:]}", spaced_phone(number)):
        assert parse_phone(spelled, "phone").number == number
        assert phone_key(spelled) == number
    lost = parse_phone(number[1:], "phone")
    assert lost == Phone(number, mended=True)


@given(st.text("0123456789+ .-abc", max_size=20))
def test_reading_twice_is_reading_once(typed: str) -> None:
    try:
        number = parse_phone(typed, "phone").number
    except Invalid:
        return
    assert parse_phone(number, "phone") == Phone(number)
