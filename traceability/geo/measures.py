"""How large a boundary is, how far from a box, and how much of it two boundaries share.

The area of one is geodesic: on the WGS 84 ellipsoid, between its corners along shortest lines
(Karney 2013, DOI 10.1007/s00190-012-0578-z, by geographiclib). What two share is cut in the plane
of degrees and measured in the equal-area cylindrical projection of the ellipsoid (Snyder 1987, USGS
PP 1395, eq. 3-12 and 10-5): the same to parts in a million at this size, a hundred times as fast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from geographiclib.geodesic import Geodesic

from traceability.domain.communes import Box
from traceability.geo import plane
from traceability.geo.shapes import SCALE, Boundary, Ring, Rings, canonical

_EARTH = Geodesic.WGS84
_A = _EARTH.a
_E2 = _EARTH.f * (2 - _EARTH.f)
_E = math.sqrt(_E2)
PPM = 1_000_000
#: What is less than this many m² is nothing.
_LEAST = 0.5
#: Corners of a cut that is told piece by piece.
_MOST_CUT = 4_000


@dataclass(frozen=True)
class Shared:
    """The ground that two boundaries share: m², parts in a million of the smaller, the pieces."""

    m2: int
    ppm: int
    piece: Boundary


def area_m2(boundary: Boundary) -> int:
    """The geodesic area in whole m², holes left out, the parts added up."""
    total = 0.0
    for outer, *holes in boundary.polygons:
        total += _geodesic(outer) - sum(map(_geodesic, holes))
    return max(1, round(total))


def shared(one: Boundary, other: Boundary) -> Shared | None:
    """What two boundaries share; None where that is less than half a square metre."""
    cut = plane.intersection(shape_of(one), shape_of(other))
    smaller = min(sum(map(_plane, one.polygons)), sum(map(_plane, other.polygons)))
    if plane.get_num_coordinates(cut) > _MOST_CUT:
        # Two combs laid crosswise: a million little squares, told by their hull.
        part = plane.area(cut) / min(plane.area(shape_of(each)) for each in (one, other))
        return _shared(smaller * part, smaller, [plane.convex_hull(cut)])
    return _shared(None, smaller, _polygons(cut))


def _shared(m2: float | None, smaller: float, parts: list[plane.Polygon]) -> Shared | None:
    pieces = [rings for rings in map(_rings, parts) if rings is not None]
    whole = sum(map(_plane, pieces)) if m2 is None else m2
    if whole < _LEAST or not pieces:
        return None
    ppm = min(PPM, max(1, round(whole / smaller * PPM)))
    return Shared(round(whole), ppm, canonical(pieces))


def shape_of(boundary: Boundary) -> plane.Geometry:
    """A boundary as a shape of shapely, in degrees."""
    parts = [_polygon(rings) for rings in boundary.polygons]
    return parts[0] if len(parts) == 1 else plane.MultiPolygon(parts)


def metres_to(boundary: Boundary, box: Box) -> int:
    """How far a boundary lies from a box at the nearest, in metres; 0 where they touch."""
    around = plane.box(*(each / PPM for each in (box.west, box.south, box.east, box.north)))
    line = plane.shortest_line(shape_of(boundary), around)
    (lon1, lat1), (lon2, lat2) = plane.get_coordinates(line).tolist()
    return round(float(_EARTH.Inverse(lat1, lon1, lat2, lon2)["s12"]))


def _geodesic(ring: Ring) -> float:
    polygon = _EARTH.Polygon()
    for lon, lat in ring[:-1]:
        polygon.AddPoint(lat / SCALE, lon / SCALE)
    return abs(float(polygon.Compute(False, True)[2]))


def _polygon(rings: Rings) -> plane.Polygon:
    outer, *holes = ([(lon / SCALE, lat / SCALE) for lon, lat in ring] for ring in rings)
    return plane.Polygon(outer, holes)


def _polygons(shape: plane.Geometry) -> list[plane.Polygon]:
    parts = plane.get_parts(shape, return_index=False)
    found = []
    for part in parts:
        if part.geom_type == "Polygon":
            found.append(part)
        elif part.geom_type.startswith(("Multi", "GeometryCollection")):
            found.extend(_polygons(part))
    return found


def _rings(polygon: plane.Polygon) -> Rings | None:
    """The rings of a piece in whole units; None for one that rounding leaves without area."""
    outer, *holes = map(_ring, (polygon.exterior, *polygon.interiors))
    if outer is None:
        return None
    return (outer, *(hole for hole in holes if hole is not None))


def _ring(line: plane.LinearRing) -> Ring | None:
    found = [
        (round(lon * SCALE), round(lat * SCALE))
        for lon, lat in plane.get_coordinates(line).tolist()
    ]
    bare = [each for each, next_ in pairwise(found) if each != next_]
    return (*bare, bare[0]) if len(set(bare)) >= 3 else None


def _plane(rings: Rings) -> float:
    outer, *holes = rings
    return _plane_ring(outer) - sum(map(_plane_ring, holes))


def _plane_ring(ring: Ring) -> float:
    """The area of a ring in the equal-area projection, its first corner as the origin."""
    x0, y0 = _projected(*ring[0])
    flat = [(x - x0, y - y0) for x, y in (_projected(*each) for each in ring)]
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(flat)) / 2)


def _projected(lon: int, lat: int) -> tuple[float, float]:
    sine = math.sin(math.radians(lat / SCALE))
    q = (1 - _E2) * (
        sine / (1 - _E2 * sine * sine) - math.log((1 - _E * sine) / (1 + _E * sine)) / (2 * _E)
    )
    return _A * math.radians(lon / SCALE), _A * q / 2
