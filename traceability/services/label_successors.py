"""Labels that stand on goods in place of spoiled ones, and the cartons that they are in so.

A pack in a carton whose label was torn lies in it still, under its new label: what the carton's row
fixed names the old one, and the orders of labels say which new one stands in for it.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from traceability.domain.labels import DEAD, ON_GOODS, LabelState, Range
from traceability.domain.stretches import Stretch, holds, spelled, together
from traceability.services import making_good, standing_cartons
from traceability.services.label_ledger import held, ledger_of
from traceability.services.making_good import Order
from traceability.services.standing_cartons import Boxes, Standing
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
    found = _on_goods(Boxes(view, None), run, lot, together(dead))
    return sorted(found, key=lambda each: each.old)


def in_cartons(view: Reading, run: PrintRun, boxes: Boxes | None = None) -> Iterator[Standing]:
    """As ``Boxes.naming``; then those that hold labels of the run for spoiled ones.

    Such a label is in the carton while it stands on goods of the carton's lot: a blank one may
    have been stuck on others, or lie in a drawer still. Whoever asks of many runs hands the same
    ``boxes`` in.
    """
    boxes = boxes or Boxes(view, None)
    yield from boxes.naming(run)
    yield from for_spoiled(view, run, boxes)


def for_spoiled(view: Reading, run: PrintRun, boxes: Boxes) -> Iterator[Standing]:
    """The cartons that hold labels of a run for spoiled ones, those of one run together."""
    direct, ledger = _inside(boxes.naming(run)), ledger_of(view, run)
    for cartons, number, new in _claiming(boxes, run):
        there = (to for to in new if _stands(held(ledger, to), cartons.batch_id))
        if inside := together((to, to) for to in there if not holds(direct, to)):
            yield cartons, number, list(inside)


def _inside(cartons: Iterable[Standing]) -> Sequence[Stretch]:
    """The labels that some cartons say are in them."""
    return together(stretch for _run, _number, inside in cartons for stretch in inside)


def _in_place(pairs: Sequence[tuple[int, int]], stretches: Iterable[Stretch]) -> Iterator[int]:
    """The labels in the places of some spoiled ones; ``pairs`` are of both, in order."""
    for first, last in stretches:
        begin = bisect.bisect_left(pairs, (first, 0))
        end = bisect.bisect_left(pairs, (last + 1, 0))
        yield from (to for _old, to in pairs[begin:end])


def lies_in(view: Reading, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The carton that a label is in, itself or for a spoiled one: its run's code, its number."""
    direct = standing_cartons.named_in(view, run, number)
    found = None if direct else _that_of_old(view, run, number)
    cartons = None if found is None else queries.run_by_code(view.db, found[0])
    if cartons is None or not _stands(held(ledger_of(view, run), number), cartons.batch_id):
        return direct
    return found


def _claiming(boxes: Boxes, run: PrintRun) -> Iterator[tuple[PrintRun, int, list[int]]]:
    """The cartons of spoiled labels that some of a run were ordered for, each with these."""
    mine = making_good.makes_good(run)
    before = None if mine is None else queries.run_by_code(boxes.view.db, mine.run)
    if before is None:
        return
    there = sorted(making_good.pairs(run).items())
    for cartons, number, stretches in _claimed(boxes, before):
        if new := list(_in_place(there, stretches)):
            yield cartons, number, new


def _claimed(boxes: Boxes, run: PrintRun) -> Iterator[Standing]:
    """The cartons that labels of a run are in or were ordered for, whatever became of these."""
    yield from boxes.naming(run)
    for cartons, number, new in _claiming(boxes, run):
        yield cartons, number, list(together((each, each) for each in new))


def _that_of_old(view: Reading, run: PrintRun, number: int) -> tuple[str, int] | None:
    """The carton of the spoiled label that one was ordered for, through as many orders as it is."""
    mine = making_good.makes_good(run)
    before = None if mine is None else queries.run_by_code(view.db, mine.run)
    old = next((old for old, to in making_good.pairs(run).items() if to == number), None)
    if before is None or old is None:
        return None
    return standing_cartons.named_in(view, before, old) or _that_of_old(view, before, old)


def _stands(label: Range, lot: int | None) -> bool:
    """Whether a label stands on goods of a lot."""
    return label.state in ON_GOODS and label.batch == lot


def _on_goods(
    boxes: Boxes, run: PrintRun, lot: int | None, dead: Sequence[Stretch]
) -> Iterator[Successor]:
    orders = making_good.orders(boxes.view, run) if dead else []
    boxes.expect(each.run for each in orders)
    for order in orders:
        yield from _following(boxes, order, lot, dead)


def _following(
    boxes: Boxes, order: Order, lot: int | None, dead: Sequence[Stretch]
) -> Iterator[Successor]:
    """The labels on goods that stand in for dead ones by the labels of one order."""
    pairs = making_good.pairs(order.run).items()
    old = {to: spoiled for spoiled, to in pairs if holds(dead, spoiled)}
    there = {to: held(order.ledger, to) for to in old}
    torn = together((to, to) for to, each in there.items() if each.state in DEAD)
    for each in _on_goods(boxes, order.run, lot, torn):
        yield replace(each, old=old[each.old])
    apart = _inside(boxes.naming(order.run)) if old else ()
    for to, mine in there.items():
        if _stands(mine, lot) and not holds(apart, to):
            gone = mine.state is LabelState.DISPATCHED
            yield Successor(old[to], order.run.code, to, gone)
