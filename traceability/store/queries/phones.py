"""Phones that were enrolled, whose they are, and ending them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session as Db

from traceability.store.models import Membership, Party, Phone, Session, UserAccount

#: A phone with everything it stands on.
PhoneRow = tuple[Phone, Membership, UserAccount, Party]


def phone_by_hash(db: Db, token_hash: str) -> PhoneRow | None:
    """A phone and everything it stands on, by the hash of its cookie."""
    wanted = (
        select(Phone, Membership, UserAccount, Party)
        .join(Membership, Membership.id == Phone.membership_id)
        .join(UserAccount, UserAccount.id == Membership.user_id)
        .join(Party, Party.id == Membership.party_id)
        .where(Phone.token_hash == token_hash)
    )
    row = db.execute(wanted).one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3])


def locked_phone(db: Db, phone_id: int) -> Phone:
    """A phone as it stands now; nobody else tries a PIN on it until the end of this unit."""
    wanted = select(Phone).where(Phone.id == phone_id).with_for_update()
    return db.scalars(wanted.execution_options(populate_existing=True)).one()


def phones_of_user(db: Db, user_id: int, now: dt.datetime) -> list[Phone]:
    """The phones of a person that are remembered at ``now``, newest first."""
    wanted = (
        select(Phone)
        .join(Membership, Membership.id == Phone.membership_id)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .where(Phone.ended_at.is_(None), Phone.expires_at > now)
        .order_by(Phone.id.desc())
    )
    return list(db.scalars(wanted))


def phones_of_party(
    db: Db, party_id: int, now: dt.datetime
) -> list[tuple[Phone, Membership, UserAccount]]:
    """The phones of an organisation's members that are remembered at ``now``, last used first."""
    wanted = (
        select(Phone, Membership, UserAccount)
        .join(Membership, Membership.id == Phone.membership_id)
        .join(UserAccount, UserAccount.id == Membership.user_id)
        .where(Membership.party_id == party_id, Membership.ended_at.is_(None))
        .where(UserAccount.disabled_at.is_(None))
        .where(Phone.ended_at.is_(None), Phone.expires_at > now)
        .order_by(Phone.last_used_at.desc(), Phone.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in db.execute(wanted)]


def end_phones(db: Db, membership_ids: Sequence[int], now: dt.datetime) -> None:
    """End the phones of memberships; those that ended before stay as they were."""
    wanted = update(Phone).where(Phone.membership_id.in_(membership_ids), Phone.ended_at.is_(None))
    db.execute(wanted.values(ended_at=now))


def end_sessions_of_phone(db: Db, phone_id: int, now: dt.datetime) -> None:
    """End the sessions that a PIN opened on a phone."""
    wanted = update(Session).where(Session.phone_id == phone_id, Session.ended_at.is_(None))
    db.execute(wanted.values(ended_at=now))
