"""Checking boundaries: each is the one whose hash was recorded, and what lies over what is so.

A boundary that was erased leaves its hash behind and no row, so a missing row is a difference only
where its place's newest revision still names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from traceability.domain.canonical import sha256_b64
from traceability.domain.events import EventStep
from traceability.geo.shapes import Boundary, parsed
from traceability.services import overlaps
from traceability.services.differences import Difference, compared, facts
from traceability.store.models import Place, PlaceGeometry, PlaceOverlap
from traceability.store.queries import areas, events
from traceability.store.queries import audit_boundaries as audit
from traceability.store.queries import boundaries as queries
from traceability.store.queries import cases as case_queries
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every boundary that is kept, every one that should be, and every overlap."""
    for code, row in audit.geometries(view.db):
        yield from _geometry(view, code, row)
    for code, named, standing in audit.named_and_standing(view.db):
        yield from compared("place_geometry", code, {"current": named}, {"current": standing})
    yield from _overlaps(view)


def _geometry(view: Reading, code: str, row: PlaceGeometry) -> Iterator[Difference]:
    """A row against its own text, and against the leaf that named it."""
    found = {
        "sha256": row.sha256,
        "box": [row.south, row.west, row.north, row.east],
        "span": row.span,
        "measured_m2": row.measured_m2,
        "source": row.source,
        "recorded_at": row.recorded_at,
    }
    yield from compared("place_geometry", code, _recorded(view, code, row), found)


def _recorded(view: Reading, code: str, row: PlaceGeometry) -> dict[str, object]:
    """What the text says of itself, and what was recorded of the boundary of its hash."""
    recorded: dict[str, object] = {"sha256": sha256_b64(row.geojson.encode())}
    boundary = _read(row)
    if boundary is not None:
        box = boundary.box
        recorded |= {"box": [box.south, box.west, box.north, box.east]}
        recorded |= {"span": queries.span_of(box)}
    for event in events.of_step(view.db, code, EventStep.PLACE_REVISED):
        said = facts(event)
        if said.get("geometry_sha256") == row.sha256 and "boundary" in said:
            told = said["boundary"]
            recorded |= {key: told.get(key) for key in ("measured_m2", "source")}
            recorded["recorded_at"] = event.recorded_at
    return recorded


def _read(row: PlaceGeometry) -> Boundary | None:
    try:
        return parsed(row.geojson)
    except (ValueError, KeyError, TypeError):
        return None


def _overlaps(view: Reading) -> Iterator[Difference]:
    """What was found to lie over one another is what does, and is accepted as it was decided."""
    known: set[tuple[int, int]] = set()
    for first, second, row in audit.overlaps(view.db):
        known.add((first.id, second.id))
        yield from _overlap(view, first, second, row)
    for code, drawn in audit.geometries(view.db):
        place = areas.place_by_code(view.db, code)
        if place is not None and drawn.current:
            yield from _unknown(view, place, _read(drawn), known)


def _unknown(
    view: Reading, place: Place, boundary: Boundary | None, known: Set[tuple[int, int]]
) -> Iterator[Difference]:
    """What lies over one another and stands in no row."""
    for found in [] if boundary is None else overlaps.find(view, place, boundary):
        if place.id < found.other.id and (place.id, found.other.id) not in known:
            pair = overlaps.key_of(place, found.other)
            yield Difference("place_overlap", pair, "shared_m2", found.shared.m2, None)


def _overlap(view: Reading, first: Place, second: Place, row: PlaceOverlap) -> Iterator[Difference]:
    key = overlaps.key_of(first, second)
    drawn = queries.current(view.db, first.id)
    boundary = None if drawn is None else _read(drawn)
    found = [] if boundary is None else overlaps.find(view, first, boundary)
    shared = next((each.shared for each in found if each.other.id == second.id), None)
    recorded: dict[str, object] = {"shared_m2": None, "ppm": None}
    if shared is not None:
        recorded = {"shared_m2": shared.m2, "ppm": shared.ppm}
    case = case_queries.newest_about(view.db, overlaps.KIND, key)
    stands = case is not None and case.outcome == overlaps.BOTH_STAND
    recorded["accepted_at"] = case.closed_at if case is not None and stands else None
    stood = {"shared_m2": row.shared_m2, "ppm": row.ppm, "accepted_at": row.accepted_at}
    yield from compared("place_overlap", key, recorded, stood)
