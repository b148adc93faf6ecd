"""A boundary that was walked with a phone: positions in order, each with how exact it is.

A line is ``latitude longitude accuracy``, the accuracy in metres as the phone gives it (the radius
that holds the true place with 95 %; W3C Geolocation).
"""

from __future__ import annotations

import math

from traceability.domain.errors import Invalid
from traceability.geo.boundary import FIELD, Loose, LooseRing

#: Positions that may be further off than this many metres are left out.
WORST_M = 30.0
#: A position that is nearer to the last one than this many metres says nothing new.
STEP_M = 3.0
#: Where the walk ended further than this from where it began, it did not go round.
GAP_M = 60.0
MOST_POSITIONS = 20_000
M_PER_DEGREE = 111_320.0


def read_track(text: str) -> Loose:
    """The polygon that was walked round; ``Invalid`` at ``boundary``.

    ``track_too_poor``: fewer than three good positions (``good``, ``worst_m``). ``track_open``: it
    ends ``gap_m`` metres from where it began.
    """
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_POSITIONS:
        raise Invalid("boundary_too_many_lines", FIELD, most=MOST_POSITIONS)
    ring = _thinned([(lon, lat) for lon, lat, off in map(_read, lines) if off <= WORST_M])
    if len(ring) < 3:
        raise Invalid("track_too_poor", FIELD, good=len(ring), worst_m=int(WORST_M))
    gap = metres_between(ring[0], ring[-1])
    if gap > GAP_M:
        raise Invalid("track_open", FIELD, gap_m=round(gap), most_m=int(GAP_M))
    return [[ring]]


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two positions in metres, good for a few kilometres."""
    shrink = math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot((one[0] - other[0]) * shrink, one[1] - other[1]) * M_PER_DEGREE


def _read(told: list[str]) -> tuple[float, float, float]:
    try:
        lat, lon, off = map(float, told)
    except ValueError:
        raise Invalid("boundary_unreadable", FIELD) from None
    if not all(map(math.isfinite, (lat, lon, off))):
        raise Invalid("boundary_not_finite", FIELD)
    return lon, lat, off


def _thinned(ring: LooseRing) -> LooseRing:
    kept: LooseRing = []
    for each in ring:
        if not kept or metres_between(kept[-1], each) >= STEP_M:
            kept.append(each)
    return kept
