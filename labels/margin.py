"""Outside the labels: a 100 mm ruler, the line that keeps copy shops from rescaling, cut marks.

Nothing is ever printed over a label: a stock without a foot margin (3474 is full bleed: half a
millimetre) has no ruler.
"""

from __future__ import annotations

from labels.fonts import Weight
from labels.plan import Placed, Rule
from labels.stock import A4, Point, Sheet, Size, page_name
from labels.typeset import points, width_um

RULER_UM = 100_000
UNPRINTABLE_UM = 4_300
"""Laser printers leave about 4.2 mm of the page's edge blank."""

_RULER_HEIGHT_UM = 2_400
_LINE_UM = 100
_MARK_GAP_UM = 1_000
_MARK_UM = 3_000


def scale_note(page: Size) -> str:
    """What a printer is to be told before it prints on such a page."""
    return f"In 100 %, khổ {page_name(page)}, không co giãn"


SCALE_NOTE = scale_note(A4)


def margin(stock: Sheet, ruler_y: int | None = None) -> tuple[list[Placed], list[Rule]]:
    """What stands in the margins; ``ruler_y`` puts the ruler there, where a row is left out."""
    y = _foot_y(stock) if ruler_y is None else ruler_y
    marks = cut_marks(stock) if stock.cut_marks else []
    if y is None:
        return [], marks
    size, gap = points(65), 2_000
    words = ["0", "100 mm", f"{scale_note(stock.page)} · {stock.name}"]
    widths = [width_um(Weight.REGULAR, size, word) for word in words]
    x = (stock.page.width - RULER_UM - widths[1] - widths[2] - 3 * gap) // 2
    starts = [x - widths[0] - gap // 2, x + RULER_UM + gap // 2]
    starts.append(starts[1] + widths[1] + 2 * gap)
    texts = [
        Placed("ruler", word, Weight.REGULAR, size, Point(at, y))
        for word, at in zip(words, starts, strict=True)
    ]
    return texts, [*marks, *ruler(Point(x, y))]


def has_ruler(stock: Sheet) -> bool:
    """Whether the stock's foot margin has room for the ruler."""
    return _foot_y(stock) is not None


def ruler(at: Point, length: int = RULER_UM) -> list[Rule]:
    """A ruler from ``at`` to the right: ticks each 10 mm; the line's ends are the measure."""
    ticks = [
        Rule(
            Point(at.x + far, at.y),
            Point(at.x + far, at.y - (_RULER_HEIGHT_UM if far % 50_000 == 0 else 1_400)),
            _LINE_UM,
        )
        for far in range(0, length + 1, 10_000)
    ]
    return [Rule(at, Point(at.x + length, at.y), _LINE_UM), *ticks]


def cut_marks(stock: Sheet) -> list[Rule]:
    """Short lines in the margins where an uncut sheet is cut, in line with the labels' edges."""
    last = stock.corner(stock.capacity - 1)
    box = (stock.first.x, stock.first.y, last.x + stock.label.width, last.y + stock.label.height)
    left, top, right, bottom = box
    rules = []
    for x in _edges(stock.first.x, stock.pitch.width, stock.label.width, stock.columns):
        rules += [_mark(x, top, 0, -1), _mark(x, bottom, 0, 1)]
    for y in _edges(stock.first.y, stock.pitch.height, stock.label.height, stock.rows):
        rules += [_mark(left, y, -1, 0), _mark(right, y, 1, 0)]
    return rules


def _edges(first: int, pitch: int, label: int, count: int) -> list[int]:
    starts = [first + pitch * at for at in range(count)]
    return sorted({*starts, *(start + label for start in starts)})


def _mark(x: int, y: int, right: int, down: int) -> Rule:
    near, far = _MARK_GAP_UM, _MARK_GAP_UM + _MARK_UM
    start = Point(x + right * near, y + down * near)
    return Rule(start, Point(x + right * far, y + down * far), _LINE_UM)


def _foot_y(stock: Sheet) -> int | None:
    """Where the ruler stands in the foot margin, if there is room for one."""
    band = stock.bottom_margin - UNPRINTABLE_UM
    if band < _RULER_HEIGHT_UM + 1_000:
        return None
    return stock.page.height - UNPRINTABLE_UM - min(band - _RULER_HEIGHT_UM, 3_000) // 2
