"""Blank sheets of A5 to write on in the garden: a ruled table, or weigh slips, each with a symbol.

Lengths are whole micrometres. Ink is black, for a copy shop. The symbol opens the form that the
sheet is typed into later. Lines are ruled as far as the page goes; the words above them never
shrink, a long name takes a line from the table.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from labels.errors import DoesNotFit
from labels.fonts import Weight
from labels.papers.code import qr_picture
from labels.papers.flow import clean, image_of, letters, register_fonts

_MARGIN = 9 * mm
_WIDTH, _HEIGHT = A5[0] - 2 * _MARGIN, A5[1] - 2 * _MARGIN
_FOOT = 5 * mm
_QR_UM = 26_000
_UM = 25_400 / 72
#: A line is as high as a hand writes with a ball pen on the knee.
_ROW, _LEAST_ROW, _LEAST_ROWS = 10.5 * mm, 7 * mm, 6
#: Slips on one page, with a line to cut along between them.
SLIPS_A_PAGE = 2


@dataclasses.dataclass(frozen=True)
class BlankTable:
    """A page with a ruled table.

    ``facts`` are pairs of a word and what it is (an empty value is a line to write on), ``shares``
    the columns' parts of the width, ``url`` what the symbol opens and ``scan`` what to do with it.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    head: Sequence[str]
    shares: Sequence[int]
    url: str
    scan: str
    foot: str


@dataclasses.dataclass(frozen=True)
class BlankSlips:
    """A page of equal slips; ``lines`` are the words before each line to write on, in rows."""

    title: str
    holder: str
    lines: Sequence[Sequence[str]]
    url: str
    scan: str
    foot: str


def draw_tables(pages: Sequence[BlankTable]) -> bytes:
    """The pages as a PDF, A5; the same pages give the same bytes.

    Raises ``DoesNotFit`` at ``blank`` where the words leave no room to write, ``MissingGlyph``, and
    what ``qr_picture`` raises.
    """
    return _drawn(pages[0].title, [_table_page(page) for page in pages])


def draw_slips(page: BlankSlips) -> bytes:
    """A page of slips as a PDF, A5; raises as ``draw_tables``."""
    room = (_HEIGHT - 2 * _FOOT) / SLIPS_A_PAGE
    return _drawn(page.title, [list(_slips(page, room))])


Placed = Sequence[tuple[Flowable, float]]


def _drawn(title: str, pages: Sequence[Placed]) -> bytes:
    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A5, invariant=1)
    canvas.setTitle(clean(title))
    canvas.setViewerPreference("PrintScaling", "None")
    for page in pages:
        for part, y in page:
            part.drawOn(canvas, _MARGIN, y)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _table_page(page: BlankTable) -> Placed:
    register_fonts()
    top = _top(page.title, page.facts, page.url, page.scan)
    head = _head(page)
    left = _HEIGHT - _FOOT - _height([*top, head])
    rows = int(left // _ROW)
    if rows < _LEAST_ROWS:
        raise DoesNotFit("blank", round(_LEAST_ROWS * _ROW * _UM), round(left * _UM))
    foot = (_paragraph(page.foot, 8), _MARGIN)
    return [*_down([*top, head, _ruled(page, rows)], A5[1] - _MARGIN), _wrapped(*foot)]


def _slips(page: BlankSlips, room: float) -> Iterator[tuple[Flowable, float]]:
    register_fonts()
    for number in range(SLIPS_A_PAGE):
        y = A5[1] - _MARGIN - number * (room + _FOOT)
        parts = [*_top(page.title, [("", page.holder)], page.url, page.scan), _lines(page, room)]
        yield from _down(parts, y)
        if number:
            yield _wrapped(_cut(), y + _FOOT / 2)
    yield _wrapped(_paragraph(page.foot, 8), _MARGIN - 2 * mm)


def _wrapped(part: Flowable, y: float) -> tuple[Flowable, float]:
    part.wrap(_WIDTH, _HEIGHT)
    return part, y


def _down(parts: Sequence[Flowable], y: float) -> Iterator[tuple[Flowable, float]]:
    for part in parts:
        y -= part.wrap(_WIDTH, _HEIGHT)[1]
        yield part, y


def _height(parts: Sequence[Flowable]) -> float:
    return float(sum(part.wrap(_WIDTH, _HEIGHT)[1] for part in parts))


def _top(title: str, facts: Sequence[tuple[str, str]], url: str, scan: str) -> tuple[Flowable, ...]:
    """Title and facts at the left, at the right the symbol with what to do with it."""
    register_fonts()
    across = _QR_UM / 1000 * mm
    said = [_paragraph(title, 15, Weight.BOLD), Spacer(1, 1 * mm)]
    said += [_fact(word, value, _WIDTH - across - 4 * mm) for word, value in facts]
    symbol = image_of(qr_picture(url, _QR_UM))
    symbol.hAlign = "RIGHT"
    beside = [symbol, _paragraph(scan, 8, alignment=1)]
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0, 0)]
    style.append(("RIGHTPADDING", (0, 0), (0, 0), 4 * mm))
    table = Table([[said, beside]], [_WIDTH - across, across], style=TableStyle(style))
    return table, Spacer(1, 3 * mm)


def _fact(word: str, value: str, room: float) -> Flowable:
    if not word:
        return _paragraph(value, 11, Weight.BOLD)
    wide = 22 * mm
    cells = [[_paragraph(word, 9), _paragraph(value, 10.5, Weight.BOLD)]]
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "BOTTOM"), *_padding(0, 0.4 * mm)]
    if not value:
        style.append(("LINEBELOW", (1, 0), (1, 0), 0.6, "black", 0, (0.6, 1.6)))
    return Table(cells, [wide, room - wide], style=TableStyle(style), hAlign="LEFT")


def _head(page: BlankTable) -> Table:
    cells = [[_paragraph(word, 9, Weight.BOLD) for word in page.head]]
    style: list[Any] = [("BOX", (0, 0), (-1, -1), 0.9, "black")]
    style.append(("INNERGRID", (0, 0), (-1, -1), 0.6, "black"))
    style += [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *_padding(1.2 * mm, 1 * mm)]
    return Table(cells, _widths(page.shares), style=TableStyle(style))


def _ruled(page: BlankTable, rows: int) -> Table:
    cells = [[""] * len(page.head) for _row in range(rows)]
    style: list[Any] = [("BOX", (0, 0), (-1, -1), 0.9, "black")]
    style.append(("INNERGRID", (0, 0), (-1, -1), 0.5, "black"))
    return Table(cells, _widths(page.shares), [_ROW] * rows, style=TableStyle(style))


def _lines(page: BlankSlips, room: float) -> Table:
    """The words of a slip in rows of the same height, each with room to write behind it."""
    top = _height(_top(page.title, [("", page.holder)], page.url, page.scan))
    high = min(_ROW, (room - top - 3 * mm) / len(page.lines))
    if high < _LEAST_ROW:
        needed = top + 3 * mm + _LEAST_ROW * len(page.lines)
        raise DoesNotFit("blank", round(needed * _UM), round(room * _UM))
    across = max(map(len, page.lines))
    cells = [[_cell(word) for word in row] + [""] * (across - len(row)) for row in page.lines]
    style: list[Any] = [("BOX", (0, 0), (-1, -1), 0.9, "black")]
    style += [("LINEBELOW", (0, 0), (-1, -2), 0.5, "black"), *_padding(1.2 * mm, 0.8 * mm)]
    style += [("VALIGN", (0, 0), (-1, -1), "TOP")]
    for number, row in enumerate(page.lines):
        if len(row) < across:
            style.append(("SPAN", (len(row) - 1, number), (-1, number)))
        inner = [(at, number) for at in range(len(row) - 1)]
        style += [("LINEAFTER", cell, cell, 0.5, "black") for cell in inner]
    return Table(cells, [_WIDTH / across] * across, [high] * len(cells), style=TableStyle(style))


def _cell(word: str) -> Paragraph:
    return _paragraph(word, 8)


def _cut() -> Table:
    style: list[Any] = [("LINEABOVE", (0, 0), (-1, 0), 0.5, "black", 0, (2, 2))]
    return Table([[""]], [_WIDTH], [1], style=TableStyle(style))


def _widths(shares: Sequence[int]) -> list[float]:
    return [_WIDTH * share / sum(shares) for share in shares]


def _paragraph(text: str, size: float, weight: Weight = Weight.REGULAR, **more: Any) -> Paragraph:
    return Paragraph(escape(clean(text, weight)), letters(size, weight, **more))


def _padding(sides: float, ends: float) -> list[Any]:
    whole = (0, 0), (-1, -1)
    names = {"LEFTPADDING": sides, "RIGHTPADDING": sides, "TOPPADDING": ends, "BOTTOMPADDING": ends}
    return [(name, *whole, size) for name, size in names.items()]
