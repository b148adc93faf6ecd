"""A new password by a one-time link: handed out by a manager, or mailed on demand.

Whoever sets the password can sign in wherever its account belongs, so a manager hands out links
only for people who belong nowhere else (docs/decisions/0010-who-hands-out-a-new-password.md).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from traceability.crypto import tokens
from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Denied, Gone, NotFound, RuleBroken
from traceability.services import audit, members, outbox, standing
from traceability.services.outbox import Letter
from traceability.store.models import PasswordReset, UserAccount
from traceability.store.queries import accounts as queries
from traceability.store.queries import entrances
from traceability.store.unit import Reading, Work

LIFE = dt.timedelta(minutes=30)
#: The kind of job that answers who has forgotten a password.
JOB = "password_mail"
MOST_MAILED, WITHIN = 3, dt.timedelta(hours=1)
#: Where the token goes in the text of such a mail: it is made only when the mail is.
PLACE = "{token}"


@dataclass(frozen=True)
class Handed:
    """A link just made for a member: its ``token`` is shown once."""

    token: str = field(repr=False)
    expires_at: dt.datetime


def hand_out(work: Work, code: str) -> Handed:
    """Make a link for a member of the actor's organisation; earlier ones end.

    Raises ``Denied`` for oneself, ``RuleBroken`` with ``account_disabled`` or, for who belongs to
    another organisation too, ``member_elsewhere``.
    """
    require(work.actor, Action.MANAGE_MEMBERS, Thing(holder=work.actor.party))
    member = members.known(work, code)
    if member.actor_id == work.actor.id:
        raise Denied
    user = work.db.get_one(UserAccount, member.user_id)  # as it was read when it was held
    if user.disabled_at is not None:
        raise RuleBroken("account_disabled", login=user.login)
    if len(queries.memberships(work.db, user.id)) > 1:
        raise RuleBroken("member_elsewhere")
    token = _new(work, user, work.actor.id)
    audit.note(work, "reset_handed", code)
    return Handed(token, work.now + LIFE)


def usable(view: Reading, token: str, *, locked: bool = False) -> PasswordReset:
    """The link of a token, if it can be used now; ``locked`` until the unit ends.

    Raises ``NotFound('reset_unknown')``, or ``Gone`` with ``reset_used``, ``reset_ended`` or
    ``reset_expired``.
    """
    row = entrances.reset_by_hash(view.db, tokens.token_hash(token), locked=locked)
    if row is None:
        raise NotFound("reset_unknown")
    if row.used_at is not None:
        raise Gone("reset_used")
    if row.ended_at is not None:
        raise Gone("reset_ended")
    if view.now >= row.expires_at:
        raise Gone("reset_expired")
    return row


def set_password(work: Work, token: str, password_hash: str) -> None:
    """Use a link up: its account gets the password, its sessions and phones end."""
    user = standing.hold(work, usable(work, token).user_id)
    row = usable(work, token, locked=True)
    if user.disabled_at is not None or _reaches_further(work, row):
        raise Gone("reset_ended")
    row.used_at = work.now
    standing.replace_password(work, user, password_hash)
    audit.note(work, "password_reset", f"user:{user.id}")


def ask(work: Work, letter: Letter) -> None:
    """Note that somebody wants a new password mailed to the login that they typed.

    Whether it is anybody's is looked up by the job, so that the answer takes equally long.
    """
    outbox.post(work, letter, JOB)


def make_ready(work: Work, mail_id: int) -> Letter | None:
    """The mail with its link, or ``None`` where nobody is to get one.

    Nobody: no account, one that is closed or belongs nowhere, or the fourth mail within an hour.
    """
    row = entrances.outbox(work.db, mail_id)
    if row is None or not row.recipient:
        return None
    if PLACE in row.body:
        user = _mailable(work, row.recipient)
        if user is None:
            return None
        row.body = row.body.replace(PLACE, _new(work, user, None))
        work.db.flush()
    return Letter(row.recipient, row.subject, row.body)


def _mailable(work: Work, login: str) -> UserAccount | None:
    user = queries.user_by_login(work.db, login)
    if user is None or user.disabled_at is not None or not queries.memberships(work.db, user.id):
        return None
    user = standing.hold(work, user.id)
    mailed = entrances.count_mailed_resets(work.db, user.id, work.now - WITHIN)
    return user if mailed < MOST_MAILED else None


def _new(work: Work, user: UserAccount, by_actor_id: int | None) -> str:
    queries.end_resets(work.db, user.id, work.now)
    token = tokens.new_token()
    row = PasswordReset(
        token_hash=tokens.token_hash(token),
        user_id=user.id,
        by_actor_id=by_actor_id,
        created_at=work.now,
        expires_at=work.now + LIFE,
    )
    work.add(row)
    return token


def _reaches_further(work: Work, row: PasswordReset) -> bool:
    """Whether a link that a manager handed out would open another organisation by now."""
    if row.by_actor_id is None:
        return False
    party = entrances.party_of_actor(work.db, row.by_actor_id)
    return any(each.party_id != party for each in queries.memberships(work.db, row.user_id))
