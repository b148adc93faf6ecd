"""The people of one's own organisation: who they are, their roles, and when they leave.

What is done here is told by audit rows that name actors by their codes
(docs/decisions/0009-members-are-audited-not-sealed.md).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Role, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.services import alerts, audit, drafts, parties, standing
from traceability.store.models import Actor as Signing
from traceability.store.models import Membership
from traceability.store.queries import accounts as queries
from traceability.store.queries import parties as names
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Member:
    """A member by the code that leaves name them by; ``login`` and ``name`` are private."""

    code: str
    name: str
    login: str
    role: str
    since: dt.datetime
    last_seen: dt.datetime | None
    closed: bool
    is_oneself: bool


@dataclass(frozen=True)
class Staff:
    """The members of an organisation, those who lead first, and the roles that it has."""

    organisation: str
    kind: str
    members: tuple[Member, ...]
    roles: tuple[Role, ...]


def roles_of(kind: str) -> tuple[Role, ...]:
    """The roles in a kind of organisation; the first one leads."""
    if kind == "authority":
        return Role.REGISTRAR, Role.INSPECTOR
    return Role.MANAGER, Role.RECORDER


def staff(view: Reading, actor: Actor) -> Staff:
    """The people of the actor's own organisation."""
    require(actor, Action.MANAGE_MEMBERS, Thing(holder=actor.party))
    party = parties.acting_party(view, actor)
    rows = queries.members_of(view.db, party.id)
    known = names.names(view.db, [str(user.id) for _, user, _, _ in rows], "user")
    found = [
        Member(
            code=signs.code,
            name=known.get(str(user.id), user.login),
            login=user.login,
            role=member.role,
            since=member.created_at,
            last_seen=seen,
            closed=user.disabled_at is not None,
            is_oneself=signs.id == actor.id,
        )
        for member, user, signs, seen in rows
    ]
    roles = roles_of(party.kind)
    found.sort(key=lambda each: each.role != roles[0])
    return Staff(parties.name_of(view, party), party.kind, tuple(found), roles)


def one(view: Reading, actor: Actor, code: str) -> Member:
    """A member of the actor's own organisation; anybody else is not found."""
    found = next((each for each in staff(view, actor).members if each.code == code), None)
    if found is None:
        raise NotFound
    return found


def check_ours(view: Reading, actor: Actor, code: str) -> None:
    """Refuse, as not found, who never was a member of the actor's own organisation."""
    require(actor, Action.MANAGE_MEMBERS, Thing(holder=actor.party))
    signs = queries.actor_by_code(view.db, code)
    if signs is None or signs.kind != "user" or signs.party_id != actor.party:
        raise NotFound


def change_role(work: Work, code: str, role: Role) -> None:
    """Give a member another role; their sessions and phones end, so that they begin with it.

    Raises ``RuleBroken('last_manager')`` where nobody would lead any more.
    """
    member = known(work, code)
    party = parties.known(work, member.party_id)
    if role not in roles_of(party.kind):
        raise Invalid("role_not_of_organisation", "role", role=str(role), kind=party.kind)
    if role == member.role:
        return
    _keep_a_leader(work, member)
    member.role = role
    standing.end_membership(work, member)
    alerts.tell(work, party.id, AlertKind.ROLE_CHANGED, facts={"role": str(role)})
    audit.note(work, "member_role", f"{code}:{role}")


def end(work: Work, code: str) -> None:
    """End what a member does here; their sessions and phones end at once.

    Raises ``RuleBroken('last_manager')`` where nobody would lead any more.
    """
    close(work, known(work, code))


def close(work: Work, member: Membership) -> None:
    """The same for a membership whose party and account are held; the caller saw to the right."""
    _keep_a_leader(work, member)
    member.ended_at = work.now
    standing.end_membership(work, member)
    queries.end_resets(work.db, member.user_id, work.now)
    drafts.forget_person(work, member)
    alerts.tell(work, member.party_id, AlertKind.MEMBER_LEFT, facts={"role": member.role})
    audit.note(work, "member_ended", code_of(work, member))


def known(work: Work, code: str) -> Membership:
    """A live member of the actor's own organisation, which is locked; else not found.

    Two managers who demote each other at once would otherwise leave none: the later one is
    ``Denied``, as what they acted as has ended. The accounts of both are held.
    """
    party = work.actor.party
    require(work.actor, Action.MANAGE_MEMBERS, Thing(holder=party))
    if party is None:
        raise NotFound
    work.lock_party(party)
    rows = queries.members_of(work.db, party)
    found = next((member for member, _, signs, _ in rows if signs.code == code), None)
    if found is None:
        raise NotFound
    standing.hold_acting(work, found.user_id)
    return found


def code_of(view: Reading, member: Membership) -> str:
    """The code by which leaves name a member."""
    return view.db.get_one(Signing, member.actor_id).code


def _keep_a_leader(work: Work, leaving: Membership) -> None:
    party = parties.known(work, leaving.party_id)
    leads = roles_of(party.kind)[0]
    if leaving.role != leads:
        return
    rows = queries.members_of(work.db, party.id)
    leaders = {m.id for m, user, _, _ in rows if m.role == leads and user.disabled_at is None}
    if leaders <= {leaving.id}:
        raise RuleBroken("last_manager")
