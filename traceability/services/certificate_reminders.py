"""Telling holders that a certificate ends: 60, 30 and 7 days ahead, each exactly once.

What was told is a row of its own, so days on which nobody looked are caught up: then the nearest
threshold is told alone, and those before it count as told.
"""

from __future__ import annotations

import datetime as dt

from traceability.domain.alerts import AlertKind
from traceability.domain.certificates import THRESHOLDS, Validity
from traceability.domain.days import day_in_vietnam
from traceability.services import alerts
from traceability.store.models import Certificate, CertificateReminder
from traceability.store.queries import certificates as queries
from traceability.store.unit import Reading, Work

#: So often the job process looks.
EVERY = dt.timedelta(hours=1)
_LAST = THRESHOLDS[-1]


def is_due(view: Reading) -> bool:
    """Whether somebody is to be told of something today."""
    rows = _ending(view)
    told = queries.reminded(view.db, [row.id for row in rows])
    return any(_new(row, told.get(_key(row), set()), view.today) for row in rows)


def remind(work: Work) -> int:
    """Tell every holder what is due today; returns how many alerts that were."""
    # Two job processes at once must not tell the same twice.
    work.lock_word("certificate reminders")
    rows = _ending(work)
    told = queries.reminded(work.db, [row.id for row in rows])
    return sum(_remind(work, row, told.get(_key(row), set())) for row in rows)


def _ending(view: Reading) -> list[Certificate]:
    return queries.ending(view.db, view.today + dt.timedelta(days=THRESHOLDS[0]), _LAST)


def _key(row: Certificate) -> tuple[int, dt.date]:
    return row.id, row.valid_to or dt.date.max


def _new(row: Certificate, told: set[int], today: dt.date) -> list[int]:
    """The thresholds that are reached and were not told."""
    reached = Validity(row.valid_from, row.valid_to).reached(today)
    return [each for each in reached if each not in told]


def _remind(work: Work, row: Certificate, told: set[int]) -> int:
    due = _new(row, told, work.today)
    last_day = row.valid_to or dt.date.max
    ended = last_day < work.today
    work.add(*(_note(work, row, each) for each in due))
    if not due or (ended and _was_over_when_stated(work, row, last_day)):
        return 0
    facts: dict[str, str | int] = {"paper": row.kind, "day": last_day.isoformat()}
    if ended:
        alerts.tell(work, row.holder_id, AlertKind.CERTIFICATE_ENDED, row.code, facts)
    else:
        facts["days"] = (last_day - work.today).days
        alerts.tell(work, row.holder_id, AlertKind.CERTIFICATE_ENDING, row.code, facts)
    return 1


def _was_over_when_stated(work: Work, row: Certificate, last_day: dt.date) -> bool:
    """Who enters an old paper for the record knows that it has ended."""
    stated = queries.revision(work.db, row.id, row.revision)
    return stated is not None and day_in_vietnam(stated.recorded_at) > last_day


def _note(work: Work, row: Certificate, threshold: int) -> CertificateReminder:
    return CertificateReminder(
        certificate_id=row.id,
        valid_to=row.valid_to or dt.date.max,
        threshold=threshold,
        told_at=work.now,
    )
