"""PINs: read as they are typed, and refused where somebody would try them first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import Invalid
from traceability.domain.pins import check_new_pin, folded_pin, read_pin

LOGIN = "0912345678"


@pytest.mark.parametrize(
    "typed", ["305817", " 305 817 ", "305-817", "３０５８１７", "305\u00a0817"]
)
def test_six_digits_are_read_however_they_are_typed(typed: str) -> None:
    assert read_pin(typed) == folded_pin(typed) == "305817"


@pytest.mark.parametrize(
    "typed", ["", "30581", "3058170", "30581a", "٣٠٥٨١٧", "३०५८१७", "3" * 100_000, "\0" * 6, "½⅓30"]
)
def test_anything_else_is_no_pin(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_pin(typed, "pin_again")
    fault = refused.value.faults[0]
    assert (fault.code, fault.field, fault.facts) == ("pin_unreadable", "pin_again", {"digits": 6})


@pytest.mark.parametrize(
    "pin",
    [
        "000000",
        "777777",
        "123456",
        "654321",
        "012345",
        "890123",
        "321098",
        "121212",
        "868686",
        "112111",
        "123123",
        "123321",
        "112233",
        "998877",
        "345678",
        "912345",
    ],
)
def test_digits_repeated_and_rows_are_refused(pin: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_new_pin(pin, LOGIN)
    assert (refused.value.code, refused.value.faults[0].field) == ("pin_too_simple", "pin")


@pytest.mark.parametrize(
    "pin", ["868686", "112111", "123123", "123321", "112233", "998877", "912345", "345678"]
)
def test_patterns_and_ones_own_number_are_refused(pin: str) -> None:
    with pytest.raises(Invalid, match="pin_too_simple"):
        check_new_pin(pin, LOGIN)


@pytest.mark.parametrize("pin", ["305817", "192837", "240975", "100294"])
def test_a_pin_of_ones_own_is_taken(pin: str) -> None:
    check_new_pin(pin, LOGIN)


@given(st.text(max_size=80))
def test_reading_never_fails_otherwise(text: str) -> None:
    try:
        pin = read_pin(text)
    except Invalid:
        return
    assert len(pin) == 6
    assert pin.isascii()
    assert pin.isdigit()
