"""A card of A5 to hang up: a large line, facts, warnings, and a symbol to scan; one page, always.

Lengths are whole micrometres. Ink is black, for a copy shop. What does not fit is set smaller down
to a size that can be read at arm's length, and refused below it: nothing is ever cut.
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
from labels.fonts import Weight, typeface
from labels.papers.code import qr_picture
from labels.papers.flow import clean, image_of, letters, register_fonts

_MARGIN, _FRAME = 10 * mm, 5 * mm
_ROOM = (A5[0] - 2 * _MARGIN, A5[1] - 2 * _MARGIN)
_SCALES = (1.25, 1.12, 1.0, 0.92, 0.85, 0.78)
_UM = 25_400 / 72
_QR_UM = 30_000


@dataclasses.dataclass(frozen=True)
class Card:
    """What a card says, in finished strings.

    ``title`` stands in white on black, ``code`` is the largest line, ``facts`` are pairs of a word
    and what it is (an empty value is a line to write on), ``warnings`` stand one below the other,
    ``url`` is what the symbol opens, ``scan`` what to do with it, ``foot`` the last line.
    """

    title: str
    code: str
    holder: str
    facts: Sequence[tuple[str, str]]
    warnings_title: str
    warnings: Sequence[str]
    url: str
    scan: str
    foot: str


def draw_card(card: Card) -> bytes:
    """The card as a PDF of one page A5; the same card gives the same bytes.

    Raises ``DoesNotFit`` at ``card`` where it is too long, ``MissingGlyph``, and what
    ``qr_picture`` raises.
    """
    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A5, invariant=1)
    canvas.setTitle(clean(card.title))
    canvas.setViewerPreference("PrintScaling", "None")
    _frame(canvas)
    parts = _fitted(card)
    y = A5[1] - _MARGIN
    for part, height in parts[:-1]:
        y -= height
        part.drawOn(canvas, _MARGIN, y)
    parts[-1][0].drawOn(canvas, _MARGIN, _MARGIN)  # the symbol stands at the foot
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _frame(canvas: Canvas) -> None:
    canvas.setLineWidth(1.6)
    width, height = A5[0] - 2 * _FRAME, A5[1] - 2 * _FRAME
    canvas.roundRect(_FRAME, _FRAME, width, height, 4 * mm)


def _fitted(card: Card) -> list[tuple[Flowable, float]]:
    """The parts at the largest scale at which all of them stand on the page, with their heights."""
    needed = 0.0
    for scale in _SCALES:
        parts = list(_parts(card, scale))
        sized = [(part, part.wrap(_ROOM[0], _ROOM[1])[1]) for part in parts]
        needed = sum(height for _part, height in sized)
        if needed <= _ROOM[1]:
            return sized
    raise DoesNotFit("card", round(needed * _UM), round(_ROOM[1] * _UM))


def _parts(card: Card, scale: float) -> Iterator[Flowable]:
    yield _banner(card.title, scale)
    yield Spacer(1, 4 * mm * scale)
    yield _paragraph(card.code, _code_size(card.code) * scale, Weight.BOLD)
    yield _paragraph(card.holder, 12.5 * scale, Weight.BOLD)
    yield Spacer(1, 2 * mm * scale)
    yield _facts(card.facts, scale)
    yield Spacer(1, 4 * mm * scale)
    yield _paragraph(card.warnings_title, 12 * scale, Weight.BOLD)
    yield Spacer(1, 1 * mm * scale)
    for number, text in enumerate(card.warnings, 1):
        yield _numbered(number, text, scale)
    yield Spacer(1, 3 * mm * scale)
    yield _foot(card, scale)


def _code_size(code: str) -> float:
    """A code stands in one line, as large as that allows: it must not be read in two parts."""
    across = typeface(Weight.BOLD).width(clean(code, Weight.BOLD))
    return min(30.0, 0.78 * _ROOM[0] * 1000 / max(across, 1))


def _paragraph(text: str, size: float, weight: Weight = Weight.REGULAR) -> Paragraph:
    return Paragraph(escape(clean(text, weight)), letters(size, weight))


def _banner(title: str, scale: float) -> Table:
    face = letters(19 * scale, Weight.BOLD, textColor="white", alignment=1)
    cell = Paragraph(escape(clean(title, Weight.BOLD)), face)
    filled = [("BACKGROUND", (0, 0), (-1, -1), "black"), *_padding(2 * mm, 2.2 * mm * scale)]
    return Table([[cell]], [_ROOM[0]], style=TableStyle(filled))


def _facts(pairs: Sequence[tuple[str, str]], scale: float) -> Table:
    rows = [
        [_paragraph(word, 9.5 * scale), _paragraph(value, 10.5 * scale, Weight.BOLD)]
        for word, value in pairs
    ]
    lines: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    lines += _padding(0, 0.9 * mm * scale)
    lines += [
        ("LINEBELOW", (1, row), (1, row), 0.6, "black", 0, (0.6, 1.6))
        for row, (_word, value) in enumerate(pairs)
        if not value
    ]
    return Table(rows, [_ROOM[0] * 0.36, _ROOM[0] * 0.64], style=TableStyle(lines))


def _numbered(number: int, text: str, scale: float) -> Table:
    cells = [[_paragraph(f"{number}.", 10 * scale, Weight.BOLD), _paragraph(text, 10 * scale)]]
    lines = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0, 0.6 * mm * scale)]
    return Table(cells, [7 * mm, _ROOM[0] - 7 * mm], style=TableStyle(lines))


def _foot(card: Card, scale: float) -> Table:
    """The symbol, and beside it what it opens and the day of print; the symbol never shrinks."""
    said = [_paragraph(card.scan, 10 * scale, Weight.BOLD), Spacer(1, 2 * mm)]
    said.append(_paragraph(card.foot, 8.5 * scale))
    lines = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *_padding(0, 0)]
    across = _QR_UM / 1000 * mm + 4 * mm
    symbol = image_of(qr_picture(card.url, _QR_UM))
    symbol.hAlign = "LEFT"
    return Table([[symbol, said]], [across, _ROOM[0] - across], style=TableStyle(lines))


def _padding(sides: float, ends: float) -> list[Any]:
    whole = (0, 0), (-1, -1)
    names = {"LEFTPADDING": sides, "RIGHTPADDING": sides, "TOPPADDING": ends, "BOTTOMPADDING": ends}
    return [(name, *whole, size) for name, size in names.items()]
