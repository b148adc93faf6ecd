"""Complaints about lots with their answers, and what the check of the record compares them with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.events import EventStep
from traceability.store.models import Batch, Complaint, ComplaintAnswer, Event, EventSubject
from traceability.store.queries.audit import next_page

_answer = aliased(ComplaintAnswer)
_answer_event = aliased(Event)


@dataclass(frozen=True)
class Noted:
    """A complaint with its event, the lot that it is about, and the event of its answer."""

    row: Complaint
    event: Event
    lot: Batch
    answer: Event | None


def by_event(db: Session, event_id: str) -> Noted | None:
    """The complaint that an event noted."""
    found = _noted(db, Event.event_id == event_id)
    return found[0] if found else None


def of_batch(db: Session, batch_id: int) -> list[Noted]:
    """The complaints about a lot, the newest first."""
    return _noted(db, Complaint.batch_id == batch_id)


def open_of_holder(db: Session, holder_id: int, most: int) -> tuple[int, list[Noted]]:
    """How many complaints of a holder's lots wait for an answer, and the oldest of them."""
    waits = (Batch.holder_id == holder_id, ~_answered())
    wanted = select(func.count()).select_from(Complaint)
    wanted = wanted.join(Batch, Batch.id == Complaint.batch_id).where(*waits)
    total = db.scalar(wanted) or 0
    return total, _noted(db, *waits, newest=False, most=most) if total else []


def answer_of(db: Session, complaint_id: int) -> ComplaintAnswer | None:
    """The answer of a complaint."""
    return db.get(ComplaintAnswer, complaint_id)


def _answered() -> ColumnElement[bool]:
    return exists().where(_answer.complaint_id == Complaint.id)


def _noted(
    db: Session, *conditions: ColumnElement[bool], newest: bool = True, most: int | None = None
) -> list[Noted]:
    order = Complaint.id.desc() if newest else Complaint.id
    wanted = (
        select(Complaint, Event, Batch, _answer_event)
        .join(Event, Event.seq == Complaint.event_seq)
        .join(Batch, Batch.id == Complaint.batch_id)
        .outerjoin(ComplaintAnswer, ComplaintAnswer.complaint_id == Complaint.id)
        .outerjoin(_answer_event, _answer_event.seq == ComplaintAnswer.event_seq)
        .where(*conditions)
        .order_by(order)
        .limit(most)
    )
    return [Noted(row, event, lot, told) for row, event, lot, told in db.execute(wanted)]


# --- for the check of the record -----------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """An event about a complaint, the one code that it names, and the row that stands for it."""

    event: Event
    named: str | None
    row: Complaint | None
    lot: str | None
    answered: ComplaintAnswer | None


def told(db: Session, step: EventStep) -> Iterator[list[Told]]:
    """Every event of a step, a page at a time, with the row that it made."""
    wanted = (
        select(Event, EventSubject.subject, Complaint, Batch.code, ComplaintAnswer)
        .outerjoin(EventSubject, EventSubject.event_seq == Event.seq)
        .outerjoin(ComplaintAnswer, ComplaintAnswer.event_seq == Event.seq)
        .outerjoin(
            Complaint,
            (Complaint.event_seq == Event.seq) | (Complaint.id == ComplaintAnswer.complaint_id),
        )
        .outerjoin(Batch, Batch.id == Complaint.batch_id)
        .where(Event.step == step)
    )
    last = 0
    while rows := db.execute(next_page(wanted, Event.seq, last)).all():
        yield [Told(*row) for row in rows]
        last = rows[-1][0].seq


def strangers(db: Session) -> list[tuple[str, int]]:
    """Rows, by table and key, whose event is none of theirs."""
    noted = select(Complaint.id).join(Event, Event.seq == Complaint.event_seq)
    noted = noted.where(Event.step != EventStep.COMPLAINT)
    answered = select(ComplaintAnswer.complaint_id)
    answered = answered.join(Event, Event.seq == ComplaintAnswer.event_seq)
    answered = answered.where(Event.step != EventStep.COMPLAINT_ANSWERED)
    return [
        *(("complaint", key) for key in db.scalars(noted)),
        *(("complaint_answer", key) for key in db.scalars(answered)),
    ]


def notes(db: Session, complaint_ids: list[int]) -> dict[int, Event]:
    """The event that noted each complaint."""
    wanted = select(Complaint.id, Event).join(Event, Event.seq == Complaint.event_seq)
    wanted = wanted.where(Complaint.id.in_(complaint_ids))
    return {told[0]: told[1] for told in db.execute(wanted)}
