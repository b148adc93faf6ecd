"""A paper of several pages: headings, paragraphs, tables and places to sign, one below the other.

Lengths are whole micrometres. Ink is black: a copy shop's printer has no colours. Every text is NFC
and has all its glyphs, or is refused with ``MissingGlyph`` at the field ``paper``.
"""

from __future__ import annotations

import dataclasses
import functools
import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import black
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from labels.fonts import Weight, composed, typeface

_MARGIN, _FOOT = 18 * mm, 14 * mm
_ROOM = A4[0] - 2 * _MARGIN
_THIN = 0.6
#: The size of letters in a table, and in one of many columns.
_CELL, _DENSE = 9.5, 7.6


@dataclasses.dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the paper's title."""

    text: str
    level: int = 2


@dataclasses.dataclass(frozen=True)
class Text:
    """A paragraph; ``strong`` is bold, ``small`` a note."""

    text: str
    strong: bool = False
    small: bool = False


@dataclasses.dataclass(frozen=True)
class Steps:
    """Sentences one below the other, numbered or each with an empty box to tick.

    ``gap_um`` is the room below each.
    """

    texts: Sequence[str]
    boxes: bool = False
    gap_um: int = 0


@dataclasses.dataclass(frozen=True)
class Facts:
    """Pairs of a word and what it is; an empty value leaves a dotted line to write on."""

    pairs: Sequence[tuple[str, str]]


@dataclasses.dataclass(frozen=True)
class Grid:
    """A table, its head (if any) on each page; ``shares`` are the columns' parts of the width.

    A row is at least ``room_um`` high where its last cell is empty: to be written on. ``strong``
    are the rows that sum up others; a ``dense`` table has many columns and smaller letters.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[int]
    numeric: frozenset[int] = frozenset()
    room_um: int = 0
    strong: frozenset[int] = frozenset()
    dense: bool = False


@dataclasses.dataclass(frozen=True)
class Signatures:
    """Places to sign beside each other, each under the words that say who; ``room_um`` high."""

    who: Sequence[str]
    room_um: int = 28_000


@dataclasses.dataclass(frozen=True)
class Picture:
    """A picture (PNG or JPEG bytes), ``width_um`` wide, in its own proportions."""

    data: bytes
    width_um: int


@dataclasses.dataclass(frozen=True)
class Keep:
    """Parts that stay on one page."""

    parts: Sequence[Part]


@dataclasses.dataclass(frozen=True)
class Break:
    """The end of a page: what follows begins on a new one."""


@dataclasses.dataclass(frozen=True)
class Beside:
    """Columns of parts beside each other; ``shares`` are their parts of the width."""

    columns: Sequence[Sequence[Part]]
    shares: Sequence[int]


#: What holds no other part.
Alone = Heading | Text | Steps | Facts | Grid | Signatures | Picture
Part = Alone | Keep | Break | Beside


@dataclasses.dataclass(frozen=True)
class Paper:
    """What a paper says: its title in the file, its parts, and the line at the foot of each page.

    ``page_word`` is how a page is counted, with ``{page}``: "Trang {page}". ``landscape`` is A4 on
    its side, for wide tables; ``half`` is A5.
    """

    title: str
    parts: Sequence[Part]
    foot: str = ""
    page_word: str = "{page}"
    landscape: bool = False
    half: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a page in points."""
        if self.half:
            return A5
        return (A4[1], A4[0]) if self.landscape else A4


def draw(paper: Paper) -> bytes:
    """The paper as a PDF, A4 or A5; the same paper gives the same bytes."""
    register_fonts()
    out = io.BytesIO()
    width, height = paper.size
    room = width - 2 * _MARGIN
    document = BaseDocTemplate(out, pagesize=paper.size, title=clean(paper.title), invariant=1)
    frame = Frame(_MARGIN, _MARGIN, room, height - 2 * _MARGIN, 0, 0, 0, 0)
    page = PageTemplate("page", [frame], onPage=functools.partial(_draw_foot, paper))
    document.addPageTemplates([page])
    document.build([flowable for part in paper.parts for flowable in _flow(part, room)])
    return out.getvalue()


def flowables(part: Part, room: float) -> list[Flowable]:
    """A part as reportlab lays it out, ``room`` points wide."""
    return _flow(part, room)


@functools.cache
def register_fonts() -> None:
    """Make both cuts known to reportlab, once."""
    for weight in Weight:
        pdfmetrics.registerFont(typeface(weight).font)


def clean(text: str, weight: Weight = Weight.REGULAR) -> str:
    """A text as it is drawn; ``MissingGlyph`` at ``paper`` for what cannot be."""
    return composed("paper", text, weight)


def _draw_foot(paper: Paper, canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont(_name(Weight.REGULAR), 8)
    canvas.drawString(_MARGIN, _FOOT - 4 * mm, clean(paper.foot))
    number = paper.page_word.format(page=document.page)
    canvas.drawRightString(paper.size[0] - _MARGIN, _FOOT - 4 * mm, clean(number))


def _name(weight: Weight) -> str:
    return str(typeface(weight).font.fontName)


def letters(size: float, weight: Weight = Weight.REGULAR, **more: Any) -> ParagraphStyle:
    """Lines of Vietnamese stack marks: never set below 1.35."""
    return ParagraphStyle(
        f"{weight.name}-{size}-{sorted(more.items())}",
        fontName=_name(weight),
        fontSize=size,
        leading=size * 1.38,
        **{"textColor": black, **more},
    )


def _paragraph(text: str, size: float = 10.5, weight: Weight = Weight.REGULAR) -> Paragraph:
    return Paragraph(escape(clean(text, weight)), letters(size, weight, spaceAfter=2 * mm))


def _flow(part: Part, room: float = _ROOM) -> list[Flowable]:
    match part:
        case Keep(parts):
            return [KeepTogether([each for inner in parts for each in _flow(inner, room)])]
        case Beside(columns, shares):
            return [Spacer(1, 3 * mm), _beside(columns, shares, room)]
        case Break():
            return [PageBreak()]
        case _:
            return _alone(part, room)


def _alone(part: Alone, room: float) -> list[Flowable]:
    match part:
        case Heading(text, level):
            return _heading(text, level)
        case Text(text, strong, small):
            weight = Weight.BOLD if strong else Weight.REGULAR
            return [_paragraph(text, 9 if small else 10.5, weight)]
        case Steps():
            return _steps(part, room)
        case Facts(pairs):
            return [_facts(pairs, room), Spacer(1, 3 * mm)]
        case Grid():
            return [_grid(part, room), Spacer(1, 3 * mm)]
        case Signatures(who, room_um):
            return [_signatures(who, room_um, room)]
        case Picture():
            return [image_of(part), Spacer(1, 2 * mm)]


def _heading(text: str, level: int) -> list[Flowable]:
    size = 17 if level == 1 else 12.5
    style = letters(size, Weight.BOLD, spaceBefore=4 * mm, spaceAfter=2 * mm)
    style.keepWithNext = 1
    return [Paragraph(escape(clean(text, Weight.BOLD)), style)]


def _steps(steps: Steps, room: float) -> list[Flowable]:
    gap = Spacer(1, steps.gap_um / 1000 * mm)
    rows = [_step(number, each, steps.boxes, room) for number, each in enumerate(steps.texts, 1)]
    return [each for row in rows for each in (row, gap)] if steps.gap_um else rows


def _step(number: int, text: str, boxes: bool, room: float) -> Flowable:
    """The number, or a drawn box: the typeface has no sign for one."""
    mark = "" if boxes else _paragraph(f"{number}.", weight=Weight.BOLD)
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0, 0)]
    table = Table([[mark, _paragraph(text)]], [8 * mm, room - 8 * mm], style=style)
    return _Boxed(table) if boxes else table


class _Boxed(Flowable):
    """A step with an empty square before it."""

    def __init__(self, inner: Table) -> None:
        super().__init__()
        self.inner = inner

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The size of what stands beside the square."""
        self.width, self.height = self.inner.wrap(width, height)
        return self.width, self.height

    def draw(self) -> None:
        """The square, its top level with the first line."""
        self.canv.setLineWidth(_THIN)
        self.canv.rect(0, self.height - 4.4 * mm, 3.6 * mm, 3.6 * mm)
        self.inner.drawOn(self.canv, 0, 0)


def _facts(pairs: Sequence[tuple[str, str]], room: float) -> Table:
    rows = [[_cell(word), _cell(value, Weight.BOLD)] for word, value in pairs]
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0, 1.2 * mm)]
    empty = [index for index, (_word, value) in enumerate(pairs) if not value]
    for row in empty:
        style.append(("LINEBELOW", (1, row), (1, row), _THIN, black, 0, (0.6, 1.6)))
        style.append(("BOTTOMPADDING", (0, row), (0, row), 0))
        style.append(("TOPPADDING", (0, row), (0, row), 2.4 * mm))
    return Table(rows, [room * 0.34, room * 0.66], style=TableStyle(style))


def _grid(grid: Grid, room: float) -> Table:
    size = _DENSE if grid.dense else _CELL
    head = [
        _cell(text, Weight.BOLD, index in grid.numeric, size)
        for index, text in enumerate(grid.head)
    ]
    rows = [
        _grid_row(grid, row, size, Weight.BOLD if place in grid.strong else Weight.REGULAR)
        for place, row in enumerate(grid.rows)
    ]
    widths = [room * share / sum(grid.shares) for share in grid.shares]
    style: list[Any] = [
        ("GRID", (0, 0), (-1, -1), _THIN, black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *_padding((0.8 if grid.dense else 1.6) * mm, 1 * mm),
    ]
    heads = [head] if head else []
    return Table([*heads, *rows], widths, repeatRows=len(heads), style=TableStyle(style))


def _grid_row(grid: Grid, row: Sequence[str], size: float, weight: Weight) -> list[Flowable]:
    cells: list[Flowable] = [
        _cell(text, weight, index in grid.numeric, size) for index, text in enumerate(row)
    ]
    if row and not row[-1]:
        cells[-1] = Spacer(1, grid.room_um / 1000 * mm)
    return cells


def _signatures(who: Sequence[str], room_um: int, room: float) -> Table:
    words = [_cell(each, Weight.BOLD) for each in who]
    heights = [None, room_um / 1000 * mm]
    style = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0, 1 * mm)]
    return Table([words, [""] * len(who)], [room / len(who)] * len(who), heights, style=style)


def _beside(columns: Sequence[Sequence[Part]], shares: Sequence[int], room: float) -> Table:
    gap = 6 * mm
    free = room - gap * (len(columns) - 1)
    widths = [free * share / sum(shares) for share in shares]
    cells = [
        [each for part in parts for each in _flow(part, width)]
        for parts, width in zip(columns, widths, strict=True)
    ]
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0, 0)]
    style.append(("RIGHTPADDING", (0, 0), (-2, -1), gap))
    steps = [width + gap for width in widths[:-1]] + widths[-1:]
    return Table([cells], steps, style=TableStyle(style))


def image_of(picture: Picture) -> Image:
    """A picture as it is drawn, in its own proportions."""
    image = Image(io.BytesIO(picture.data))
    width = picture.width_um / 1000 * mm
    image.drawHeight, image.drawWidth = width * image.imageHeight / image.imageWidth, width
    return image


def _cell(
    text: str, weight: Weight = Weight.REGULAR, right: bool = False, size: float = _CELL
) -> Paragraph:
    style = letters(size, weight)
    if right:
        style = letters(size, weight, alignment=TA_RIGHT)
    return Paragraph(escape(clean(text, weight)), style)


def _padding(
    sides: float, ends: float
) -> list[tuple[str, tuple[int, int], tuple[int, int], float]]:
    whole = (0, 0), (-1, -1)
    names = {"LEFTPADDING": sides, "RIGHTPADDING": sides, "TOPPADDING": ends, "BOTTOMPADDING": ends}
    return [(name, *whole, size) for name, size in names.items()]
