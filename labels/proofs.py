"""Reading a finished file back: rasterised as a printer would, each label's cell decoded.

A print run is released only after its file has passed this. Printers of 203 and 300 dots an inch
are the coarse ones in use; what reads there reads on better ones.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import pypdfium2
import zxingcpp
from PIL import Image

from labels.stock import Sheet
from labels.symbol import encoded_text

_UM_AN_INCH = 25_400
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


@dataclasses.dataclass(frozen=True)
class ProofResult:
    """What was read: ``decoded`` labels right at every resolution, and the others by index.

    ``missing`` and ``wrong`` are indexes into the expected URLs; an index past their end in
    ``wrong`` is a symbol on the file that nobody asked for, and -1 one before the start.
    """

    decoded: int
    missing: tuple[int, ...]
    wrong: tuple[int, ...]

    @property
    def passed(self) -> bool:
        """Whether the file may be released."""
        return not self.missing and not self.wrong


def decode_sheets(pdf: bytes, stock: Sheet, *, dpi: int = 300) -> list[str]:
    """The text in each label's cell, in label order, page after page; "" where none was read.

    Two symbols in one cell come out joined by a line feed: neither is to be trusted.
    """
    return list(_decoded(pdf, stock, dpi))


def proof(
    pdf: bytes,
    stock: Sheet,
    start: int,
    expected: Sequence[str],
    dpis: Sequence[int] = (203, 300),
) -> ProofResult:
    """Decode the file at each of ``dpis`` and compare with the ``expected`` URLs, in order."""
    missing: set[int] = set()
    wrong: set[int] = set()
    for dpi in dpis:
        seen = start
        for seen, text in enumerate(_decoded(pdf, stock, dpi), 1):
            _judge(seen - 1 - start, text, expected, missing, wrong)
        missing.update(range(max(0, seen - start), len(expected)))
    bad = (missing | wrong) & set(range(len(expected)))
    return ProofResult(len(expected) - len(bad), tuple(sorted(missing)), tuple(sorted(wrong)))


def _judge(
    index: int, text: str, expected: Sequence[str], missing: set[int], wrong: set[int]
) -> None:
    if not 0 <= index < len(expected):
        if text:
            wrong.add(max(-1, index))
    elif not text:
        missing.add(index)
    elif text != encoded_text(expected[index]):
        wrong.add(index)


def _decoded(pdf: bytes, stock: Sheet, dpi: int) -> Iterator[str]:
    """Cell by cell, holding one page's raster at a time."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            raster = _raster(document, number, dpi)
            for place in range(stock.capacity):
                yield _read(raster.crop(_cell(stock, place, dpi)))
    finally:
        document.close()


def _raster(document: pypdfium2.PdfDocument, number: int, dpi: int) -> Image.Image:
    page = document[number]
    try:
        bitmap = page.render(scale=dpi / 72, grayscale=True)
        image: Image.Image = bitmap.to_pil().copy()
        bitmap.close()
        return image
    finally:
        page.close()


def _cell(stock: Sheet, place: int, dpi: int) -> tuple[int, int, int, int]:
    corner = stock.corner(place)
    edges = (corner.x, corner.y, corner.x + stock.label.width, corner.y + stock.label.height)
    left, top, right, bottom = (round(edge * dpi / _UM_AN_INCH) for edge in edges)
    return left, top, right, bottom


def _read(cell: Image.Image) -> str:
    found = zxingcpp.read_barcodes(
        cell,
        formats=_FORMATS,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return "\n".join(barcode.text for barcode in found)
