"""People who sign in, and their roles: given and taken away."""

from __future__ import annotations

import re

from traceability.crypto import passwords
from traceability.domain.access import Action, Role, Thing, require
from traceability.domain.access import Actor as Acting
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.domain.text import clean_line
from traceability.services import parties, recording, sessions
from traceability.store.models import Actor, Membership, Party, UserAccount
from traceability.store.queries import accounts as queries
from traceability.store.unit import Reading, Work

OFFICERS = frozenset({Role.REGISTRAR, Role.INSPECTOR})


def create_user(work: Work, login: str, name: str, password: str) -> UserAccount:
    """Make an account; ``login`` is a phone number, an e-mail or a word, compared folded."""
    require(work.actor, Action.SET_UP, Thing())
    folded = login_form(login)
    passwords.check_new_password(password)
    work.lock_word(f"login:{folded}")
    if queries.user_by_login(work.db, folded) is not None:
        raise Conflict("login_taken", "login")
    user = UserAccount(
        login=folded, password_hash=passwords.hash_password(password), created_at=work.now
    )
    work.add(user)
    recording.keep(work, "user", str(user.id), {"name": clean_line(name, "name")})
    return user


def add_member(work: Work, user: UserAccount, party: Party, role: Role) -> Membership:
    """Give a user a role in an organisation; what they do there is signed by a new actor."""
    require(work.actor, Action.SET_UP, Thing())
    if (party.kind == "authority") != (role in OFFICERS):
        raise Invalid("role_not_of_organisation", "role", role=str(role), kind=party.kind)
    actor = new_actor(work, "user", party.id)
    member = Membership(
        user_id=user.id, party_id=party.id, role=role, actor_id=actor.id, created_at=work.now
    )
    work.add(member)
    return member


def disable_user(work: Work, login: str) -> UserAccount:
    """Close an account for good, with its sessions and phones; one closed before stays closed."""
    user = _user(work, login)
    user.disabled_at = user.disabled_at or work.now
    _end_entrances(work, user)
    return user


def reset_password(work: Work, login: str, password: str) -> UserAccount:
    """Give an account a new password, and end its sessions and phones.

    Raises ``RuleBroken('account_disabled')``: a password would not open it again.
    """
    user = _user(work, login)
    if user.disabled_at is not None:
        raise RuleBroken("account_disabled", login=user.login)
    passwords.check_new_password(password)
    user.password_hash = passwords.hash_password(password)
    _end_entrances(work, user)
    return user


def leave(work: Work, login: str, party: Party) -> UserAccount:
    """End what a user does in an organisation, with the sessions and phones there.

    What was done there stays in the record.
    """
    user = _user(work, login)
    members = queries.memberships(work.db, user.id)
    member = next((each for each in members if each.party_id == party.id), None)
    if member is None:
        raise NotFound(login=user.login, organisation=party.code)
    member.ended_at = work.now
    sessions.end_everything(work, [member.id])
    return user


def in_place_of(view: Reading, operator: Acting, party: Party) -> Acting:
    """The operator in the place of an organisation: an authority's registrar, else a manager.

    What is done so is the organisation's act, with no more rights than it has; the leaf names the
    operator's own code.
    """
    role = Role.REGISTRAR if party.kind == "authority" else Role.MANAGER
    return parties.actor_of(view, operator.id, operator.code, role, party.id)


def new_actor(work: Work, kind: str, party_id: int | None) -> Actor:
    """A random code by which leaves will name somebody."""
    actor = Actor(code=work.entropy(8).hex(), kind=kind, party_id=party_id)
    work.add(actor)
    return actor


def login_form(login: str) -> str:
    """How logins are stored and compared: one clean line, case folded, no inner spaces.

    A phone number with the country's code is the same number with its leading 0.
    """
    folded = clean_line(login, "login", longest=100).casefold().replace(" ", "")
    return re.sub(r"^\+84(?=[0-9]{9}$)", "0", folded)


def _user(work: Work, login: str) -> UserAccount:
    require(work.actor, Action.SET_UP, Thing())
    user = queries.user_by_login(work.db, login_form(login))
    if user is None:
        raise NotFound(login=login)
    return user


def _end_entrances(work: Work, user: UserAccount) -> None:
    members = queries.all_memberships(work.db, user.id)
    sessions.end_everything(work, [member.id for member in members])
