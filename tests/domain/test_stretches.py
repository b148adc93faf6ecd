"""Stretches of numbers are the sets of numbers that they name."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.stretches import (
    Stretch,
    common,
    counted,
    holds,
    meet,
    spelled,
    together,
    within,
    without,
)

STRETCHES = st.lists(
    st.tuples(st.integers(1, 30), st.integers(0, 6)).map(lambda each: (each[0], sum(each))),
    max_size=9,
)


def named(stretches: list[Stretch] | tuple[Stretch, ...]) -> set[int]:
    return {number for first, last in stretches for number in range(first, last + 1)}


@given(STRETCHES)
def test_what_is_made_one_names_the_same_as_short_as_can_be(stretches: list[Stretch]) -> None:
    made = together(stretches)
    assert named(made) == named(stretches)
    assert all(one[1] + 1 < other[0] for one, other in itertools.pairwise(made))
    assert counted(made) == len(named(made))


@given(STRETCHES, STRETCHES)
def test_what_is_left_is_what_was_not_taken(whole: list[Stretch], gone: list[Stretch]) -> None:
    left = without(together(whole), gone)
    assert named(left) == named(whole) - named(gone)
    assert tuple(left) == together(left)


@given(STRETCHES, STRETCHES)
def test_two_meet_where_they_name_a_number_both(one: list[Stretch], other: list[Stretch]) -> None:
    assert meet(one, other) == meet(other, one) == bool(named(one) & named(other))
    assert named(common(one, other)) == named(one) & named(other)


@given(STRETCHES, STRETCHES)
def test_one_pass_finds_what_each_with_each_finds(one: list[Stretch], other: list[Stretch]) -> None:
    """Whether they are in order and lie apart or not; ``within`` where the longer ones do."""
    plain = sorted(
        (max(first, low), min(last, high))
        for first, last in one
        for low, high in other
        if first <= high and last >= low
    )
    assert (common(one, other), meet(one, other)) == (plain, bool(plain))
    assert within(together(one), together(other)) == common(together(one), together(other))


@given(STRETCHES, st.integers(0, 40))
def test_a_number_is_held_where_a_stretch_names_it(one: list[Stretch], number: int) -> None:
    assert holds(together(one), number) == (number in named(one))


def test_they_are_read_out_as_people_write_them() -> None:
    assert spelled(together([(23, 23), (41, 45), (17, 17), (46, 46)])) == "17, 23, 41\u201346"
    assert spelled([]) == ""
