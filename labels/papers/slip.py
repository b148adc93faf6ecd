"""A weigh slip for whoever sold: on a roll of 58 mm, on A6, or as a picture to send.

Lengths are whole micrometres. What was weighed stands largest; the symbol opens the slip's page.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator, Sequence
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from labels import pdfium
from labels.errors import DoesNotFit
from labels.fonts import Weight
from labels.papers.code import qr_picture
from labels.papers.flow import clean, image_of, letters, register_fonts

Size = Literal["58mm", "a6"]
_UM = 25_400 / 72
#: Width, margin, scale of letters, the symbol's width in µm.
_SIZES: dict[Size, tuple[float, float, float, int]] = {
    "58mm": (58 * mm, 4 * mm, 0.82, 26_000),
    "a6": (A6[0], 7 * mm, 1.05, 30_000),
}
_SHRINK = (1.0, 0.92, 0.84, 0.76)
#: Dots a point of the picture: A6 at some 220 dpi, which a phone shows sharp and sends fast.
_PICTURE = 3


@dataclasses.dataclass(frozen=True)
class SlipPaper:
    """What a slip says, in finished strings.

    ``main`` is a word and the amount that was really there, the largest line; ``pairs`` are words
    and what they are; ``url`` is what the symbol opens, ``scan`` what it tells, ``foot`` the last
    lines.
    """

    title: str
    holder: str
    seller: str
    main: tuple[str, str]
    pairs: Sequence[tuple[str, str]]
    url: str
    scan: str
    foot: Sequence[str] = ()


def draw_slip(slip: SlipPaper, size: Size) -> bytes:
    """The slip as a PDF of one page; on a roll it is as long as it needs.

    The same slip gives the same bytes. Raises ``DoesNotFit`` at ``slip``, ``MissingGlyph``, and
    what ``qr_picture`` raises.
    """
    register_fonts()
    width, margin, scale, symbol = _SIZES[size]
    room = width - 2 * margin
    parts, needed = _sized(slip, room, scale, symbol)
    height = needed + 2 * margin
    if size == "a6":
        height = A6[1]
        for shrink in _SHRINK:
            parts, needed = _sized(slip, room, scale * shrink, symbol)
            if needed <= height - 2 * margin:
                break
        else:
            raise DoesNotFit("slip", round(needed * _UM), round((height - 2 * margin) * _UM))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=1)
    canvas.setTitle(clean(slip.title))
    canvas.setViewerPreference("PrintScaling", "None")
    y = height - margin
    for part, tall in parts:
        y -= tall
        part.drawOn(canvas, margin, y)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def slip_picture(slip: SlipPaper) -> bytes:
    """The slip as a PNG, to be sent; as long as it needs, as wide as A6."""
    out = io.BytesIO()
    with pdfium.opened(draw_slip(slip, "a6")) as document:
        picture = pdfium.grey(document, 0, _PICTURE)
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _sized(
    slip: SlipPaper, room: float, scale: float, symbol: int
) -> tuple[list[tuple[Flowable, float]], float]:
    parts = [(part, part.wrap(room, 10_000)[1]) for part in _parts(slip, room, scale, symbol)]
    return parts, sum(height for _part, height in parts)


def _parts(slip: SlipPaper, room: float, scale: float, symbol: int) -> Iterator[Flowable]:
    yield _text(slip.holder, 9.5 * scale)
    yield _text(slip.title, 15 * scale, Weight.BOLD)
    yield _text(slip.seller, 13 * scale, Weight.BOLD)
    yield Spacer(1, 1.5 * mm)
    yield _main(slip.main, room, scale)
    yield Spacer(1, 1.5 * mm)
    yield _pairs(slip.pairs, room, scale)
    yield Spacer(1, 2 * mm)
    picture = image_of(qr_picture(slip.url, symbol))
    picture.hAlign = "LEFT"
    yield picture
    yield _text(slip.scan, 9.5 * scale, Weight.BOLD)
    for line in slip.foot:
        yield _text(line, 8.5 * scale)


def _text(text: str, size: float, weight: Weight = Weight.REGULAR, **more: Any) -> Paragraph:
    return Paragraph(escape(clean(text, weight)), letters(size, weight, **more))


def _main(main: tuple[str, str], room: float, scale: float) -> Table:
    word, amount = main
    cells = [[_text(word, 10 * scale)], [_text(amount, 24 * scale, Weight.BOLD)]]
    return Table(cells, [room], style=TableStyle([("BOX", (0, 0), (-1, -1), 1.2, "black"), *_PAD]))


def _pairs(pairs: Sequence[tuple[str, str]], room: float, scale: float) -> Table:
    rows = [
        [_text(word, 9.5 * scale), _text(value, 10.5 * scale, Weight.BOLD, alignment=2)]
        for word, value in pairs
    ]
    lines: list[Any] = [("LINEBELOW", (0, 0), (-1, -1), 0.4, "black"), ("VALIGN", *_ALL, "TOP")]
    return Table(rows, [room * 0.46, room * 0.54], style=TableStyle([*lines, *_FLAT]))


_ALL = (0, 0), (-1, -1)
_PAD: list[Any] = [
    ("LEFTPADDING", *_ALL, 2 * mm),
    ("RIGHTPADDING", *_ALL, 2 * mm),
    ("TOPPADDING", *_ALL, 0.5 * mm),
    ("BOTTOMPADDING", *_ALL, 0.8 * mm),
]
_FLAT: list[Any] = [
    ("LEFTPADDING", *_ALL, 0),
    ("RIGHTPADDING", *_ALL, 0),
    ("TOPPADDING", *_ALL, 0.5 * mm),
    ("BOTTOMPADDING", *_ALL, 0.7 * mm),
]
