"""Ground that two places claim, as an officer of the territory reads it: both sides, on a map."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may
from traceability.domain.days import day_in_vietnam
from traceability.services import area_codes, maps, overlaps, parties, places_shown
from traceability.services.maps import MapShown, Outlines
from traceability.services.places_shown import Where
from traceability.store.models import CaseFile, Place
from traceability.store.queries import areas
from traceability.store.queries import boundaries as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class CodeOver:
    """A growing-area code over a place: as issued, and its status today."""

    code: str
    raw: str
    scheme: str
    status: str


@dataclass(frozen=True)
class Side:
    """One of the two places: whose, what it states, its line and the codes over it."""

    place: str
    name: str
    holder: str
    kind: str
    where: Where
    declared_m2: int | None
    measured_m2: int | None
    source: str | None
    drawn_on: dt.date | None
    codes: tuple[CodeOver, ...]


@dataclass(frozen=True)
class OverlapShown:
    """Both sides in the order of their codes; what they share now, None where nothing any more.

    ``map`` is there for whom both boundaries are.
    """

    sides: tuple[Side, ...]
    shared_m2: int | None
    ppm: int | None
    map: MapShown | None
    holders: tuple[int, ...]


def shown(view: Reading, actor: Actor, case: CaseFile, outlines: Outlines) -> OverlapShown:
    """A case about ground; the caller has asked whether the actor may see it."""
    both = overlaps.places_of(view, case)
    row = queries.overlap(view.db, both[0].id, both[1].id) if len(both) == 2 else None
    seen = all(may(actor, Action.SEE_BOUNDARY, _thing(view, place)) for place in both)
    return OverlapShown(
        sides=tuple(_side(view, place) for place in both),
        shared_m2=None if row is None else row.shared_m2,
        ppm=None if row is None else row.ppm,
        map=maps.of_sides(view, both, outlines) if seen else None,
        holders=tuple(place.holder_id for place in both),
    )


def _thing(view: Reading, place: Place) -> Thing:
    commune = areas.revision(view.db, place.id).commune_code
    return Thing(holder=place.holder_id, communes=frozenset({commune}))


def _side(view: Reading, place: Place) -> Side:
    revision = areas.revision(view.db, place.id)
    row = queries.current(view.db, place.id)
    names = party_queries.names(view.db, [place.code], kind="place")
    return Side(
        place=place.code,
        name=names.get(place.code, place.code),
        holder=parties.name_of(view, parties.known(view, place.holder_id)),
        kind=place.kind,
        where=places_shown.where(view, revision.commune_code, revision.old_commune_code),
        declared_m2=revision.area_m2,
        measured_m2=None if row is None else row.measured_m2,
        source=None if row is None else row.source,
        drawn_on=None if row is None else day_in_vietnam(row.recorded_at),
        codes=tuple(
            CodeOver(
                area.code, area.raw, area.scheme, str(area_codes.status_on(view, area, view.today))
            )
            for area in areas.codes_over(view.db, place.id)
        ),
    )
