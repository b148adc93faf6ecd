"""Whether loose polygons are a boundary: each rule refuses with what is wrong and where."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from itertools import pairwise

from traceability.domain.communes import Box, Point
from traceability.domain.errors import Invalid
from traceability.geo import plane
from traceability.geo.boundary import FIELD, Loose, LooseRing
from traceability.geo.measures import area_m2, shape_of
from traceability.geo.shapes import SCALE, Boundary, Position, Ring, canonical, twice_area
from traceability.geo.thinning import thinned

#: The corners of the largest boundary that is kept.
MOST_CORNERS = 1_000
#: The largest boundary that is one place, in hectares.
MOST_HECTARES = 50_000
#: Việt Nam with its islands, in millionths of a degree.
VIET_NAM = Box(6_000_000, 102_000_000, 23_500_000, 118_000_000)
#: What can be mended at a word: latitude and longitude exchanged; corners left out.
SWAP, SIMPLIFY = "swap", "simplify"
_PLACE = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)\]")
_NEAR = 0.000_002


def check(loose: Loose, mends: Collection[str] = ()) -> Boundary:
    """The boundary that loose polygons are, turned and rounded; ``mends`` is what to mend first.

    ``Invalid`` at ``boundary``: ``boundary_not_finite``, ``boundary_projected`` (metres, not
    degrees), ``boundary_axes_swapped``, ``boundary_outside_viet_nam``,
    ``boundary_too_few_corners``,
    ``boundary_too_many_corners`` (``corners``, ``most``), ``boundary_no_area``,
    ``boundary_crosses_itself`` (``spot``, ``sides``), ``boundary_parts_misplaced`` (``spot``),
    ``boundary_too_large``.
    """
    _check_numbers(loose)
    if SWAP in mends:
        loose = [[[(lat, lon) for lon, lat in ring] for ring in rings] for rings in loose]
    _check_where(loose)
    if SIMPLIFY in mends:
        loose = thinned(loose, MOST_CORNERS)
    _check_count(loose)
    polygons = [[_ring(ring) for ring in rings] for rings in loose]
    _check_shape(polygons)
    found = canonical(polygons)
    if area_m2(found) > MOST_HECTARES * 10_000:
        raise Invalid("boundary_too_large", FIELD, most_ha=MOST_HECTARES)
    return found


def _positions(loose: Loose) -> Iterable[tuple[float, float]]:
    return (position for rings in loose for ring in rings for position in ring)


def _check_numbers(loose: Loose) -> None:
    if not all(math.isfinite(lon) and math.isfinite(lat) for lon, lat in _positions(loose)):
        raise Invalid("boundary_not_finite", FIELD)
    if any(max(abs(lon), abs(lat)) > 180 for lon, lat in _positions(loose)):
        raise Invalid("boundary_projected", FIELD)


def _check_where(loose: Loose) -> None:
    if all(_in_viet_nam(lon, lat) for lon, lat in _positions(loose)):
        return
    if all(_in_viet_nam(lat, lon) for lon, lat in _positions(loose)):
        raise Invalid("boundary_axes_swapped", FIELD, mend=SWAP)
    raise Invalid("boundary_outside_viet_nam", FIELD)


def _in_viet_nam(lon: float, lat: float) -> bool:
    if abs(lat) > 90:
        return False
    return VIET_NAM.holds(Point(round(lat * 1_000_000), round(lon * 1_000_000)))


def _check_count(loose: Loose) -> None:
    corners = sum(len(ring) for rings in loose for ring in rings)
    if corners > MOST_CORNERS + sum(len(rings) for rings in loose):
        facts = {"corners": corners, "most": MOST_CORNERS, "mend": SIMPLIFY}
        raise Invalid("boundary_too_many_corners", FIELD, **facts)


def _ring(loose: LooseRing) -> Ring:
    """A closed ring of whole units without a position twice in a row."""
    units: list[Position] = []
    for lon, lat in loose:
        position = (round(lon * SCALE), round(lat * SCALE))
        if not units or units[-1] != position:
            units.append(position)
    if len(units) > 1 and units[0] == units[-1]:
        units.pop()
    if len(set(units)) < 3:
        raise Invalid("boundary_too_few_corners", FIELD, corners=len(set(units)))
    return (*units, units[0])


def _check_shape(polygons: list[list[Ring]]) -> None:
    for ring in (ring for rings in polygons for ring in rings):
        if _is_flat(ring):
            raise Invalid("boundary_no_area", FIELD)
    for rings in polygons:
        _check_valid(_shape([rings]), rings)
    if len(polygons) > 1:
        _check_valid(_shape(polygons), None)


def _is_flat(ring: Ring) -> bool:
    """Whether all corners lie on one line, to within the rounding."""
    (x0, y0), rest = ring[0], ring[1:]
    x1, y1 = max(rest, key=lambda each: math.hypot(each[0] - x0, each[1] - y0))
    length = math.hypot(x1 - x0, y1 - y0)
    off = (abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / length for x, y in rest)
    return max(off) < 2 and abs(twice_area(ring)) < 4 * length


def _check_valid(shape: plane.Geometry, rings: list[Ring] | None) -> None:
    if plane.is_valid(shape):
        return
    reason = str(plane.is_valid_reason(shape))
    found = _PLACE.search(reason)
    lon, lat = map(float, found.groups()) if found else (0.0, 0.0)
    spot = f"{lat:.5f} {lon:.5f}"
    if rings is None or "elf-intersection" not in reason:
        raise Invalid("boundary_parts_misplaced", FIELD, spot=spot)
    raise Invalid("boundary_crosses_itself", FIELD, spot=spot, sides=_sides(rings, lon, lat))


def _sides(rings: list[Ring], lon: float, lat: float) -> str:
    """The sides that meet at a place, by the numbers of their corners: "2–3, 4–1"."""
    here = plane.Point(lon, lat)
    found = []
    for ring in rings:
        last = len(ring) - 1
        for number, pair in enumerate(pairwise(ring), 1):
            if plane.LineString([_degrees(each) for each in pair]).distance(here) < _NEAR:
                found.append(f"{number}–{number % last + 1}")
    return ", ".join(found[:2])


def _shape(polygons: list[list[Ring]]) -> plane.Geometry:
    return shape_of(Boundary(tuple(map(tuple, polygons))))


def _degrees(position: Position) -> tuple[float, float]:
    return position[0] / SCALE, position[1] / SCALE
