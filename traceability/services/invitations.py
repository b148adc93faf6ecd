"""Inviting by a one-time link: an organisation by its registrar, a member by the manager.

Only the hash of a link's token is kept. To whom it went is private, and forgotten once the link is
used or withdrawn, or a month after it grew old.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from traceability.crypto import tokens
from traceability.domain.access import Action, Actor, Role, Thing, require
from traceability.domain.errors import Gone, Invalid, NotFound, RuleBroken
from traceability.services import audit, members, parties, recording, standing
from traceability.store.models import Invitation, Party
from traceability.store.queries import entrances as queries
from traceability.store.queries import events as private
from traceability.store.queries import parties as names
from traceability.store.unit import Reading, Work

LIFE = dt.timedelta(days=7)
#: So long after its end an invitation still stands in the list, to be sent anew.
REMEMBERED = dt.timedelta(days=30)
MOST_LIVE = 100
ORGANISATION_KINDS = ("cooperative", "group", "company")


@dataclass(frozen=True)
class OrganisationInvited:
    """An organisation to be: its kind, name and commune, and how its people are reached."""

    kind: str
    name: str
    commune: str
    contact: str


@dataclass(frozen=True)
class MemberInvited:
    """Somebody who is to work here: the role, and the name and contact they are known by."""

    role: Role
    name: str
    contact: str


@dataclass(frozen=True)
class Link:
    """A one-time link just made: its ``token`` is shown once, ``number`` names it ever after."""

    token: str = field(repr=False)
    number: str
    name: str
    contact: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class Waiting:
    """An invitation that nobody has used yet, by its number; the name and contact are private."""

    number: str
    name: str
    contact: str
    role: str
    party_kind: str | None
    created_at: dt.datetime
    expires_at: dt.datetime
    live: bool


@dataclass(frozen=True)
class Offer:
    """What a link offers to whoever holds it; never whom it was made for.

    ``by`` is the inviting organisation, ``None`` where the operator invites.
    """

    kind: str
    organisation: str
    organisation_kind: str
    commune: str | None
    role: str
    by: str | None
    expires_at: dt.datetime


def invite_organisation(work: Work, asked: OrganisationInvited) -> Link:
    """Invite an organisation of a commune in the actor's territory; the link makes it."""
    territory = frozenset({asked.commune})
    require(work.actor, Action.INVITE_ORGANISATION, Thing(communes=territory))
    _hold(work)
    if asked.kind not in ORGANISATION_KINDS:
        raise Invalid("choice_unknown", "kind")
    commune = parties.commune_of(work, asked.commune)
    row = _row(work, "organisation", Role.MANAGER)
    row.party_kind = asked.kind
    if commune is not None:
        row.commune_code, row.commune_vintage = commune.code, commune.vintage
    return _sent(work, row, asked.name, asked.contact)


def invite_to_party(work: Work, party: Party, role: Role, contact: str) -> Link:
    """Invite the people of an organisation that is registered already and has none.

    The caller has asked ``may`` and looked whether anybody works there.
    """
    _hold(work)
    row = _row(work, "organisation", role)
    row.party_kind, row.party_id = party.kind, party.id
    row.commune_code, row.commune_vintage = party.commune_code, party.commune_vintage
    return _sent(work, row, parties.name_of(work, party), contact)


def invite_member(work: Work, asked: MemberInvited) -> Link:
    """Invite somebody into the actor's own organisation."""
    require(work.actor, Action.MANAGE_MEMBERS, Thing(holder=work.actor.party))
    _hold(work)
    party = parties.acting_party(work, work.actor)
    if asked.role not in members.roles_of(party.kind):
        raise Invalid("role_not_of_organisation", "role", role=str(asked.role), kind=party.kind)
    row = _row(work, "member", asked.role)
    row.party_id = party.id
    return _sent(work, row, asked.name, asked.contact)


def check_ours(view: Reading, actor: Actor, number: str) -> None:
    """Refuse, as not found, an invitation that the actor's organisation never made."""
    row = queries.invitation_by_hash(view.db, number)
    if row is None or row.by_party_id is None or row.by_party_id != actor.party:
        raise NotFound
    _require(actor, row.kind, row.commune_code)


def withdraw(work: Work, number: str) -> None:
    """End an invitation of the actor's organisation, and forget whom it was for."""
    row = _own(work, number)
    row.withdrawn_at = work.now
    recording.forget(work, "invitation", str(row.id))
    audit.note(work, "invitation_ended", f"invitation:{row.id}")


def renew(work: Work, number: str) -> Link:
    """A new link for the same person and role; the old one is worth nothing from now on."""
    _hold(work)
    row = _own(work, number)
    values = _values(work, [row])[row.id]
    anew = _row(work, row.kind, Role(row.role))
    for column in ("party_id", "party_kind", "commune_code", "commune_vintage"):
        setattr(anew, column, getattr(row, column))
    withdraw(work, number)
    return _sent(work, anew, values["name"], values["contact"])


def waiting(view: Reading, actor: Actor, kind: str) -> list[Waiting]:
    """The invitations of the actor's organisation that wait, newest first."""
    _require(actor, kind, None)
    if actor.party is None:
        return []
    rows = queries.waiting_invitations(view.db, actor.party, kind)
    values = _values(view, rows)
    return [
        Waiting(
            number=row.token_hash,
            name=values[row.id]["name"],
            contact=values[row.id]["contact"],
            role=row.role,
            party_kind=row.party_kind,
            created_at=row.created_at,
            expires_at=row.expires_at,
            live=view.now < row.expires_at,
        )
        for row in rows
        if "name" in values[row.id]
    ]


def offer(view: Reading, token: str) -> Offer:
    """What the link of a token offers; refused as ``usable`` refuses."""
    row = usable(view, token)
    by = None if row.by_party_id is None else parties.known(view, row.by_party_id)
    inviting = None if by is None else parties.name_of(view, by)
    found = Offer(
        kind=row.kind,
        organisation=_values(view, [row])[row.id]["name"],
        organisation_kind=row.party_kind or "",
        commune=None,
        role=row.role,
        by=inviting,
        expires_at=row.expires_at,
    )
    if row.commune_code is not None:
        commune = names.commune(view.db, row.commune_code, row.commune_vintage or "")
        return replace(found, commune=None if commune is None else commune.name)
    party = parties.known(view, row.party_id or 0)
    named = parties.name_of(view, party)
    return replace(found, organisation=named, organisation_kind=party.kind)


def usable(view: Reading, token: str, *, locked: bool = False) -> Invitation:
    """The invitation of a token, if it can be accepted now; ``locked`` until the unit ends.

    Raises ``NotFound('invitation_unknown')``, or ``Gone`` with ``invitation_used``,
    ``invitation_withdrawn`` or ``invitation_expired``; none tells whom it was for.
    """
    row = queries.invitation_by_hash(view.db, tokens.token_hash(token), locked=locked)
    if row is None:
        raise NotFound("invitation_unknown")
    if row.used_at is not None:
        raise Gone("invitation_used")
    if row.withdrawn_at is not None:
        raise Gone("invitation_withdrawn")
    if view.now >= row.expires_at:
        raise Gone("invitation_expired")
    return row


def private_name(view: Reading, row: Invitation) -> str:
    """The name that an invitation was made out to."""
    return _values(view, [row])[row.id]["name"]


def _hold(work: Work) -> None:
    """Who was removed a moment ago invites nobody any more; who invites is removed after it."""
    if work.actor.party is not None:
        work.lock_party(work.actor.party)
    standing.hold_acting(work)


def _require(actor: Actor, kind: str, commune: str | None) -> None:
    if kind == "member":
        require(actor, Action.MANAGE_MEMBERS, Thing(holder=actor.party))
        return
    reached = actor.communes if commune is None else frozenset({commune})
    require(actor, Action.INVITE_ORGANISATION, Thing(communes=reached))


def _own(work: Work, number: str) -> Invitation:
    """An open invitation of the actor's organisation by its number, locked; else not found."""
    row = queries.invitation_by_hash(work.db, number, locked=True)
    if row is None or row.by_party_id != work.actor.party:
        raise NotFound
    _require(work.actor, row.kind, row.commune_code)
    if row.used_at is not None:
        raise Gone("invitation_used")
    if row.withdrawn_at is not None:
        raise Gone("invitation_withdrawn")
    return row


def _row(work: Work, kind: str, role: Role) -> Invitation:
    return Invitation(
        kind=kind,
        by_party_id=work.actor.party,
        by_actor_id=work.actor.id,
        role=role,
        created_at=work.now,
        expires_at=work.now + LIFE,
    )


def _sent(work: Work, row: Invitation, name: str, contact: str) -> Link:
    if queries.count_live_invitations(work.db, work.actor.party, work.now) >= MOST_LIVE:
        raise RuleBroken("too_many_invitations", highest=MOST_LIVE)
    token = tokens.new_token()
    row.token_hash = tokens.token_hash(token)
    work.add(row)
    recording.keep(work, "invitation", str(row.id), {"name": name, "contact": contact})
    audit.note(work, "invited", f"invitation:{row.id}")
    for old in queries.remembered_invitations(work.db, work.now - REMEMBERED):
        recording.forget(work, "invitation", str(old))
    return Link(token, row.token_hash, name, contact, row.expires_at)


def _values(view: Reading, rows: list[Invitation]) -> dict[int, dict[str, str]]:
    """The private values of invitations by key and field."""
    found: dict[int, dict[str, str]] = {row.id: {} for row in rows}
    kept = private.private_values(view.db, "invitation", [str(row.id) for row in rows])
    for (owner, name), value in kept.items():
        found[int(owner)][name] = value
    return found
