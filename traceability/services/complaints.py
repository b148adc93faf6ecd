"""Complaints: what somebody said of a lot is noted as it was said, and answered once.

Noting one judges nothing: it holds no lot and says nothing in public. What was said, who said it
and the note of the answer are private values of their events; leaves hold the kind, the days and
commitments.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Conflict, Invalid, NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import batches, parties, recording
from traceability.store.models import Complaint, ComplaintAnswer
from traceability.store.queries import complaints as queries
from traceability.store.unit import Work


class ComplaintKind(StrEnum):
    """What a complaint is about."""

    QUALITY = "quality"
    LABEL = "label"
    FAKE = "fake"
    OTHER = "other"


@dataclass(frozen=True)
class ComplaintRequest:
    """What was said of a lot (short code), by whom if they said so, and on which day."""

    batch: str
    kind: ComplaintKind
    said: str
    said_on: dt.date
    by: str | None = None


def note(work: Work, asked: ComplaintRequest) -> str:
    """Note a complaint; the UUID of its event. A day to come is refused (``day_in_future``)."""
    batch = batches.known(work, asked.batch)
    require(work.actor, Action.NOTE_COMPLAINT, Thing(holder=batch.holder_id))
    if asked.said_on > work.today:
        raise Invalid("day_in_future", "said_on", day=asked.said_on, today=work.today)
    owner = parties.known(work, batch.holder_id)
    by = {} if asked.by is None else {"by": asked.by}
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.COMPLAINT,
        subjects=(Subject(Role.REF, batch.code),),
        occurred_on=asked.said_on,
        facts={"about": str(asked.kind)},
        private={"said": asked.said, **by},
    )
    event = recording.record(work, owner.id, owner.code, what)
    row = Complaint(
        batch_id=batch.id,
        kind=str(asked.kind),
        said_on=asked.said_on,
        event_seq=event.seq,
        recorded_at=work.now,
    )
    work.add(row)
    return event.event_id


def answer(work: Work, event_id: str, text: str) -> str:
    """Answer a complaint with a note; the code of its lot. It is answered once for all."""
    found = queries.by_event(work.db, event_id)
    if found is None:
        raise NotFound
    require(work.actor, Action.NOTE_COMPLAINT, Thing(holder=found.lot.holder_id))
    work.lock_chains([found.lot.code])
    if queries.answer_of(work.db, found.row.id) is not None:
        raise Conflict("complaint_answered_already")
    owner = parties.known(work, found.lot.holder_id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.COMPLAINT_ANSWERED,
        subjects=(Subject(Role.REF, found.lot.code),),
        occurred_on=work.today,
        facts={"complaint": event_id},
        private={"answer": text},
    )
    event = recording.record(work, owner.id, owner.code, what)
    work.add(ComplaintAnswer(complaint_id=found.row.id, event_seq=event.seq, answered_at=work.now))
    return found.lot.code
