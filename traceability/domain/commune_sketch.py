"""A sketch that says where in the land something is: the land's outline, communes as boxes in it.

Only communes' bounding boxes go in, and squares of the grid where something may be told as finely
as that. The outline is reckoned of all boxes: rough, and nobody's boundary.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from traceability.domain.communes import Box, Point, hull

WIDTH, HEIGHT = 320, 300
#: Latitudes at which the outline is looked at; it has two points at each.
BANDS = 26
_MARGIN, _LINE, _LETTER, _GAP = 10, 15, 7.2, 4
#: A square is drawn no smaller than this, a commune no smaller than that.
_SMALLEST, _SMALLEST_BOX = 9, 6
_HANOI = Point(21_028_500, 105_854_200)
_KM_A_DEGREE = 111.2
#: What is drawn across at the least, in millionths of a degree: some 100 m.
_LEAST = 1_000


@dataclass(frozen=True)
class Shape:
    """A commune's box on the paper, in whole units; its name, the middle of which is at a point.

    Where there is no room beside it for its name it has none.
    """

    x: int
    y: int
    width: int
    height: int
    name: str | None
    named_at: tuple[int, int]


@dataclass(frozen=True)
class Square:
    """A square of the grid on the paper: left, top and side, never too small to be seen."""

    x: int
    y: int
    side: int


@dataclass(frozen=True)
class Sketch:
    """A drawing ``width`` × ``height``: the ``outline`` of the land, communes, squares on top.

    ``km`` is how far the communes are from Hà Nội as the crow flies, in tens of kilometres,
    ``northwest`` whether they lie so of it, or else to the north.
    """

    width: int
    height: int
    outline: tuple[tuple[int, int], ...]
    shapes: tuple[Shape, ...]
    squares: tuple[Square, ...]
    km: int
    northwest: bool

    @functools.cached_property
    def land(self) -> str:
        """The outline as SVG draws it (``d`` of a path), written once: sketches are kept."""
        return f"M{''.join(f'{x},{y} ' for x, y in self.outline)}Z"


Named = tuple[str, Box]
"""The name to be written beside a box, and the box."""


def sketch(own: Sequence[Named], land: Iterable[Box], cells: Collection[Box] = ()) -> Sketch | None:
    """The communes ``own`` in the ``land``, of which all boxes are given; nothing without an own.

    No own one reaches beyond the land. ``cells`` are squares of the grid; those beyond the land are
    left out.
    """
    if not own:
        return None
    mine = [box for _name, box in own]
    boxes = [*land] or mine
    whole = hull([*boxes, *mine])
    paper = _Paper(whole)
    squares = tuple(paper.square(cell) for cell in sorted(cells, key=_order) if _in(whole, cell))
    km, northwest = _from_hanoi(hull(box for _name, box in own).centre())
    return Sketch(
        WIDTH,
        HEIGHT,
        tuple(_outline(boxes, whole, paper)),
        tuple(_shapes(own, paper, squares)),
        squares,
        km,
        northwest,
    )


def _order(box: Box) -> tuple[int, int]:
    return box.south, box.west


def _in(whole: Box, cell: Box) -> bool:
    return whole.holds(cell.centre())


def _from_hanoi(point: Point) -> tuple[int, bool]:
    """Tens of kilometres, and whether to the northwest rather than to the north."""
    north = (point.lat - _HANOI.lat) / 1_000_000 * _KM_A_DEGREE
    narrow = math.cos(math.radians(point.lat / 1_000_000))
    west = (_HANOI.lon - point.lon) / 1_000_000 * _KM_A_DEGREE * narrow
    return round(math.hypot(north, west) / 10) * 10, west > north * math.tan(math.radians(22.5))


def _outline(boxes: Sequence[Box], whole: Box, paper: _Paper) -> Iterator[tuple[int, int]]:
    """Down the western edge and up the eastern one."""
    step = (whole.north - whole.south) / BANDS
    edges = []
    for band in range(BANDS):
        lat = round(whole.north - step * (band + 0.5))
        on = [box for box in boxes if box.south <= lat <= box.north]
        if on:
            edges.append((lat, min(box.west for box in on), max(box.east for box in on)))
    yield from (paper.at(Point(lat, west)) for lat, west, _east in edges)
    yield from (paper.at(Point(lat, east)) for lat, _west, east in reversed(edges))


def _shapes(own: Sequence[Named], paper: _Paper, squares: Sequence[Square]) -> Iterator[Shape]:
    frames = [paper.frame(box) for _name, box in own]
    names = _Names([*frames, *((s.x, s.y, s.x + s.side, s.y + s.side) for s in squares)])
    for (name, _box), (left, top, right, bottom) in zip(own, frames, strict=True):
        at = names.beside(name, (left, top, right, bottom))
        shown = (name, at) if at else (None, (left, top))
        yield Shape(left, top, right - left, bottom - top, *shown)


class _Paper:
    """Degrees onto the paper, the land in its middle."""

    def __init__(self, land: Box) -> None:
        self._middle = land.centre()
        self._narrow = math.cos(math.radians(self._middle.lat / 1_000_000))
        tall = max(land.north - land.south, _LEAST)
        wide = max((land.east - land.west) * self._narrow, _LEAST)
        self._scale = min((WIDTH - 2 * _MARGIN) / wide, (HEIGHT - 2 * _MARGIN) / tall)

    def at(self, point: Point) -> tuple[int, int]:
        """Where a point of the land lies."""
        across = (point.lon - self._middle.lon) * self._narrow * self._scale
        down = (self._middle.lat - point.lat) * self._scale
        return round(WIDTH / 2 + across), round(HEIGHT / 2 + down)

    def frame(self, box: Box) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of a commune's box, never too small to be seen."""
        left, top = self.at(Point(box.north, box.west))
        right, bottom = self.at(Point(box.south, box.east))
        more = max(0, _SMALLEST_BOX - (right - left)), max(0, _SMALLEST_BOX - (bottom - top))
        return left, top, right + more[0], bottom + more[1]

    def square(self, cell: Box) -> Square:
        """A square around the middle of a cell."""
        left, _top, right, _bottom = self.frame(cell)
        side = max(right - left, _SMALLEST)
        x, y = self.at(cell.centre())
        return Square(x - side // 2, y - side // 2, side)


class _Names:
    """Where names may stand: on no commune or square, on no other name, not beyond the edge."""

    def __init__(self, taken: Iterable[tuple[float, float, float, float]]) -> None:
        self._taken = list(taken)

    def beside(self, name: str, frame: tuple[int, int, int, int]) -> tuple[int, int] | None:
        """The middle of a name above, below, right or left of a box; the place is then taken."""
        half = len(name) * _LETTER / 2
        left, top, right, bottom = frame
        x = min(max((left + right) / 2, half + 2), WIDTH - half - 2)
        y = (top + bottom) / 2
        for at in (
            (x, top - _LINE / 2 - _GAP),
            (x, bottom + _LINE / 2 + _GAP),
            (right + half + _GAP, y),
            (left - half - _GAP, y),
        ):
            here = (at[0] - half, at[1] - _LINE / 2, at[0] + half, at[1] + _LINE / 2)
            if _on_paper(here) and not any(_cross(here, each) for each in self._taken):
                self._taken.append(here)
                return round(at[0]), round(at[1])
        return None


def _on_paper(frame: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = frame
    return left >= 0 and top >= 0 and right <= WIDTH and bottom <= HEIGHT


def _cross(one: Iterable[float], other: Iterable[float]) -> bool:
    left, top, right, bottom = one
    west, north, east, south = other
    return left < east and west < right and top < south and north < bottom
