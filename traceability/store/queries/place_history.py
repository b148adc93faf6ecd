"""Who revised a place, and the papers that were added to its file."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep
from traceability.store.models import Actor, Event, EventSubject, Membership


def revised(db: Session, code: str) -> list[tuple[Event, int | None, int | None]]:
    """The events that revised a place, oldest first: with the actor's party, the user behind it."""
    wanted = (
        select(Event, Actor.party_id, Membership.user_id)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .join(Actor, Actor.id == Event.actor_id)
        .outerjoin(Membership, Membership.actor_id == Actor.id)
        .where(EventSubject.subject == code, Event.step == EventStep.PLACE_REVISED)
        .order_by(Event.seq)
    )
    return [(event, party, user) for event, party, user in db.execute(wanted)]


def papers(db: Session, code: str) -> list[Event]:
    """The events that added papers to the file of a place, oldest first."""
    wanted = (
        select(Event)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .where(EventSubject.subject == code, Event.step == EventStep.PLACE_DOCUMENT)
        .order_by(Event.seq)
    )
    return list(db.scalars(wanted))
