"""Lengths on paper as they are typed: one length however it is written, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import millimetres
from traceability.domain.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "um"),
    [
        ("63,5", 63_500),
        ("63.5", 63_500),
        (" 63,50 mm", 63_500),
        ("210", 210_000),
        ("0", 0),
        ("7,25", 7_250),
        ("6,5 ly", 6_500),
        ("６３,５", 63_500),
    ],
)
def test_a_length_is_read_as_it_is_measured(typed: str, um: int) -> None:
    assert millimetres.parse(typed, "left") == um


@pytest.mark.parametrize(
    "typed", ["", "mm", "6,5 cm", "1.234,5", "6,555", "1e3", "63,5,1", "½", "-"]
)
def test_what_is_no_length_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Invalid, match="length_unreadable") as refused:
        millimetres.parse(typed, "left")
    assert refused.value.faults[0].field == "left"


def test_only_a_shift_may_be_negative() -> None:
    assert millimetres.parse("-0,4", "dx", signed=True) == -400
    assert millimetres.parse("−0,4", "dx", signed=True) == -400
    with pytest.raises(Invalid, match="must_be_positive"):
        millimetres.parse("-0,4", "left")
    with pytest.raises(Invalid, match="length_too_long"):
        millimetres.parse("2000,01", "left")


@given(st.integers(0, 200_000))
def test_every_hundredth_of_a_millimetre_comes_back(hundredths: int) -> None:
    whole, part = divmod(hundredths, 100)
    assert millimetres.parse(f"{whole},{part:02}", "left") == hundredths * 10
