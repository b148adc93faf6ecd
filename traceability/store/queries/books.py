"""Books that were read in: the lists, the entries of their rows, which of them were used."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from traceability.domain.events import How
from traceability.store.models import (
    Batch,
    BatchEdge,
    BatchStock,
    BookImport,
    BookImportRow,
    BookImportUndo,
    DeliveryAnswer,
    DeliveryLine,
    DeliveryNote,
    Event,
    WeighSlip,
)

_SOME = 500


def imported(db: Session, holder_id: int, kind: str, import_id: str) -> BookImport | None:
    """A holder's list of a kind by its UUID."""
    wanted = select(BookImport).where(
        BookImport.holder_id == holder_id,
        BookImport.kind == kind,
        BookImport.import_id == import_id,
    )
    return db.scalar(wanted)


def listed(db: Session, holder_id: int, kind: str, most: int) -> list[BookImport]:
    """A holder's newest lists of a kind."""
    wanted = select(BookImport).where(BookImport.holder_id == holder_id, BookImport.kind == kind)
    return list(db.scalars(wanted.order_by(BookImport.id.desc()).limit(most)))


def undone(db: Session, ids: Collection[int]) -> dict[int, BookImportUndo]:
    """When lists were taken back."""
    wanted = select(BookImportUndo).where(BookImportUndo.import_id.in_(ids))
    return {row.import_id: row for row in db.scalars(wanted)}


def events_of(db: Session, batch_ids: Sequence[int]) -> dict[int, int]:
    """The number of the event that made each of some lots."""
    found: dict[int, int] = {}
    for first in range(0, len(batch_ids), _SOME):
        some = batch_ids[first : first + _SOME]
        rows = db.execute(select(Batch.id, Batch.event_seq).where(Batch.id.in_(some)))
        found |= {row.id: row.event_seq for row in rows}
    return found


def tellings(db: Session, key: int) -> dict[int, tuple[str, bool]]:
    """How each entry of a list is told today: the UUID of its last telling, whether it stands."""
    first = select(Event.seq, Event.event_id).join(
        BookImportRow, BookImportRow.event_seq == Event.seq
    )
    rows = db.execute(first.where(BookImportRow.import_id == key))
    told = {seq: (event, True) for seq, event in rows}
    ahead = {seq: seq for seq in told}
    later = select(Event.seq, Event.corrects, Event.event_id, Event.how)
    while ahead:
        keys, found = list(ahead), {}
        for begin in range(0, len(keys), _SOME):
            some = keys[begin : begin + _SOME]
            for seq, corrected, event, how in db.execute(later.where(Event.corrects.in_(some))):
                found[seq] = ahead[corrected or 0]
                told[found[seq]] = event, how != How.RETRACT
        ahead = found
    return told


# --- lists whose rows are lots -------------------------------------------------------------------


def lots(db: Session, key: int) -> list[tuple[int, Batch, BatchStock]]:
    """The lines of a list with the lot that each made, and its stock."""
    wanted = (
        select(BookImportRow.line, Batch, BatchStock)
        .join(Batch, Batch.event_seq == BookImportRow.event_seq)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(BookImportRow.import_id == key)
        .order_by(BookImportRow.line)
    )
    return [(line, batch, stock) for line, batch, stock in db.execute(wanted)]


def used_lots(db: Session, key: int) -> set[int]:
    """Lots of a list that something was made of, or that were moved or changed since."""
    wanted = (
        select(Batch.id)
        .join(BookImportRow, BookImportRow.event_seq == Batch.event_seq)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(BookImportRow.import_id == key)
    )
    used = select(BatchEdge.child_id).where(BatchEdge.parent_id == Batch.id)
    less = and_(BatchStock.state != "retracted", BatchStock.on_hand < BatchStock.made)
    return set(db.scalars(wanted.where(or_(less, used.exists()))))


def slips(db: Session, key: int) -> dict[int, WeighSlip]:
    """The weigh slips of a list by their lot."""
    wanted = (
        select(WeighSlip)
        .join(Batch, Batch.id == WeighSlip.batch_id)
        .join(BookImportRow, BookImportRow.event_seq == Batch.event_seq)
        .where(BookImportRow.import_id == key)
    )
    return {row.batch_id: row for row in db.scalars(wanted)}


# --- lists whose rows are lines of delivery notes ------------------------------------------------


def notes(db: Session, key: int) -> list[tuple[int, DeliveryNote]]:
    """The lines of a list with the delivery note that each is part of."""
    wanted = (
        select(BookImportRow.line, DeliveryNote)
        .join(DeliveryNote, DeliveryNote.event_seq == BookImportRow.event_seq)
        .where(BookImportRow.import_id == key)
        .order_by(BookImportRow.line)
    )
    return [(line, note) for line, note in db.execute(wanted)]


def sent_lots(db: Session, key: int) -> list[int]:
    """The lots that went by the notes of a list."""
    theirs = select(BookImportRow.event_seq).where(BookImportRow.import_id == key)
    wanted = (
        select(DeliveryLine.batch_id)
        .join(DeliveryNote, DeliveryNote.id == DeliveryLine.note_id)
        .where(DeliveryNote.event_seq.in_(theirs))
    )
    return sorted(set(db.scalars(wanted)))


def answered(db: Session, key: int) -> set[int]:
    """The notes of a list that somebody has answered."""
    theirs = select(BookImportRow.event_seq).where(BookImportRow.import_id == key)
    wanted = (
        select(DeliveryAnswer.note_id)
        .join(DeliveryNote, DeliveryNote.id == DeliveryAnswer.note_id)
        .where(DeliveryNote.event_seq.in_(theirs))
    )
    return set(db.scalars(wanted))
