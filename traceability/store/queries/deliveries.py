"""Delivery notes, their lines and answers, and the buyers of a cooperative."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.deliveries import Answer, Standing, To
from traceability.store.models import (
    Batch,
    BatchStock,
    Buyer,
    DeliveryAnswer,
    DeliveryAnswerLine,
    DeliveryLine,
    DeliveryNote,
    Event,
    Party,
    Recall,
    RecallBatch,
    RecallLift,
)
from traceability.store.queries.portions import portions

# --- notes ---------------------------------------------------------------------------------------


_later = aliased(Event)


def by_code(db: Session, code: str) -> DeliveryNote | None:
    """The note of a short code."""
    return db.scalar(select(DeliveryNote).where(DeliveryNote.code == code))


def by_event(db: Session, event_seq: int) -> DeliveryNote | None:
    """The note that an event sent goods by."""
    return db.scalar(select(DeliveryNote).where(DeliveryNote.event_seq == event_seq))


def by_events(db: Session, event_seqs: Sequence[int]) -> list[DeliveryNote]:
    """The notes that some events sent goods by."""
    return list(db.scalars(select(DeliveryNote).where(DeliveryNote.event_seq.in_(event_seqs))))


def by_secret(db: Session, secret_hash: str) -> DeliveryNote | None:
    """The note whose page's address has this hash."""
    return db.scalar(select(DeliveryNote).where(DeliveryNote.secret_hash == secret_hash))


def newest_number(db: Session, holder_id: int, year: int) -> int:
    """The number of a holder's newest note of a year; 0 for none."""
    wanted = select(func.max(DeliveryNote.number))
    wanted = wanted.where(DeliveryNote.holder_id == holder_id, DeliveryNote.year == year)
    return db.scalar(wanted) or 0


def lines(db: Session, note_id: int) -> list[tuple[DeliveryLine, Batch]]:
    """The lines of a note in their order, each with its batch."""
    wanted = select(DeliveryLine, Batch).join(Batch, Batch.id == DeliveryLine.batch_id)
    wanted = wanted.where(DeliveryLine.note_id == note_id).order_by(DeliveryLine.line)
    return [(line, batch) for line, batch in db.execute(wanted)]


def answers(db: Session, note_ids: Sequence[int]) -> dict[int, list[DeliveryAnswer]]:
    """The answers to notes, the first one first, by note."""
    found: dict[int, list[DeliveryAnswer]] = defaultdict(list)
    for some in portions(note_ids):
        wanted = select(DeliveryAnswer).where(DeliveryAnswer.note_id.in_(some))
        for row in db.scalars(wanted.order_by(DeliveryAnswer.number)):
            found[row.note_id].append(row)
    return found


def answer_lines(db: Session, answer_ids: Sequence[int]) -> dict[int, dict[int, tuple[int, int]]]:
    """What came and what went back, by answer and batch."""
    found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for some in portions(answer_ids):
        wanted = select(DeliveryAnswerLine).where(DeliveryAnswerLine.answer_id.in_(some))
        for row in db.scalars(wanted):
            found[row.answer_id][row.batch_id] = row.received, row.returned
    return found


@dataclass(frozen=True)
class Found:
    """A note in a list: how many lots, and what they add up to by unit."""

    note: DeliveryNote
    lots: int
    amounts: dict[str, int]


def sent_by(
    db: Session,
    holder_id: int,
    to_party: int | None,
    standing: Standing | None,
    most: int,
    skip: int,
) -> list[DeliveryNote]:
    """A portion of a holder's notes, newest first, to one receiver and in one state (or any)."""
    wanted = select(DeliveryNote).where(DeliveryNote.holder_id == holder_id)
    if to_party is not None:
        wanted = wanted.where(DeliveryNote.to_party_id == to_party)
    if standing is not None:
        wanted = wanted.where(_stands(standing))
    return list(db.scalars(wanted.order_by(DeliveryNote.id.desc()).limit(most).offset(skip)))


def sent_to(db: Session, party_id: int, most: int, skip: int) -> list[DeliveryNote]:
    """A portion of the notes by which goods were handed to a cooperative, newest first."""
    wanted = select(DeliveryNote).where(
        DeliveryNote.to_party_id == party_id, DeliveryNote.kind == "cooperative"
    )
    return list(db.scalars(wanted.order_by(DeliveryNote.id.desc()).limit(most).offset(skip)))


def waiting_for(db: Session, party_id: int) -> int:
    """How many notes a cooperative has not answered yet."""
    return db.scalar(select(func.count()).where(*_due(party_id))) or 0


def waiting(db: Session, party_id: int, most: int) -> list[DeliveryNote]:
    """Those notes, the oldest first."""
    wanted = select(DeliveryNote).where(*_due(party_id)).order_by(DeliveryNote.id)
    return list(db.scalars(wanted.limit(most)))


def by_arrival(db: Session, event_seq: int) -> DeliveryNote | None:
    """The note whose goods an event took in."""
    wanted = select(DeliveryNote).join(DeliveryAnswer, DeliveryAnswer.note_id == DeliveryNote.id)
    return db.scalar(wanted.where(DeliveryAnswer.event_seq == event_seq))


def _due(party_id: int) -> tuple[ColumnElement[bool], ...]:
    handed = (DeliveryNote.to_party_id == party_id, DeliveryNote.kind == "cooperative")
    return (*handed, ~_answered(), ~_retracted())


def retracted(db: Session, note_ids: Sequence[int]) -> set[int]:
    """Those of some notes that were taken back."""
    wanted = select(DeliveryNote.id).where(_retracted())
    pages = (wanted.where(DeliveryNote.id.in_(some)) for some in portions(note_ids))
    return {key for each in pages for key in db.scalars(each)}


def sums(db: Session, note_ids: Sequence[int]) -> dict[int, tuple[int, dict[str, int]]]:
    """How many lots went by each note, and how much by unit."""
    found: dict[int, tuple[int, dict[str, int]]] = {key: (0, {}) for key in note_ids}
    wanted = (
        select(DeliveryLine.note_id, Batch.unit, func.count(), func.sum(DeliveryLine.amount))
        .join(Batch, Batch.id == DeliveryLine.batch_id)
        .group_by(DeliveryLine.note_id, Batch.unit)
    )
    for some in portions(note_ids):
        for key, unit, count, amount in db.execute(wanted.where(DeliveryLine.note_id.in_(some))):
            lots, amounts = found[key]
            found[key] = lots + int(count), {**amounts, unit: int(amount)}
    return found


def of_batch(db: Session, batch_id: int) -> list[tuple[DeliveryNote, DeliveryLine]]:
    """The notes by which some of a batch went and did not come back whole, newest first."""
    return of_batches(db, [batch_id])[batch_id]


def of_batches(
    db: Session, batch_ids: Sequence[int]
) -> dict[int, list[tuple[DeliveryNote, DeliveryLine]]]:
    """The same of some batches, by batch."""
    found: dict[int, list[tuple[DeliveryNote, DeliveryLine]]] = {key: [] for key in batch_ids}
    wanted = select(DeliveryNote, DeliveryLine)
    wanted = wanted.join(DeliveryLine, DeliveryLine.note_id == DeliveryNote.id)
    wanted = wanted.where(~_retracted(), ~_sent_back()).order_by(DeliveryNote.id.desc())
    for some in portions(batch_ids):
        for note, line in db.execute(wanted.where(DeliveryLine.batch_id.in_(some))):
            found[line.batch_id].append((note, line))
    return found


def ever_of_batch(db: Session, batch_id: int) -> list[DeliveryNote]:
    """Every note that ever named a batch, those that were taken back as well, newest first."""
    wanted = select(DeliveryNote).join(DeliveryLine, DeliveryLine.note_id == DeliveryNote.id)
    wanted = wanted.where(DeliveryLine.batch_id == batch_id).order_by(DeliveryNote.id.desc())
    return list(db.scalars(wanted))


def went(db: Session, note_id: int) -> set[int]:
    """The batches that went by a note and did not come back whole, by internal key."""
    wanted = select(DeliveryLine.batch_id)
    wanted = wanted.join(DeliveryNote, DeliveryNote.id == DeliveryLine.note_id)
    return set(db.scalars(wanted.where(DeliveryNote.id == note_id, ~_retracted(), ~_sent_back())))


def _sent_back() -> ColumnElement[bool]:
    """Whether the receiver sent the whole lot of a line back."""
    wanted = (
        select(DeliveryAnswerLine.answer_id)
        .join(DeliveryAnswer, DeliveryAnswer.id == DeliveryAnswerLine.answer_id)
        .where(
            DeliveryAnswer.note_id == DeliveryLine.note_id,
            DeliveryAnswerLine.batch_id == DeliveryLine.batch_id,
            DeliveryAnswerLine.returned == DeliveryLine.amount,
        )
    )
    return wanted.exists()


def _retracted() -> ColumnElement[bool]:
    return select(_later.seq).where(_later.corrects == DeliveryNote.event_seq).exists()


def _answered() -> ColumnElement[bool]:
    wanted = select(DeliveryAnswer.id).where(DeliveryAnswer.note_id == DeliveryNote.id)
    return wanted.exists()


def _stands(standing: Standing) -> ColumnElement[bool]:
    """The condition of a state, as ``domain.deliveries.standing`` judges it.

    Nobody waits for the answer of who bought on the spot.
    """
    if standing is Standing.RETRACTED:
        return _retracted()
    if standing is Standing.OPEN:
        return ~_answered() & ~_retracted() & (DeliveryNote.kind != To.WALK_IN)
    said = select(DeliveryAnswer.kind).where(DeliveryAnswer.note_id == DeliveryNote.id)
    newest = said.order_by(DeliveryAnswer.number.desc()).limit(1).scalar_subquery()
    took = said.where(DeliveryAnswer.kind == Answer.ACCEPTED).exists()
    refused = said.where(DeliveryAnswer.kind == Answer.REFUSED).exists()
    if standing is Standing.PARTLY:
        return took & refused
    return (newest == str(standing)) & ~(took & refused)


# --- what can be sent ----------------------------------------------------------------------------


def on_hand(db: Session, holder_id: int, most: int) -> list[tuple[Batch, BatchStock]]:
    """A holder's lots that something is on hand of and that nothing covers, newest first."""
    covered = (
        select(RecallBatch.batch_id)
        .join(Recall, Recall.id == RecallBatch.recall_id)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
        .where(RecallBatch.batch_id == Batch.id, RecallLift.recall_id.is_(None))
        .exists()
    )
    wanted = (
        select(Batch, BatchStock)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.holder_id == holder_id, BatchStock.state == "open", ~covered)
        .order_by(Batch.stage != "packed", Batch.made_on.desc(), Batch.id.desc())
        .limit(most)
    )
    return [(batch, stock) for batch, stock in db.execute(wanted)]


def lots_called(db: Session, holder_id: int, lot_code: str) -> list[Batch]:
    """A holder's lots of a code, however its letters are typed."""
    wanted = select(Batch).where(
        Batch.holder_id == holder_id, func.lower(Batch.lot_code) == lot_code.strip().lower()
    )
    return list(db.scalars(wanted))


# --- buyers --------------------------------------------------------------------------------------


def buyer(db: Session, party_id: int) -> Buyer | None:
    """The line of an address book for a party."""
    return db.get(Buyer, party_id)


def buyers(db: Session, holder_id: int) -> list[Party]:
    """The buyers of a cooperative that were not erased, oldest first."""
    wanted = select(Party).join(Buyer, Buyer.party_id == Party.id)
    wanted = wanted.where(Buyer.holder_id == holder_id, Party.erased_at.is_(None))
    return list(db.scalars(wanted.order_by(Party.id)))


def notes_to(db: Session, party_id: int) -> list[DeliveryNote]:
    """Every note to one receiver."""
    wanted = select(DeliveryNote).where(DeliveryNote.to_party_id == party_id)
    return list(db.scalars(wanted.order_by(DeliveryNote.id)))


def events_of(db: Session, note_ids: Sequence[int]) -> list[int]:
    """The events of notes and of their answers."""
    sent = select(DeliveryNote.event_seq).where(DeliveryNote.id.in_(note_ids))
    said = select(DeliveryAnswer.event_seq).where(DeliveryAnswer.note_id.in_(note_ids))
    return [*db.scalars(sent), *db.scalars(said)]


def organisations(db: Session, but: int) -> list[Party]:
    """The cooperatives, groups and companies of the system, but one."""
    wanted = select(Party).where(
        Party.kind.in_(("cooperative", "group", "company")), Party.id != but
    )
    return list(db.scalars(wanted.order_by(Party.id)))
