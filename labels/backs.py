"""The other side of a sheet: words that stand behind each label once the sheet has been turned.

Turned over its long edge, a portrait sheet's columns are mirrored; over its short edge its rows
are, and the words stand on their head, so that a label turned like a page in a book reads upright.
"""

from __future__ import annotations

import dataclasses
import enum

from labels.fonts import composed
from labels.plan import Placed, place_block
from labels.stock import Point, Sheet, Size
from labels.typeset import Piece, fit, points

_INSET_UM = 3_000


class Flip(enum.Enum):
    """Over which edge the printer turns the sheet."""

    LONG_EDGE = "long"
    SHORT_EDGE = "short"


@dataclasses.dataclass(frozen=True)
class Back:
    """Finished lines for the back of every label; raises MissingGlyph at ``back``."""

    lines: tuple[str, ...]
    flip: Flip = Flip.LONG_EDGE

    def __post_init__(self) -> None:
        """Bring every line to NFC and look up its glyphs."""
        object.__setattr__(self, "lines", tuple(composed("back", line) for line in self.lines))

    def texts(self, size: Size) -> tuple[Placed, ...]:
        """The lines on a label of ``size``; raises DoesNotFit at ``back``."""
        pieces = [Piece("back", line, points(90), points(50), lines=4) for line in self.lines]
        room = size.height - 2 * _INSET_UM
        block = fit(pieces, size.width - 2 * _INSET_UM, room)
        down = _INSET_UM + (room - block.height_um) // 2
        return place_block(block, Point(_INSET_UM, down))


def behind(stock: Sheet, place: int, flip: Flip) -> Point:
    """Where, on the back page, the label stands that is behind ``place`` of the front page."""
    corner, page, label = stock.corner(place), stock.page, stock.label
    if flip is Flip.LONG_EDGE:
        return Point(page.width - corner.x - label.width, corner.y)
    return Point(corner.x, page.height - corner.y - label.height)
