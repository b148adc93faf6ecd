"""A person's own account: who one is, where one belongs, and a new password."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.crypto import passwords
from traceability.domain.access import Actor as Acting
from traceability.domain.errors import Invalid, Unauthenticated
from traceability.services import audit, parties, phones, sessions, standing
from traceability.services.phones import PhoneListed
from traceability.services.sessions import SessionListed
from traceability.store.models import UserAccount
from traceability.store.queries import accounts as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Belonging:
    """An organisation that a person belongs to, and the role there; ``here`` acts now."""

    organisation: str
    role: str
    here: bool


@dataclass(frozen=True)
class Mine:
    """What a person's own page shows."""

    login: str
    organisations: list[Belonging]
    sessions: list[SessionListed]
    phones: list[PhoneListed]


def mine(view: Reading, actor: Acting, session: str, phone: str) -> Mine:
    """The person's page; ``session`` and ``phone`` are the cookies of the browser that asks."""
    user = sessions.owner_of(view, actor)
    belongings = [
        Belonging(parties.name_of(view, party), member.role, member.actor_id == actor.id)
        for member, _actor, party in queries.organisations_of(view.db, user.id)
    ]
    return Mine(
        user.login,
        belongings,
        sessions.mine(view, actor, session),
        phones.mine(view, actor, phone),
    )


def account(view: Reading, actor: Acting) -> UserAccount:
    """The person's account; it outlives ``view``, so that a password is checked outside it."""
    user = sessions.owner_of(view, actor)
    view.db.expunge(user)
    return user


def new_hash(password: str, again: str) -> str:
    """The hash of a new password that was typed twice, made outside any transaction.

    Raises Invalid ``password_too_short``, ``password_too_long``, ``password_differs``. However the
    letters were composed, the same password is the same.
    """
    passwords.check_new_password(password)
    if not passwords.are_same(password, again):
        raise Invalid("password_differs", "password_again")
    return passwords.hash_password(password)


def change_password(work: Work, checked: UserAccount, hashed: str, session: str) -> None:
    """Give the account of ``checked`` a new password: its other sessions and all phones end.

    The old password was checked before this unit began; an account that changed in between is
    Unauthenticated ``sign_in_failed``.
    """
    user = standing.hold(work, sessions.owner_of(work, work.actor).id)
    if user.disabled_at is not None or user.password_hash != checked.password_hash:
        raise Unauthenticated("sign_in_failed")
    standing.replace_password(work, user, hashed, spare=session)
    audit.note(work, "password_changed", f"user:{user.id}")
