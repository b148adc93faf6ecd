"""Sacks by number: what is typed, what is kept, and which ones weigh so much."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import sacks
from traceability.domain.sacks import Pile


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1–3, 7", (1, 2, 3, 7)),
        ("1-3;7", (1, 2, 3, 7)),
        ("1 đến 3 và 7", (1, 2, 3, 7)),
        ("bao 1, bao 3", (1, 3)),
        ("Bao số 12", (12,)),
        ("2 to 4", (2, 3, 4)),
        (" 1 2 3 ", (1, 2, 3)),
        ("3-1", None),
        ("1-99999", None),
        ("một", None),
        ("1.5", None),
        ("1-", None),
        ("-1", None),
        ("1234567", None),
        ("", None),
        (",", None),
    ],
)
def test_numbers_are_read_as_they_are_typed(typed: str, meant: tuple[int, ...] | None) -> None:
    assert sacks.read(typed) == meant


@given(st.sets(st.integers(1, 2_000), min_size=1, max_size=200))
def test_what_is_told_is_read_again(numbers: set[int]) -> None:
    text = sacks.told(numbers)
    if all(last - first < sacks.MOST_STRETCHES for first, last in sacks.stretches(numbers)):
        assert sacks.read(text) == tuple(sorted(numbers))


@given(
    st.dictionaries(st.integers(1, 60), st.integers(1, 50_000), min_size=1),
    st.data(),
)
def test_what_a_leaf_keeps_is_known_again(weights: dict[int, int], data: st.DataObject) -> None:
    some = data.draw(st.sets(st.sampled_from(sorted(weights)), min_size=1))
    drawn = {each: data.draw(st.integers(1, weights[each])) for each in some}
    kept = sacks.kept(drawn, weights)
    assert sacks.known(kept, weights) == drawn
    assert sacks.numbers(kept) == sorted(drawn)


def test_a_part_of_a_sack_leaves_the_rest() -> None:
    pile = Pile({1: 25_000, 2: 24_000, 3: 23_000}, {1: 200, 2: 24_000}, on_hand=47_500)
    assert pile.left == {1: 24_800, 3: 23_000}
    assert pile.gone == {2}
    assert pile.unplaced == 300
    assert dataclasses.replace(pile, on_hand=50_000).unplaced == 0


def test_the_only_sacks_of_a_weight_are_named_only_where_all_were_looked_at() -> None:
    many = {number: 10_000 + number for number in range(1, 41)}
    twelve = sum(list(many.values())[:12]) + 40
    assert sacks.sets_of(many, twelve, 12) == [] or len(sacks.sets_of(many, twelve, 12)) == 2
    assert sacks.sets_of({1: 28_000, 2: 20_000, 3: 14_000}, 34_000) == [{2, 3}]


@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=8),
    st.integers(1, 60),
    st.none() | st.integers(1, 8),
)
def test_the_only_sacks_of_a_weight_are_found(
    weights: list[int], amount: int, count: int | None
) -> None:
    left = dict(enumerate(weights, start=1))
    kinds = {
        tuple(sorted(left[each] for each in some))
        for size in range(1, len(left) + 1)
        for some in combinations(left, size)
        if sum(left[each] for each in some) == amount and count in (None, size)
    }
    found = sacks.sets_of(left, amount, count)
    assert len(found) == min(2, len(kinds))
    for some in found:
        assert tuple(sorted(left[each] for each in some)) in kinds


def test_of_many_sacks_none_is_looked_for() -> None:
    left = dict.fromkeys(range(1, 62), 25_000)
    assert sacks.sets_of(left, 25_000) == []
    del left[61]
    assert sacks.sets_of(left, 25_000) == [{1}]
