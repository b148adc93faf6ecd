"""Site stays of an apiary: never more colonies standing than are owned; how near two sites are."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from traceability.domain.communes import Box, Point
from traceability.domain.errors import Invalid
from traceability.domain.text import shown

#: The box that Việt Nam lies in, in millionths of a degree; islands far out are no place for bees.
VIETNAM = Box(8_000_000, 102_000_000, 23_500_000, 110_000_000)
#: Another's site is told to the nearest so many metres.
ROUGHLY_M = 100
#: Another's site counts as the middle of its cell of the grid, some 1 km (millionths of a degree).
#: However often somebody asks, no answer depends on where in the cell it is.
CELL = 10_000
#: No point of a cell is further from its middle, in metres.
CELL_REACH_M = 800
_EARTH_M = 6_371_008.8
_SCALE = 1_000_000
_NUMBER = r"[-+]?[0-9]{1,3}(?:[.,][0-9]{1,8})?"
_PAIR = re.compile(rf"({_NUMBER})\s*°?\s*[NnBb]?\s*(?:[;,]\s*|\s)\s*({_NUMBER})\s*°?\s*[EeĐđ]?")


@dataclass(frozen=True)
class Span:
    """So many colonies from one day to another (or open)."""

    colonies: int
    from_on: dt.date
    to_on: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether the colonies stand there on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class Excess:
    """A day on which more colonies would stand than are owned."""

    day: dt.date
    standing: int
    owned: int


def cell(point: Point) -> Point:
    """The middle of the cell that a point lies in."""
    lat, lon = (each // CELL * CELL + CELL // 2 for each in (point.lat, point.lon))
    return Point(lat, lon)


def square(point: Point) -> Box:
    """The cell that a point lies in."""
    south, west = (each // CELL * CELL for each in (point.lat, point.lon))
    return Box(south, west, south + CELL, west + CELL)


def overlap(one: Span, other: Span) -> bool:
    """Whether two stays have a day in common."""
    start = max(one.from_on, other.from_on)
    return one.holds(start) and other.holds(start)


def excess(
    spans: Sequence[Span], owned: Callable[[dt.date], int], days: Iterable[dt.date] = ()
) -> Excess | None:
    """The first day on which the stays hold more colonies than are owned, or None.

    What stands grows only on a day on which a stay begins; ``days`` are those on which ``owned``
    changes.
    """
    for day in sorted({each.from_on for each in spans} | set(days)):
        standing = sum(each.colonies for each in spans if each.holds(day))
        if standing > owned(day):
            return Excess(day, standing, owned(day))
    return None


def metres(one: Point, other: Point) -> int:
    """The distance of two points on a sphere: within 0.6 % of the ellipsoid's, enough to warn."""
    lat, other_lat = (math.radians(each.lat / _SCALE) for each in (one, other))
    lon, other_lon = (math.radians(each.lon / _SCALE) for each in (one, other))
    chord = (
        math.sin((other_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    )
    return round(2 * _EARTH_M * math.asin(min(1.0, math.sqrt(chord))))


def roughly(distance: int) -> int:
    """A distance as it is told of another's site: to the next hundred metres."""
    return max(ROUGHLY_M, round(distance / ROUGHLY_M) * ROUGHLY_M)


def around(point: Point, distance: int) -> Box:
    """A box that holds everything within ``distance`` metres of a point."""
    lat = math.ceil(distance / 110_000 * _SCALE)
    lon = math.ceil(distance / (110_000 * math.cos(math.radians(point.lat / _SCALE))) * _SCALE)
    return Box(point.lat - lat, point.lon - lon, point.lat + lat, point.lon + lon)


def read_point(typed: str, field: str) -> Point:
    """A point as a telephone shows it: latitude, longitude in degrees ("23.1622, 105.4127").

    The other way round is understood too: in Việt Nam no latitude is a longitude. Raises
    ``Invalid``: ``point_unreadable`` (``typed``), ``point_outside``.
    """
    found = _PAIR.fullmatch(typed.strip())
    if found is None:
        raise Invalid("point_unreadable", field, typed=shown(typed))
    lat, lon = (
        int((Decimal(each.replace(",", ".")) * _SCALE).to_integral_value())
        for each in found.groups()
    )
    for each in ((lat, lon), (lon, lat)):
        if abs(each[0]) <= 90 * _SCALE and VIETNAM.holds(Point(*each)):
            return Point(*each)
    raise Invalid("point_outside", field, typed=shown(typed))


def degrees(point: Point) -> str:
    """A point as it is typed: "23.162200, 105.412700"."""
    return f"{point.lat / _SCALE:.6f}, {point.lon / _SCALE:.6f}"
