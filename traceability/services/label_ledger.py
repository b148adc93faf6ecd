"""The ledger of one run: opened under its locks, changed by a verb, written with one event.

Every verb on labels goes through here. The stock of every lot that the run's labels stand for is
locked first, in the fixed order, then the run; so what is counted against a lot stays counted.
"""

from __future__ import annotations

import bisect
import contextlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Conflict, Invalid, NotFound
from traceability.domain.events import Action as EventAction
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.label_numbers import MOST_PIECES
from traceability.domain.labels import DEAD, LabelState, Range, not_in_run
from traceability.domain.stretches import Stretch, counted, meet, spelled, together, without
from traceability.services import parties, recording, run_numbers
from traceability.store.models import Batch, Event, LabelRange, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

#: How often the locks of a blank run are taken anew, while others link its labels.
_TRIES = 5


@dataclass(frozen=True)
class LabelSpan:
    """Labels of a run by the small numbers printed on them, from 1, both included."""

    run: str
    first: int
    last: int

    def __len__(self) -> int:
        """How many labels."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Told:
    """What the event of a change says beside the numbers: of what lots, to whom, why."""

    step: EventStep
    lots: Sequence[Batch] = ()
    about: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)


_TAKES_AWAY = frozenset(
    {
        *(EventStep.LABELS_VOIDED, EventStep.LABELS_SPOILED, EventStep.LABELS_LOST),
        EventStep.LABELS_UNLINKED,
    }
)
_ONLY_SAYS = frozenset(
    {
        *(EventStep.LABELS_CHECKED, EventStep.LABELS_REPRINTED, EventStep.LABELS_EXPORTED),
        EventStep.LABELS_SENT,
    }
)


def known_run(view: Reading, code: str) -> PrintRun:
    """The run of a short code."""
    run = queries.run_by_code(view.db, code)
    if run is None:
        raise NotFound
    return run


def opened(
    work: Work, code: str, action: Action, lots: Sequence[int] = ()
) -> tuple[PrintRun, list[Range]]:
    """A run of the actor's own with its ledger, both locked until the end of this unit.

    ``lots`` are batches whose stock the verb counts on besides those that the ledger names.
    """
    work.share_judgement()
    run = known_run(work, code)
    require(work.actor, action, Thing(holder=run.holder_id))
    return run, locked(work, run, lots)


def locked(work: Work, run: PrintRun, lots: Sequence[int] = ()) -> list[Range]:
    """The ledger of a run, locked together with the stock of its lots; who may was asked before.

    Stock goes before the ledger, and only the ledger says which. So a blank one is read again under
    its lock: where its labels were linked to more lots meanwhile, its locks are let go and taken in
    order anew. ``Conflict('changed_meanwhile')`` where that happens again and again.
    """
    named = _lots(ledger_of(work, run)) | {*lots, *([run.batch_id] if run.batch_id else [])}
    if run.batch_id is not None:
        return _locked(work, run, named)  # its labels stand for its own lot or for none
    for _again in range(_TRIES):
        with contextlib.suppress(_MoreLots), work.part():
            ledger = _locked(work, run, named)
            more = _lots(ledger) - named
            if not more:
                return ledger
            named |= more
            raise _MoreLots
    raise Conflict("changed_meanwhile")


def hold(work: Work, run: PrintRun) -> None:
    """Let nobody else write the ledger of a run until the end of this unit."""
    work.lock_word(f"labels:{run.code}")


class _MoreLots(Exception):  # noqa: N818 - it is no error
    """A ledger names lots whose stock is not held."""


def _locked(work: Work, run: PrintRun, lots: Collection[int]) -> list[Range]:
    work.lock_stock(sorted(lots))
    hold(work, run)
    return fresh_ledger_of(work, run)


def _lots(ledger: Iterable[Range]) -> set[int]:
    return {each.batch for each in ledger if each.batch is not None}


def ledger_of(view: Reading, run: PrintRun) -> list[Range]:
    """The ledger of a run as the domain reads it."""
    return _read(run, queries.ranges(view.db, [run.id]))


def fresh_ledger_of(view: Reading, run: PrintRun) -> list[Range]:
    """The same under its lock: whatever of it was read before is read again."""
    return _read(run, queries.fresh_ranges(view.db, run.id))


def _read(run: PrintRun, rows: Iterable[LabelRange]) -> list[Range]:
    return run_numbers.ledger(run, [as_range(row) for row in rows])


def as_range(row: LabelRange) -> Range:
    """A row of the ledger as the domain reads it."""
    state = LabelState(row.state)
    return Range(row.first, row.last, state, row.batch_id, row.hand_seq, row.lost)


def write_ledger(work: Work, run: PrintRun, ledger: Iterable[Range]) -> None:
    """Write the ledger of a run anew; the caller holds its lock."""
    rows = [
        LabelRange(
            run_id=run.id,
            first=each.first,
            last=each.last,
            state=each.state,
            batch_id=each.batch,
            holder_id=run.holder_id,
            hand_seq=each.hand,
            lost=each.lost,
        )
        for each in ledger
    ]
    queries.replace_ranges(work.db, run.id, rows)


def record(work: Work, run: PrintRun, stretches: Sequence[Stretch], told: Told) -> Event:
    """Record what became of labels of a run: one event, by their numbers.

    The page of a lot shows how many of its labels stand where: its revision goes on.
    """
    owner = parties.known(work, run.holder_id)
    parents = tuple(Subject(Role.PARENT, lot.code) for lot in told.lots)
    about = tuple(Subject(Role.REF, code) for code in told.about)
    what = Occurrence(
        kind=Kind.REGISTRY,
        action=_action(told.step),
        step=told.step,
        subjects=(Subject(Role.CHILD, run.code), *parents, *about),
        occurred_on=work.today,
        facts={**numbers(stretches), **told.facts},
        private=told.private,
    )
    for lot in told.lots:
        batch_queries.stock(work.db, lot.id).rev += 1
    return recording.record(work, owner.id, owner.code, what)


def lots_in(view: Reading, ledger: Sequence[Range], stretches: Sequence[Stretch]) -> list[Batch]:
    """The lots that some labels of a run stand for, or were printed for."""
    keys = {
        each.batch
        for each in ledger
        if each.batch is not None and meet(stretches, [(each.first + 1, each.last + 1)])
    }
    found = batch_queries.by_ids(view.db, sorted(keys))
    return [found[key] for key in sorted(keys)]


def numbers(stretches: Sequence[Stretch]) -> dict[str, object]:
    """How a leaf says which labels: the first and last of one stretch, or every stretch."""
    if len(stretches) == 1:
        return {"first": stretches[0][0], "last": stretches[0][1]}
    return {"ranges": [list(each) for each in stretches]} if stretches else {}


def stretches_told(facts: Mapping[str, Any]) -> list[Stretch]:
    """The labels that a leaf names."""
    if "ranges" in facts:
        return [(first, last) for first, last in facts["ranges"]]
    return [(facts["first"], facts["last"])] if "first" in facts else []


def require_in_run(ledger: Sequence[Range], first: int, last: int, at: str = "labels") -> None:
    """Refuse labels that a run has not, at a field."""
    there = together((each.first + 1, each.last + 1) for each in ledger)
    if first > last or without([(first, last)], there):
        raise not_in_run(there, first, last, at)


def held(ledger: Sequence[Range], number: int) -> Range:
    """The range of a whole ledger that a label is in, by its number."""
    return ledger[bisect.bisect_left(ledger, number - 1, key=lambda each: each.last)]


def dead_in(ledger: Iterable[Range]) -> list[Stretch]:
    """The spoiled and void labels of a ledger, by their numbers."""
    return [(each.first + 1, each.last + 1) for each in ledger if each.state in DEAD]


def facts_of(event: Event) -> dict[str, Any]:
    """The facts of a leaf."""
    found: dict[str, Any] = json.loads(event.leaf)["facts"]
    return found


def batch_of(view: Reading, batch_id: int | None) -> Batch | None:
    """The batch of an internal key, if there is one."""
    return None if batch_id is None else batch_queries.by_ids(view.db, [batch_id]).get(batch_id)


@dataclass(frozen=True)
class LabelsOf:
    """Some labels and a run, by its code, that they have to do with."""

    run: str
    stretches: tuple[Stretch, ...]

    @property
    def count(self) -> int:
        """How many labels."""
        return counted(self.stretches)

    @property
    def numbers(self) -> str:
        """Which, as they are read out."""
        return spelled(self.stretches)


def some(stretches: Sequence[Stretch], at: str = "numbers") -> Sequence[Stretch]:
    """Stretches that a verb was given: at least one, and no more than a leaf has room for."""
    if not stretches:
        raise Invalid("required", at)
    if len(stretches) > MOST_PIECES:
        raise Invalid("too_many_label_numbers", at, most=MOST_PIECES)
    return stretches


def indexes(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same stretches as a ledger counts labels, from 0."""
    return [(first - 1, last - 1) for first, last in stretches]


def portions(stretches: Sequence[Stretch]) -> Iterable[Sequence[Stretch]]:
    """As many stretches at once as a leaf has room for: what a roll or a lot is left of."""
    return (stretches[at : at + MOST_PIECES] for at in range(0, len(stretches), MOST_PIECES))


def _action(step: EventStep) -> EventAction:
    if step in _ONLY_SAYS:
        return EventAction.OBSERVE
    return EventAction.DELETE if step in _TAKES_AWAY else EventAction.ADD
