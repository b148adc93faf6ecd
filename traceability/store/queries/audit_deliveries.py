"""What ``verify`` reads of deliveries: notes and answers beside the events that they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from traceability.domain.events import EventStep, Role
from traceability.store.models import (
    Batch,
    Buyer,
    DeliveryAnswer,
    DeliveryAnswerLine,
    DeliveryLine,
    DeliveryNote,
    Event,
    EventSubject,
    Party,
    Place,
)
from traceability.store.queries.audit import next_page

_STEPS = (EventStep.SHIP, EventStep.ACCEPT, EventStep.RETURN, EventStep.DELIVERY_ANSWERED)


_receiver = aliased(Party)
_holder = aliased(Party)
_owner = aliased(Party)


@dataclass(frozen=True)
class Told:
    """An event of a delivery with the code of its owner, its place and what it names."""

    event: Event
    owner: str
    place: str | None
    subjects: list[EventSubject]

    def of_role(self, role: Role) -> dict[str, int | None]:
        """The amounts of one role, by code."""
        return {each.subject: each.amount for each in self.subjects if each.role == role}


def told(db: Session) -> Iterator[list[Told]]:
    """The events of deliveries in recording order, first tellings, a page at a time."""
    wanted = (
        select(Event, Party.code, Place.code)
        .join(Party, Party.id == Event.owner_id)
        .outerjoin(Place, Place.id == Event.place_id)
        .where(Event.step.in_(_STEPS), Event.corrects.is_(None))
    )
    last = 0
    while rows := db.execute(next_page(wanted, Event.seq, last)).all():
        subjects = _subjects(db, [event.seq for event, *_ in rows])
        yield [Told(event, owner, place, subjects[event.seq]) for event, owner, place in rows]
        last = rows[-1][0].seq


def _subjects(db: Session, seqs: Sequence[int]) -> dict[int, list[EventSubject]]:
    found: dict[int, list[EventSubject]] = {seq: [] for seq in seqs}
    for row in db.scalars(select(EventSubject).where(EventSubject.event_seq.in_(seqs))):
        found[row.event_seq].append(row)
    return found


def takings_of(db: Session, children: Sequence[str]) -> list[tuple[Event, dict[str, int]]]:
    """The handovers that made batches, each with what was sent of the sender's."""
    made_by = select(EventSubject.event_seq).where(
        EventSubject.subject.in_(children), EventSubject.role == Role.OUT
    )
    wanted = select(Event).where(Event.seq.in_(made_by), Event.step == EventStep.ACCEPT)
    events = list(db.scalars(wanted.order_by(Event.seq)))
    subjects = _subjects(db, [event.seq for event in events])
    return [
        (
            event,
            {e.subject: e.amount or 0 for e in subjects[event.seq] if e.role == Role.PARENT},
        )
        for event in events
    ]


@dataclass(frozen=True)
class NoteRow:
    """A note with the codes of what it points to, and its lines by batch."""

    note: DeliveryNote
    holder: str
    to: str | None
    place: str | None
    lines: dict[str, tuple[int, int | None]]


def notes(db: Session, seqs: Sequence[int]) -> dict[int, NoteRow]:
    """The notes of some events, by event."""
    wanted = (
        select(DeliveryNote, Party.code, _receiver.code, Place.code)
        .join(Party, Party.id == DeliveryNote.holder_id)
        .outerjoin(_receiver, _receiver.id == DeliveryNote.to_party_id)
        .outerjoin(Place, Place.id == DeliveryNote.place_id)
        .where(DeliveryNote.event_seq.in_(seqs))
    )
    rows = db.execute(wanted).all()
    lines: dict[int, dict[str, tuple[int, int | None]]] = {note.id: {} for note, *_ in rows}
    those = select(DeliveryLine, Batch.code).join(Batch, Batch.id == DeliveryLine.batch_id)
    for line, code in db.execute(those.where(DeliveryLine.note_id.in_(lines))):
        lines[line.note_id][code] = line.amount, line.packages
    return {
        note.event_seq: NoteRow(note, holder, to, place, lines[note.id])
        for note, holder, to, place in rows
    }


@dataclass(frozen=True)
class AnswerRow:
    """An answer with its note's code, and its lines by batch: received and returned."""

    answer: DeliveryAnswer
    note: str
    lines: dict[str, tuple[int, int]]


def answers(db: Session, seqs: Sequence[int]) -> dict[int, AnswerRow]:
    """The answers of some events, by event."""
    wanted = select(DeliveryAnswer, DeliveryNote.code)
    wanted = wanted.join(DeliveryNote, DeliveryNote.id == DeliveryAnswer.note_id)
    rows = db.execute(wanted.where(DeliveryAnswer.event_seq.in_(seqs))).all()
    lines: dict[int, dict[str, tuple[int, int]]] = {answer.id: {} for answer, _note in rows}
    those = select(DeliveryAnswerLine, Batch.code)
    those = those.join(Batch, Batch.id == DeliveryAnswerLine.batch_id)
    for line, code in db.execute(those.where(DeliveryAnswerLine.answer_id.in_(lines))):
        lines[line.answer_id][code] = line.received, line.returned
    return {answer.event_seq: AnswerRow(answer, note, lines[answer.id]) for answer, note in rows}


def untold(db: Session) -> list[str]:
    """The notes, and the notes of answers, whose event is not one of theirs."""
    steps = {
        DeliveryNote: (EventStep.SHIP,),
        DeliveryAnswer: (EventStep.ACCEPT, EventStep.RETURN, EventStep.DELIVERY_ANSWERED),
    }
    notes_ = (
        select(DeliveryNote.code)
        .join(Event, Event.seq == DeliveryNote.event_seq)
        .where(Event.step.not_in(steps[DeliveryNote]))
    )
    answers_ = (
        select(DeliveryNote.code)
        .join(DeliveryAnswer, DeliveryAnswer.note_id == DeliveryNote.id)
        .join(Event, Event.seq == DeliveryAnswer.event_seq)
        .where(Event.step.not_in(steps[DeliveryAnswer]))
    )
    return sorted({*db.scalars(notes_), *db.scalars(answers_)})


def buyers(db: Session) -> list[tuple[str, str | None, str | None]]:
    """Every buyer: its code, its holder's, and whose event entered it; a missing row is None."""
    wanted = (
        select(Party.code, _holder.code, _owner.code)
        .outerjoin(Buyer, Buyer.party_id == Party.id)
        .outerjoin(_holder, _holder.id == Buyer.holder_id)
        .outerjoin(
            EventSubject, (EventSubject.subject == Party.code) & (EventSubject.chain_no == 1)
        )
        .outerjoin(Event, Event.seq == EventSubject.event_seq)
        .outerjoin(_owner, _owner.id == Event.owner_id)
        .where((Party.kind == "buyer") | Buyer.party_id.is_not(None))
        .order_by(Party.code)
    )
    return [(code, held, entered) for code, held, entered in db.execute(wanted)]
