"""Accepting an invitation: once, by whoever holds the link, under a new account or one's own."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.crypto import tokens
from traceability.domain.access import Actor, Role
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Conflict, Gone, Unauthenticated
from traceability.services import (
    accounts,
    alerts,
    audit,
    invitations,
    parties,
    recording,
    sign_in,
)
from traceability.services.parties import OrganisationRequest
from traceability.store.models import Actor as Signing
from traceability.store.models import Invitation, Membership, Party, UserAccount
from traceability.store.queries import accounts as queries
from traceability.store.queries import entrances, take_overs
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class NewPerson:
    """Somebody without an account: the name, and what they will sign in with."""

    name: str
    login: str
    password_hash: str


@dataclass(frozen=True)
class Accepted:
    """Who came in: the account, the membership and the organisation that it is in."""

    user: UserAccount
    membership_id: int
    organisation: str
    organisation_kind: str


def accept_as_new(work: Work, token: str, person: NewPerson) -> Accepted:
    """Use a link up for somebody new; refused as ``invitations.usable`` refuses.

    Raises ``Conflict('login_taken')`` where the login has an account already.
    """
    row = invitations.usable(work, token, locked=True)
    user = accounts.open_account(work, person.login, person.name, person.password_hash)
    return _accepted(work, row, user)


def accept_as(work: Work, token: str, user: UserAccount) -> Accepted:
    """Use a link up for an account whose password was checked before this unit began.

    Raises ``Conflict('already_member')``, and ``Unauthenticated`` where the account was closed or
    got another password in between.
    """
    current = queries.locked_user(work.db, user.id)
    row = invitations.usable(work, token, locked=True)
    if current.disabled_at is not None or current.password_hash != user.password_hash:
        raise Unauthenticated("sign_in_failed")
    standing = {member.party_id for member in queries.memberships(work.db, current.id)}
    if row.party_id in standing:
        raise Conflict("already_member")
    # A link from the manager of one organisation must not open another one.
    queries.end_resets(work.db, current.id, work.now)
    return _accepted(work, row, current)


def session_for(work: Work, accepted: Accepted, device: str) -> str:
    """Sign in where one was just taken in; the cookie's token."""
    return sign_in.open_session(work, accepted.user, device, accepted.membership_id)


def accepted_by(view: Reading, token: str, user: UserAccount) -> bool:
    """Whether this account is the one that used the link: it was sent twice, and came in once."""
    row = entrances.invitation_by_hash(view.db, tokens.token_hash(token))
    return row is not None and row.used_by == user.id


def account_signed_in(view: Reading, cookie: str) -> UserAccount | None:
    """The account of a session's cookie; it outlives ``view`` as ``sign_in.account_of`` has it."""
    row = queries.session_by_hash(view.db, tokens.token_hash(cookie))
    if row is None or sign_in.who(view, cookie) is None:
        return None
    view.db.expunge(row[2])
    return row[2]


def _accepted(work: Work, row: Invitation, user: UserAccount) -> Accepted:
    party, member = _joined(work, row, user)
    row.used_at, row.used_by = work.now, user.id
    recording.forget(work, "invitation", str(row.id))
    by_member = _acting(work, party, Role(row.role), work.db.get_one(Signing, member.actor_id))
    audit.note(by_member, "invitation_accepted", f"invitation:{row.id}")
    return Accepted(user, member.id, parties.name_of(work, party), party.kind)


def _joined(work: Work, row: Invitation, user: UserAccount) -> tuple[Party, Membership]:
    if row.party_id is not None:
        party = parties.known(work, row.party_id)
        if row.kind == "organisation":
            work.lock_party(party.id)
            if take_overs.has_people(work.db, party.id):
                raise Gone("invitation_used")
        signs = accounts.new_actor(work, "user", party.id)
        alerts.tell(work, party.id, AlertKind.MEMBER_JOINED, facts={"role": row.role})
        return party, accounts.join(work, user, party, Role(row.role), signs)
    made: list[Signing] = []

    def founder(party: Party) -> Actor:
        made.append(accounts.new_actor(work, "user", party.id))
        return _acting(work, party, Role.MANAGER, made[0]).actor

    private = {"name": invitations.private_name(work, row)}
    asked = OrganisationRequest(row.party_kind or "", row.commune_code, private)
    party = parties.found_organisation(work, asked, founder)
    row.party_id = party.id
    return party, accounts.join(work, user, party, Role.MANAGER, made[0])


def _acting(work: Work, party: Party, role: Role, signs: Signing) -> Work:
    return work.acting(parties.actor_of(work, signs.id, signs.code, role, party.id))
