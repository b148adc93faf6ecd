"""Invitations, links to a new password, and the mail that waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, cast, func, or_, select, update
from sqlalchemy.orm import Session as Db

from traceability.store.models import Actor, Invitation, Outbox, PasswordReset, PrivateValue


def invitation_by_hash(db: Db, token_hash: str, *, locked: bool = False) -> Invitation | None:
    """The invitation of a token; ``locked`` until the end of the unit, and read afresh."""
    wanted = select(Invitation).where(Invitation.token_hash == token_hash)
    if locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.scalar(wanted)


def waiting_invitations(db: Db, by_party_id: int, kind: str) -> list[Invitation]:
    """The invitations of an organisation that were neither used nor withdrawn, newest first."""
    wanted = select(Invitation).where(
        Invitation.by_party_id == by_party_id, Invitation.kind == kind, *_open()
    )
    return list(db.scalars(wanted.order_by(Invitation.id.desc())))


def count_live_invitations(db: Db, by_party_id: int | None, now: dt.datetime) -> int:
    """How many invitations of an organisation could still be accepted."""
    by = Invitation.by_party_id
    ours = by.is_(None) if by_party_id is None else by == by_party_id
    wanted = select(func.count()).select_from(Invitation)
    return db.scalar(wanted.where(ours, *_open(), Invitation.expires_at > now)) or 0


def open_invitations_of_actor(db: Db, actor_id: int) -> list[Invitation]:
    """The invitations that one actor made and nobody has used, locked."""
    wanted = select(Invitation).where(Invitation.by_actor_id == actor_id, *_open())
    return list(db.scalars(wanted.order_by(Invitation.id).with_for_update()))


def remembered_invitations(db: Db, before: dt.datetime) -> Sequence[int]:
    """The keys of invitations that grew old before a moment and still have private values."""
    kept = select(PrivateValue.owner_id).where(
        PrivateValue.owner_kind == "invitation",
        PrivateValue.owner_id == cast(Invitation.id, String),
    )
    wanted = select(Invitation.id).where(Invitation.expires_at < before, kept.exists())
    return db.scalars(wanted).all()


def reset_by_hash(db: Db, token_hash: str, *, locked: bool = False) -> PasswordReset | None:
    """The link to a new password of a token; ``locked`` as for invitations."""
    wanted = select(PasswordReset).where(PasswordReset.token_hash == token_hash)
    if locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.scalar(wanted)


def end_resets_by_actor(db: Db, actor_id: int, now: dt.datetime) -> None:
    """End the links to a new password that one actor handed out and nobody has used."""
    wanted = update(PasswordReset).where(
        PasswordReset.by_actor_id == actor_id,
        PasswordReset.used_at.is_(None),
        PasswordReset.ended_at.is_(None),
    )
    db.execute(wanted.values(ended_at=now))


def party_of_actor(db: Db, actor_id: int) -> int | None:
    """The organisation that an actor acts for."""
    return db.scalar(select(Actor.party_id).where(Actor.id == actor_id))


def count_mailed_resets(db: Db, user_id: int, since: dt.datetime) -> int:
    """How many links to a new password were mailed to a user since a moment."""
    wanted = select(func.count()).select_from(PasswordReset)
    return (
        db.scalar(
            wanted.where(
                PasswordReset.user_id == user_id,
                PasswordReset.by_actor_id.is_(None),
                PasswordReset.created_at > since,
            )
        )
        or 0
    )


def outbox(db: Db, mail_id: int) -> Outbox | None:
    """A mail by its key."""
    return db.get(Outbox, mail_id)


def empty_old_mail(db: Db, before: dt.datetime) -> None:
    """Forget to whom and what mail was that could not be sent by now."""
    wanted = update(Outbox).where(
        Outbox.sent_at.is_(None),
        Outbox.created_at < before,
        or_(Outbox.recipient != "", Outbox.body != ""),
    )
    db.execute(wanted.values(recipient="", subject="", body=""))


def _open() -> tuple[ColumnElement[bool], ...]:
    return Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None)
