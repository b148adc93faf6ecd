"""The label ledger: ranges of labels of one run, each in one state; they never overlap.

``printed = ordered + unused + linked (dispatched included) + spoiled + void`` holds by
construction: a change of state splits ranges and moves labels, it never makes or loses one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from traceability.domain.errors import RuleBroken


class LabelState(StrEnum):
    """The lives of a label (MODEL §4)."""

    ORDERED = "ordered"
    UNUSED = "unused"
    LINKED = "linked"
    DISPATCHED = "dispatched"
    SPOILED = "spoiled"
    VOID = "void"


_MOVES: Mapping[LabelState, frozenset[LabelState]] = {
    LabelState.ORDERED: frozenset({LabelState.UNUSED, LabelState.VOID}),
    LabelState.UNUSED: frozenset({LabelState.LINKED, LabelState.SPOILED, LabelState.VOID}),
    LabelState.LINKED: frozenset({LabelState.DISPATCHED, LabelState.SPOILED, LabelState.VOID}),
    LabelState.DISPATCHED: frozenset({LabelState.VOID}),
    LabelState.SPOILED: frozenset({LabelState.VOID}),
    LabelState.VOID: frozenset(),
}

#: States that count against the packed amount of their batch.
LIVE = frozenset({LabelState.UNUSED, LabelState.LINKED, LabelState.DISPATCHED})


@dataclass(frozen=True)
class Range:
    """Labels ``first`` to ``last`` (indexes from 0, both included) in one state."""

    first: int
    last: int
    state: LabelState
    batch: int | None = None

    def __len__(self) -> int:
        """How many labels."""
        return self.last - self.first + 1


def move(
    ranges: Sequence[Range], first: int, last: int, to: LabelState, batch: int | None = None
) -> tuple[Range, ...]:
    """The ledger of a run after labels ``first``…``last`` went to state ``to``.

    Refuses labels that the run does not have and moves that a label's life does not know.
    """
    if first > last or not _covered(ranges, first, last):
        raise RuleBroken("labels_not_in_run", "labels", first=first + 1, last=last + 1)
    moved: list[Range] = []
    for each in ranges:
        moved.extend(_split(each, first, last, to, batch))
    return _joined(moved)


def counted(ranges: Iterable[Range], states: Iterable[LabelState]) -> int:
    """How many labels stand in one of ``states``."""
    wanted = set(states)
    return sum(len(each) for each in ranges if each.state in wanted)


def _covered(ranges: Sequence[Range], first: int, last: int) -> bool:
    inside = (min(r.last, last) - max(r.first, first) + 1 for r in ranges)
    return sum(n for n in inside if n > 0) == last - first + 1


def _split(
    whole: Range, first: int, last: int, to: LabelState, batch: int | None
) -> Iterable[Range]:
    low, high = max(whole.first, first), min(whole.last, last)
    if low > high:
        yield whole
        return
    if to not in _MOVES[whole.state]:
        raise RuleBroken(
            "label_move_not_possible", "labels", state=str(whole.state), to=str(to), first=low + 1
        )
    if whole.first < low:
        yield replace(whole, last=low - 1)
    yield Range(low, high, to, whole.batch if batch is None else batch)
    if high < whole.last:
        yield replace(whole, first=high + 1)


def _joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    joined: list[Range] = []
    for each in sorted(ranges, key=lambda r: r.first):
        before = joined[-1] if joined else None
        if before and (before.state, before.batch) == (each.state, each.batch):
            joined[-1] = replace(before, last=each.last)
        else:
            joined.append(each)
    return tuple(joined)
