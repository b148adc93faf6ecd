"""What ``verify`` reads of cases: the decided ones, and what events say of each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep
from traceability.store.models import CaseFile, CaseSubject, Event, EventSubject


def by_codes(db: Session, codes: Sequence[str]) -> dict[str, CaseFile]:
    """Cases by short code."""
    return {row.code: row for row in db.scalars(select(CaseFile).where(CaseFile.code.in_(codes)))}


def closed_untold(db: Session) -> list[CaseFile]:
    """The cases that stand decided and that no event of a decision is about."""
    told = (
        select(EventSubject.subject)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(Event.step == EventStep.CASE_DECIDED)
    )
    wanted = select(CaseFile).where(CaseFile.closed_at.is_not(None), CaseFile.code.not_in(told))
    return list(db.scalars(wanted.order_by(CaseFile.id)))


def undecided(db: Session) -> list[CaseFile]:
    """The cases that stand open."""
    wanted = select(CaseFile).where(CaseFile.closed_at.is_(None))
    return list(db.scalars(wanted.order_by(CaseFile.id)))


def decisions_on_subjects(db: Session, case_id: int) -> list[Event]:
    """The decisions on GTINs that speak of a thing of a case."""
    wanted = (
        select(Event)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .join(CaseSubject, CaseSubject.subject == EventSubject.subject)
        .where(CaseSubject.case_id == case_id, Event.step == EventStep.GTIN_DECIDED)
        .distinct()
    )
    return list(db.scalars(wanted))
