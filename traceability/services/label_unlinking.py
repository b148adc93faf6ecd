"""Taking a linking back: labels that were scanned for the wrong lot, before they left with goods.

A slip of the hand links half a roll. Who voids those labels takes them off the bags and prints
others; who takes the linking back has them as they were before. Labels that went with goods are in
strangers' hands, and what they said stays said.
"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.access import Action
from traceability.domain.errors import RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.labels import LabelState, Range, unlinked
from traceability.domain.stretches import Stretch, together, without
from traceability.services import batches, carton_runs, lent_labels
from traceability.services.label_ledger import (
    Told,
    dead_in,
    indexes,
    lots_in,
    portions,
    record,
    require_in_run,
    some,
    write_ledger,
)
from traceability.store.models import Batch
from traceability.store.queries import deliveries
from traceability.store.unit import Reading, Work


def unlink(work: Work, code: str, stretches: Sequence[Stretch], reason: str) -> Sequence[Stretch]:
    """Linked labels of a run are unused again, in the hands that they were in; which.

    An act of a manager of whose goods they are on, whoever printed them, with a reason. Spoiled and
    void ones are passed over, as linking does: the numbers that were linked are those that are
    taken back.

    ``RuleBroken``: ``label_gone`` for one that left with goods, ``goods_gone`` where some of a lot
    went out (which labels went along may not be known), ``label_in_carton`` for one that a carton
    says is in it, ``label_move_not_possible`` for one that is not linked; and as the gate of
    publishing says of lots that are held or recalled: whoever scans a label of theirs is to read
    that; and as ``lent_labels.opened``.
    """
    stretches = together(some(stretches))
    run, ledger = lent_labels.opened(work, code, Action.VOID_LABELS, stretches)
    for first, last in stretches:
        require_in_run(ledger, first, last)
    # Where all are dead nothing is passed over: the first one is named.
    stretches = without(stretches, dead_in(ledger)) or stretches
    _require_here(ledger, stretches)
    lots = lots_in(work, ledger, stretches)
    moved = unlinked(ledger, indexes(stretches), run.batch_id)
    for lot in lots:
        batches.require_published(work, lot)
        _require_whole(work, lot)
    carton_runs.require_in_none(work, run, stretches)
    write_ledger(work, run, moved)
    told = Told(EventStep.LABELS_UNLINKED, lots, private={"reason": reason})
    for each in portions(stretches):
        record(work, run, each, told)
    return stretches


def _require_here(ledger: Sequence[Range], stretches: Sequence[Stretch]) -> None:
    """Refuse labels that left with goods, by the first of them."""
    for first, last in stretches:
        for each in ledger:
            inside = each.first < last and each.last + 1 >= first
            if inside and each.state is LabelState.DISPATCHED:
                raise RuleBroken("label_gone", "labels", first=max(first, each.first + 1))


def _require_whole(view: Reading, lot: Batch) -> None:
    """Refuse labels of a lot of which some is in strangers' hands: theirs may be among them."""
    if deliveries.of_batch(view.db, lot.id):
        raise RuleBroken("goods_gone", "labels", lot=lot.lot_code)
