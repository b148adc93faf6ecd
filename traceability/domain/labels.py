"""The label ledger: ranges of labels of one run, each in one state; they never overlap.

``printed = ordered + unused + linked (dispatched included) + spoiled + void`` holds by
construction: a change of state splits ranges and moves labels, it never makes or loses one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from traceability.domain.errors import RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.stretches import Stretch, spelled, together, without

#: What the labels of a run stand on, as its row keeps it: packs, or cartons of these.
ITEM, CARTON = "item", "carton"


class LabelState(StrEnum):
    """The lives of a label (MODEL §4)."""

    ORDERED = "ordered"
    UNUSED = "unused"
    LINKED = "linked"
    DISPATCHED = "dispatched"
    SPOILED = "spoiled"
    VOID = "void"


#: On no goods yet: in a drawer, or still at a printing house.
UNLINKED = frozenset({LabelState.UNUSED, LabelState.ORDERED})
#: On goods: in the house still, or gone with them.
ON_GOODS = frozenset({LabelState.LINKED, LabelState.DISPATCHED})
_MOVES: Mapping[LabelState, frozenset[LabelState]] = {
    LabelState.ORDERED: frozenset({LabelState.UNUSED, LabelState.VOID}),
    LabelState.UNUSED: frozenset({LabelState.LINKED, LabelState.SPOILED, LabelState.VOID}),
    LabelState.LINKED: frozenset({LabelState.DISPATCHED, LabelState.SPOILED, LabelState.VOID}),
    LabelState.DISPATCHED: frozenset({LabelState.VOID}),
    LabelState.SPOILED: frozenset({LabelState.VOID}),
    LabelState.VOID: frozenset(),
}

#: The state that labels come to by an event, whatever they were before.
COMES_TO: Mapping[str, LabelState] = {
    EventStep.LABELS_RECEIVED: LabelState.UNUSED,
    EventStep.LABELS_LINKED: LabelState.LINKED,
    EventStep.LABELS_UNLINKED: LabelState.UNUSED,
    EventStep.LABELS_DISPATCHED: LabelState.DISPATCHED,
    EventStep.LABELS_KEPT: LabelState.LINKED,
    EventStep.LABELS_SPOILED: LabelState.SPOILED,
    EventStep.LABELS_VOIDED: LabelState.VOID,
}
#: Some of these are ways back: whoever folds a ledger treats them apart.
TAKES_BACK = frozenset({EventStep.LABELS_UNLINKED, EventStep.LABELS_KEPT})

#: So many stretches of the numbers that a run has are told to whom names others.
_TOLD = 12
#: States that count against the packed amount of their batch.
LIVE = frozenset({LabelState.UNUSED, LabelState.LINKED, LabelState.DISPATCHED})
#: States of labels that stand for nothing: what is said of a stretch passes over them.
DEAD = frozenset({LabelState.SPOILED, LabelState.VOID})


@dataclass(frozen=True)
class Range:
    """Labels ``first`` to ``last`` (indexes from 0, both included) in one state.

    ``hand`` is the event by which they were handed out to somebody, ``lost`` that they were
    reported lost: attributes, which no state follows from.
    """

    first: int
    last: int
    state: LabelState
    batch: int | None = None
    hand: int | None = None
    lost: bool = False

    def __len__(self) -> int:
        """How many labels."""
        return self.last - self.first + 1


def move(
    ranges: Sequence[Range], first: int, last: int, to: LabelState, batch: int | None = None
) -> tuple[Range, ...]:
    """The ledger of a run after labels ``first``…``last`` went to state ``to``.

    Refuses labels that the run does not have and moves that a label's life does not know.
    """
    return moved(ranges, [(first, last)], to, batch)


def moved(
    ranges: Sequence[Range],
    stretches: Sequence[tuple[int, int]],
    to: LabelState,
    batch: int | None = None,
) -> tuple[Range, ...]:
    """As ``move`` of each of several stretches that lie apart, in one pass over the ledger.

    A waste list names thousands of labels one by one: a pass for each would take their square.
    """

    def there(whole: Range, first: int, last: int) -> Iterable[Range]:
        """A piece that moves."""
        return _split(whole, first, last, to, batch)

    return _passed(ranges, stretches, there)


def unlinked(
    ranges: Sequence[Range], stretches: Sequence[tuple[int, int]], printed_for: int | None
) -> tuple[Range, ...]:
    """The ledger after linked labels are unused again, as before it: stretches that lie apart.

    They stand for the lot that they were printed for, or for none; whose hands they were in, they
    are in again. Refuses others than linked ones: what was dispatched is out of reach.
    """

    def back(whole: Range, first: int, last: int) -> Iterable[Range]:
        """A piece of linked labels, unused again."""
        if whole.state is not LabelState.LINKED:
            raise _not_possible(whole, first, LabelState.UNUSED)
        again = replace(whole, state=LabelState.UNUSED, batch=printed_for)
        return _cut(whole, first, last, again)

    return _passed(ranges, stretches, back)


def _passed(
    ranges: Sequence[Range],
    stretches: Sequence[tuple[int, int]],
    change: Callable[[Range, int, int], Iterable[Range]],
) -> tuple[Range, ...]:
    """The ledger after one pass over it: ``change`` makes pieces of a range of what is in each."""
    ranges, wanted = sorted(ranges, key=lambda each: each.first), deque(sorted(stretches))
    for first, last in wanted:
        if first > last or not (ranges and ranges[0].first <= first and last <= ranges[-1].last):
            raise _not_in_run(ranges, first, last)
    made: list[Range] = []
    for each in ranges:
        rest: Range | None = each
        while rest is not None and wanted and wanted[0][0] <= rest.last:
            first, last = wanted.popleft()
            if first < rest.first:
                raise _not_in_run(ranges, first, last)
            upto = min(last, rest.last)
            made.extend(change(replace(rest, last=upto), first, upto))
            rest = replace(rest, first=upto + 1) if upto < rest.last else None
            if upto < last:
                wanted.appendleft((upto + 1, last))
        if rest is not None:
            made.append(rest)
    return _joined(made)


def marked(
    ranges: Sequence[Range],
    first: int,
    last: int,
    *,
    hand: int | None = None,
    lost: bool | None = None,
) -> tuple[Range, ...]:
    """The ledger after labels ``first``…``last`` came into the hands of an event, or were lost.

    ``lost`` says that they were reported lost, or found; where it is ``None``, ``hand`` says whose
    they are now (nobody's: back in the cooperative's drawer). Only labels that stand for no lot
    are in anybody's hands.
    """
    if first > last or not _covered(ranges, first, last):
        raise _not_in_run(ranges, first, last)
    made: list[Range] = []
    for each in ranges:
        low, high = max(each.first, first), min(each.last, last)
        if low > high:
            made.append(each)
            continue
        if lost and each.state in (LabelState.LINKED, LabelState.DISPATCHED):
            raise RuleBroken("label_on_goods_not_lost", "labels", first=low + 1, instead="void")
        if each.state is not LabelState.UNUSED:
            raise _not_possible(each, low, LabelState.UNUSED)
        to = replace(each, lost=lost) if lost is not None else replace(each, hand=hand)
        made.extend(_cut(each, low, high, to))
    return _joined(made)


#: What comes back, and from where: a void label in the hand of a manager, labels of goods whose
#: delivery was taken back as never sent.
_BACK: Mapping[LabelState, frozenset[LabelState]] = {
    LabelState.VOID: frozenset(LabelState) - {LabelState.VOID},
    LabelState.DISPATCHED: frozenset({LabelState.LINKED}),
}


def put_back(
    ranges: Sequence[Range], first: int, last: int, was: LabelState, to: LabelState
) -> tuple[Range, ...]:
    """The ledger after labels ``first``…``last``, all of them ``was``, came back to state ``to``.

    They keep their lot. Refuses what does not come back.
    """
    if first > last or not _covered(ranges, first, last):
        raise _not_in_run(ranges, first, last)
    made: list[Range] = []
    for each in ranges:
        low, high = max(each.first, first), min(each.last, last)
        if low > high:
            made.append(each)
            continue
        if each.state is not was or to not in _BACK.get(was, frozenset()):
            raise _not_possible(each, low, to)
        made.extend(_cut(each, low, high, replace(each, state=to)))
    return _joined(made)


def _not_in_run(ranges: Sequence[Range], first: int, last: int) -> RuleBroken:
    if first > last:
        return RuleBroken("label_numbers_backwards", "labels", first=first + 1, last=last + 1)
    there = together((each.first + 1, each.last + 1) for each in ranges)
    return not_in_run(there, first + 1, last + 1)


def not_in_run(there: Sequence[Stretch], first: int, last: int, at: str = "labels") -> RuleBroken:
    """The refusal of labels by their numbers, of a run that has those that are ``there``."""
    strange = spelled(without([(first, last)], there))
    facts: dict[str, object] = {"first": first, "last": last, "numbers": strange}
    more = ", …" if len(there) > _TOLD else ""
    facts["there"] = spelled(there[:_TOLD]) + more
    facts |= {"lowest": there[0][0], "count": there[-1][1]} if there else {"lowest": 1, "count": 0}
    return RuleBroken("labels_not_in_run", at, **facts)


def _cut(whole: Range, low: int, high: int, to: Range) -> Iterable[Range]:
    """A range with its labels ``low`` to ``high`` as ``to`` has them, the others as they were."""
    before, after = replace(whole, last=low - 1), replace(whole, first=high + 1)
    pieces = (before, replace(to, first=low, last=high), after)
    return (each for each in pieces if len(each) > 0)


def _not_possible(whole: Range, index: int, to: LabelState) -> RuleBroken:
    if whole.state is LabelState.ORDERED:
        return RuleBroken("label_not_received", "labels", first=index + 1)
    facts = {"state": str(whole.state), "to": str(to), "first": index + 1}
    return RuleBroken("label_move_not_possible", "labels", **facts)


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
    if to not in _MOVES[whole.state]:
        raise _not_possible(whole, first, to)
    if whole.lost and to is LabelState.LINKED:
        raise RuleBroken("label_reported_lost", "labels", first=first + 1)
    linked = whole.batch if batch is None else batch
    return _cut(whole, first, last, replace(whole, state=to, batch=linked))


def _joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    joined: list[Range] = []
    for each in sorted(ranges, key=lambda r: r.first):
        before = joined[-1] if joined else None
        follows = before is not None and before.last + 1 == each.first
        if before and follows and replace(each, first=before.first, last=before.last) == before:
            joined[-1] = replace(before, last=each.last)
        else:
            joined.append(each)
    return tuple(joined)
