"""A place's boundary as its holder reads it: how large, since when, where, and who else claims it.

Another cooperative's outline is never shown here. Of shared ground the piece itself is shown once
both lines are recorded; before a line is stored only how much it is, so that nobody can feel out a
neighbour's land by drawing over it and going back.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.communes import Box
from traceability.domain.days import day_in_vietnam
from traceability.geo import measures
from traceability.geo.shapes import Boundary, degrees, parsed
from traceability.services import boundaries, maps, overlaps, parties, places_shown
from traceability.services.boundaries import Verdict
from traceability.services.maps import MapShown, Outlines
from traceability.services.parties import VINTAGE
from traceability.services.places_shown import Where
from traceability.store.models import Commune, Place, PlaceGeometry, PlaceOverlap
from traceability.store.queries import areas
from traceability.store.queries import boundaries as queries
from traceability.store.queries import cases as case_queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Standing:
    """The boundary that stands; ``corners`` are lines as they are typed."""

    measured_m2: int
    source: str
    on: dt.date
    count: int
    sha256: str
    corners: str
    geojson: str


@dataclass(frozen=True)
class Dispute:
    """Ground shared with another place: whose, how much, and how it stands.

    ``state`` is open, redraw (this one is to be drawn anew), stands (the other one is), accepted,
    or sliver. ``name`` is the other place's where it is one's own.
    """

    holder: str
    name: str | None
    shared_m2: int
    ppm: int
    state: str
    on: dt.date


@dataclass(frozen=True)
class BoundaryPage:
    """A place with its boundary, if there is one; ``around`` is what an editor shows of the land.

    ``edits`` says whether this member may change it.
    """

    code: str
    name: str
    kind: str
    where: Where
    declared_m2: int | None
    standing: Standing | None
    disputes: tuple[Dispute, ...]
    map: MapShown
    around: str
    edits: bool

    @property
    def in_question(self) -> bool:
        """Whether somebody has yet to decide, or to draw anew: then nothing is erased."""
        return any(each.state in ("open", "redraw", "stands") for each in self.disputes)


@dataclass(frozen=True)
class Review:
    """A boundary before it is stored: what is to be said of it, on a map.

    ``own`` names the own places that it lies over. Of others' ground nothing is told before
    the line is stored and its event stands: else neighbours could be felt out without a trace.
    """

    boundary: Boundary
    verdict: Verdict
    own: tuple[str, ...]
    map: MapShown


def page(view: Reading, actor: Actor, code: str, outlines: Outlines) -> BoundaryPage:
    """The boundary of a place of the actor's own."""
    place = boundaries.known_place(view, code)
    thing = Thing(holder=place.holder_id)
    require(actor, Action.SEE_BOUNDARY, thing)
    revision = areas.revision(view.db, place.id)
    row = queries.current(view.db, place.id)
    rows = queries.overlaps_of(view.db, place.id)
    pieces = [] if row is None else _pieces(view, place, row, rows)
    return BoundaryPage(
        code=place.code,
        name=_name(view, place),
        kind=place.kind,
        where=places_shown.where(view, revision.commune_code, revision.old_commune_code),
        declared_m2=revision.area_m2,
        standing=None if row is None else _standing(row),
        disputes=tuple(_dispute(view, place, each) for each in rows),
        map=maps.of_place(view, place, outlines, shared=pieces),
        around=_around(view, place, revision.commune_code),
        edits=may(actor, Action.EDIT_PLACE, thing),
    )


def review(
    view: Reading, actor: Actor, code: str, boundary: Boundary, outlines: Outlines
) -> Review:
    """What is to be said of a boundary for a place of the actor's own."""
    place = boundaries.known_place(view, code)
    require(actor, Action.EDIT_PLACE, Thing(holder=place.holder_id))
    verdict = boundaries.judge(view, place, boundary)
    own = [each for each in verdict.found if each.other.holder_id == place.holder_id]
    pieces = [each.shared.piece for each in own]
    return Review(
        boundary=boundary,
        verdict=verdict,
        own=tuple(_name(view, each.other) for each in own),
        map=maps.of_place(view, place, outlines, boundary, pieces),
    )


def exported(view: Reading, actor: Actor, code: str) -> str | None:
    """The GeoJSON of a boundary of the actor's own, for their own files."""
    place = boundaries.known_place(view, code)
    require(actor, Action.SEE_BOUNDARY, Thing(holder=place.holder_id))
    return boundaries.text_of(view, place)


def corner_lines(boundary: Boundary) -> str:
    """The corners of a boundary as they are typed: one a line, latitude first, decimal comma."""
    ring = boundary.polygons[0][0][:-1]
    lines = (f"{degrees(lat)} {degrees(lon)}" for lon, lat in ring)
    return "\n".join(lines).replace(".", ",")


def _standing(row: PlaceGeometry) -> Standing:
    boundary = parsed(row.geojson)
    return Standing(
        measured_m2=row.measured_m2,
        source=row.source,
        on=day_in_vietnam(row.recorded_at),
        count=boundary.corners,
        sha256=row.sha256,
        corners=corner_lines(boundary),
        geojson=boundary.text(),
    )


def _pieces(
    view: Reading, place: Place, row: PlaceGeometry, rows: list[PlaceOverlap]
) -> list[Boundary]:
    """The shared ground itself, of lines that are both recorded."""
    others = [each.other_id if each.place_id == place.id else each.place_id for each in rows]
    mine = parsed(row.geojson)
    cuts = (
        measures.shared(mine, parsed(other.geojson))
        for other in queries.currents(view.db, others).values()
    )
    return [cut.piece for cut in cuts if cut is not None]


def _dispute(view: Reading, place: Place, row: PlaceOverlap) -> Dispute:
    other_id = row.other_id if row.place_id == place.id else row.place_id
    other = areas.places_by_ids(view.db, [other_id])[other_id]
    holder = parties.known(view, other.holder_id)
    return Dispute(
        holder=parties.name_of(view, holder),
        name=_name(view, other) if other.holder_id == place.holder_id else None,
        shared_m2=row.shared_m2,
        ppm=row.ppm,
        state=_state(view, place, other, row),
        on=day_in_vietnam(row.found_at),
    )


def _state(view: Reading, place: Place, other: Place, row: PlaceOverlap) -> str:
    if row.accepted_at is not None:
        return "accepted"
    if not overlaps.is_material(row.shared_m2, row.ppm):
        return "sliver"
    case = case_queries.newest_about(view.db, overlaps.KIND, overlaps.key_of(place, other))
    if case is None or case.closed_at is None:
        return "open"
    return "stands" if overlaps.kept(view, case) == place.code else "redraw"


def _name(view: Reading, place: Place) -> str:
    return party_queries.names(view.db, [place.code], kind="place").get(place.code, place.code)


def _near(view: Reading, commune: Commune) -> list[list[object]]:
    """The communes around one: their names, and their boxes in degrees."""
    own = Box(commune.south, commune.west, commune.north, commune.east)
    return [
        [row.name, row.south / 1e6, row.west / 1e6, row.north / 1e6, row.east / 1e6]
        for row in maps.neighbours(view, [own], {commune.code})
    ]


def _around(view: Reading, place: Place, commune: str) -> str:
    """What the editor shows: the commune's box, and the holder's other places, as JSON."""
    found = party_queries.commune(view.db, commune, VINTAGE)
    rows = queries.of_holder(view.db, place.holder_id)
    told = {
        "commune": None
        if found is None
        else [found.south / 1e6, found.west / 1e6, found.north / 1e6, found.east / 1e6],
        "name": None if found is None else found.name,
        "near": [] if found is None else _near(view, found),
        "own": [
            {"name": _name(view, each), "shape": json.loads(parsed(row.geojson).text())}
            for each, row in rows
            if each.id != place.id
        ],
    }
    return json.dumps(told, ensure_ascii=False)
