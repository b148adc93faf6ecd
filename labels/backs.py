"""The other side of sheets: words that stand behind each label once the sheets have been turned.

Turned over an upright edge (the long one of a portrait sheet, the short one of a landscape), its
columns are mirrored; over the other one its rows are, and the words stand on their head, so that a
label turned like a page in a book reads upright.
The backs are a file of their own: what has codes is read back, and any printer can print a second
time on the sheets that it printed once.
"""

from __future__ import annotations

import dataclasses
import enum
from io import BytesIO

from labels.calibration import EXACT, Calibration
from labels.fonts import composed
from labels.grow import story
from labels.pdf_file import PdfFile
from labels.pdf_parts import Parts
from labels.plan import Placed, place_block
from labels.sheet_pdf import page_matrix
from labels.stock import Point, Sheet, Size
from labels.texts import clean

_INSET_UM = 3_000


class Flip(enum.Enum):
    """Over which edge the sheets are turned."""

    LONG_EDGE = "long"
    SHORT_EDGE = "short"


@dataclasses.dataclass(frozen=True)
class Back:
    """Finished lines for the back of every label, and a Chinese one below them.

    Raises MissingGlyph at ``story`` or ``story_zh``.
    """

    story: tuple[str, ...]
    story_zh: str = ""
    flip: Flip = Flip.LONG_EDGE

    def __post_init__(self) -> None:
        """Bring every line to NFC and look up its glyphs."""
        object.__setattr__(self, "story", tuple(composed("story", line) for line in self.story))
        clean(self, ("story_zh",))

    def texts(self, size: Size) -> tuple[Placed, ...]:
        """The lines on a label of ``size``, as large as it has room for; raises DoesNotFit."""
        room = size.height - 2 * _INSET_UM
        block = story(self.story, self.story_zh, size.width - 2 * _INSET_UM, room)
        down = _INSET_UM + (room - block.height_um) // 2
        return place_block(block, Point(_INSET_UM, down))


def behind(stock: Sheet, place: int, flip: Flip) -> Point:
    """Where, on the back page, the label stands that is behind ``place`` of the front page."""
    corner, page, label = stock.corner(place), stock.page, stock.label
    if _is_upright(stock, flip):
        return Point(page.width - corner.x - label.width, corner.y)
    return Point(corner.x, page.height - corner.y - label.height)


def draw_backs(
    stock: Sheet, back: Back, places: int, *, start: int = 0, calibration: Calibration = EXACT
) -> bytes:
    """The backs of a run as PDF, a page behind each of its pages, in their order.

    The run takes ``places`` from ``start`` of the first sheet on; behind no others is anything
    printed. Raises as ``Back.texts`` does.
    """
    parts, out = Parts(), BytesIO()
    parts.form("back", stock.label, parts.texts(back.texts(stock.label), stock.label.height))
    file = PdfFile(out, parts)
    first, left = start, places
    while left > 0:
        taken = range(first, min(stock.capacity, first + left))
        drawn = (_behind(stock, place, back.flip) for place in taken)
        file.page("\n".join([page_matrix(stock.page, calibration), *drawn]))
        first, left = 0, left - len(taken)
    file.finish(back.story[0] if back.story else back.story_zh, "", stock.page)
    return out.getvalue()


def _behind(stock: Sheet, place: int, flip: Flip) -> str:
    corner, size = behind(stock, place, flip), stock.label
    y = stock.page.height - corner.y - size.height
    if not _is_upright(stock, flip):
        return f"q -1 0 0 -1 {corner.x + size.width} {y + size.height} cm/back Do Q"
    return f"q 1 0 0 1 {corner.x} {y} cm/back Do Q"


def _is_upright(stock: Sheet, flip: Flip) -> bool:
    """Whether the edge that the sheet is turned over stands upright as the sheet is printed."""
    return (flip is Flip.LONG_EDGE) == (stock.page.height >= stock.page.width)
