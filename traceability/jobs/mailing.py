"""Sending mail: read in one unit, sent outside any, noted and forgotten in another.

A mail whose sending was noted by nobody (the process was killed) is sent again: twice is better
than never.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime, make_msgid
from ipaddress import ip_address

from traceability.domain.access import Actor
from traceability.services import jobs, outbox, resets
from traceability.services.jobs import Claimed
from traceability.services.outbox import Letter
from traceability.settings import Settings, Smtp
from traceability.store.engine import Store
from traceability.store.unit import reading, writing

#: Seconds that a mail server may take to answer; labels wait meanwhile.
PATIENCE = 10.0
#: How long to wait after each attempt; together less than a link to a new password lives.
WAITS = tuple(dt.timedelta(seconds=each) for each in (20, 60, 180, 600))


@dataclass(frozen=True)
class Mailbox:
    """Where mail goes out, and who it is from."""

    server: Smtp
    sender: str


def mailbox_of(settings: Settings) -> Mailbox | None:
    """The mailbox that the settings name, if they name one."""
    if settings.smtp_url is None:
        return None
    return Mailbox(settings.smtp_url, settings.mail_from)


def deliver(store: Store, actor: Actor, mailbox: Mailbox | None, claimed: Claimed) -> object | None:
    """Send the claimed mail; ``None`` where it was put off or given up.

    Raises ``Conflict('lease_lost')`` where another worker took the job in the meantime.
    """
    letter = _letter(store, actor, claimed)
    failure = None
    if letter is not None and mailbox is None:
        failure = "mail_not_configured"
    elif letter is not None and mailbox is not None:
        failure = _tried(mailbox, letter, store.clock())
    with writing(store, actor) as work:
        if failure is None:
            outbox.sent(work, claimed)
            return claimed
        if failure == _LATER and claimed.attempt <= len(WAITS):
            jobs.put_off(work, claimed, WAITS[claimed.attempt - 1])
        else:
            outbox.given_up(work, claimed, failure)
    return None


def message(mailbox: Mailbox, letter: Letter, now: dt.datetime) -> EmailMessage:
    """The mail as it goes over the wire; raises ValueError for a line break in a header."""
    made = EmailMessage(policy=LINES)
    made["From"] = mailbox.sender
    made["To"] = letter.recipient
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(now)
    made["Message-ID"] = make_msgid(domain=mailbox.sender.rpartition("@")[2])
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers, please
    made.set_content(letter.body)
    return made


_LATER, _REFUSED = "mail_not_reached", "mail_refused"


def _letter(store: Store, actor: Actor, claimed: Claimed) -> Letter | None:
    if claimed.kind == resets.JOB:
        with writing(store, actor) as work:
            return resets.make_ready(work, claimed.target)
    with reading(store) as view:
        return outbox.letter(view, claimed.target)


def _tried(mailbox: Mailbox, letter: Letter, now: dt.datetime) -> str | None:
    """Send it; why it was not, if it was not. What the server says is dropped: it names people."""
    try:
        made = message(mailbox, letter, now)
        with _connected(mailbox.server) as server:
            server.send_message(made)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _said in refused.recipients.values()]
        return _REFUSED if all(code >= 500 for code in codes) else _LATER
    except smtplib.SMTPDataError as refused:
        return _REFUSED if refused.smtp_code >= 500 else _LATER
    except (OSError, smtplib.SMTPException):
        return _LATER
    except ValueError:
        return _REFUSED
    return None


@contextlib.contextmanager
def _connected(at: Smtp) -> Iterator[smtplib.SMTP]:
    """A connection on which mail can be sent; a password never goes out unencrypted."""
    secure = ssl.create_default_context()
    if at.encrypted:
        server: smtplib.SMTP = smtplib.SMTP_SSL(at.host, at.port, timeout=PATIENCE, context=secure)
    else:
        server = smtplib.SMTP(at.host, at.port, timeout=PATIENCE)
    with server:
        server.ehlo()
        encrypted = at.encrypted
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=secure)
            server.ehlo()
            encrypted = True
        if at.user:
            if not encrypted and not _is_here(at.host):
                raise smtplib.SMTPException
            server.login(at.user, at.password)
        yield server


def _is_here(host: str) -> bool:
    """Whether a host is this machine, so that nobody listens on the way."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
