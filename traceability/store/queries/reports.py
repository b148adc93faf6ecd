"""Reports: the queue of a territory, those of a holder and of a lot, and what time has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import Session

from traceability.domain.alerts import AlertKind
from traceability.domain.events import EventStep
from traceability.domain.reports import (
    HARMFUL,
    MOST_A_DAY,
    ReportKind,
    ReportState,
    SentTo,
    Waiting,
)
from traceability.store.models import (
    Alert,
    DoubtReport,
    DoubtReportStep,
    Event,
    EventFile,
    EventSubject,
    PrivateValue,
)
from traceability.store.queries.audit import next_page

_OFFICE = DoubtReport.sent_to == SentTo.OFFICE
_OPEN = DoubtReport.state != ReportState.CLOSED
#: The kinds that stand before all others, by their place.
_GRAVE = {str(ReportKind.SAFETY): 0, str(ReportKind.FAKE): 1}
_GRAVER = case(_GRAVE, value=DoubtReport.kind, else_=len(_GRAVE))
#: What stood on the label of a code that nobody has, as far as it is kept: its search key, without
#: the gaps in which codes are printed.
_PRINTED = (
    select(func.replace(func.replace(PrivateValue.folded, " ", ""), "-", ""))
    .join(Event, Event.event_id == PrivateValue.owner_id)
    .where(
        PrivateValue.owner_kind == "event",
        PrivateValue.field == "printed",
        Event.seq == DoubtReport.event_seq,
    )
    .correlate(DoubtReport)
    .scalar_subquery()
)
#: What a report is about: a code that somebody has, else what was printed, else nothing at all.
_THING = case(
    (DoubtReport.about.is_not(None), DoubtReport.about), else_=func.coalesce(_PRINTED, "")
)
#: Asked report by report, by their key: the steps of all reports are many.
_ANSWERED = (
    select(DoubtReportStep.seq)
    .where(DoubtReportStep.report_id == DoubtReport.id, DoubtReportStep.step == "holder_answered")
    .correlate(DoubtReport)
    .exists()
)
#: As a holder reads them: what waits for its answer, of it what may do harm, the newest.
_BY_HOLDER = (
    (DoubtReport.state == ReportState.CLOSED) | _ANSWERED,
    _GRAVER,
    DoubtReport.id.desc(),
)
_HOLDERS = DoubtReport.released | (DoubtReport.sent_to == SentTo.HOLDER)


def by_code(db: Session, code: str) -> DoubtReport | None:
    """The report of a short code."""
    return db.scalar(select(DoubtReport).where(DoubtReport.code == code))


def by_id(db: Session, report_id: int) -> DoubtReport | None:
    """The report of an internal key."""
    return db.get(DoubtReport, report_id)


def by_request(db: Session, request_hash: str) -> DoubtReport | None:
    """The report that one sending of the form recorded."""
    return db.scalar(select(DoubtReport).where(DoubtReport.request_hash == request_hash))


def count_like(db: Session, report: DoubtReport) -> int:
    """How many reports of a report's thing, kind and way came on its day, with itself."""
    thing = db.scalar(select(_THING).where(DoubtReport.id == report.id))
    wanted = select(func.count()).where(
        DoubtReport.about.is_not_distinct_from(report.about),
        DoubtReport.sent_on == report.sent_on,
        DoubtReport.kind == report.kind,
        DoubtReport.sent_to == report.sent_to,
        _THING.is_not_distinct_from(thing),
    )
    return db.scalar(wanted) or 0


def counts_over(
    db: Session, days: Collection[dt.date], most: int
) -> dict[tuple[str | None, dt.date], int]:
    """Of what more reports than ``most`` came on one of some days, and how many."""
    key = (DoubtReport.about, DoubtReport.sent_on)
    wanted = select(*key, func.count()).where(DoubtReport.sent_on.in_(days)).group_by(*key)
    rows = db.execute(wanted.having(func.count() > most))
    return {(about, day): count for about, day, count in rows}


def in_territory(
    db: Session, communes: Collection[str], province: bool, most: int
) -> list[DoubtReport]:
    """The reports to the office of some communes, or all for the province: open ones first.

    What may do harm comes first, then what may be false, then the rest, each the oldest first. Of
    one thing and kind on a day ``MOST_A_DAY`` stand in this order; further ones come after all
    others, but what may do harm after what else may do harm alone.
    """
    here = _here(communes, province)
    wanted = select(DoubtReport).where(here, _OFFICE)
    closed = DoubtReport.state == ReportState.CLOSED
    same = (DoubtReport.about, _THING, DoubtReport.sent_on, DoubtReport.kind)
    nth = func.row_number().over(partition_by=(closed, *same), order_by=DoubtReport.id)
    harmless = DoubtReport.kind != HARMFUL
    order = (closed, harmless, nth > MOST_A_DAY, _GRAVER, DoubtReport.id)
    return list(db.scalars(wanted.order_by(*order).limit(most)))


def count_open(db: Session, communes: Collection[str], province: bool) -> int:
    """How many of them are not closed."""
    wanted = select(func.count()).select_from(DoubtReport)
    return db.scalar(wanted.where(_here(communes, province), _OFFICE, _OPEN)) or 0


def waiting(db: Session, communes: Collection[str], province: bool) -> Waiting:
    """The open ones in one statement."""
    free = func.sum(case((DoubtReport.state == ReportState.SENT, 1), else_=0))
    oldest = func.min(DoubtReport.sent_on)
    wanted = select(DoubtReport.kind, func.count(), free, oldest).group_by(DoubtReport.kind)
    rows = db.execute(wanted.where(_here(communes, province), _OFFICE, _OPEN)).all()
    return Waiting(
        count=sum(count for _kind, count, _free, _day in rows),
        free=sum(untaken for _kind, _count, untaken, _day in rows),
        by_kind={kind: count for kind, count, _free, _day in rows},
        oldest=min((day for *_rest, day in rows), default=None),
    )


_SENT = (AlertKind.REPORT_SENT, AlertKind.REPORTS_SENT, AlertKind.REPORTS_UNNAMED)


def alerts_of_like(
    db: Session, office: int, report: DoubtReport, since: dt.datetime | None
) -> list[tuple[Alert, DoubtReport]]:
    """The unread alerts to an office of reports of the same thing and kind.

    Those since a moment, else those of the report's own day. Newest first, each with its report;
    reports of what nobody knows are all of the same here.
    """
    when = DoubtReport.sent_on == report.sent_on if since is None else Alert.at > since
    wanted = (
        select(Alert, DoubtReport)
        .join(DoubtReport, DoubtReport.code == Alert.subject)
        .where(
            Alert.party_id == office,
            Alert.membership_id.is_(None),
            Alert.kind.in_(_SENT),
            Alert.seen_at.is_(None),
            when,
            DoubtReport.about.is_not_distinct_from(report.about),
            DoubtReport.kind == report.kind,
        )
        .order_by(Alert.id.desc())
    )
    return [(alert, told) for alert, told in db.execute(wanted.with_for_update(of=Alert))]


def of_holder(db: Session, holder_id: int, most: int) -> list[DoubtReport]:
    """The reports that a holder was given to read: what waits first, of it what may do harm."""
    wanted = select(DoubtReport).where(DoubtReport.holder_id == holder_id, _HOLDERS)
    return list(db.scalars(wanted.order_by(*_BY_HOLDER).limit(most)))


def waiting_of_holder(db: Session, holder_id: int, most: int) -> tuple[int, list[DoubtReport]]:
    """How many of those wait for the holder's answer; what may do harm, then the oldest."""
    waits = (DoubtReport.holder_id == holder_id, _HOLDERS, _OPEN, ~_ANSWERED)
    total = db.scalar(select(func.count()).select_from(DoubtReport).where(*waits)) or 0
    wanted = select(DoubtReport).where(*waits).order_by(_GRAVER, DoubtReport.id).limit(most)
    return total, list(db.scalars(wanted)) if total else []


def of_batch(db: Session, batch_id: int) -> list[DoubtReport]:
    """The reports about a lot that its holder was given to read, in the same order."""
    wanted = select(DoubtReport).where(DoubtReport.batch_id == batch_id, _HOLDERS)
    return list(db.scalars(wanted.order_by(*_BY_HOLDER)))


def steps(db: Session, report_ids: Sequence[int]) -> dict[int, list[tuple[DoubtReportStep, Event]]]:
    """What was done with reports, in order, with the event of each."""
    wanted = (
        select(DoubtReportStep, Event)
        .join(Event, Event.seq == DoubtReportStep.event_seq)
        .where(DoubtReportStep.report_id.in_(report_ids))
        .order_by(DoubtReportStep.report_id, DoubtReportStep.seq)
    )
    found: dict[int, list[tuple[DoubtReportStep, Event]]] = {each: [] for each in report_ids}
    for step, event in db.execute(wanted):
        found[step.report_id].append((step, event))
    return found


def count_steps(db: Session, report_id: int) -> int:
    """How many steps a report has."""
    wanted = select(func.count()).select_from(DoubtReportStep)
    return db.scalar(wanted.where(DoubtReportStep.report_id == report_id)) or 0


def _here(communes: Collection[str], province: bool) -> ColumnElement[bool]:
    return true() if province else DoubtReport.commune_code.in_(communes)


# --- forgetting ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class HadTime:
    """What has had its time: what ended before a moment, and what is open and older than a day."""

    ended_before: dt.datetime
    sent_before: dt.date

    @property
    def is_so(self) -> ColumnElement[bool]:
        """The condition on a report."""
        old = DoubtReport.closed_at.is_(None) & (DoubtReport.sent_on < self.sent_before)
        return (DoubtReport.closed_at < self.ended_before) | old


def to_forget(db: Session, had_time: HadTime) -> list[DoubtReport]:
    """The reports that have had their time, whose sender is not forgotten yet."""
    due = (had_time.is_so, DoubtReport.forgotten_at.is_(None))
    return list(db.scalars(select(DoubtReport).where(*due).order_by(DoubtReport.id).limit(200)))


def with_words(db: Session, had_time: HadTime) -> list[DoubtReport]:
    """The reports that have had their time, of which any word is still kept."""
    told = (
        select(EventSubject.subject)
        .join(Event, Event.seq == EventSubject.event_seq)
        .join(
            PrivateValue,
            (PrivateValue.owner_id == Event.event_id) & (PrivateValue.owner_kind == "event"),
        )
        .where(Event.step.in_((EventStep.REPORTED, EventStep.REPORT_STEP)))
        .where(PrivateValue.field.in_(WORDS))
    )
    wanted = select(DoubtReport).where(had_time.is_so, DoubtReport.code.in_(told))
    return list(db.scalars(wanted.order_by(DoubtReport.id).limit(200)))


#: The private values of the events of a report that are words: who signed a step is none.
WORDS = ("said", "printed", "name", "contact", "answer", "note")


def event_ids(db: Session, code: str) -> list[str]:
    """The events of a report."""
    wanted = select(Event.event_id).join(EventSubject, EventSubject.event_seq == Event.seq)
    return list(db.scalars(wanted.where(EventSubject.subject == code)))


def own_photographs(db: Session, event_seq: int) -> list[str]:
    """The hashes of the files that go with an event and with no other."""
    ours = select(EventFile.sha256).where(EventFile.event_seq == event_seq)
    elsewhere = select(EventFile.sha256).where(EventFile.event_seq != event_seq)
    wanted = select(EventFile.sha256).where(
        EventFile.event_seq == event_seq,
        EventFile.sha256.in_(ours),
        EventFile.sha256.not_in(elsewhere),
    )
    return list(db.scalars(wanted.order_by(EventFile.sha256)))


# --- for the check of the record -----------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """An event about a report, the one code that it names, and the rows that stand for it."""

    event: Event
    named: str | None
    report: DoubtReport | None
    step: DoubtReportStep | None


def told(db: Session, step: EventStep) -> Iterator[list[Told]]:
    """Every event of a step, a page at a time, with the rows that it made."""
    wanted = (
        select(Event, EventSubject.subject, DoubtReport, DoubtReportStep)
        .outerjoin(EventSubject, EventSubject.event_seq == Event.seq)
        .outerjoin(DoubtReportStep, DoubtReportStep.event_seq == Event.seq)
        .outerjoin(DoubtReport, DoubtReport.code == EventSubject.subject)
        .where(Event.step == step)
    )
    last = 0
    while rows := db.execute(next_page(wanted, Event.seq, last)).all():
        yield [Told(*row) for row in rows]
        last = rows[-1][0].seq


def strangers(db: Session) -> list[tuple[str, str]]:
    """Rows, by table and key, whose event is none of theirs."""
    sent = select(DoubtReport.code).join(Event, Event.seq == DoubtReport.event_seq)
    sent = sent.where(Event.step != EventStep.REPORTED)
    done = select(DoubtReportStep.report_id).join(Event, Event.seq == DoubtReportStep.event_seq)
    done = done.where(Event.step != EventStep.REPORT_STEP)
    return [
        *(("doubt_report", key) for key in db.scalars(sent)),
        *(("doubt_report_step", str(key)) for key in db.scalars(done)),
    ]
