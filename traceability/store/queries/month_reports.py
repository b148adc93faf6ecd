"""Month reports as they were frozen, and what is opened to everybody."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep
from traceability.store.models import AreaCode, Event, EventSubject, MonthReport, Party


def of_party(db: Session, party_id: int) -> list[MonthReport]:
    """The reports that an office froze, the newest month first, then the newest freezing."""
    wanted = select(MonthReport).where(MonthReport.party_id == party_id)
    return list(db.scalars(wanted.order_by(MonthReport.month.desc(), MonthReport.number.desc())))


def by_report_id(db: Session, report_id: str) -> MonthReport | None:
    """A frozen report."""
    return db.scalar(select(MonthReport).where(MonthReport.report_id == report_id))


def last_number(db: Session, party_id: int, month: dt.date) -> int:
    """How often an office froze a month."""
    wanted = select(func.max(MonthReport.number))
    wanted = wanted.where(MonthReport.party_id == party_id, MonthReport.month == month)
    return db.scalar(wanted) or 0


def every(db: Session) -> list[tuple[MonthReport, str]]:
    """Every frozen report with the code of its office."""
    wanted = select(MonthReport, Party.code).join(Party, Party.id == MonthReport.party_id)
    return [(row, office) for row, office in db.execute(wanted.order_by(MonthReport.id))]


def freezings(db: Session) -> list[tuple[Event, str]]:
    """Every event that froze a report, with the code of the office that it is about."""
    wanted = select(Event, EventSubject.subject).join(
        EventSubject, EventSubject.event_seq == Event.seq
    )
    rows = db.execute(wanted.where(Event.step == EventStep.REPORT_FROZEN).order_by(Event.seq))
    return [(event, office) for event, office in rows]


def choices(db: Session) -> list[tuple[str, Event]]:
    """Every choice about a code's figures, oldest first."""
    wanted = select(EventSubject.subject, Event).join(Event, Event.seq == EventSubject.event_seq)
    rows = db.execute(wanted.where(Event.step == EventStep.FIGURES_OPENED).order_by(Event.seq))
    return [(code, event) for code, event in rows]


def open_codes(db: Session) -> set[str]:
    """The codes whose figures stand open."""
    return set(db.scalars(select(AreaCode.code).where(AreaCode.figures_open.is_(True))))
