"""Boundaries and boxes as the paths of a picture: whole numbers, ready for an SVG.

The plane is degrees, longitudes shrunk by the cosine of the middle latitude; it serves for looking
at a few kilometres, not for measuring.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from traceability.domain.communes import Box, Point, hull
from traceability.geo.shapes import Boundary

#: The picture's width and height in its own units.
WIDTH, HEIGHT = 640, 440
_MARGIN = 24
_PER_MICRO = 10
_M_PER_MICRO = 0.11132
_BARS_M = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


@dataclass(frozen=True)
class Frame:
    """What part of the world a picture shows, and how large."""

    south: float
    west: float
    shrink: float
    scale: float
    left: float
    top: float

    def path(self, boundary: Boundary) -> str:
        """A boundary as the data of an SVG path, its holes by the even-odd rule."""
        return "".join(
            self._ring((lon / _PER_MICRO, lat / _PER_MICRO) for lon, lat in ring[:-1])
            for ring in boundary.rings()
        )

    def box(self, box: Box) -> str:
        """A box as the data of an SVG path."""
        sides = (
            (box.west, box.south),
            (box.east, box.south),
            (box.east, box.north),
            (box.west, box.north),
        )
        return self._ring(sides)

    def is_within(self, box: Box) -> bool:
        """Whether a box reaches beyond the picture on every side, so that no edge of it shows."""
        (left, bottom), (right, top) = self._at(box.west, box.south), self._at(box.east, box.north)
        return left < 0 and top < 0 and right > WIDTH and bottom > HEIGHT

    def shows_edge(self, box: Box) -> bool:
        """Whether an edge of a box lies in the picture."""
        left, top, right, bottom = self.rectangle(box)
        apart = right < 0 or left > WIDTH or bottom < 0 or top > HEIGHT
        return not apart and not self.is_within(box)

    def rectangle(self, box: Box) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of a box in the picture, beyond its edges too."""
        (left, bottom), (right, top) = self._at(box.west, box.south), self._at(box.east, box.north)
        return left, top, right, bottom

    def point(self, point: Point) -> tuple[int, int]:
        """Where a point lies in the picture."""
        return self._at(point.lon, point.lat)

    def bar(self) -> tuple[int, int]:
        """A round length in metres, and how long it is in the picture: a quarter of it at most."""
        per_metre = self.scale / _M_PER_MICRO
        fitting = [metres for metres in _BARS_M if metres * per_metre <= WIDTH / 4]
        metres = fitting[-1] if fitting else _BARS_M[0]
        return metres, max(1, round(metres * per_metre))

    def _ring(self, positions: Iterable[tuple[float, float]]) -> str:
        told = (self._at(lon, lat) for lon, lat in positions)
        return "M" + "L".join(f"{x} {y}" for x, y in told) + "Z"

    def _at(self, lon: float, lat: float) -> tuple[int, int]:
        x = self.left + (lon - self.west) * self.shrink * self.scale
        y = self.top - (lat - self.south) * self.scale
        # Where a neighbour reaches far out of the picture, its path still stays a short text.
        return round(max(-9_999.0, min(9_999.0, x))), round(max(-9_999.0, min(9_999.0, y)))


def framed(boxes: Iterable[Box]) -> Frame:
    """The frame that shows all boxes, upright and in the middle."""
    around = hull(boxes)
    shrink = math.cos(math.radians((around.south + around.north) / 2_000_000))
    wide = max(1.0, (around.east - around.west) * shrink)
    high = max(1.0, float(around.north - around.south))
    scale = min((WIDTH - 2 * _MARGIN) / wide, (HEIGHT - 2 * _MARGIN) / high)
    return Frame(
        south=around.south,
        west=around.west,
        shrink=shrink,
        scale=scale,
        left=(WIDTH - wide * scale) / 2,
        top=HEIGHT - (HEIGHT - high * scale) / 2,
    )
