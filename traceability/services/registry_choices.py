"""What an officer chooses from when granting a code: communes of the territory, holders, crops."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.data import successions
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.text import sort_key
from traceability.services.places_shown import NEW, OLD
from traceability.services.registry_views import Names, names_of
from traceability.store.models import Commune
from traceability.store.queries import parties, products
from traceability.store.unit import Reading

HOLDERS = ("cooperative", "group", "company")
#: The kinds that begin a commune's name, the longest first.
_KINDS = ("Thị trấn", "Phường", "Xã")


@dataclass(frozen=True)
class CommuneChoice:
    """A commune by its proper name, which people look for, and its kind ("xã"), district if old."""

    code: str
    name: str
    kind: str
    district: str | None


@dataclass(frozen=True)
class Choice:
    """A holder by code."""

    code: str
    name: str


@dataclass(frozen=True)
class CropChoice:
    """A crop by code, its names by language."""

    code: str
    names: Names


@dataclass(frozen=True)
class GrantChoices:
    """Everything that the form of a grant offers, in Vietnamese order."""

    communes: tuple[CommuneChoice, ...]
    old_communes: tuple[CommuneChoice, ...]
    holders: tuple[Choice, ...]
    crops: tuple[CropChoice, ...]


def grant_choices(view: Reading, actor: Actor) -> GrantChoices:
    """The choices of an officer who may grant codes; anybody else is refused."""
    require(actor, Action.GRANT_CODE, Thing(communes=actor.communes))
    new = parties.communes(view.db, NEW)
    here = [row for row in new if _grants_in(actor, row.code)]
    reached = {row.code for row in here}
    table = successions()
    before = [
        row
        for row in parties.communes(view.db, OLD)
        if row.code in table and reached & set(table[row.code].new)
    ]
    return GrantChoices(_sorted(here), _sorted(before), _holders(view), _crops(view))


def communes_invited_from(view: Reading, actor: Actor) -> tuple[CommuneChoice, ...]:
    """The communes of the actor's territory, out of which organisations may be invited."""
    require(actor, Action.INVITE_ORGANISATION, Thing(communes=actor.communes))
    found = parties.communes(view.db, NEW)
    return _sorted([row for row in found if actor.province or row.code in actor.communes])


def every_commune(view: Reading) -> tuple[tuple[CommuneChoice, ...], tuple[CommuneChoice, ...]]:
    """All communes of today, and all of before 1 July 2025: for an address, no right needed."""
    return _sorted(parties.communes(view.db, NEW)), _sorted(parties.communes(view.db, OLD))


def _grants_in(actor: Actor, commune: str) -> bool:
    return may(actor, Action.GRANT_CODE, Thing(communes=frozenset({commune})))


def _sorted(rows: list[Commune]) -> tuple[CommuneChoice, ...]:
    choices = [_choice(row) for row in rows]
    return tuple(sorted(choices, key=lambda each: (sort_key(each.name), each.district or "")))


def _choice(row: Commune) -> CommuneChoice:
    kind = next((kind for kind in _KINDS if row.name.startswith(f"{kind} ")), "")
    return CommuneChoice(row.code, row.name[len(kind) :].strip(), kind.lower(), row.district)


def _holders(view: Reading) -> tuple[Choice, ...]:
    found = parties.of_kinds(view.db, HOLDERS)
    names = parties.names(view.db, [party.code for party in found])
    choices = (Choice(party.code, names.get(party.code, party.code)) for party in found)
    return tuple(sorted(choices, key=lambda each: sort_key(each.name)))


def _crops(view: Reading) -> tuple[CropChoice, ...]:
    choices = (CropChoice(crop.code, names_of(crop)) for crop in products.crops(view.db))
    return tuple(sorted(choices, key=lambda each: sort_key(each.names["vi"])))
