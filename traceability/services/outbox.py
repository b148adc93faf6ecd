"""Mail: written in the transaction of what it tells, sent after it by the job process.

To whom it goes and what it says is kept until it was sent, or could not be, and no longer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from traceability.domain.contacts import email_form
from traceability.domain.errors import Invalid
from traceability.services import jobs
from traceability.services.jobs import Claimed
from traceability.store.models import Job, Outbox
from traceability.store.queries import entrances as queries
from traceability.store.unit import Reading, Work

#: The kind of job that sends a mail as it stands.
JOB = "mail"
#: Mail that could not be sent by then is not news any more.
STALE = dt.timedelta(days=7)


@dataclass(frozen=True)
class Letter:
    """A mail as it is sent; one without a ``recipient`` is sent to nobody."""

    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)


def post(work: Work, letter: Letter, kind: str = JOB) -> Outbox:
    """Put a mail into the outbox, with the job that sends it once this unit has committed."""
    if email_form(letter.recipient) != letter.recipient:
        raise Invalid("contact_unreadable", "contact")
    row = Outbox(
        recipient=letter.recipient,
        subject=" ".join(letter.subject.split()),
        body=letter.body,
        created_at=work.now,
    )
    work.add(row)
    work.add(Job(kind=kind, target=row.id, state="queued", attempt=0, created_at=work.now))
    return row


def letter(view: Reading, mail_id: int) -> Letter | None:
    """A mail that is still to be sent."""
    row = queries.outbox(view.db, mail_id)
    if row is None or not row.recipient:
        return None
    return Letter(row.recipient, row.subject, row.body)


def sent(work: Work, claimed: Claimed) -> None:
    """Note that a mail is on its way, and forget it."""
    jobs.finish(work, claimed)
    _empty(work, claimed.target, work.now)


def given_up(work: Work, claimed: Claimed, failure: str) -> None:
    """Note that a mail could not be sent, and forget it."""
    jobs.fail(work, claimed, failure)
    _empty(work, claimed.target, None)


def _empty(work: Work, mail_id: int, sent_at: dt.datetime | None) -> None:
    row = queries.outbox(work.db, mail_id)
    if row is not None:
        row.recipient = row.subject = row.body = ""
        row.sent_at = sent_at
    queries.empty_old_mail(work.db, work.now - STALE)
    work.db.flush()
