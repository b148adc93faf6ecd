"""Shares: whole parts that sum exactly, whatever is shared, and where mixed goods come from."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from traceability.domain.shares import apportion, flows, mixed

AMOUNTS = st.integers(1, 10**9)
ORIGINS = st.tuples(st.integers(1, 40), st.none() | st.integers(1, 9))
SHARES = st.dictionaries(ORIGINS, st.integers(1, 10**6), min_size=1, max_size=12).map(
    lambda weights: dict(
        zip(weights, apportion(1_000_000, list(weights.values()), least=1), strict=True)
    )
)


def test_shares_of_three_equal_parts() -> None:
    assert apportion(1_000_000, [1, 1, 1]) == (333_334, 333_333, 333_333)
    assert apportion(1_000_000, [0, 5]) == (0, 1_000_000)


@given(
    st.integers(0, 10**12), st.lists(st.integers(0, 10**12), min_size=1, max_size=50).filter(sum)
)
def test_parts_sum_to_the_whole_and_lie_within_one_of_the_exact_share(
    total: int, weights: list[int]
) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    for weight, part in zip(weights, parts, strict=True):
        assert abs(part * sum(weights) - weight * total) < sum(weights)


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=50), st.integers(0, 10**6))
def test_nothing_is_left_without_a_part(weights: list[int], more: int) -> None:
    parts = apportion(len(weights) + more, weights, least=1)
    assert sum(parts) == len(weights) + more
    assert min(parts) >= 1


@pytest.mark.parametrize("weights", [[], [0], [5, -1], [-1]])
def test_nothing_cannot_be_shared(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="shares"):
        apportion(1_000_000, weights)


def test_there_must_be_a_part_for_each() -> None:
    with pytest.raises(ValueError, match="enough"):
        apportion(2, [1, 1, 1], least=1)


@given(st.lists(st.tuples(AMOUNTS, SHARES), min_size=1, max_size=20), st.randoms())
def test_mixed_goods_come_from_all_that_went_in(goods: list, random: object) -> None:
    found = mixed(goods)
    assert sum(found.values()) == 1_000_000
    assert set(found) == {origin for _amount, shares in goods for origin in shares}
    whole = sum(amount for amount, _shares in goods)
    for origin, ppm in found.items():
        exact = sum(Fraction(amount * shares.get(origin, 0), whole) for amount, shares in goods)
        assert abs(ppm - exact) <= max(1, len(found))
    shuffled = list(goods)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert mixed(shuffled) == found


def test_a_trace_of_something_stays_a_part() -> None:
    found = mixed([(10**9, {(1, 1): 1_000_000}), (1, {(2, None): 1_000_000})])
    assert found == {(1, 1): 999_999, (2, None): 1}


CODES = st.text("ABCDEFGH", min_size=3, max_size=3)


@given(
    st.dictionaries(CODES, st.integers(30, 10**9), min_size=1, max_size=12),
    st.dictionaries(CODES, AMOUNTS, min_size=1, max_size=30),
)
def test_what_was_taken_went_somewhere_to_the_gram(
    taken: dict[str, int], made: dict[str, int]
) -> None:
    found = flows(taken, made)
    assert set(found) == {(parent, child) for parent in taken for child in made}
    assert min(found.values()) >= 1
    for parent, amount in taken.items():
        assert sum(found[parent, child] for child in made) == amount
    assert found == flows(dict(reversed(taken.items())), dict(reversed(made.items())))


@given(
    st.dictionaries(CODES, st.integers(8, 10**6), min_size=2, max_size=12),
    st.dictionaries(CODES, st.integers(1, 10**6), min_size=2, max_size=8),
    st.integers(0, 10**6),
)
def test_into_each_thing_made_went_at_least_what_it_weighs(
    made: dict[str, int], weights: dict[str, int], lost: int
) -> None:
    whole = sum(made.values()) + lost
    parts = apportion(whole, list(weights.values()))
    assume(min(parts) >= len(made))
    taken = dict(zip(weights, parts, strict=True))
    found = flows(taken, made)
    assert min(found.values()) >= 1
    for child, amount in made.items():
        into = sum(found[parent, child] for parent in taken)
        assert amount <= into <= Fraction(whole * amount, sum(made.values())) + 1


def test_the_rounding_of_many_things_taken_gathers_in_none_of_those_made() -> None:
    taken = {"A1": 89_999, "A2": 60_001, "A3": 29_999, "A4": 1}
    with pytest.raises(ValueError, match="enough"):
        flows(taken, {"B1": 90_000, "B2": 90_000})
    taken |= {"A3": 29_997, "A4": 3}
    found = flows(taken, {"B1": 90_000, "B2": 90_000})
    assert sum(found[parent, "B1"] for parent in taken) == 90_000
    assert sum(found[parent, "B2"] for parent in taken) == 90_000
