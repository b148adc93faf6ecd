"""The label ledger: whatever is moved, every label stands in exactly one range."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.errors import RuleBroken
from traceability.domain.labels import LIVE, LabelState, Range, counted, move, moved

#: MODEL, lives of a label range: from → to, written down a second time.
LIFE = {
    ("ordered", "unused"),
    ("ordered", "void"),
    ("unused", "linked"),
    ("unused", "spoiled"),
    ("unused", "void"),
    ("linked", "dispatched"),
    ("linked", "spoiled"),
    ("linked", "void"),
    ("dispatched", "void"),
    ("spoiled", "void"),
}
STATES = st.sampled_from(LabelState)
MOVES = st.lists(
    st.tuples(st.integers(-2, 22), st.integers(-2, 22), STATES, st.sampled_from([None, 7, 8])),
    max_size=25,
)
Label = tuple[LabelState, int | None]


def one_by_one(
    labels: list[Label], first: int, last: int, to: LabelState, batch: int | None
) -> list[Label] | None:
    """The same move on labels kept singly; ``None`` where it is refused."""
    if not 0 <= first <= last < len(labels):
        return None
    if any((str(state), str(to)) not in LIFE for state, _batch in labels[first : last + 1]):
        return None
    moved = [(to, kept if batch is None else batch) for _state, kept in labels[first : last + 1]]
    return [*labels[:first], *moved, *labels[last + 1 :]]


def spread(ledger: tuple[Range, ...]) -> list[Label]:
    return [(each.state, each.batch) for each in ledger for _ in range(len(each))]


@given(st.integers(1, 20), STATES, MOVES)
def test_a_ledger_is_what_moving_single_labels_would_make(
    count: int, start: LabelState, moves: list[tuple[int, int, LabelState, int | None]]
) -> None:
    ledger: tuple[Range, ...] = (Range(0, count - 1, start),)
    labels: list[Label] = [(start, None)] * count
    for first, last, to, batch in moves:
        expected = one_by_one(labels, first, last, to, batch)
        if expected is None:
            with pytest.raises(RuleBroken):
                move(ledger, first, last, to, batch)
            continue
        ledger, labels = move(ledger, first, last, to, batch), expected
        assert spread(ledger) == labels
        check_shape(ledger, count)


def check_shape(ledger: tuple[Range, ...], count: int) -> None:
    """Gapless from the first label to the last, without overlaps, and as short as it can be."""
    assert [each.first for each in ledger] == [0, *(each.last + 1 for each in ledger[:-1])]
    assert ledger[-1].last == count - 1
    assert counted(ledger, LabelState) == count
    for before, after in pairwise(ledger):
        assert (before.state, before.batch) != (after.state, after.batch)


@given(st.integers(1, 20), MOVES)
def test_printed_is_the_sum_of_all_states(
    count: int, moves: list[tuple[int, int, LabelState, int | None]]
) -> None:
    ledger: tuple[Range, ...] = (Range(0, count - 1, LabelState.UNUSED),)
    for first, last, to, batch in moves:
        try:
            ledger = move(ledger, first, last, to, batch)
        except RuleBroken:
            continue
        assert sum(counted(ledger, [state]) for state in LabelState) == count
        dead = counted(ledger, set(LabelState) - LIVE)
        assert counted(ledger, LIVE) + dead == count


@pytest.mark.parametrize("start", LabelState)
@pytest.mark.parametrize("to", LabelState)
def test_a_label_moves_only_as_its_life_knows(start: LabelState, to: LabelState) -> None:
    ledger = (Range(0, 4, start, 7),)
    if (str(start), str(to)) in LIFE:
        assert move(ledger, 0, 4, to) == (Range(0, 4, to, 7),)
        return
    with pytest.raises(RuleBroken) as refused:
        move(ledger, 2, 3, to)
    if start is LabelState.ORDERED:
        assert (refused.value.code, refused.value.facts) == ("label_not_received", {"first": 3})
        return
    assert refused.value.code == "label_move_not_possible"
    assert refused.value.facts == {"state": str(start), "to": str(to), "first": 3}


def test_nothing_brings_a_void_label_back() -> None:
    reached, todo = set(), [LabelState.VOID]
    while todo:
        state = todo.pop()
        reached.add(state)
        todo += [to for to in LabelState if (str(state), str(to)) in LIFE and to not in reached]
    assert reached == {LabelState.VOID}


@pytest.mark.parametrize(("first", "last"), [(-1, 2), (3, 5), (5, 9), (2, 1)])
def test_labels_that_a_run_has_not_are_named_as_they_are_printed(first: int, last: int) -> None:
    backwards = first > last
    with pytest.raises(RuleBroken) as refused:
        move((Range(0, 4, LabelState.UNUSED),), first, last, LabelState.LINKED)
    assert refused.value.code == ("label_numbers_backwards" if backwards else "labels_not_in_run")
    told = {"first": first + 1, "last": last + 1}
    numbers = {-1: "0", 3: "6", 5: "6–10", 2: ""}[first]
    beyond = {"lowest": 1, "count": 5, "there": "1–5", "numbers": numbers}
    assert refused.value.facts == (told if backwards else told | beyond)


def test_a_refused_move_leaves_nothing_half_done() -> None:
    ledger = (Range(0, 2, LabelState.UNUSED), Range(3, 4, LabelState.VOID))
    with pytest.raises(RuleBroken):
        move(ledger, 0, 4, LabelState.LINKED)
    assert ledger == (Range(0, 2, LabelState.UNUSED), Range(3, 4, LabelState.VOID))


NUMBERS = st.sets(st.integers(0, 29))


@given(NUMBERS, NUMBERS)
def test_many_stretches_at_once_are_as_each_by_itself(void: set[int], more: set[int]) -> None:
    begun: tuple[Range, ...] = (Range(0, 29, LabelState.UNUSED),)
    for each in void:
        begun = move(begun, each, each, LabelState.VOID)
    asked = [(each, each) for each in sorted(more)]
    if void & more:
        with pytest.raises(RuleBroken, match="label_move_not_possible"):
            moved(begun, asked, LabelState.LINKED, 7)
        return
    expected = begun
    for first, last in asked:
        expected = move(expected, first, last, LabelState.LINKED, 7)
    assert moved(begun, asked, LabelState.LINKED, 7) == expected


@pytest.mark.parametrize("asked", [[(0, 3), (3, 5)], [(0, 3), (9, 10)], [(4, 3)], [(-1, 0)]])
def test_stretches_that_are_none_of_the_run_are_refused(asked: list[tuple[int, int]]) -> None:
    with pytest.raises(RuleBroken, match=r"labels_not_in_run|label_numbers_backwards"):
        moved((Range(0, 9, LabelState.UNUSED),), asked, LabelState.VOID)


def test_thousands_of_scattered_labels_are_moved_in_one_pass() -> None:
    """Each second label of a roll of 4,000 is waste: a few times that is made, not its square."""
    made = 0

    @dataclass(frozen=True)
    class Counted(Range):
        def __post_init__(self) -> None:
            nonlocal made
            made += 1

    waste = [(each, each) for each in range(1, 4_000, 2)]
    ledger = moved((Counted(0, 3_999, LabelState.ORDERED),), waste, LabelState.VOID)
    assert len(ledger) == 4_000
    assert made < 40_000
