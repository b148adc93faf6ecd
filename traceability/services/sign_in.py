"""Sessions: kept on the server, by the hash of a cookie, new at each sign-in."""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass, replace

from traceability.crypto import passwords, tokens
from traceability.domain.access import Actor, acts_of
from traceability.domain.errors import Refusal, Unauthenticated
from traceability.services import audit, parties, sessions
from traceability.services.accounts import login_form
from traceability.store.models import Phone, Session, UserAccount
from traceability.store.queries import accounts as queries
from traceability.store.queries import events as private
from traceability.store.unit import Reading, Work

GRAIN = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in: the actor, the person's and the organisation's name, the party's kind.

    ``stale`` asks for the session to be touched. ``phone`` is the phone on which a PIN opened the
    session; ``password_given`` says that the password was given in it within ten minutes.
    """

    actor: Actor
    person: str
    organisation: str
    organisation_kind: str
    stale: bool
    phone: int | None
    password_given: bool


def account_of(view: Reading, login: str) -> UserAccount | None:
    """The account of a typed login; an unreadable one has none.

    It outlives ``view``, so that the password can be checked outside any transaction.
    """
    try:
        user = queries.user_by_login(view.db, login_form(login))
    except Refusal:
        return None
    if user is not None:
        view.db.expunge(user)
    return user


def password_fits(user: UserAccount | None, password: str) -> bool:
    """Check a password outside any transaction; unknown users take the same time."""
    enabled = user is not None and user.disabled_at is None
    fits = passwords.verify_password(None if user is None else user.password_hash, password)
    return fits and enabled


def open_session(
    work: Work, user: UserAccount, device: str = "", membership_id: int | None = None
) -> str:
    """Begin a session in the organisation last used, or that of a membership; the cookie's token.

    The password was checked before this unit began; an account that was closed, or got another
    password, in between is refused.
    """
    current = queries.locked_user(work.db, user.id)
    if current.disabled_at is not None or current.password_hash != user.password_hash:
        raise Unauthenticated("sign_in_failed")
    used_last = queries.membership_last_used(work.db, user.id)
    if used_last is None:
        raise Unauthenticated("sign_in_failed")
    return sessions.begin(work, membership_id or used_last.id, device)


def who(view: Reading, token: str) -> SignedIn | None:
    """Who a cookie stands for, or nobody: ended, idle for an hour, or twelve hours old."""
    row = queries.session_by_hash(view.db, tokens.token_hash(token))
    if row is None:
        return None
    session, member, user, actor, party = row
    if member.ended_at or user.disabled_at or sessions.is_over(session, view.now):
        return None
    names = private.private_values(view.db, "user", [str(user.id)])
    return SignedIn(
        actor=parties.actor_of(view, actor.id, actor.code, member.role, party.id),
        person=names.get((str(user.id), "name"), user.login),
        organisation=parties.name_of(view, party),
        organisation_kind=party.kind,
        stale=view.now - session.last_seen_at > GRAIN,
        phone=session.phone_id,
        password_given=_was_given(session, view.now),
    )


def touch(work: Work, token: str) -> None:
    """Note that the session is in use, and the phone under it, at a grain of five minutes."""
    row = queries.session_by_hash(work.db, tokens.token_hash(token))
    if row is None:
        return
    if row[0].phone_id is not None:
        work.db.get_one(Phone, row[0].phone_id).last_used_at = work.now
        work.db.flush()
    row[0].last_seen_at = work.now


def note_password(work: Work, token: str, checked: UserAccount) -> None:
    """The password was given once more in this session; it counts for ten minutes.

    It was checked before this unit began, as for `open_session`; an account that was closed or
    changed in between is refused.
    """
    row = queries.session_by_hash(work.db, tokens.token_hash(token))
    current = queries.locked_user(work.db, checked.id)
    same = current.disabled_at is None and current.password_hash == checked.password_hash
    if row is None or not same or sessions.is_over(row[0], work.now):
        raise Unauthenticated("sign_in_failed")
    row[0].password_at = work.now


def close_session(work: Work, token: str) -> None:
    """End a session; its cookie is worth nothing from now on."""
    row = queries.session_by_hash(work.db, tokens.token_hash(token))
    if row is not None and row[0].ended_at is None:
        row[0].ended_at = work.now


def note_refusal(work: Work, action: str, thing: str) -> None:
    """Leave an audit row of something refused; never a name or a password."""
    audit.note(work, action, thing)


def holder_of_key(view: Reading, text: str) -> Actor:
    """The actor of a bearer key, with the acts that it was made for and no others.

    Refuses one that is unknown, expired or revoked.
    """
    parsed = tokens.parse_api_key(text)
    row = None if parsed is None else queries.key_by_prefix(view.db, parsed[0])
    if parsed is None or row is None:
        raise Unauthenticated("key_not_valid")
    key, actor = row
    fits = hmac.compare_digest(key.secret_hash, parsed[1])
    if not fits or key.revoked_at is not None or view.now >= key.expires_at:
        raise Unauthenticated("key_not_valid")
    holder = parties.actor_of(view, actor.id, actor.code, key.role, key.party_id)
    return replace(holder, only=acts_of(key.scopes.split()))


def _was_given(session: Session, now: dt.datetime) -> bool:
    given = session.password_at
    return given is not None and now - given <= sessions.PASSWORD_COUNTS
