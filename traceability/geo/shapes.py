"""A boundary as it is kept: rings of whole ten-millionths of a degree, and its canonical text.

A position is ``(longitude, latitude)`` as in RFC 7946 §3.1.1, times 10⁷: about a centimetre, and
exact on every machine. The text is GeoJSON with sorted keys and shortest decimals (RFC 8785), so
that equal boundaries have equal bytes. A random ``nonce`` makes its hash a salted one: few corners
could otherwise be guessed from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from traceability.domain.communes import Box

#: Positions are whole numbers of this part of a degree.
SCALE = 10_000_000
_PER_MICRO = 10

Position = tuple[int, int]
Ring = tuple[Position, ...]
Rings = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """One or more polygons, each an outer ring and its holes.

    Rings are closed (the last position is the first), outer ones counter-clockwise and holes
    clockwise (RFC 7946 §3.1.6), and begin at their smallest position.
    """

    polygons: tuple[Rings, ...]

    @property
    def corners(self) -> int:
        """How many corners it has in all, holes included."""
        return sum(len(ring) - 1 for ring in self.rings())

    @property
    def box(self) -> Box:
        """The smallest box around it in whole millionths of a degree, rounded outwards."""
        lons = [lon for ring in self.rings() for lon, _lat in ring]
        lats = [lat for ring in self.rings() for _lon, lat in ring]
        return Box(_down(min(lats)), _down(min(lons)), _up(max(lats)), _up(max(lons)))

    def rings(self) -> Iterator[Ring]:
        """Every ring, outer ones and holes."""
        for polygon in self.polygons:
            yield from polygon

    def text(self, nonce: str = "") -> str:
        """Canonical GeoJSON: a Polygon or MultiPolygon, with the nonce as a foreign member."""
        told = [f"[{','.join(map(_ring_text, polygon))}]" for polygon in self.polygons]
        one = len(told) == 1
        coordinates = told[0] if one else f"[{','.join(told)}]"
        salted = f'"nonce":{json.dumps(nonce)},' if nonce else ""
        kind = "Polygon" if one else "MultiPolygon"
        return f'{{"coordinates":{coordinates},{salted}"type":"{kind}"}}'


def parsed(text: str) -> Boundary:
    """The boundary of a text that ``Boundary.text`` wrote; ``ValueError`` for any other."""
    told = json.loads(text, parse_float=_units, parse_int=_units)
    coordinates = told["coordinates"]
    polygons = [coordinates] if told["type"] == "Polygon" else coordinates
    return Boundary(
        tuple(
            tuple(tuple((lon, lat) for lon, lat in ring) for ring in polygon)
            for polygon in polygons
        )
    )


def canonical(polygons: Iterable[Iterable[Ring]]) -> Boundary:
    """Closed rings as a boundary: outer ones turned counter-clockwise, holes clockwise, sorted."""
    turned = []
    for polygon in polygons:
        outer, *holes = polygon
        inner = sorted(_begun(_turned(hole, left=False)) for hole in holes)
        turned.append((_begun(_turned(outer, left=True)), *inner))
    return Boundary(tuple(sorted(turned)))


def degrees(units: int) -> str:
    """Ten-millionths of a degree as the shortest decimal: 104.9821."""
    sign, rest = ("-" if units < 0 else ""), abs(units)
    whole, part = divmod(rest, SCALE)
    told = f"{part:07d}".rstrip("0")
    return f"{sign}{whole}.{told}" if told else f"{sign}{whole}"


def twice_area(ring: Ring) -> int:
    """Twice the area of a closed ring in the plane; above zero where it runs counter-clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def _units(text: str) -> int:
    """A decimal number of degrees as ten-millionths, exactly."""
    whole, _dot, part = text.partition(".")
    if len(part) > 7 or "e" in text.lower():
        raise ValueError("not a coordinate of ours")
    units = int(whole.lstrip("-") + part.ljust(7, "0"))
    return -units if text.startswith("-") else units


def _ring_text(ring: Ring) -> str:
    return f"[{','.join(f'[{degrees(lon)},{degrees(lat)}]' for lon, lat in ring)}]"


def _turned(ring: Ring, *, left: bool) -> Ring:
    return ring if (twice_area(ring) > 0) is left else ring[::-1]


def _begun(ring: Ring) -> Ring:
    """The same closed ring, from its smallest position on."""
    bare = ring[:-1]
    at = bare.index(min(bare))
    return (*bare[at:], *bare[:at], bare[at])


def _down(units: int) -> int:
    return units // _PER_MICRO


def _up(units: int) -> int:
    return -(-units // _PER_MICRO)
