"""Whom a printed guide names: the office that answers for a cooperative's commune."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.access import Actor
from traceability.services import parties
from traceability.store.models import Party
from traceability.store.queries import events
from traceability.store.queries import parties as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Contact:
    """An organisation's name and phone; empty where they are not known."""

    name: str = ""
    phone: str = ""


def office(view: Reading, actor: Actor) -> Contact:
    """The office of the actor's commune, else the province's; an office names itself."""
    party = parties.acting_party(view, actor)
    if party.kind == "authority":
        return _contact(view, party)
    found = queries.authority_of(view.db, party.commune_code)
    return Contact() if found is None else _contact(view, found)


def _contact(view: Reading, party: Party) -> Contact:
    kept = events.private_values(view.db, "party", [party.code])
    return Contact(kept.get((party.code, "name"), ""), kept.get((party.code, "phone"), ""))
