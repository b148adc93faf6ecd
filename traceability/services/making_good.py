"""Which runs stand in for spoiled labels of which: as their rows say it, label by label in order.

The labels of such an order stand for the spoiled ones that it names one for one: its first label
for the first of them. What it has beyond that stands for none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.events import EventStep
from traceability.domain.labels import LabelState, Range
from traceability.domain.stretches import common
from traceability.services import run_numbers
from traceability.services.frozen_runs import Frozen, Replaced
from traceability.services.label_ledger import LabelsOf, as_range
from traceability.store.models import PrintRun
from traceability.store.queries import events
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading


class MadeGood(LabelsOf):
    """Spoiled labels of one run and the other run, by its code, that makes them good."""


def made_good(view: Reading, run: PrintRun) -> list[MadeGood]:
    """The runs that make spoiled labels of a run good, the newest first, each with which."""
    return [MadeGood(each.run.code, each.replaced.stretches) for each in orders(view, run)]


def makes_good(run: PrintRun) -> MadeGood | None:
    """The spoiled labels that a run was ordered for, under the code of theirs."""
    return named(Frozen.from_json(run.frozen).replaces)


def named(replaced: Replaced | None) -> MadeGood | None:
    """The same, as the text of a run names them."""
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
    frozen = Frozen.from_json(run.frozen)
    replaced = frozen.replaces.stretches if frozen.replaces else ()
    old = (number for first, last in replaced for number in range(first, last + 1))
    return dict(zip(old, run_numbers.told(run, frozen).on_paper, strict=False))


def stands_for(view: Reading, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The spoiled label that one of a run stands for: the code of its run, and its number."""
    mine = makes_good(run)
    old = next((old for old, to in pairs(run).items() if to == number), None)
    return None if mine is None or old is None or is_void(view, run) else (mine.run, old)


def replaced_by(view: Reading, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The label that stands for a spoiled one of a run: the code of its run, and its number."""
    found = ((each.run.code, pairs(each.run).get(number)) for each in orders(view, run))
    return next(((code, to) for code, to in found if to is not None), None)


def is_void(view: Reading, run: PrintRun) -> bool:
    """Whether every label of a run was voided since: then it makes nothing good."""
    return all(row.state == LabelState.VOID for row in queries.ranges(view.db, [run.id]))


@dataclass(frozen=True)
class Order:
    """A run that makes spoiled labels of another good: it, which ones, and its own ledger."""

    run: PrintRun
    replaced: Replaced
    ledger: Sequence[Range]


def orders(view: Reading, run: PrintRun) -> list[Order]:
    """The orders that make spoiled labels of a run good, the newest first; each row is read once.

    One of which every label was voided since makes nothing good.
    """
    told = events.of_step(view.db, run.code, EventStep.LABELS_ORDERED)
    seqs = [event.seq for event in told if event.seq != run.event_seq]  # but its own order
    there = {each.event_seq: each for each in queries.runs_of_events(view.db, seqs)}
    found = [there[seq] for seq in seqs if seq in there]
    ledgers: dict[int, list[Range]] = {each.id: [] for each in found}
    for row in queries.ranges(view.db, list(ledgers)) if found else ():
        ledgers[row.run_id].append(as_range(row))
    return [
        Order(each, replaced, ledgers[each.id])
        for each in found
        if (replaced := Frozen.from_json(each.frozen).replaces) and replaced.run == run.code
        if any(held.state is not LabelState.VOID for held in ledgers[each.id])
    ]
