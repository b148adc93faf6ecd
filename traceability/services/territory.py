"""The territory of an authority: seen by its officers, changed by the operator.

An officer's reach is read at each request, so a change holds from the next page on and nobody has
to sign in again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Invalid
from traceability.domain.text import sort_key
from traceability.services import alerts, officers, parties
from traceability.services.officers import Colleague
from traceability.services.places_shown import NEW, OLD
from traceability.store.models import AuthorityScope, Commune, Party
from traceability.store.queries import events
from traceability.store.queries import parties as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class OldCommune:
    """A commune of before 1 July 2025; ``part`` where its land was split between new ones."""

    name: str
    district: str
    part: bool


@dataclass(frozen=True)
class CommuneShown:
    """A commune of today with the old ones that it came from, and the office that is its own."""

    code: str
    name: str
    old: tuple[OldCommune, ...]
    office: str | None


@dataclass(frozen=True)
class Territory:
    """What an office answers for, and who works there."""

    office: str
    province: bool
    communes: tuple[CommuneShown, ...]
    colleagues: tuple[Colleague, ...]


def seen(view: Reading, actor: Actor) -> Territory:
    """The territory of the actor's own office."""
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    every = queries.communes(view.db, NEW)
    here = [row for row in every if actor.province or row.code in actor.communes]
    return Territory(
        office=parties.name_of(view, parties.acting_party(view, actor)),
        province=actor.province,
        communes=_shown(view, here, actor.party),
        colleagues=officers.colleagues(view, actor),
    )


def change(work: Work, party: Party, communes: Sequence[str], province: bool) -> None:
    """Give an authority another territory: these communes, with the whole province or without.

    A commune that is not of today is refused with ``commune_unknown``, an empty territory with
    ``required``, one of an organisation that is no authority with ``not_an_authority``.
    """
    require(work.actor, Action.SET_UP, Thing())
    if party.kind != "authority":
        raise Invalid("not_an_authority", "organisation", kind=party.kind)
    if not communes and not province:
        raise Invalid("required", "communes")
    work.lock_party(party.id)
    wanted = {_known(work, code) for code in communes} | ({None} if province else set())
    standing = {row.commune_code: row for row in queries.territory(work.db, party.id)}
    if standing.keys() == wanted:
        return
    _replace(work, party, standing, wanted)
    words = events.private_values(work.db, "party", [party.code])
    parties.revise(work, party, {field: value for (_owner, field), value in words.items()})
    alerts.tell(
        work, party.id, AlertKind.TERRITORY_CHANGED, facts={"communes": len(wanted - {None})}
    )


def asks_for_reason(view: Reading, actor: Actor, commune: str | None) -> bool:
    """Whether the actor acts for a commune that has an office of its own, from above it."""
    if commune is None or not actor.province or commune in actor.communes:
        return False
    return any(office != actor.party for office in queries.offices_of(view.db, commune))


def _known(work: Work, code: str) -> str:
    found = parties.commune_of(work, code, "communes")
    if found is None:
        raise Invalid("required", "communes")
    return found.code


def _replace(
    work: Work,
    party: Party,
    standing: Mapping[str | None, AuthorityScope],
    wanted: Collection[str | None],
) -> None:
    for code, row in standing.items():
        if code not in wanted:
            work.db.delete(row)
    added = [code for code in wanted if code not in standing]
    work.add(*(_scope(party, code) for code in sorted(added, key=lambda each: each or "")))


def _scope(party: Party, code: str | None) -> AuthorityScope:
    vintage = None if code is None else NEW
    return AuthorityScope(party_id=party.id, commune_code=code, commune_vintage=vintage)


def _shown(view: Reading, rows: Iterable[Commune], own: int | None) -> tuple[CommuneShown, ...]:
    came, offices = _came_from(view), _offices(view, own)
    shown = (
        CommuneShown(row.code, row.name, tuple(came.get(row.code, ())), offices.get(row.code))
        for row in rows
    )
    return tuple(sorted(shown, key=lambda each: sort_key(each.name)))


def _came_from(view: Reading) -> dict[str, list[OldCommune]]:
    """The old communes by the new one that they went to."""
    found: dict[str, list[OldCommune]] = {}
    for new, old, split in queries.came_from(view.db, OLD):
        found.setdefault(new, []).append(OldCommune(old.name, old.district or "", split))
    for names in found.values():
        names.sort(key=lambda each: sort_key(each.name))
    return found


def _offices(view: Reading, own: int | None) -> dict[str, str]:
    """The names of other authorities by the communes in their territory."""
    found = queries.scopes_of_authorities(view.db)
    called = queries.names(view.db, [party.code for party, _commune in found])
    return {
        commune: called.get(party.code, party.code) for party, commune in found if party.id != own
    }
