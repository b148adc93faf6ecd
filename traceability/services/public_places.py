"""The public pages of places and organisations: what the pages of their goods say anyway.

A place is public once a published lot came from it, a building once its holder publishes; an
organisation once it publishes, or holds a growing-area code with a page. A household never is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.errors import NotFound
from traceability.domain.place_kinds import BUILDINGS
from traceability.domain.text import sort_key
from traceability.services import area_states, office_looks, parties, places_shown
from traceability.services.area_states import AreaState
from traceability.services.places_shown import NEW, Where
from traceability.standards.resolver import Thing
from traceability.store.models import AreaCode, Party, Place
from traceability.store.queries import areas, events
from traceability.store.queries import digital_links as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading

HOLDERS = ("cooperative", "group", "company")
#: What lies outside every code is no place of its holder's.
_OUTSIDE = "outside_ground"


@dataclass(frozen=True)
class PlacePage:
    """What everybody may know of a place: its kind, commune and holder, never where exactly.

    ``holder_seen``: an office saw what its holder is called (``office_looks``).
    """

    code: str
    kind: str
    where: Where | None
    gln: str | None
    holder: str
    holder_code: str
    holder_kind: str
    holder_seen: bool
    areas: tuple[AreaState, ...]


@dataclass(frozen=True)
class PartyPage:
    """What everybody may know of an organisation.

    ``holder_seen``: an office saw what it is called (``office_looks``).
    """

    code: str
    name: str
    kind: str
    holder_seen: bool
    where: Where | None
    address: str | None
    areas: tuple[AreaState, ...]
    publishes: bool

    @property
    def holder_kind(self) -> str:
        """Whose word it is, by the kind of organisation."""
        return self.kind


def find_place(view: Reading, code: str) -> PlacePage:
    """The page of a place's code; ``NotFound`` for any other, and before it is public."""
    place = areas.place_by_code(view.db, code)
    if place is None or not is_public(view, place):
        raise NotFound
    revision = areas.revision(view.db, place.id)
    holder = parties.known(view, place.holder_id)
    new = revision.commune_vintage == NEW
    where = places_shown.where(view, revision.commune_code, revision.old_commune_code)
    return PlacePage(
        code=place.code,
        kind=place.kind,
        where=where if new else None,
        gln=revision.gln,
        holder=parties.name_of(view, holder),
        holder_code=holder.code,
        holder_kind=holder.kind,
        holder_seen=office_looks.saw_name(view, holder),
        areas=_named(view, areas.codes_over(view.db, place.id)),
    )


def find_party(view: Reading, code: str) -> PartyPage:
    """The page of an organisation's code; ``NotFound`` for any other, and before it is public."""
    party = organisation(view, code)
    if party is None:
        raise NotFound
    named = _named(view, areas.codes_of_holder(view.db, party.id))
    publishes = queries.publishes(view.db, party.id)
    if not named and not publishes:
        raise NotFound
    address = events.private_values(view.db, "party", [party.code]).get((party.code, "address"))
    return PartyPage(
        code=party.code,
        name=parties.name_of(view, party),
        kind=party.kind,
        holder_seen=office_looks.saw_name(view, party),
        where=where_of(view, party),
        address=address,
        areas=named,
        publishes=publishes,
    )


def organisation(view: Reading, code: str) -> Party | None:
    """The organisation of a short code, where it is one that sells goods."""
    party = party_queries.by_code(view.db, code)
    return party if party is not None and party.kind in HOLDERS else None


def publishers(view: Reading) -> list[tuple[str, str]]:
    """The organisations that publish, by short code and name, in the order of their names."""
    found = party_queries.by_ids(view.db, queries.holders_that_publish(view.db))
    named = [(each.code, parties.name_of(view, each)) for each in found.values()]
    return sorted(named, key=lambda each: sort_key(each[1]))


def is_public(view: Reading, place: Place) -> bool:
    """Whether a place has a page."""
    if place.kind in BUILDINGS:
        return queries.publishes(view.db, place.holder_id)
    return place.kind != _OUTSIDE and queries.is_shown(view.db, place.id)


def of_place(view: Reading, place: Place) -> Thing:
    """A place as a resolver tells it."""
    return thing(find_place(view, place.code))


def thing(page: PlacePage | PartyPage) -> Thing:
    """What a page is about, as a resolver tells it: an organisation by name, a place by whose."""
    kind = "place" if isinstance(page, PlacePage) else "party"
    name = page.holder if isinstance(page, PlacePage) else page.name
    anchor = f"/id/{kind}/{page.code}"
    return Thing(kind, anchor, f"/{page.code}", f"{anchor}.json", name)


def where_of(view: Reading, party: Party) -> Where | None:
    """The commune of an organisation by its names."""
    if party.commune_code is None:
        return None
    return places_shown.where(view, party.commune_code, party.old_commune_code)


def _named(view: Reading, codes: Sequence[AreaCode]) -> tuple[AreaState, ...]:
    """The codes that have a page and how they stand, in the order of their strings."""
    return tuple(sorted(area_states.of_rows(view, codes).values(), key=lambda each: each.raw))
