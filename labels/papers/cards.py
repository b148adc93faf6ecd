"""Cards of A4 sheets to cut out, eight a page: a number that reads across a yard, and a symbol."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from labels.errors import DoesNotFit
from labels.fonts import Weight, typeface
from labels.papers.code import qr_picture
from labels.papers.flow import clean, image_of, letters, register_fonts

_ACROSS, _DOWN = 2, 4
_WIDTH, _HEIGHT = 92 * mm, 66 * mm
_PAD = 5 * mm
_QR_UM = 36_000
_UM = 25_400 / 72


@dataclasses.dataclass(frozen=True)
class NumberCard:
    """One card in finished strings: the ``number`` as large as it goes, below it ``lines``."""

    number: str
    lines: Sequence[str]
    url: str


def draw_cards(title: str, cards: Sequence[NumberCard]) -> bytes:
    """The cards as a PDF of A4 pages with lines to cut along; equal cards give equal bytes.

    Raises ``DoesNotFit`` at ``card`` for lines that are too long, ``MissingGlyph``, and what
    ``qr_picture`` raises.
    """
    register_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setTitle(clean(title))
    canvas.setViewerPreference("PrintScaling", "None")
    left, top = (A4[0] - _ACROSS * _WIDTH) / 2, (A4[1] + _DOWN * _HEIGHT) / 2
    for place, card in enumerate(cards):
        at = place % (_ACROSS * _DOWN)
        if place and not at:
            canvas.showPage()
        row, column = divmod(at, _ACROSS)
        _draw(canvas, card, left + column * _WIDTH, top - (row + 1) * _HEIGHT)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Canvas, card: NumberCard, x: float, y: float) -> None:
    canvas.setLineWidth(0.4)
    canvas.setDash(1.2, 2)
    canvas.rect(x, y, _WIDTH, _HEIGHT)
    canvas.setDash()
    picture = image_of(qr_picture(card.url, _QR_UM))
    size = _QR_UM / 1000 * mm
    picture.drawOn(canvas, x + _WIDTH - size - 2 * mm, y + _HEIGHT - size - 2 * mm)
    room = _WIDTH - size - _PAD - 3 * mm
    face = typeface(Weight.BOLD)
    number = clean(card.number, Weight.BOLD)
    points = min(84.0, room * 1000 / max(face.width(number), 1))
    canvas.setFont(str(face.font.fontName), points)
    canvas.drawString(x + _PAD, y + _HEIGHT - _PAD - points * 0.86, number)
    _write(canvas, card.lines, x + _PAD, y + _PAD)


def _write(canvas: Canvas, lines: Sequence[str], x: float, y: float) -> None:
    """Lines from the foot up; the first is bold and a little larger."""
    room, tall = _WIDTH - 2 * _PAD, 0.0
    most = _HEIGHT - _QR_UM / 1000 * mm - _PAD - 2 * mm
    for place, line in reversed(list(enumerate(lines))):
        weight = Weight.REGULAR if place else Weight.BOLD
        face = letters(9.5 if place else 13, weight)
        text = Paragraph(escape(clean(line, weight)), face)
        height = text.wrap(room, most)[1]
        if tall + height > most:
            raise DoesNotFit("card", round((tall + height) * _UM), round(most * _UM))
        text.drawOn(canvas, x, y + tall)
        tall += height
