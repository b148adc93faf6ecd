"""People who sign in, and their roles: given and taken away."""

from __future__ import annotations

from traceability.crypto import passwords
from traceability.domain.access import Action, Role, Thing, require
from traceability.domain.access import Actor as Acting
from traceability.domain.contacts import phone_form
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.domain.text import clean_line
from traceability.services import audit, drafts, members, parties, recording, standing
from traceability.store.models import Actor, Membership, Party, UserAccount
from traceability.store.queries import accounts as queries
from traceability.store.unit import Reading, Work

OFFICERS = frozenset({Role.REGISTRAR, Role.INSPECTOR})


def create_user(work: Work, login: str, name: str, password: str) -> UserAccount:
    """Make an account; ``login`` is a phone number, an e-mail or a word, compared folded."""
    require(work.actor, Action.SET_UP, Thing())
    user = open_account(work, login, name, new_hash(password))
    audit.note(work, "account_made", f"user:{user.id}")
    return user


def new_hash(password: str) -> str:
    """Judge a new password, and hash it; best outside any transaction, as it takes its time."""
    passwords.check_new_password(password)
    return passwords.hash_password(password)


def open_account(work: Work, login: str, name: str, password_hash: str) -> UserAccount:
    """Make an account for somebody whose right to one the caller has seen to."""
    folded = login_form(login)
    work.lock_word(f"login:{folded}")
    if queries.user_by_login(work.db, folded) is not None:
        raise Conflict("login_taken", "login")
    user = UserAccount(login=folded, password_hash=password_hash, created_at=work.now)
    work.add(user)
    recording.keep(work, "user", str(user.id), {"name": clean_line(name, "name")})
    return user


def add_member(work: Work, user: UserAccount, party: Party, role: Role) -> Membership:
    """Give a user a role in an organisation; what they do there is signed by a new actor."""
    require(work.actor, Action.SET_UP, Thing())
    signs = new_actor(work, "user", party.id)
    member = join(work, user, party, role, signs)
    audit.note(work, "member_added", f"{signs.code}:{role}")
    return member


def join(work: Work, user: UserAccount, party: Party, role: Role, actor: Actor) -> Membership:
    """Make a user a member who signs as ``actor``; the caller has seen to the right."""
    if (party.kind == "authority") != (role in OFFICERS):
        raise Invalid("role_not_of_organisation", "role", role=str(role), kind=party.kind)
    member = Membership(
        user_id=user.id, party_id=party.id, role=role, actor_id=actor.id, created_at=work.now
    )
    work.add(member)
    return member


def disable_user(work: Work, login: str) -> UserAccount:
    """Close an account for good, with all that stands on it; one closed before stays closed.

    Its sessions, phones and links end, and so do the links that it gave out and nobody used.
    """
    user = _user(work, login)
    user.disabled_at = user.disabled_at or work.now
    standing.end_account(work, user)
    drafts.forget_account(work, user)
    audit.note(work, "account_closed", f"user:{user.id}")
    return user


def reset_password(work: Work, login: str, password: str) -> UserAccount:
    """Give an account a new password, and end its sessions and phones.

    Raises ``RuleBroken('account_disabled')``: a password would not open it again.
    """
    user = _user(work, login)
    if user.disabled_at is not None:
        raise RuleBroken("account_disabled", login=user.login)
    standing.replace_password(work, user, new_hash(password))
    audit.note(work, "password_reset", f"user:{user.id}")
    return user


def leave(work: Work, login: str, party: Party) -> UserAccount:
    """End what a user does in an organisation, with the sessions and phones there.

    What was done there stays in the record. Raises ``RuleBroken('last_manager')`` as
    ``members.end`` does.
    """
    require(work.actor, Action.SET_UP, Thing())
    work.lock_party(party.id)
    user = _user(work, login)
    found = queries.memberships(work.db, user.id)
    member = next((each for each in found if each.party_id == party.id), None)
    if member is None:
        raise NotFound(login=user.login, organisation=party.code)
    members.close(work, member)
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

    A phone number is the same however its digits are parted, and with the country's code.
    """
    folded = clean_line(login, "login", longest=100).casefold().replace(" ", "")
    return phone_form(folded) or folded


def _user(work: Work, login: str) -> UserAccount:
    require(work.actor, Action.SET_UP, Thing())
    user = queries.user_by_login(work.db, login_form(login))
    if user is None:
        raise NotFound(login=login)
    return standing.hold(work, user.id)
