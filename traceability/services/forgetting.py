"""Forgetting what has had its time, whether anybody comes by or not: the job process sees to it.

Mails that were given up or are a week old lose their words, invitations that were used, withdrawn
or have been old for a month their names; links to a new password end a day after they expired.
"""

from __future__ import annotations

import datetime as dt

from traceability.services import invitations, outbox, recording, resets
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
    )


def sweep(work: Work) -> None:
    """Forget all of it."""
    for mail in queries.mails(work.db, MAILS, work.now - outbox.STALE):
        queries.empty_mail(work.db, mail)
    for old in queries.invitations(work.db, work.now - invitations.REMEMBERED):
        recording.forget(work, "invitation", str(old))
    queries.end_resets(work.db, work.now - EXPIRED, work.now)


def worn_out(work: Work, kind: str, target: int) -> None:
    """What a job leaves that no worker survived: the mail that it was to send is emptied."""
    if kind in MAILS:
        queries.empty_mail(work.db, target)
