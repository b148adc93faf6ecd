"""Labels that left with their goods: all of a lot that went whole, else those that are known.

Where a part of a lot goes, nobody knows which packs were taken: only labels move that somebody
states, or that were scanned and asked for the note. A delivery that was taken back as never sent
brings its labels back, and so does a lot that its receiver sent back.
"""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.access import Action
from traceability.domain.errors import Conflict, Invalid, NotFound
from traceability.domain.events import EventStep, Role
from traceability.domain.labels import LabelState, Range, moved, put_back
from traceability.domain.stretches import Stretch, counted
from traceability.services import label_ledger
from traceability.services.label_ledger import (
    LabelsOf,
    Told,
    facts_of,
    locked,
    lots_in,
    opened,
    portions,
    record,
    some,
    stretches_told,
    write_ledger,
)
from traceability.store.models import Batch, BatchStock
from traceability.store.queries import deliveries as deliveries_queries
from traceability.store.queries import events
from traceability.store.queries import labels as queries
from traceability.store.unit import Work


def lock_with_labels(work: Work, lots: Sequence[Batch]) -> dict[int, BatchStock]:
    """Lock the stock of lots that are to leave or come back, and of all on one roll with them.

    Their labels move in the same unit, and with them the ledger of the roll, which goes by the
    stock of every lot that it names. ``Conflict('changed_meanwhile')`` where a label was linked
    to another lot at this very moment.
    """
    keys = sorted(lot.id for lot in lots)
    beside = queries.lots_beside(work.db, keys)
    stocks = work.lock_stock(sorted({*keys, *beside}))
    if not queries.lots_beside(work.db, keys) <= beside:
        raise Conflict("changed_meanwhile")
    return stocks


def sent_whole(work: Work, lot: Batch, note: str) -> int:
    """All linked labels of a lot of which nothing is left went with a note; how many."""
    rows = queries.ranges_of_batch(work.db, lot.id)
    runs = sorted({row.run_id for row in rows if row.state == LabelState.LINKED})
    return sum(_all_linked(work, run_id, lot, note) for run_id in runs)


def sent_with(work: Work, lot: Batch, named: LabelsOf, note: str) -> int:
    """Linked labels of a lot went with a part of it by a note; how many."""
    run = label_ledger.known_run(work, named.run)
    ledger = locked(work, run)
    write_ledger(work, run, _moved(ledger, named.stretches))
    for each in portions(named.stretches):
        record(work, run, each, Told(EventStep.LABELS_DISPATCHED, [lot], (note,)))
    return named.count


def state(work: Work, code: str, stretches: Sequence[Stretch], note: str) -> int:
    """Labels that somebody says went with a note of their lot's; how many.

    ``Invalid('note_without_lot')`` at ``note`` where the labels' lot did not go by that note, or
    came back.
    """
    run, ledger = opened(work, code, Action.DISPATCH_GOODS)
    row = deliveries_queries.by_code(work.db, note)
    if row is None or row.holder_id != run.holder_id:
        raise Invalid("note_without_lot", "note")
    moved, lots = _moved(ledger, some(stretches)), lots_in(work, ledger, stretches)
    if not {lot.id for lot in lots} <= deliveries_queries.went(work.db, row.id):
        raise Invalid("note_without_lot", "note")
    write_ledger(work, run, moved)
    told = Told(EventStep.LABELS_DISPATCHED, lots, (note,))
    record(work, run, stretches, told)
    return counted(stretches)


def take_back(work: Work, note: str, lots: Sequence[Batch] | None = None) -> None:
    """A note was taken back as never sent, or lots of it came back: their labels are here."""
    keys = None if lots is None else {lot.id for lot in lots}
    for event in events.of_step(work.db, note, EventStep.LABELS_DISPATCHED):
        code = next(
            each.subject
            for each in events.subjects_of(work.db, event.seq)
            if each.role == Role.CHILD
        )
        run = label_ledger.known_run(work, code)
        ledger = locked(work, run)
        back_here = [each for each in ledger if keys is None or each.batch in keys]
        stretches = _still_dispatched(back_here, stretches_told(facts_of(event)))
        if not stretches:
            continue
        back: Sequence[Range] = ledger
        for first, last in stretches:
            back = put_back(back, first - 1, last - 1, LabelState.DISPATCHED, LabelState.LINKED)
        write_ledger(work, run, back)
        for each in portions(stretches):
            named = lots_in(work, ledger, each)
            record(work, run, each, Told(EventStep.LABELS_KEPT, named, (note,)))


def _all_linked(work: Work, run_id: int, lot: Batch, note: str) -> int:
    run = queries.run_by_id(work.db, run_id)
    if run is None:
        raise NotFound
    ledger = locked(work, run)
    stretches = [
        (each.first + 1, each.last + 1)
        for each in ledger
        if each.state is LabelState.LINKED and each.batch == lot.id
    ]
    write_ledger(work, run, _moved(ledger, stretches))
    for each in portions(stretches):
        record(work, run, each, Told(EventStep.LABELS_DISPATCHED, [lot], (note,)))
    return counted(stretches)


def _moved(ledger: Sequence[Range], stretches: Sequence[Stretch]) -> Sequence[Range]:
    return moved(ledger, [(a - 1, b - 1) for a, b in stretches], LabelState.DISPATCHED)


def _still_dispatched(ledger: Sequence[Range], told: Sequence[Stretch]) -> list[Stretch]:
    found = []
    for each in ledger:
        if each.state is not LabelState.DISPATCHED:
            continue
        for first, last in told:
            low, high = max(first, each.first + 1), min(last, each.last + 1)
            if low <= high:
                found.append((low, high))
    return sorted(found)
