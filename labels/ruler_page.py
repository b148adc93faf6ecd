"""The ruler page: printed once on a printer, measured with a ruler, typed in as its calibration.

A 100 mm line across tells the scale; a cross 20 mm from the sheet's left and upper edge the shift.
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
from labels.stock import A4, Point, Size
from labels.typeset import points

CROSS = Point(20_000, 20_000)
"""Where the cross stands on a printer that does what it is told."""
_ARM_UM = 12_000
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


def _cross() -> list[Rule]:
    x, y, arm = CROSS.x, CROSS.y, _ARM_UM
    return [
        Rule(Point(x - arm, y), Point(x + arm, y), _LINE_UM),
        Rule(Point(x, y - arm), Point(x, y + arm), _LINE_UM),
    ]
