"""Leaving out corners that say little, in time that grows with their number only."""

from __future__ import annotations

from traceability.geo import plane
from traceability.geo.boundary import Loose, LooseRing
from traceability.geo.track import M_PER_DEGREE, metres_between

#: How far the line may move, in metres: tried one after the other.
TOLERANCES_M = (1.0, 2.0, 4.0, 8.0, 16.0)
#: Corners that are left for the slower, better way (its worst case is their square).
_FEW = 20_000


def thinned(loose: Loose, most: int) -> Loose:
    """The same polygons with ``most`` corners or fewer, as little moved as that allows.

    Where even the coarsest is not enough, it is given back as it is.
    """
    for metres in TOLERANCES_M:
        found = [[_ring(ring, metres) for ring in rings] for rings in loose]
        if sum(len(ring) for rings in found for ring in rings) <= most:
            return found
    return loose


def _ring(ring: LooseRing, metres: float) -> LooseRing:
    spaced = _spaced(ring, metres / 2)
    if len(spaced) < 4 or len(spaced) > _FEW:
        return spaced
    line = plane.LineString([*spaced, spaced[0]])
    short = plane.simplify(line, metres / M_PER_DEGREE, preserve_topology=False)
    return [(lon, lat) for lon, lat in plane.get_coordinates(short).tolist()][:-1]


def _spaced(ring: LooseRing, metres: float) -> LooseRing:
    """The ring without positions that lie nearer than that to the one before."""
    kept: LooseRing = []
    for each in ring:
        if not kept or metres_between(kept[-1], each) >= metres:
            kept.append(each)
    if len(kept) > 1 and metres_between(kept[0], kept[-1]) < metres:
        kept.pop()
    return kept
