"""Accounts, memberships, sessions, keys and request keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session as Db

from traceability.store.models import (
    Actor,
    ApiKey,
    Membership,
    Party,
    RequestKey,
    Session,
    UserAccount,
)


def user_by_login(db: Db, login: str) -> UserAccount | None:
    """The account of a login as stored (folded to lower case)."""
    return db.scalar(select(UserAccount).where(UserAccount.login == login))


def locked_user(db: Db, user_id: int) -> UserAccount:
    """An account as it stands now; nobody changes it until the end of this unit."""
    wanted = select(UserAccount).where(UserAccount.id == user_id).with_for_update(read=True)
    return db.scalars(wanted.execution_options(populate_existing=True)).one()


def memberships(db: Db, user_id: int) -> list[Membership]:
    """The memberships of a user that have not ended, oldest first."""
    wanted = select(Membership).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    return list(db.scalars(wanted.order_by(Membership.id)))


def all_memberships(db: Db, user_id: int) -> list[Membership]:
    """The memberships of a user, the ended ones among them."""
    return list(db.scalars(select(Membership).where(Membership.user_id == user_id)))


def belongs_to(db: Db, actor_id: int, party_ids: Sequence[int]) -> bool:
    """Whether the user behind an actor is a member of one of some organisations today."""
    acting = select(Membership.user_id).where(Membership.actor_id == actor_id)
    wanted = select(Membership.id).where(
        Membership.user_id.in_(acting.scalar_subquery()),
        Membership.party_id.in_(party_ids),
        Membership.ended_at.is_(None),
    )
    return db.scalar(wanted.limit(1)) is not None


def member_of_actor(db: Db, actor_id: int) -> Membership | None:
    """The membership that signs as an actor; a key or the command line has none."""
    return db.scalar(select(Membership).where(Membership.actor_id == actor_id))


def members(db: Db, party_id: int) -> list[tuple[Membership, UserAccount, str]]:
    """Everybody who is or was a member of an organisation, with the actor's code; by key."""
    wanted = (
        select(Membership, UserAccount, Actor.code)
        .join(UserAccount, UserAccount.id == Membership.user_id)
        .join(Actor, Actor.id == Membership.actor_id)
        .where(Membership.party_id == party_id)
        .order_by(Membership.id)
    )
    return [(member, user, code) for member, user, code in db.execute(wanted)]


def member_by_ids(db: Db, ids: Collection[int]) -> dict[int, Membership]:
    """Memberships by internal key, the ended ones among them."""
    return {row.id: row for row in db.scalars(select(Membership).where(Membership.id.in_(ids)))}


def end_sessions(db: Db, membership_ids: Sequence[int], now: dt.datetime) -> None:
    """End the sessions that stand on memberships; those that ended before stay as they were."""
    wanted = update(Session).where(
        Session.membership_id.in_(membership_ids), Session.ended_at.is_(None)
    )
    db.execute(wanted.values(ended_at=now))


def session_by_hash(
    db: Db, token_hash: str
) -> tuple[Session, Membership, UserAccount, Actor, Party] | None:
    """A session and everything it stands on, by the hash of its cookie."""
    wanted = (
        select(Session, Membership, UserAccount, Actor, Party)
        .join(Membership, Membership.id == Session.membership_id)
        .join(UserAccount, UserAccount.id == Membership.user_id)
        .join(Actor, Actor.id == Membership.actor_id)
        .join(Party, Party.id == Membership.party_id)
        .where(Session.token_hash == token_hash)
    )
    row = db.execute(wanted).one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3], row[4])


def key_by_prefix(db: Db, prefix: str) -> tuple[ApiKey, Actor] | None:
    """An API key and its actor by the shown prefix."""
    wanted = select(ApiKey, Actor).join(Actor, Actor.id == ApiKey.actor_id)
    row = db.execute(wanted.where(ApiKey.prefix == prefix)).one_or_none()
    return None if row is None else (row[0], row[1])


def keys_of(db: Db, party_id: int) -> list[ApiKey]:
    """The keys of an organisation, newest first."""
    wanted = select(ApiKey).where(ApiKey.party_id == party_id).order_by(ApiKey.id.desc())
    return list(db.scalars(wanted))


def actor_of_kind(db: Db, kind: str) -> Actor | None:
    """The one actor of a kind without a party (the command line, the job process)."""
    return db.scalar(select(Actor).where(Actor.kind == kind, Actor.party_id.is_(None)))


def request_key(db: Db, party_id: int, key: str) -> RequestKey | None:
    """A client-made key that was used."""
    return db.get(RequestKey, (party_id, key))
