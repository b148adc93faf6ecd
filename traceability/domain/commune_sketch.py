"""A sketch of communes: their boxes on paper, the ones that matter among their neighbours.

It says in which commune something lies. Only communes' bounding boxes go in, and squares of the
grid where something may be told as finely as that.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from traceability.domain.communes import Box, hull

WIDTH, HEIGHT = 320, 256
#: So many neighbours are drawn, the nearest ones.
MOST_NEIGHBOURS = 12
_LINE, _LETTER, _GAP = 15, 6.6, 8
#: A square is drawn no smaller than this.
_SMALLEST = 9


@dataclass(frozen=True)
class Shape:
    """A commune's box on the paper, in whole units, and its name where there is room for it.

    A name that would lie over a square stands ``aside``, near the upper edge.
    """

    x: int
    y: int
    width: int
    height: int
    name: str | None
    own: bool
    aside: bool = False

    @property
    def middle(self) -> tuple[int, int]:
        """The middle of the box."""
        return self.x + self.width // 2, self.y + self.height // 2

    @property
    def named_at(self) -> tuple[int, int]:
        """Where the middle of the name stands."""
        return self.middle[0], self.y + _LINE if self.aside else self.middle[1]

    def beside(self, squares: Iterable[Square]) -> Shape:
        """The same with its name where it covers none of some squares."""
        half, (x, y) = len(self.name or "") * _LETTER / 2 + _GAP, self.middle
        here = (x - half, y - _LINE, x + half, y + _LINE)
        covers = any(_cross(here, (s.x, s.y, s.x + s.side, s.y + s.side)) for s in squares)
        return replace(self, aside=covers)


@dataclass(frozen=True)
class Square:
    """A square of the grid on the paper: left, top and side, never too small to be seen."""

    x: int
    y: int
    side: int


@dataclass(frozen=True)
class Sketch:
    """A drawing ``width`` × ``height``: neighbours first, so that the own communes lie on top.

    Above all are the ``squares`` of the grid that something lies in.
    """

    width: int
    height: int
    shapes: tuple[Shape, ...]
    squares: tuple[Square, ...] = ()


Named = tuple[str, Box]
"""The name to be written on a box, and the box."""


def sketch(
    own: Sequence[Named], others: Iterable[Named], cells: Collection[Box] = ()
) -> Sketch | None:
    """The communes ``own`` among the nearest of the ``others``; nothing where there is no own.

    ``cells`` are squares of the grid; those beyond the paper are left out.
    """
    if not own:
        return None
    window = _widened(hull(box for _name, box in own))
    paper = _Paper(window)
    names = _Names([paper.frame(box) for _name, box in own])
    boxes = [(*each, True) for each in own]
    boxes += [(*each, False) for each in _nearest(window, others)]
    shapes = [paper.shape(name, box, names, own=mine) for name, box, mine in boxes]
    found = sorted(paper.square(cell) for cell in cells if window.holds(cell.centre()))
    squares = [Square(*each) for each in found]
    shown = (shape.beside(squares) if shape.own else shape for shape in shapes)
    ordered = sorted(shown, key=lambda shape: shape.own)
    return Sketch(WIDTH, HEIGHT, tuple(ordered), tuple(squares))


def _widened(box: Box) -> Box:
    """Half as much again on each side, so that neighbours are seen, and the shape of the paper."""
    middle, narrow = box.centre(), _narrow(box)
    tall = max(box.north - box.south, 1)
    wide = max((box.east - box.west) * narrow, tall * WIDTH / HEIGHT, 1.0)
    up, aside = round(wide * HEIGHT / WIDTH), round(wide / narrow)
    return Box(middle.lat - up, middle.lon - aside, middle.lat + up, middle.lon + aside)


def _narrow(box: Box) -> float:
    """How wide a degree of longitude is at the latitude of a box, in degrees of latitude."""
    return math.cos(math.radians(box.centre().lat / 1_000_000))


def _nearest(window: Box, others: Iterable[Named]) -> Sequence[Named]:
    middle = window.centre()

    def far(entry: Named) -> tuple[int, str]:
        at = entry[1].centre()
        return abs(at.lat - middle.lat) + abs(at.lon - middle.lon), entry[0]

    seen = [entry for entry in others if _meet(window, entry[1])]
    return sorted(seen, key=far)[:MOST_NEIGHBOURS]


def _meet(one: Box, other: Box) -> bool:
    apart = one.east < other.west or other.east < one.west
    return not (apart or one.north < other.south or other.north < one.south)


class _Paper:
    """Degrees onto the paper, of whose shape the window is."""

    def __init__(self, window: Box) -> None:
        self.window = window
        self._across = WIDTH / (window.east - window.west)
        self._down = HEIGHT / (window.north - window.south)

    def frame(self, box: Box) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of a box on the paper."""
        return self._x(box.west), self._y(box.north), self._x(box.east), self._y(box.south)

    def shape(self, name: str, box: Box, names: _Names, *, own: bool) -> Shape:
        left, top, right, bottom = self.frame(box)
        width, height = max(1, right - left), max(1, bottom - top)
        middle = left + width // 2, top + height // 2
        shown = name if own or names.fits(name, middle, width, HEIGHT) else None
        return Shape(left, top, width, height, shown, own)

    def square(self, cell: Box) -> tuple[int, int, int]:
        """Left, top and side of a square around the middle of a cell."""
        left, _top, right, _bottom = self.frame(cell)
        side = max(right - left, _SMALLEST)
        middle = cell.centre()
        return self._x(middle.lon) - side // 2, self._y(middle.lat) - side // 2, side

    def _x(self, lon: int) -> int:
        return min(max(round((lon - self.window.west) * self._across), 0), WIDTH)

    def _y(self, lat: int) -> int:
        return min(max(round((self.window.north - lat) * self._down), 0), HEIGHT)


class _Names:
    """Where neighbours' names may stand: on no other, in no own commune, not beyond the edge."""

    def __init__(self, own: Iterable[tuple[float, float, float, float]]) -> None:
        self._taken = list(own)

    def fits(self, name: str, middle: tuple[int, int], room: int, height: int) -> bool:
        """Whether a name can stand in the middle of its box; the place is then taken."""
        half, (x, y) = len(name) * _LETTER / 2, middle
        here = (x - half, y - _LINE / 2, x + half, y + _LINE / 2)
        free = not any(_cross(here, each) for each in self._taken)
        inside = here[0] >= 2 and here[2] <= WIDTH - 2 and here[1] >= 2 and here[3] <= height - 2
        if free and inside and room >= half:
            self._taken.append(here)
            return True
        return False


def _cross(one: Iterable[float], other: Iterable[float]) -> bool:
    left, top, right, bottom = one
    west, north, east, south = other
    return left < east and west < right and top < south and north < bottom
