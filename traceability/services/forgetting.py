"""Forgetting what has had its time, whether anybody comes by or not: the job process sees to it.

Mails that were given up or are a week old lose their words, invitations that were used, withdrawn
or have been old for a month their names; links to a new password end a day after they expired. Of a
register that was read in, the rows that were refused stay for a month; drafts of forms lie 60 days.
Whom a report came from is forgotten 90 days after its end, what it said two years after.
"""

from __future__ import annotations

import datetime as dt

from traceability.services import (
    drafts,
    invitations,
    outbox,
    recording,
    register_imports,
    report_forgetting,
    resets,
)
from traceability.store import pulse
from traceability.store.queries import forgetting as queries
from traceability.store.unit import Reading, Work

#: How often the job process looks.
EVERY = dt.timedelta(hours=1)
#: So long an expired link still tells whoever opens it that it came too late.
EXPIRED = dt.timedelta(days=1)
#: The kinds of jobs whose target is a mail.
MAILS = frozenset({outbox.JOB, resets.JOB})


def is_due(view: Reading) -> bool:
    """Whether there is anything to forget."""
    now = view.now
    return bool(
        queries.mails(view.db, MAILS, now - outbox.STALE)
        or queries.invitations(view.db, now - invitations.REMEMBERED)
        or queries.open_resets(view.db, now - EXPIRED)
        or pulse.is_due(view.db, now)
        or drafts.is_due(view)
        or register_imports.is_due(view, now - register_imports.REMEMBERED)
        or report_forgetting.is_due(view)
    )


def sweep(work: Work) -> None:
    """Forget all of it."""
    for mail in queries.mails(work.db, MAILS, work.now - outbox.STALE):
        queries.empty_mail(work.db, mail)
    for old in queries.invitations(work.db, work.now - invitations.REMEMBERED):
        recording.forget(work, "invitation", str(old))
    queries.end_resets(work.db, work.now - EXPIRED, work.now)
    pulse.trim(work.db, work.now)
    drafts.sweep(work)
    register_imports.forget(work, work.now - register_imports.REMEMBERED)
    report_forgetting.sweep(work)


def worn_out(work: Work, kind: str, target: int) -> None:
    """What a job leaves that no worker survived: its mail is emptied, its import given up."""
    if kind in MAILS:
        queries.empty_mail(work.db, target)
    if kind == register_imports.JOB:
        register_imports.give_up(work, target)
