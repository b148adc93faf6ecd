"""A paper of A5 that goes with goods: as many pages as it needs, each saying how many there are.

Lengths are whole micrometres. Ink is black. Every text is NFC and has all its glyphs, or is refused
with ``MissingGlyph`` at the field ``paper``.
"""

from __future__ import annotations

import dataclasses
import functools
import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from labels.fonts import Weight, typeface
from labels.papers.flow import Part, clean, flowables, register_fonts

_MARGIN, _FOOT = 10 * mm, 14 * mm
_ROOM = A5[0] - 2 * _MARGIN


@dataclasses.dataclass(frozen=True)
class HalfPaper:
    """What the paper says: its title in the file, its parts, the line at the foot of each page.

    ``page_word`` is how a page is counted, with ``{page}`` and ``{pages}``; a paper of one page
    counts none.
    """

    title: str
    parts: Sequence[Part]
    foot: str = ""
    page_word: str = "{page}/{pages}"


def draw_half(paper: HalfPaper) -> bytes:
    """The paper as a PDF, A5 upright; the same paper gives the same bytes."""
    register_fonts()
    pages, _unnumbered = _built(paper, 1)
    return _built(paper, pages)[1]


def _built(paper: HalfPaper, pages: int) -> tuple[int, bytes]:
    """How many pages it has, and the file whose foot says that there are ``pages``."""
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A5, title=clean(paper.title), invariant=1)
    frame = Frame(_MARGIN, _FOOT, _ROOM, A5[1] - _MARGIN - _FOOT, 0, 0, 0, 0)
    foot = functools.partial(_draw_foot, paper, pages)
    document.addPageTemplates([PageTemplate("page", [frame], onPage=foot)])
    document.build([each for part in paper.parts for each in flowables(part, _ROOM)])
    return document.page, out.getvalue()


def _draw_foot(paper: HalfPaper, pages: int, canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setViewerPreference("PrintScaling", "None")
    canvas.setFont(str(typeface(Weight.REGULAR).font.fontName), 7.5)
    canvas.drawString(_MARGIN, _FOOT - 6 * mm, clean(paper.foot))
    if pages > 1:
        number = paper.page_word.format(page=document.page, pages=pages)
        canvas.drawRightString(A5[0] - _MARGIN, _FOOT - 6 * mm, clean(number))
