"""Forgetting whom a report came from: when they ask for it, and some time after it has ended.

Who only wants no more calls has name and contact erased, and leaves the picture to whoever looks
into it.

A name, a contact and the picture go 90 days after the end or at a press of the reporter's, the
words two years after it. What nobody brings to an end has time too: two years from the day it was
sent for whom it came from, four for the words. Codes, kinds, days and steps stay, and every chain
stays whole.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from traceability.domain.reports import CONTACT_ALONE, ReportStep
from traceability.services import photos, report_desk, reports
from traceability.store.models import DoubtReport, Job
from traceability.store.queries import events
from traceability.store.queries import reports as queries
from traceability.store.queries.reports import HadTime
from traceability.store.unit import Reading, Work

#: So long after the end a sender can still be reached.
SENDER_KEPT = dt.timedelta(days=90)
#: So long after the end the words are kept.
WORDS_KEPT = dt.timedelta(days=730)
#: A report that nobody brings to an end counts as ended so long after it was sent, for its sender;
#: the words are kept as long again.
OPEN_KEPT = dt.timedelta(days=730)
#: The kind of job that deletes the picture, and wipes what the files still hold.
JOB = "forget_report"
_SENDER = ("name", "contact")


def ask(work: Work, number: str) -> bool:
    """Forget the sender of a report at their own word; whether there was still anything."""
    report = reports.by_number(work, number)
    work.lock_chains([report.code])
    work.db.refresh(report)
    return _forget(work, report, "asked")


def ask_no_call(work: Work, number: str) -> bool:
    """Forget name and contact alone, whose picture stays; whether there was still either."""
    report = reports.by_number(work, number)
    work.lock_chains([report.code])
    work.db.refresh(report)
    event = events.by_seq(work.db, [report.event_seq])[report.event_seq].event_id
    kept = events.private_values(work.db, "event", [event])
    if not any((event, field) in kept for field in _SENDER):
        return False
    for field in _SENDER:
        events.delete_field(work.db, [event], field)
    told = {"why": "asked", "what": CONTACT_ALONE}
    report_desk.record_step(work, report, ReportStep.FORGOTTEN, told, {})
    _queue(work, report)
    return True


def is_due(view: Reading) -> bool:
    """Whether time has come for anything."""
    return bool(
        queries.to_forget(view.db, _sender_had_time(view))
        or queries.with_words(view.db, _words_had_time(view))
    )


def sweep(work: Work) -> None:
    """Forget what has had its time."""
    for report in queries.to_forget(work.db, _sender_had_time(work)):
        work.lock_chains([report.code])
        _forget(work, report, "time")
    for report in queries.with_words(work.db, _words_had_time(work)):
        for event in queries.event_ids(work.db, report.code):
            for field in queries.WORDS:
                events.delete_field(work.db, [event], field)
        _queue(work, report)


def photographs(view: Reading, report_id: int) -> list[str]:
    """The hashes of the files to be deleted of a forgotten report; of another one nothing."""
    report = queries.by_id(view.db, report_id)
    if report is None or report.forgotten_at is None:
        return []
    return queries.own_photographs(view.db, report.event_seq)


def drop_photograph(work: Work, folder: Path, report_id: int, sha256: str) -> None:
    """Delete one of them, unless somebody else's event names it by now."""
    photos.lock(work, sha256)
    if sha256 in photographs(work, report_id):
        photos.erase(work, folder, sha256)


def _sender_had_time(view: Reading) -> HadTime:
    return HadTime(view.now - SENDER_KEPT, view.today - OPEN_KEPT)


def _words_had_time(view: Reading) -> HadTime:
    return HadTime(view.now - WORDS_KEPT, view.today - OPEN_KEPT - WORDS_KEPT)


def _forget(work: Work, report: DoubtReport, why: str) -> bool:
    if report.forgotten_at is not None:
        return False
    event = events.by_seq(work.db, [report.event_seq])[report.event_seq]
    for field in _SENDER:
        events.delete_field(work.db, [event.event_id], field)
    report_desk.record_step(work, report, ReportStep.FORGOTTEN, {"why": why}, {})
    report.forgotten_at = work.now
    _queue(work, report)
    return True


def _queue(work: Work, report: DoubtReport) -> None:
    work.add(Job(kind=JOB, target=report.id, state="queued", attempt=0, created_at=work.now))
