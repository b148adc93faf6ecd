"""Lots that lack labels, and that the labels of a run could stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import LabelState
from traceability.services import goods_names, label_room, recalls
from traceability.services.label_ledger import ledger_of
from traceability.store.models import Batch, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import blank_labels as blank_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Missing:
    """A lot that lacks labels: ``short`` of them."""

    code: str
    lot_code: str
    short: int


def of_run(view: Reading, run: PrintRun) -> list[Missing]:
    """The lots that labels of a run could stand for, and that lack some: those packed today.

    Where none was packed today it is the newest one. What is held or recalled gets no labels. No
    lot lacks stickers on single fruit: it has room for so many, and no fruit has to have one.
    """
    if run.design == LabelDesign.FRUIT_STICKER:
        return []
    if run.batch_id is not None:
        own = batch_queries.by_ids(view.db, [run.batch_id])
        found: Sequence[Batch] = list(own.values())
    else:
        found = _called_so(view, run, blank_queries.lots_for(view.db, run))
    stopped = recalls.stopped(view, [lot.id for lot in found])
    made = {}
    for lot in found:
        most, live = label_room.room_for(view, lot, run.design)
        unlinked = _unlinked(view, run, lot)
        short = 0 if most is None else most - live + unlinked
        if short > 0 and lot.id not in stopped:
            made[lot.id] = Missing(lot.code, lot.lot_code, short)
    today = [made[lot.id] for lot in found if lot.id in made and lot.made_on == view.today]
    return today or list(made.values())[:1]


def _called_so(view: Reading, run: PrintRun, lots: Sequence[Batch]) -> list[Batch]:
    """The lots of goods that are called as blank labels say on paper."""
    goods = goods_names.of_all(view, [run, *lots])
    said = goods[goods_names.key_of(run)].vi
    return [lot for lot in lots if goods[goods_names.key_of(lot)].vi == said]


def _unlinked(view: Reading, run: PrintRun, lot: Batch) -> int:
    """Labels of a lot's own run that are not on its goods yet: they are still to be stuck."""
    if run.batch_id != lot.id:
        return 0
    unused = (each for each in ledger_of(view, run) if each.state is LabelState.UNUSED)
    return sum(len(each) for each in unused)
