"""Where names of communes stand in a picture: beside the one that it is of, on no other name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from traceability.geo.drawing import HEIGHT, WIDTH

#: Left, top, right, bottom in the picture's units.
Rectangle = tuple[int, int, int, int]
#: A letter and a line as they are on a phone, where the picture is half as large.
_LETTER, _LINE, _EDGE = 13, 32, 6
#: The corner where the bar of metres stands.
_BAR: Rectangle = (0, HEIGHT - 52, 190, HEIGHT)


class Named(TypedDict):
    """A name and the middle of where it is written; no name where there is no room."""

    name: str
    at: tuple[int, int]


class MapNames:
    """The names of one picture, put one after the other."""

    def __init__(self, own: Iterable[Rectangle]) -> None:
        """``own`` is what the picture is of: no neighbour is named in it."""
        self._own = list(own)
        self._taken = [*self._own, _BAR]

    def put(self, name: str, there: Rectangle) -> Named:
        """A name in the widest part of a rectangle that is seen beside the own ones."""
        half = len(name) * _LETTER // 2
        for left, top, right, bottom in sorted(self._beside(there), key=_size, reverse=True):
            x = min(max((left + right) // 2, half + _EDGE), WIDTH - half - _EDGE)
            y = (top + bottom) // 2
            here = (x - half, y - _LINE // 2, x + half, y + _LINE // 2)
            inside = here[1] >= 0 and here[3] <= HEIGHT
            if inside and not any(_cross(here, each) for each in self._taken):
                self._taken.append(here)
                return {"name": name, "at": (x, y)}
        return {"name": "", "at": (0, 0)}

    def _beside(self, there: Rectangle) -> Iterable[Rectangle]:
        """What is seen of a rectangle left, right, above and below the own one."""
        left, top = max(there[0], 0), max(there[1], 0)
        right, bottom = min(there[2], WIDTH), min(there[3], HEIGHT)
        for west, north, east, south in self._own:
            yield left, top, min(right, west), bottom
            yield max(left, east), top, right, bottom
            yield left, top, right, min(bottom, north)
            yield left, max(top, south), right, bottom


def _size(each: Rectangle) -> int:
    return max(0, each[2] - each[0]) * max(0, each[3] - each[1])


def _cross(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
