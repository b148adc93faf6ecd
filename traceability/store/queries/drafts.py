"""Drafts of forms, by person, by form, by the key of their sending, by age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session as Db

from traceability.store.models import Draft, Membership, Session


def of_person(db: Db, user_id: int, party_id: int) -> list[Draft]:
    """A person's drafts in an organisation, the last touched first."""
    wanted = select(Draft).where(Draft.user_id == user_id, Draft.party_id == party_id)
    return list(db.scalars(wanted.order_by(Draft.updated_at.desc(), Draft.id.desc())))


def count_of_actor(db: Db, actor_id: int) -> int:
    """How many drafts the person has who acts under an actor."""
    wanted = select(func.count()).select_from(Draft).where(*_of_actor(actor_id))
    return db.scalar(wanted) or 0


def of_actor(
    db: Db, actor_id: int, most: int, endpoint: str | None = None, parts: str = ""
) -> list[Draft]:
    """The drafts of the person who acts under an actor, of one form or of any, newest first."""
    wanted = select(Draft).where(*_of_actor(actor_id))
    if endpoint is not None:
        wanted = wanted.where(Draft.endpoint == endpoint, Draft.parts == parts)
    return list(db.scalars(wanted.order_by(Draft.updated_at.desc(), Draft.id.desc()).limit(most)))


def one(db: Db, actor_id: int, draft_id: int) -> Draft | None:
    """A draft of the person who acts under an actor."""
    return db.scalar(select(Draft).where(Draft.id == draft_id, *_of_actor(actor_id)))


def by_key(db: Db, user_id: int, party_id: int, key: str) -> Draft | None:
    """The draft of a person with the key of its sending."""
    wanted = select(Draft).where(
        Draft.party_id == party_id, Draft.request_key == key, Draft.user_id == user_id
    )
    return db.scalar(wanted)


def of_party(db: Db, party_id: int) -> list[Draft]:
    """Every draft in an organisation."""
    return list(db.scalars(select(Draft).where(Draft.party_id == party_id)))


def drop(db: Db, ids: Collection[int]) -> None:
    """Delete drafts."""
    db.execute(delete(Draft).where(Draft.id.in_(ids)))


def drop_recorded(db: Db, party_id: int, key: str) -> None:
    """Delete the drafts of a form that was recorded under its key."""
    db.execute(delete(Draft).where(Draft.party_id == party_id, Draft.request_key == key))


def drop_keyed(db: Db, party_id: int, beginnings: Collection[str]) -> None:
    """Delete what anybody in an organisation began under keys that begin so."""
    keyed = or_(*(Draft.request_key.startswith(each, autoescape=True) for each in beginnings))
    db.execute(delete(Draft).where(Draft.party_id == party_id, keyed))


def drop_of_form(db: Db, party_id: int, endpoint: str, parts: str) -> None:
    """Delete what anybody in an organisation began of a form."""
    here = (Draft.party_id == party_id, Draft.endpoint == endpoint, Draft.parts == parts)
    db.execute(delete(Draft).where(*here))


def drop_of_person(db: Db, user_id: int, party_id: int | None = None) -> None:
    """Delete what a person began in an organisation, or anywhere."""
    wanted = delete(Draft).where(Draft.user_id == user_id)
    db.execute(wanted if party_id is None else wanted.where(Draft.party_id == party_id))


def any_before(db: Db, before: dt.datetime) -> bool:
    """Whether a draft was last touched before a moment."""
    return db.scalar(select(Draft.id).where(Draft.updated_at < before).limit(1)) is not None


def drop_before(db: Db, before: dt.datetime) -> None:
    """Delete the drafts that were last touched before a moment."""
    db.execute(delete(Draft).where(Draft.updated_at < before))


def ran_out(db: Db, token_hash: str) -> tuple[Session, Membership] | None:
    """A session that nobody ended, with its living membership; whether it ran out is not asked."""
    wanted = (
        select(Session, Membership)
        .join(Membership, Membership.id == Session.membership_id)
        .where(
            Session.token_hash == token_hash,
            Session.ended_at.is_(None),
            Membership.ended_at.is_(None),
        )
    )
    found = db.execute(wanted).first()
    return None if found is None else (found[0], found[1])


def _of_actor(actor_id: int) -> tuple[ColumnElement[bool], ...]:
    person = select(Membership.user_id).where(Membership.actor_id == actor_id)
    party = select(Membership.party_id).where(Membership.actor_id == actor_id)
    return Draft.user_id == person.scalar_subquery(), Draft.party_id == party.scalar_subquery()
