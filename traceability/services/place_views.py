"""One place as its holder and the office of its territory see it: state, file, people, stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from traceability.domain.access import Action, Actor, may, require
from traceability.domain.errors import NotFound
from traceability.domain.events import EventStep
from traceability.domain.growing_area import Status
from traceability.domain.ids import fold_typed
from traceability.domain.place_kinds import BUILDINGS, Group, Item, items, missing
from traceability.geo.shapes import Boundary
from traceability.services import (
    area_codes,
    certificate_covering,
    files,
    internal_codes,
    maps,
    parties,
    place_files,
    place_history,
    place_households,
    places_shown,
    season_views,
)
from traceability.services.certificate_covering import CertificateShown
from traceability.services.differences import facts
from traceability.services.files import Attached
from traceability.services.maps import MapShown
from traceability.services.place_history import RevisionShown
from traceability.services.places import PlaceRequest
from traceability.services.places_shown import Where
from traceability.services.season_views import Gauge
from traceability.store.models import AreaCode, Place
from traceability.store.queries import areas, batches, events
from traceability.store.queries import parties as party_queries
from traceability.store.queries import place_history as history_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class CodeOver:
    """A code over a place: as written, of which scheme, what it is today, for which crops."""

    code: str
    raw: str
    scheme: str
    status: Status
    crops: tuple[str, ...]


@dataclass(frozen=True)
class HouseholdThere:
    """A household on a place by its number; by name to those who may see it."""

    code: str
    number: int
    name: str | None
    from_on: dt.date
    to_on: dt.date | None
    erased: bool


@dataclass(frozen=True)
class Paper:
    """A document of the file: what it is, since when, and its files under the event's id."""

    event: str
    kind: str
    on: dt.date
    files: tuple[Attached, ...]


@dataclass(frozen=True)
class FileState:
    """How far a file has come: what it is to hold, and what of that it lacks."""

    items: tuple[Item, ...]
    missing: tuple[Item, ...]

    @property
    def there(self) -> int:
        """How many of the items are there."""
        return len(self.items) - len(self.missing)


@dataclass(frozen=True)
class PlacePage:
    """A place with everything that stands on its page.

    ``inside`` says whether what is private is shown: the address, parcels, people, papers.
    """

    code: str
    name: str
    kind: str
    holder: str
    where: Where
    stands: PlaceRequest
    revision: int
    codes: tuple[CodeOver, ...]
    granted: str | None
    file: FileState
    households: tuple[HouseholdThere, ...]
    papers: tuple[Paper, ...]
    history: tuple[RevisionShown, ...]
    seasons: tuple[Gauge, ...]
    certificates: tuple[CertificateShown, ...]
    lots: int
    inside: bool
    edits: bool
    sets_yield: bool

    @property
    def is_building(self) -> bool:
        """Whether nothing grows there."""
        return self.kind in BUILDINGS

    @property
    def working(self) -> tuple[HouseholdThere, ...]:
        """The households that work there with no end stated."""
        return tuple(each for each in self.households if each.to_on is None)

    def values(self, group: Group) -> dict[str, object]:
        """What a group of the file says."""
        return place_files.values_of(self.stands, self.kind, group)


def page(view: Reading, actor: Actor, code: str) -> PlacePage:
    """A place of the actor's own or of the officer's territory; any other is not found."""
    place = known(view, actor, code)
    stands = internal_codes.standing(view, place)
    name = stands.private.get("name", place.code)
    over = areas.codes_over(view.db, place.id)
    revision = areas.revision(view.db, place.id)
    people = tuple(_households(view, actor, place))
    papers = tuple(_papers(view, place))
    here = place_files.thing(view, place)
    inside = may(actor, Action.SEE_HOUSEHOLDS, here)
    shown = stands if inside else replace(stands, private={"name": name})
    return PlacePage(
        code=place.code,
        name=name,
        kind=place.kind,
        holder=parties.name_of(view, parties.known(view, place.holder_id)),
        where=places_shown.where(view, revision.commune_code, revision.old_commune_code),
        stands=shown,
        revision=revision.number,
        codes=tuple(_code(view, area) for area in over),
        granted=place_files.granted_over(view, place),
        file=file_state(place.kind, stands, people=bool(people), papers=bool(papers)),
        households=people,
        papers=papers if inside else (),
        history=place_history.history(view, actor, place, words_too=inside),
        seasons=_seasons(view, actor, place),
        certificates=certificate_covering.of_places(view, [place.id], view.today),
        inside=inside,
        lots=sum(batches.count_under(view.db, each.id) for each in over),
        edits=may(actor, Action.EDIT_PLACE, here),
        sets_yield=may(actor, Action.SET_YIELD, here) and Item.YIELD in items(place.kind),
    )


def _seasons(view: Reading, actor: Actor, place: Place) -> tuple[Gauge, ...]:
    """The seasons that run at a place, for whom their figures are."""
    if not may(actor, Action.SEE_SEASON, season_views.place_thing(view, place)):
        return ()
    return season_views.of_place(view, actor, place, view.today)


def own_pages(view: Reading, actor: Actor) -> tuple[PlacePage, ...]:
    """Every place of the actor's organisation, oldest first."""
    holder = parties.acting_party(view, actor)
    found = areas.places_of_holder(view.db, holder.id)
    return tuple(page(view, actor, place.code) for place in found)


def map_of(
    view: Reading, actor: Actor, code: str, outlines: Mapping[str, Boundary]
) -> MapShown | None:
    """A map of a place for whom its boundary is; None without a boundary, or for anybody else."""
    place = known(view, actor, code)
    seen = may(actor, Action.SEE_BOUNDARY, place_files.thing(view, place))
    drawn = areas.revision(view.db, place.id).geometry_sha256 is not None
    return maps.of_place(view, place, outlines) if seen and drawn else None


def maps_of(
    view: Reading, actor: Actor, codes: Iterable[str], outlines: Mapping[str, Boundary]
) -> dict[str, MapShown]:
    """The maps of the places that have a line which the actor may see, by code."""
    found: dict[str, MapShown] = {}
    for code in codes:
        try:
            shown = map_of(view, actor, code, outlines)
        except NotFound:  # a place of the same file in another office's commune
            continue
        if shown is not None:
            found[code] = shown
    return found


def known(view: Reading, actor: Actor, code: str) -> Place:
    """The place of a code within the actor's reach; typed codes are folded."""
    place = areas.place_by_code(view.db, fold_typed(code) or "")
    if place is None:
        raise NotFound
    require(actor, Action.SEE_PLACE, place_files.thing(view, place))
    return place


def file_state(kind: str, stands: PlaceRequest, *, people: bool, papers: bool) -> FileState:
    """What the file of a place holds and lacks."""
    measured = stands.area_m2 or stands.trees or stands.colonies
    there = {
        Item.ADDRESS: "address" in stands.private,
        Item.PARCELS: "parcels" in stands.private,
        Item.SIZE: bool(measured),
        Item.SPECIES: stands.species is not None,
        Item.BOUNDARY: stands.geometry_sha256 is not None,
        Item.PLANTED: stands.planted_year is not None,
        Item.YIELD: stands.yield_g is not None,
        Item.HOUSEHOLDS: people,
        Item.REPRESENTATIVE: "representative" in stands.private,
        Item.CONTACT: "contact" in stands.private,
        Item.DOCUMENTS: papers,
    }
    held = frozenset(item for item, is_there in there.items() if is_there)
    return FileState(items(kind), missing(kind, held))


def paper(view: Reading, actor: Actor, code: str, event_id: str, number: int) -> Attached:
    """A file of a place's documents, reached through the event that added it."""
    place = known(view, actor, code)
    require(actor, Action.SEE_HOUSEHOLDS, place_files.thing(view, place))
    for event in history_queries.papers(view.db, place.code):
        if event.event_id == event_id:
            return files.attached(view, event.seq, number)
    raise NotFound


def _code(view: Reading, area: AreaCode) -> CodeOver:
    crops = tuple(crop.name_vi for crop in areas.crops_of(view.db, area.id))
    status = area_codes.status_on(view, area, view.today)
    return CodeOver(area.code, area.raw, area.scheme, status, crops)


def _households(view: Reading, actor: Actor, place: Place) -> Iterator[HouseholdThere]:
    """Who works the place and who did, by number; names only for whom they are."""
    links = place_households.links_of(view, place)
    rows = {row.code: row for row in party_queries.households(view.db, place.holder_id)}
    names: dict[str, str] = {}
    if may(actor, Action.SEE_HOUSEHOLDS, place_files.thing(view, place)):
        names = party_queries.names(view.db, [link.household for link in links])
    for link in sorted(links, key=lambda each: (each.to_on is not None, each)):
        row = rows[link.household]
        yield HouseholdThere(
            link.household,
            row.number or 0,
            names.get(link.household),
            link.from_on,
            link.to_on,
            row.erased_at is not None,
        )


def _papers(view: Reading, place: Place) -> Iterator[Paper]:
    for event in events.of_step(view.db, place.code, EventStep.PLACE_DOCUMENT):
        kind = str(facts(event).get("document"))
        yield Paper(event.event_id, kind, event.occurred_on, files.of_event(view, event.seq))
