"""What was recorded of a holder on some days, by what makes two entries look like one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.store.models import Batch, BatchStock, DeliveryLine, DeliveryNote
from traceability.store.queries import deliveries

_SOME = 500


@dataclass(frozen=True)
class Recorded:
    """An entry that stands: its event, the lot of a line, its title, and what it is told by."""

    event: int
    lot: str
    title: str
    key: tuple[object, ...]


def harvests(db: Session, holder_id: int, days: Collection[dt.date]) -> Iterator[Recorded]:
    """Harvested lots, those of weigh slips among them: day, crop, garden, household, amount."""
    key = (Batch.made_on, Batch.crop_code, Batch.place_id, Batch.area_code_id, Batch.household_id)
    for some in _portions(days):
        wanted = (
            select(Batch.event_seq, Batch.lot_code, *key, BatchStock.made)
            .join(BatchStock, BatchStock.batch_id == Batch.id)
            .where(
                Batch.holder_id == holder_id,
                Batch.stage == "harvest",
                Batch.made_on.in_(some),
                BatchStock.state != "retracted",
            )
            .order_by(Batch.id)
        )
        for event, title, *told in db.execute(wanted):
            yield Recorded(event, "", title, tuple(told))


def dispatches(db: Session, holder_id: int, days: Collection[dt.date]) -> Iterator[Recorded]:
    """Lines of delivery notes: day, to whom, lot, amount."""
    for some in _portions(days):
        wanted = (
            select(DeliveryNote, DeliveryLine.amount, Batch.code)
            .join(DeliveryLine, DeliveryLine.note_id == DeliveryNote.id)
            .join(Batch, Batch.id == DeliveryLine.batch_id)
            .where(DeliveryNote.holder_id == holder_id, DeliveryNote.sent_on.in_(some))
            .order_by(DeliveryNote.id)
        )
        rows = [(note, amount, lot) for note, amount, lot in db.execute(wanted)]
        gone = deliveries.retracted(db, [note.id for note, _amount, _lot in rows])
        for note, amount, lot in rows:
            if note.id not in gone:
                key = (note.sent_on, note.kind, note.to_party_id, lot, amount)
                yield Recorded(note.event_seq, lot, f"{note.number}/{note.year}", key)


def _portions(days: Collection[dt.date]) -> Iterator[list[dt.date]]:
    left = sorted(set(days))
    yield from (left[first : first + _SOME] for first in range(0, len(left), _SOME))
