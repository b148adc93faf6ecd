"""Which runs stand in for spoiled labels of which: as their rows say it, label by label in order.

The labels of such an order stand for the spoiled ones that it names one for one: its first label
for the first of them. What it has beyond that stands for none.
"""

from __future__ import annotations

from collections.abc import Iterator

from traceability.domain.events import EventStep
from traceability.domain.labels import LabelState
from traceability.domain.stretches import common
from traceability.services.label_ledger import LabelsOf
from traceability.services.print_files import Frozen, Replaced, printed
from traceability.store.models import PrintRun
from traceability.store.queries import events
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading


class MadeGood(LabelsOf):
    """Spoiled labels of one run and the other run, by its code, that makes them good."""


def made_good(view: Reading, run: PrintRun) -> list[MadeGood]:
    """The runs that make spoiled labels of a run good, the newest first, each with which."""
    return [MadeGood(other.code, told.stretches) for other, told in _in_place_of(view, run)]


def makes_good(run: PrintRun) -> MadeGood | None:
    """The spoiled labels that a run was ordered for, under the code of theirs."""
    replaced = Frozen.from_json(run.frozen).replaces
    return None if replaced is None else MadeGood(replaced.run, replaced.stretches)


def made_elsewhere(view: Reading, run: PrintRun) -> list[MadeGood]:
    """The other runs that make good by now what a run was ordered for, the newest first."""
    mine = makes_good(run)
    spoiled = None if mine is None else queries.run_by_code(view.db, mine.run)
    if mine is None or spoiled is None:
        return []
    return [
        MadeGood(each.run, tuple(both))
        for each in made_good(view, spoiled)
        if each.run != run.code and (both := common(mine.stretches, each.stretches))
    ]


def pairs(run: PrintRun) -> dict[int, int]:
    """The spoiled labels that a run was ordered for, each with its own that stands in for it."""
    replaced = Frozen.from_json(run.frozen).replaces
    told = replaced.stretches if replaced else ()
    old = (number for first, last in told for number in range(first, last + 1))
    return dict(zip(old, (index + 1 for index in printed(run)), strict=False))


def stands_for(view: Reading, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The spoiled label that one of a run stands for: the code of its run, and its number."""
    mine = makes_good(run)
    old = next((old for old, to in pairs(run).items() if to == number), None)
    return None if mine is None or old is None or is_void(view, run) else (mine.run, old)


def replaced_by(view: Reading, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The label that stands for a spoiled one of a run: the code of its run, and its number."""
    found = ((other.code, pairs(other).get(number)) for other in in_place_of(view, run))
    return next(((code, to) for code, to in found if to is not None), None)


def in_place_of(view: Reading, run: PrintRun) -> list[PrintRun]:
    """The runs that make spoiled labels of a run good."""
    return [other for other, _told in _in_place_of(view, run)]


def is_void(view: Reading, run: PrintRun) -> bool:
    """Whether every label of a run was voided since: then it makes nothing good."""
    return all(row.state == LabelState.VOID for row in queries.ranges(view.db, [run.id]))


def _in_place_of(view: Reading, run: PrintRun) -> Iterator[tuple[PrintRun, Replaced]]:
    for event in events.of_step(view.db, run.code, EventStep.LABELS_ORDERED):
        if event.seq == run.event_seq:
            continue  # the order of the run itself
        other = queries.run_of_event(view.db, event.seq)
        replaced = None if other is None else Frozen.from_json(other.frozen).replaces
        if other is None or replaced is None or replaced.run != run.code:
            continue
        if not is_void(view, other):
            yield other, replaced
