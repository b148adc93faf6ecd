"""Holders that a register named and nobody has come in for: their people are invited to them."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Role, Thing, may, require
from traceability.domain.errors import NotFound, RuleBroken
from traceability.domain.text import sort_key
from traceability.services import invitations, parties
from traceability.services.invitations import Link
from traceability.store.models import Party
from traceability.store.queries import parties as party_queries
from traceability.store.queries import take_overs as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Waiting:
    """A holder without people: how many codes it holds, and whether a link is on its way."""

    code: str
    name: str
    kind: str
    commune: str | None
    codes: int
    invited: bool


def listed(view: Reading, actor: Actor) -> tuple[Waiting, ...]:
    """The holders of the actor's territory that nobody works for, in Vietnamese order."""
    require(actor, Action.INVITE_ORGANISATION, Thing(communes=actor.communes))
    found = [row for row in queries.without_people(view.db) if _reached(actor, row[0])]
    called = party_queries.names(view.db, [party.code for party, _commune, _codes in found])
    invited = queries.invited(view.db, [party.id for party, _c, _n in found], view.now)
    rows = [
        Waiting(party.code, called.get(party.code, party.code), party.kind, commune, codes, at)
        for party, commune, codes in found
        for at in (party.id in invited,)
    ]
    return tuple(sorted(rows, key=lambda each: sort_key(each.name)))


def invite(work: Work, code: str, contact: str) -> Link:
    """A one-time link by which the people of a holder take it over, codes and all.

    Refused with ``holder_has_people`` where somebody works there already. A link that was made for
    it before is worth nothing from now on.
    """
    party = known(work, work.actor, code)
    work.lock_party(party.id)
    if queries.has_people(work.db, party.id):
        raise RuleBroken("holder_has_people")
    queries.withdraw(work.db, party.id, work.now)
    return invitations.invite_to_party(work, party, Role.MANAGER, contact)


def known(view: Reading, actor: Actor, code: str) -> Party:
    """A holder of the actor's territory; any other is not found."""
    party = party_queries.by_code(view.db, code)
    if party is None or party.kind not in invitations.ORGANISATION_KINDS:
        raise NotFound
    require(actor, Action.INVITE_ORGANISATION, _thing(party))
    return party


def name_of(view: Reading, party: Party) -> str:
    """How a holder is called."""
    return parties.name_of(view, party)


def _reached(actor: Actor, party: Party) -> bool:
    return may(actor, Action.INVITE_ORGANISATION, _thing(party))


def _thing(party: Party) -> Thing:
    return Thing(communes=frozenset(filter(None, [party.commune_code])))
