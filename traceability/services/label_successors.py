"""Labels that stand on goods in place of spoiled ones, and the cartons that they are in so.

A pack in a carton whose label was torn lies in it still, under its new label: what the carton's row
fixed names the old one, and the orders of labels say which new one stands in for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from traceability.domain.labels import DEAD, LabelState, Range
from traceability.domain.stretches import Stretch, meet, spelled, together
from traceability.services import making_good, standing_cartons
from traceability.services.label_ledger import ledger_of
from traceability.services.standing_cartons import IN_GOODS
from traceability.store.models import PrintRun
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Successor:
    """The label that is on goods in place of a spoiled one (``old``), by its run and number.

    The goods are ``gone`` where they left the house with it.
    """

    old: int
    run: str
    number: int
    gone: bool = False


@dataclass(frozen=True)
class Renewed:
    """Spoiled labels (``old``) and those of one run in their place (``new``), as read out."""

    run: str
    old: str
    new: str


def told(found: Sequence[Successor]) -> tuple[Renewed, ...]:
    """Successors by their runs, the first spoiled one first."""
    runs = dict.fromkeys(each.run for each in found)
    mine = {run: [each for each in found if each.run == run] for run in runs}
    return tuple(
        Renewed(run, _spelled(e.old for e in some), _spelled(e.number for e in some))
        for run, some in mine.items()
    )


def _spelled(numbers: Iterable[int]) -> str:
    return spelled(together((each, each) for each in numbers))


def on_goods(
    view: Reading, run: PrintRun, lot: int | None, dead: Sequence[Stretch]
) -> list[Successor]:
    """The labels on goods of a lot that stand in for some dead ones of a run, in their order.

    One that was torn in its turn is followed on; one that was put into a carton of its own is not
    in that of the old one.
    """
    found = [
        each
        for other in (making_good.in_place_of(view, run) if dead else ())
        for each in _following(view, other, lot, dead)
    ]
    return sorted(found, key=lambda each: each.old)


def in_cartons(view: Reading, run: PrintRun) -> Iterator[tuple[PrintRun, int, list[Stretch]]]:
    """As ``standing_cartons.holding``; then those that hold labels of the run for spoiled ones."""
    direct: list[Stretch] = []
    for cartons, number, stretches in standing_cartons.holding(view, run):
        direct += stretches
        yield cartons, number, stretches
    mine = making_good.makes_good(run)
    before = None if mine is None else queries.run_by_code(view.db, mine.run)
    if before is None:
        return
    there = making_good.pairs(run)
    for cartons, number, stretches in in_cartons(view, before):
        new = [(to, to) for old, to in there.items() if meet([(old, old)], stretches)]
        if inside := [each for each in new if not meet([each], direct)]:
            yield cartons, number, list(together(inside))


def carton_of(view: Reading, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The carton that a label is in, itself or for a spoiled one: its run's code, its number."""
    direct = standing_cartons.carton_of(view, run, number)
    mine = making_good.makes_good(run)
    before = None if direct or mine is None else queries.run_by_code(view.db, mine.run)
    if before is None:
        return direct
    old = next((old for old, to in making_good.pairs(run).items() if to == number), None)
    return None if old is None else carton_of(view, before, old)


def _following(
    view: Reading, other: PrintRun, lot: int | None, dead: Sequence[Stretch]
) -> Iterator[Successor]:
    """The labels on goods that stand in for dead ones by the labels of one run."""
    old = {to: old for old, to in making_good.pairs(other).items() if meet([(old, old)], dead)}
    if not old:
        return
    ledger = ledger_of(view, other)
    torn = [(to, to) for to in old if _held(ledger, to).state in DEAD]
    for each in on_goods(view, other, lot, torn):
        yield replace(each, old=old[each.old])
    apart = [one for _run, _n, there in standing_cartons.holding(view, other) for one in there]
    for to, spoiled in old.items():
        held = _held(ledger, to)
        if held.state in IN_GOODS and held.batch == lot and not meet([(to, to)], apart):
            yield Successor(spoiled, other.code, to, held.state is LabelState.DISPATCHED)


def _held(ledger: Sequence[Range], number: int) -> Range:
    return next(each for each in ledger if each.first < number <= each.last + 1)
