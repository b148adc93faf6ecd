"""What has had its time and still names somebody: mails, invitations, links to a new password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement, String, cast, or_, select, update
from sqlalchemy.orm import Session as Db

from traceability.store.models import Invitation, Job, Outbox, PasswordReset, PrivateValue


def mails(db: Db, kinds: Collection[str], before: dt.datetime) -> list[int]:
    """The mails that hold words and are older than a moment, or that no job will send any more."""
    waiting = select(Job.id).where(
        Job.kind.in_(kinds), Job.target == Outbox.id, Job.state == "queued"
    )
    wanted = select(Outbox.id).where(
        or_(Outbox.recipient != "", Outbox.body != "", Outbox.subject != ""),
        or_(Outbox.created_at < before, ~waiting.exists()),
        Outbox.sent_at.is_(None),
    )
    return list(db.scalars(wanted.order_by(Outbox.id)))


def empty_mail(db: Db, mail_id: int) -> None:
    """Forget to whom and what a mail was that will not be sent."""
    wanted = update(Outbox).where(Outbox.id == mail_id)
    db.execute(wanted.values(recipient="", subject="", body=""))


def invitations(db: Db, before: dt.datetime) -> list[int]:
    """The invitations that were used, withdrawn or old before a moment and still name somebody."""
    kept = select(PrivateValue.owner_id).where(
        PrivateValue.owner_kind == "invitation",
        PrivateValue.owner_id == cast(Invitation.id, String),
    )
    over = or_(
        Invitation.used_at.is_not(None),
        Invitation.withdrawn_at.is_not(None),
        Invitation.expires_at < before,
    )
    return list(db.scalars(select(Invitation.id).where(over, kept.exists())))


def open_resets(db: Db, before: dt.datetime) -> bool:
    """Whether a link to a new password expired before a moment and was neither used nor ended."""
    return db.scalar(select(PasswordReset.id).where(*_open(before)).limit(1)) is not None


def end_resets(db: Db, before: dt.datetime, now: dt.datetime) -> None:
    """End those links."""
    db.execute(update(PasswordReset).where(*_open(before)).values(ended_at=now))


def _open(before: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        PasswordReset.used_at.is_(None),
        PasswordReset.ended_at.is_(None),
        PasswordReset.expires_at < before,
    )
