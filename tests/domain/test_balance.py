"""Mass balance: integers, exact at the limit, and nobody overrides it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.balance import (
    Basis,
    check_labels,
    check_out,
    check_taken,
    most_labels,
)
from traceability.domain.errors import RuleBroken

AMOUNTS = st.integers(1, 10**15)


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_in_is_out_and_loss(taken: int, highest: int, out: int) -> None:
    highest = min(highest, taken)
    if out > highest:
        with pytest.raises(RuleBroken, match="more_out_than_in"):
            check_out(taken, out, highest, unit="g", at="packages")
        return
    lost = check_out(taken, out, highest, unit="g", at="packages")
    assert lost >= 0
    assert taken == out + lost


def test_what_is_too_much_is_told_with_the_highest() -> None:
    assert check_out(100_000, 34_000, 34_000, unit="g", at="packages") == 66_000
    with pytest.raises(RuleBroken) as refused:
        check_out(100_000, 34_001, 34_000, unit="g", at="packages")
    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == ("more_out_than_in", "packages")
    assert fault.facts == {"taken": 100_000, "out": 34_001, "highest": 34_000, "unit": "g"}


def test_no_more_is_taken_than_is_on_hand() -> None:
    check_taken(100, 100, unit="ml", at="weight")
    with pytest.raises(RuleBroken) as refused:
        check_taken(100, 101, unit="ml", at="weight")
    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == ("more_than_on_hand", "weight")
    assert fault.facts == {"on_hand": 100, "asked": 101, "unit": "ml"}


@given(AMOUNTS, st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 10**6))
def test_labels_never_claim_more_than_was_packed(
    made: int, net: int, live: int, asked: int
) -> None:
    highest = most_labels(Basis.FIXED_NET, made, net, None)
    if (live + asked) * net <= made:
        check_labels(highest, live, asked, at="count")
        return
    with pytest.raises(RuleBroken) as refused:
        check_labels(highest, live, asked, at="count")
    assert refused.value.facts["highest"] == made // net


@given(AMOUNTS, st.integers(1, 10**6), st.integers(0, 10**6))
def test_each_basis_has_a_limit_of_its_own(made: int, least: int, packages: int) -> None:
    pieces = most_labels(Basis.PIECES, made, least, None)
    assert pieces is not None
    assert pieces * least <= made < (pieces + 1) * least
    assert most_labels(Basis.OWN_WEIGHT, made, None, packages) == packages
    assert most_labels(Basis.OWN_WEIGHT, made, None, None) == 0
    assert most_labels(Basis.NONE, made, None, packages) is None
    check_labels(None, made, made, at="count")


@pytest.mark.parametrize("basis", [Basis.FIXED_NET, Basis.PIECES])
def test_a_basis_that_counts_weight_needs_one(basis: Basis) -> None:
    with pytest.raises(ValueError, match="needs an amount"):
        most_labels(basis, 1_000, None, 5)
