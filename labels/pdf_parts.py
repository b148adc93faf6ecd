"""What all pages of a file share: font subsets and Form XObjects, made by reportlab.

A form is drawn once and placed by name. Fonts are finished last, when it is known which glyphs the
pages use; ``PdfFile`` copies the objects out of reportlab's own little document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO

from labels.bare_canvas import BareCanvas
from labels.fonts import Weight, typeface
from labels.plan import Placed, Rule
from labels.stock import Size

_ENTRY = re.compile(rb"(\d{10}) (\d{5}) n")


class Parts:
    """The shared parts as they are collected."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._buffer = BytesIO()
        self._canvas = BareCanvas(self._buffer, pageCompression=1, invariant=1)
        self._forms: list[str] = []

    def form(self, name: str, size: Size, operators: str) -> None:
        """Define what ``/name Do`` draws."""
        self._canvas.beginForm(name, 0, 0, size.width, size.height)
        self._canvas.addLiteral(operators)
        self._canvas.endForm()
        self._forms.append(name)

    def show(self, weight: Weight, size_um: int, text: str) -> str:
        """The operators that set the font and show ``text``."""
        font, document = typeface(weight).font, self._canvas._doc
        return "".join(
            f"{font.getSubsetInternalName(subset, document)} {size_um} Tf<{codes.hex()}>Tj "
            for subset, codes in font.splitString(text, document)
        )

    def glyph(self, weight: Weight, character: str) -> tuple[str, str]:
        """The font's name and the character's code in hexadecimal."""
        font, document = typeface(weight).font, self._canvas._doc
        ((subset, code),) = font.splitString(character, document)
        return font.getSubsetInternalName(subset, document), code.hex()

    def texts(self, texts: Iterable[Placed], height: int) -> str:
        """Finished lines on something ``height`` high."""
        return "".join(self._line(text, height) for text in texts)

    def _line(self, text: Placed, height: int) -> str:
        shown = self.show(text.weight, text.size_um, text.text)
        x, y = text.at.x, height - text.at.y
        if text.turned:
            return f"BT -1 0 0 -1 {x} {y} Tm {shown}ET\n"
        return f"BT {x} {y} Td {shown}ET\n"

    def finished(self) -> tuple[bytes, list[bytes]]:
        """The resource dictionary, and the objects 1, 2, … that it refers to."""
        self._canvas.showPage()
        self._canvas.save()
        document = self._canvas._doc
        known: dict[str, tuple[int, int]] = document.idToObjectNumberAndVersion
        forms = "".join(f"/{name} {known[f'FormXob.{name}'][0]} 0 R" for name in self._forms)
        fonts = known["BasicFonts"][0]
        resources = f"<</Font {fonts} 0 R/XObject<<{forms}>>/ProcSet[/PDF/Text/ImageB]>>"
        return resources.encode(), _objects(self._buffer.getvalue())


def rules(lines: Iterable[Rule], height: int) -> str:
    """Straight lines, dashed or not, on something ``height`` high."""
    return "".join(_rule(line, height) for line in lines)


def _rule(line: Rule, height: int) -> str:
    dash = f"[{line.dash_um} {line.dash_um}] 0 d" if line.dash_um else "[] 0 d"
    start = f"{line.start.x} {height - line.start.y} m"
    return f"{line.width_um} w {dash} {start} {line.end.x} {height - line.end.y} l S\n"


def _objects(pdf: bytes) -> list[bytes]:
    """The bodies of a little file's objects, in the order of their numbers, unneeded ones null."""
    table = pdf.rindex(b"xref\n", 0, pdf.rindex(b"startxref"))
    offsets = [int(found[1]) for found in _ENTRY.finditer(pdf, table)]
    ends = dict(zip(sorted(offsets), [*sorted(offsets)[1:], table], strict=True))
    return [_body(pdf[start : ends[start]]) for start in offsets]


def _body(text: bytes) -> bytes:
    body = text.partition(b" obj")[2].rpartition(b"endobj")[0].strip()
    head = body.partition(b"stream")[0]
    page = any(mark in head for mark in _OWN)
    return b"null" if page else body


_OWN = (b"/Type /Page", b"/Type /Catalog", b"/Type /Outlines", b"/Producer")
"""What describes reportlab's own document."""
