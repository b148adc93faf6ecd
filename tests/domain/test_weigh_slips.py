"""The arithmetic of a weigh slip: whole grams, net and payable, what a truck may hold."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.weigh_slips import Scale, Truck, amount_due

PPM = 1_000_000
scales = st.builds(
    Scale,
    st.integers(1, 10**9),
    st.integers(0, 1000),
    st.integers(0, 10**6),
    st.integers(0, PPM - 1),
)


@given(scales)
def test_what_is_paid_for_is_the_net_less_its_part_to_half_a_gram(scale: Scale) -> None:
    assert scale.net == scale.gross - scale.bags * scale.tare
    if scale.net <= 0:
        with pytest.raises(RuleBroken):
            scale.check("g")
        return
    scale.check("g")
    assert 0 <= scale.payable <= scale.net
    exact = scale.net * Fraction(PPM - scale.deduction_ppm, PPM)
    assert abs(scale.payable - exact) <= Fraction(1, 2)


@given(st.integers(1, 10**9), st.integers(0, PPM - 2))
def test_a_greater_deduction_never_pays_more(gross: int, ppm: int) -> None:
    assert Scale(gross, deduction_ppm=ppm + 1).payable <= Scale(gross, deduction_ppm=ppm).payable


def test_the_slip_of_the_picture() -> None:
    scale = Scale(24_600, 2, 300, 50_000)
    assert (scale.net, scale.payable, amount_due(scale.payable, 12_000)) == (
        24_000,
        22_800,
        273_600,
    )


@given(st.integers(0, 10**9), st.integers(1, 10**8))
def test_money_is_whole_and_within_half_a_dong(payable: int, price: int) -> None:
    assert abs(amount_due(payable, price) - Fraction(payable * price, 1000)) <= Fraction(1, 2)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=40), st.integers(1, 10**7))
def test_a_truck_refuses_only_what_it_cannot_have_held(lines: list[int], tare: int) -> None:
    total = sum(lines)
    Truck(total + tare, tare).check(lines, "g")
    Truck().check(lines, "g")
    with pytest.raises(RuleBroken) as found:
        Truck(total + tare, tare).check([*lines, 1], "g")
    assert found.value.facts == {"lines": total + 1, "truck": total, "unit": "g"}


@pytest.mark.parametrize(
    ("truck", "code", "field"),
    [
        (Truck(5, None), "required", "truck_tare"),
        (Truck(None, 5), "required", "truck_gross"),
        (Truck(5, 5), "tare_above_gross", "truck_tare"),
    ],
)
def test_half_a_weighing_is_none(truck: Truck, code: str, field: str) -> None:
    with pytest.raises((Invalid, RuleBroken)) as found:
        truck.check([1], "g")
    assert (found.value.code, found.value.faults[0].field) == (code, field)
