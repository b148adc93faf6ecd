"""A laid-out label: what stands where, in whole µm from the label's top left corner, y downwards.

A plan is made once a run. What differs from label to label (the symbol, the typed code, the small
number) has a place in it; the rest is finished.
"""

from __future__ import annotations

import dataclasses
import enum

from labels.errors import DoesNotFit
from labels.fonts import Weight, composed
from labels.square import Square
from labels.stock import Point, Size
from labels.typeset import Block, largest, width_um


@dataclasses.dataclass(frozen=True)
class Placed:
    """One line of finished text: ``at`` is the left end of its baseline.

    ``turned`` by half a turn about it, for what is read from the other side of a fold.
    """

    field: str
    text: str
    weight: Weight
    size_um: int
    at: Point
    turned: bool = False

    @property
    def width_um(self) -> int:
        """Advance width."""
        return width_um(self.weight, self.size_um, self.text)


@dataclasses.dataclass(frozen=True)
class Rule:
    """A straight line; dashes and gaps of ``dash_um``, or none."""

    start: Point
    end: Point
    width_um: int
    dash_um: int = 0


class Align(enum.Enum):
    """Which end of a slot's text stands at its anchor, or its middle."""

    LEFT = 0
    RIGHT = 1
    CENTRE = 2

    def shift(self, width: int) -> int:
        """How far left of its anchor a text of ``width`` begins."""
        return (0, width, width // 2)[self.value]


@dataclasses.dataclass(frozen=True)
class Slot:
    """Where a text that differs on each label goes, ``room_um`` wide from ``anchor`` on."""

    field: str
    weight: Weight
    size_um: int
    smallest_um: int
    room_um: int
    anchor: Point
    align: Align = Align.LEFT

    def place(self, text: str) -> Placed:
        """Set ``text``, a little smaller if it is wide; DoesNotFit or MissingGlyph otherwise."""
        clean = composed(self.field, text, self.weight)
        size = largest(self.weight, clean, self.room_um, self.size_um, self.smallest_um)
        width = width_um(self.weight, size, clean)
        if width > self.room_um + 1:
            raise DoesNotFit(self.field, width, self.room_um)
        x = self.anchor.x - self.align.shift(width)
        return Placed(self.field, clean, self.weight, size, Point(x, self.anchor.y))


@dataclasses.dataclass(frozen=True)
class Plan:
    """One run's label: its size, the constant texts, and the places of what changes."""

    size: Size
    texts: tuple[Placed, ...]
    symbol: Square
    code: Slot
    number: Slot
    rules: tuple[Rule, ...] = ()


def place_block(block: Block, corner: Point, room: int = 0) -> tuple[Placed, ...]:
    """The block's lines with its top left corner at ``corner``, flush left.

    In more ``room`` than it needs, what follows the first field stands midway in the rest.
    """
    spare = max(0, room - block.height_um) // 2
    first = block.lines[0].field if block.lines else ""
    return tuple(
        Placed(
            line.field,
            line.text,
            line.weight,
            line.size_um,
            Point(corner.x, corner.y + line.baseline_um + (spare if line.field != first else 0)),
        )
        for line in block.lines
    )
