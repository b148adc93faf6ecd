"""Accounts, memberships, sessions, keys and request keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session as Db

from traceability.store.models import (
    Actor,
    ApiKey,
    Membership,
    Party,
    PasswordReset,
    RequestKey,
    Session,
    UserAccount,
)
from traceability.store.queries import parties


def user_by_login(db: Db, login: str) -> UserAccount | None:
    """The account of a login as stored (folded to lower case)."""
    return db.scalar(select(UserAccount).where(UserAccount.login == login))


def locked_user(db: Db, user_id: int) -> UserAccount:
    """An account as it stands now; nobody changes it until the end of this unit."""
    wanted = select(UserAccount).where(UserAccount.id == user_id).with_for_update(read=True)
    return db.scalars(wanted.execution_options(populate_existing=True)).one()


def user_for_change(db: Db, user_ids: Sequence[int]) -> list[UserAccount]:
    """Accounts as they stand now, to be changed: a sign-in meanwhile waits for the end.

    They are locked in the order of their keys.
    """
    wanted = select(UserAccount).where(UserAccount.id.in_(user_ids)).order_by(UserAccount.id)
    locked = wanted.with_for_update(key_share=True)
    return list(db.scalars(locked.execution_options(populate_existing=True)))


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


def members_by_actors(db: Db, actor_ids: Collection[int]) -> list[Membership]:
    """The memberships that sign as any of the actors."""
    wanted = select(Membership).where(Membership.actor_id.in_(actor_ids))
    return list(db.scalars(wanted.order_by(Membership.id)))


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


def user_of_actor(db: Db, actor_id: int) -> UserAccount | None:
    """The account of the person who acts under an actor; None where that is no person."""
    wanted = select(UserAccount).join(Membership, Membership.user_id == UserAccount.id)
    return db.scalar(wanted.where(Membership.actor_id == actor_id))


def end_sessions(
    db: Db, membership_ids: Sequence[int], now: dt.datetime, spare_hash: str | None = None
) -> None:
    """End the sessions that stand on memberships, but the one of ``spare_hash``.

    Those that ended before stay as they were.
    """
    wanted = update(Session).where(
        Session.membership_id.in_(membership_ids), Session.ended_at.is_(None)
    )
    if spare_hash is not None:
        wanted = wanted.where(Session.token_hash != spare_hash)
    db.execute(wanted.values(ended_at=now))


def end_resets(db: Db, user_id: int, now: dt.datetime) -> None:
    """End the links to a new password that a user has and has not used."""
    wanted = update(PasswordReset).where(
        PasswordReset.user_id == user_id,
        PasswordReset.used_at.is_(None),
        PasswordReset.ended_at.is_(None),
    )
    db.execute(wanted.values(ended_at=now))


def membership_last_used(db: Db, user_id: int) -> Membership | None:
    """The live membership whose session was seen last; before the first session, the oldest."""
    seen = func.max(Session.last_seen_at)
    wanted = (
        select(Membership)
        .outerjoin(Session, Session.membership_id == Membership.id)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .group_by(Membership.id)
        .order_by(seen.desc().nulls_last(), func.max(Session.id).desc(), Membership.id)
    )
    return db.scalars(wanted.limit(1)).first()


def members_of(
    db: Db, party_id: int
) -> list[tuple[Membership, UserAccount, Actor, dt.datetime | None]]:
    """The live members of an organisation with when each was last seen, oldest first."""
    seen = func.max(Session.last_seen_at)
    wanted = (
        select(Membership, UserAccount, Actor, seen)
        .join(UserAccount, UserAccount.id == Membership.user_id)
        .join(Actor, Actor.id == Membership.actor_id)
        .outerjoin(Session, Session.membership_id == Membership.id)
        .where(Membership.party_id == party_id, Membership.ended_at.is_(None))
        .group_by(Membership.id, UserAccount.id, Actor.id)
        .order_by(Membership.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.execute(wanted)]


def organisations_of(db: Db, user_id: int) -> list[tuple[Membership, Actor, Party]]:
    """The live memberships of a user with what each stands on, oldest first."""
    wanted = (
        select(Membership, Actor, Party)
        .join(Actor, Actor.id == Membership.actor_id)
        .join(Party, Party.id == Membership.party_id)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    )
    return [(row[0], row[1], row[2]) for row in db.execute(wanted.order_by(Membership.id))]


def sessions_of_user(db: Db, user_id: int) -> list[Session]:
    """The sessions of a person that nobody ended, last seen first."""
    wanted = (
        select(Session)
        .join(Membership, Membership.id == Session.membership_id)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .where(Session.ended_at.is_(None))
        .order_by(Session.last_seen_at.desc(), Session.id.desc())
    )
    return list(db.scalars(wanted))


# Built once: whoever is signed in asks it with every page, and building takes as long as asking.
_BY_HASH = (
    select(Session, Membership, UserAccount, Actor, Party)
    .join(Membership, Membership.id == Session.membership_id)
    .join(UserAccount, UserAccount.id == Membership.user_id)
    .join(Actor, Actor.id == Membership.actor_id)
    .join(Party, Party.id == Membership.party_id)
    .where(Session.token_hash == bindparam("token_hash"))
)


def session_by_hash(
    db: Db, token_hash: str
) -> tuple[Session, Membership, UserAccount, Actor, Party] | None:
    """A session and everything it stands on as they are now, by the hash of its cookie."""
    fresh = {"populate_existing": True}
    found = db.execute(_BY_HASH, {"token_hash": token_hash}, execution_options=fresh)
    row = found.one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3], row[4])


def key_by_prefix(db: Db, prefix: str) -> tuple[ApiKey, Actor] | None:
    """An API key and its actor by the shown prefix."""
    wanted = select(ApiKey, Actor).join(Actor, Actor.id == ApiKey.actor_id)
    row = db.execute(wanted.where(ApiKey.prefix == prefix)).one_or_none()
    return None if row is None else (row[0], row[1])


def key_of_actor(db: Db, actor_id: int) -> ApiKey | None:
    """The API key that acts under an actor."""
    return db.scalar(select(ApiKey).where(ApiKey.actor_id == actor_id))


def keys_of(db: Db, party_id: int) -> list[ApiKey]:
    """The keys of an organisation, newest first."""
    wanted = select(ApiKey).where(ApiKey.party_id == party_id).order_by(ApiKey.id.desc())
    return list(db.scalars(wanted))


def actor_code(db: Db, actor_id: int) -> str | None:
    """The code by which leaves name an actor."""
    return db.scalar(select(Actor.code).where(Actor.id == actor_id))


def actor_by_code(db: Db, code: str) -> Actor | None:
    """The actor whom leaves name by a code."""
    return db.scalar(select(Actor).where(Actor.code == code))


def actor_of_kind(db: Db, kind: str) -> Actor | None:
    """The one actor of a kind without a party (the command line, the job process)."""
    return db.scalar(select(Actor).where(Actor.kind == kind, Actor.party_id.is_(None)))


def request_key(db: Db, party_id: int, key: str) -> RequestKey | None:
    """A client-made key that was used."""
    return db.get(RequestKey, (party_id, key))


def names_of_actors(db: Db, actor_ids: Collection[int], house: int) -> dict[int, str]:
    """The names of the people of a house behind actors; of others' the name of their organisation.

    A program has none, nor has anybody whose name was erased.
    """
    wanted = select(Membership.actor_id, Membership.user_id, Membership.party_id)
    rows = list(db.execute(wanted.where(Membership.actor_id.in_(sorted(set(actor_ids))))))
    users = {row.actor_id: str(row.user_id) for row in rows if row.party_id == house}
    others = {row.actor_id: row.party_id for row in rows if row.party_id != house}
    codes = {key: party.code for key, party in parties.by_ids(db, list(others.values())).items()}
    people = parties.names(db, list(users.values()), "user")
    houses = parties.names(db, list(codes.values()))
    found = {actor: people[user] for actor, user in users.items() if user in people}
    named = {actor: houses.get(codes[key], "") for actor, key in others.items()}
    return found | {actor: name for actor, name in named.items() if name}
