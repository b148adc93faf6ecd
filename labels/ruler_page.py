"""The ruler page: printed once on a printer, measured with a ruler, typed in as its calibration.

A 100 mm line across tells the scale; a cross 20 mm from the sheet's left and upper edge the shift.
On a row of a roll the cross stands 5 mm from the edges of each label, over a line of 20 mm: too
short to measure a scale by, long enough to see that the driver has rescaled the page.
"""

from __future__ import annotations

from io import BytesIO

from labels.calibration import EXACT, Calibration
from labels.fonts import Weight, composed
from labels.margin import ruler, scale_note
from labels.pdf_file import PdfFile
from labels.pdf_parts import Parts, rules
from labels.plan import Placed, Rule
from labels.sheet_pdf import page_matrix
from labels.stock import A4, Point, Sheet, Size
from labels.typeset import points

CROSS = Point(20_000, 20_000)
"""Where the cross stands on a printer that does what it is told."""
ROW_CROSS = Point(5_000, 5_000)
"""The same on a label of a roll, from the label's own corner."""
ROW_LINE_UM = 20_000
_ARM_UM, _ROW_ARM_UM = 12_000, 4_000
_UNDER_UM = 9_000
_LINE_UM = 100


def draw_ruler_page(
    words: tuple[str, ...], page: Size = A4, calibration: Calibration = EXACT
) -> bytes:
    """The page as PDF; ``words`` are the lines that say what to do, in the reader's language.

    Drawn with a ``calibration``, it shows whether that one is right.
    """
    parts, out = Parts(), BytesIO()
    size, x, note = points(110), CROSS.x, scale_note(page)
    texts = [
        Placed(
            "words", composed("words", line), Weight.REGULAR, size, Point(x, 60_000 + 7_000 * at)
        )
        for at, line in enumerate((*words, note))
    ]
    drawn = parts.texts(texts, page.height) + rules(
        [*_cross(), *ruler(Point(x, 50_000))], page.height
    )
    file = PdfFile(out, parts)
    file.page(f"{page_matrix(page, calibration)}\n{drawn}")
    file.finish(words[0] if words else note, "", page)
    return out.getvalue()


def draw_ruler_row(row: Sheet, calibration: Calibration = EXACT) -> bytes:
    """A row of a roll with a cross and a line on every label, as PDF of one page."""
    parts, out = Parts(), BytesIO()
    drawn = ""
    for index in range(row.columns):
        corner = row.corner(index)
        at = Point(corner.x + ROW_CROSS.x, corner.y + ROW_CROSS.y)
        line = ruler(Point(at.x, at.y + _UNDER_UM), ROW_LINE_UM)
        drawn += rules([*_cross(at, _ROW_ARM_UM), *line], row.page.height)
    file = PdfFile(out, parts)
    file.page(f"{page_matrix(row.page, calibration)}\n{drawn}")
    file.finish(row.name, "", row.page)
    return out.getvalue()


def _cross(at: Point = CROSS, arm: int = _ARM_UM) -> list[Rule]:
    x, y = at.x, at.y
    return [
        Rule(Point(x - arm, y), Point(x + arm, y), _LINE_UM),
        Rule(Point(x, y - arm), Point(x, y + arm), _LINE_UM),
    ]
