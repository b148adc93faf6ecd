"""Sessions as their owner sees them, and how they end by hand: one, or all others."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.crypto import tokens
from traceability.domain.access import Actor as Acting
from traceability.domain.errors import NotFound
from traceability.services import standing
from traceability.store.models import Phone, Session, UserAccount
from traceability.store.queries import accounts as queries
from traceability.store.unit import Reading, Work

ABSOLUTE = dt.timedelta(hours=12)
IDLE = dt.timedelta(minutes=60)
#: So long a password that was given in a session counts as just given.
PASSWORD_COUNTS = dt.timedelta(minutes=10)

_HANDLE = 16


@dataclass(frozen=True)
class SessionListed:
    """A session by what its owner knows it by; ``here`` is the one that asks."""

    handle: str
    device: str
    begun_at: dt.datetime
    seen_at: dt.datetime
    by_pin: bool
    here: bool


def handle_of(token_hash: str) -> str:
    """How a page names a session or phone: a part of the hash, of no use as a cookie."""
    return token_hash[:_HANDLE]


def begin(work: Work, membership_id: int, device: str, phone: Phone | None = None) -> str:
    """Open a session and give its cookie's token; on a ``phone`` no password was given.

    It lasts twelve hours at most, and never longer than the phone is remembered.
    """
    token = tokens.new_token()
    last = work.now + ABSOLUTE
    work.add(
        Session(
            token_hash=tokens.token_hash(token),
            membership_id=membership_id,
            created_at=work.now,
            last_seen_at=work.now,
            ends_at=last if phone is None else min(last, phone.expires_at),
            device=device,
            phone_id=None if phone is None else phone.id,
            password_at=work.now if phone is None else None,
        )
    )
    return token


def is_over(session: Session, now: dt.datetime) -> bool:
    """Whether a session ended, was idle for an hour, or grew as old as it may."""
    idle = now - session.last_seen_at > IDLE
    return session.ended_at is not None or now >= session.ends_at or idle


def owner_of(view: Reading, actor: Acting) -> UserAccount:
    """The account of the person who acts; ``NotFound`` for a key, the command line or a job."""
    user = queries.user_of_actor(view.db, actor.id)
    if user is None:
        raise NotFound
    return user


def mine(view: Reading, actor: Acting, token: str) -> list[SessionListed]:
    """The person's sessions that live, in every organisation, last seen first."""
    here = tokens.token_hash(token)
    return [
        SessionListed(
            handle_of(each.token_hash),
            each.device,
            each.created_at,
            each.last_seen_at,
            each.phone_id is not None,
            each.token_hash == here,
        )
        for each in _living(view, actor)
    ]


def end(work: Work, handle: str) -> None:
    """End one of the person's own sessions; ``NotFound`` where there is none of that handle."""
    standing.hold(work, owner_of(work, work.actor).id)
    found = [each for each in _living(work, work.actor) if handle_of(each.token_hash) == handle]
    if not found:
        raise NotFound
    found[0].ended_at = work.now


def end_others(work: Work, token: str) -> int:
    """End every session of the person but that of ``token``; how many there were."""
    standing.hold(work, owner_of(work, work.actor).id)
    here = tokens.token_hash(token)
    others = [each for each in _living(work, work.actor) if each.token_hash != here]
    for each in others:
        each.ended_at = work.now
    return len(others)


def _living(view: Reading, actor: Acting) -> list[Session]:
    found = queries.sessions_of_user(view.db, owner_of(view, actor).id)
    return [each for each in found if not is_over(each, view.now)]
