"""Forgetting whom a report came from: when they ask for it, and some time after it has ended.

Who only wants no more calls has name and contact erased, and leaves the picture to whoever looks
into it; who only wants the picture back is still reached.

A name, a contact and the picture go 90 days after the end or at a press of the reporter's, the
words two years after it. What nobody brings to an end has time too: two years from the day it was
sent for whom it came from, four for the words. Codes, kinds, days and steps stay, and every chain
stays whole.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from traceability.domain.reports import CONTACT_ALONE, PHOTO_ALONE, ReportStep
from traceability.services import photos, report_desk, reports
from traceability.services.differences import facts
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
    report = _locked(work, number)
    if not keeps_sender(work, report) and not keeps_picture(work, report):
        return False
    return _forget(work, report, "asked")


def ask_no_call(work: Work, number: str) -> bool:
    """Forget name and contact alone, whose picture stays; whether there was still either."""
    report = _locked(work, number)
    if not keeps_sender(work, report):
        return False
    _delete_sender(work, report)
    return _forget_part(work, report, CONTACT_ALONE)


def ask_no_picture(work: Work, number: str) -> bool:
    """Forget the picture alone, whose sender can still be reached; whether there was still one."""
    report = _locked(work, number)
    return keeps_picture(work, report) and _forget_part(work, report, PHOTO_ALONE)


def keeps_sender(view: Reading, report: DoubtReport) -> bool:
    """Whether a name or a contact is left."""
    event = events.by_seq(view.db, [report.event_seq])[report.event_seq].event_id
    kept = events.private_values(view.db, "event", [event])
    return any((event, field) in kept for field in _SENDER)


def keeps_picture(view: Reading, report: DoubtReport) -> bool:
    """Whether a picture came along, and was not forgotten."""
    if report.forgotten_at is not None or not events.files_of(view.db, report.event_seq):
        return False
    steps = queries.steps(view.db, [report.id])[report.id]
    done = (event for step, event in steps if step.step == ReportStep.FORGOTTEN)
    return all(facts(event).get("what") != PHOTO_ALONE for event in done)


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
    """The hashes of the files to be deleted of a report whose picture was forgotten; else none."""
    report = queries.by_id(view.db, report_id)
    if report is None or keeps_picture(view, report):
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
    _delete_sender(work, report)
    report_desk.record_step(work, report, ReportStep.FORGOTTEN, {"why": why}, {})
    report.forgotten_at = work.now
    _queue(work, report)
    return True


def _delete_sender(work: Work, report: DoubtReport) -> None:
    event = events.by_seq(work.db, [report.event_seq])[report.event_seq].event_id
    for field in _SENDER:
        events.delete_field(work.db, [event], field)


def _forget_part(work: Work, report: DoubtReport, what: str) -> bool:
    told = {"why": "asked", "what": what}
    report_desk.record_step(work, report, ReportStep.FORGOTTEN, told, {})
    _queue(work, report)
    return True


def _locked(work: Work, number: str) -> DoubtReport:
    report = reports.by_number(work, number)
    work.lock_chains([report.code])
    work.db.refresh(report)
    return report


def _queue(work: Work, report: DoubtReport) -> None:
    work.add(Job(kind=JOB, target=report.id, state="queued", attempt=0, created_at=work.now))
