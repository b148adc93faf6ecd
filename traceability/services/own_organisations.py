"""The organisations that one person belongs to, and going from one to another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.crypto import tokens
from traceability.domain.errors import Denied, NotFound, Unauthenticated
from traceability.services import parties, sign_in
from traceability.store.models import Session, UserAccount
from traceability.store.queries import accounts as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Own:
    """An organisation of one's own, by the code that one's acts there are signed with."""

    code: str
    name: str
    kind: str
    role: str
    since: dt.datetime
    current: bool


def listed(view: Reading, cookie: str) -> list[Own]:
    """The organisations of whoever a session's cookie stands for, oldest first."""
    row = queries.session_by_hash(view.db, tokens.token_hash(cookie))
    if row is None:
        return []
    here, user = row[1], row[2]
    return [
        Own(
            code=signs.code,
            name=parties.name_of(view, party),
            kind=party.kind,
            role=member.role,
            since=member.created_at,
            current=member.id == here.id,
        )
        for member, signs, party in queries.organisations_of(view.db, user.id)
    ]


def switch(work: Work, cookie: str, code: str) -> tuple[str, str]:
    """Act for another of one's organisations: a new token, and the organisation's kind.

    The session before ends. The new one ends when that one would have, and remembers as much of a
    password. No phone opened it: what a PIN opened is ``Denied`` to leave its organisation before
    the password was given. A session that ended meanwhile is Unauthenticated ``sign_in_failed``.
    """
    before, user = _held(work, cookie)
    found = queries.organisations_of(work.db, user.id)
    chosen = next(((m, p) for m, signs, p in found if signs.code == code), None)
    if chosen is None:
        raise NotFound
    member, party = chosen
    before.ended_at = work.now
    token = tokens.new_token()
    work.add(
        Session(
            token_hash=tokens.token_hash(token),
            membership_id=member.id,
            created_at=work.now,
            last_seen_at=work.now,
            ends_at=before.ends_at,
            device=before.device,
            password_at=before.password_at,
        )
    )
    return token, party.kind


def _held(work: Work, cookie: str) -> tuple[Session, UserAccount]:
    """The session of a cookie, and its account, which is held: a new password ends what follows."""
    row = queries.session_by_hash(work.db, tokens.token_hash(cookie))
    if row is None:
        raise Unauthenticated("sign_in_failed")
    session, user = row[0], queries.locked_user(work.db, row[2].id)
    who = sign_in.who(work, cookie)
    if who is None:
        raise Unauthenticated("sign_in_failed")
    if who.phone is not None and not who.password_given:
        raise Denied
    return session, user
