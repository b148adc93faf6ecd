"""Pages of a file as a printer of some resolution sees them, and what stands in their cells."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pypdfium2
import zxingcpp

from labels.pdfium import ONE_AT_A_TIME, load
from labels.square import Square
from labels.stock import Sheet

_UM_AN_INCH = 25_400
_KEPT = 500
"""Pages of which pdfium may keep what it has read: it forgets nothing of an open file."""
_GREY = pypdfium2.raw.FPDFBitmap_Gray
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_READ: dict[str, Any] = {
    "formats": _FORMATS,
    "try_rotate": False,
    "try_downscale": False,
    "try_invert": False,
    "text_mode": zxingcpp.TextMode.Plain,
}

Box = tuple[int, int, int, int]


class Canvas:
    """Grey dots of one size, 0 black to 255 white; drawn on again and again."""

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        octets = bytearray(width * height)
        self._first = (ctypes.c_ubyte * len(octets)).from_buffer(octets)
        self._octets: Any = memoryview(octets)
        with ONE_AT_A_TIME:
            self._bitmap = pypdfium2.PdfBitmap.new_native(width, height, _GREY, buffer=self._first)

    def draw(self, page: pypdfium2.PdfPage, size: tuple[int, int], left: int, top: int) -> None:
        """The page, of that size in dots, from one of its dots on; beyond it there is white."""
        ctypes.memset(self._first, 255, len(self._first))
        grey = pypdfium2.raw.FPDF_GRAYSCALE
        with ONE_AT_A_TIME:
            pypdfium2.raw.FPDF_RenderPageBitmap(self._bitmap, page, -left, -top, *size, 0, grey)

    def dots(self) -> zxingcpp.ImageView:
        """As the reader takes them."""
        return zxingcpp.ImageView(self._octets, *self._size, zxingcpp.ImageFormat.Lum)

    def close(self) -> None:
        """Give the bitmap back."""
        self._bitmap.close()


class Pages:
    """The pages of a file of labels of ``stock``, one in hand; no more of it is drawn than is read.

    ``square`` is where the symbol stands on a label, where that is known.
    """

    def __init__(self, pdf: bytes | Path, stock: Sheet, square: Square | None = None) -> None:
        """Open the file; close it by leaving the context."""
        self._pdf, self._turned = pdf, 0
        with ONE_AT_A_TIME:
            self._document = load(pdf)
            self.count = len(self._document)
        self.stock, self.square = stock, square
        self._page: pypdfium2.PdfPage | None = None
        self._number, self._points = -1, (0.0, 0.0)
        self._boxes: dict[tuple[int, int], Box] = {}
        self._canvases: dict[tuple[int, int], Canvas] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close_page()
        with ONE_AT_A_TIME:
            for canvas in self._canvases.values():
                canvas.close()
            self._document.close()

    def every(self) -> Iterator[tuple[int, int]]:
        """Page and place of each cell, in label order."""
        for page in range(self.count):
            for place in range(self.stock.capacity):
                yield page, place

    def cell(self, page: int, place: int, dpi: int) -> str:
        """All that is read in a cell, a line each."""
        corner, size = self.stock.corner(place), self.stock.label
        edges = corner.x, corner.y, corner.x + size.width, corner.y + size.height
        found = zxingcpp.read_barcodes(self._drawn(page, dpi, _dots(dpi, *edges)), **_READ)
        return "\n".join(barcode.text for barcode in found)

    def symbol(self, page: int, place: int, dpi: int) -> str:
        """What is read where the symbol stands, quiet zone and all; nothing else is drawn."""
        return _bare(self._drawn(page, dpi, self._box(place, dpi)))

    def _box(self, place: int, dpi: int) -> Box:
        """Where the symbol stands in a place, in dots; the same on every page."""
        if (place, dpi) not in self._boxes:
            assert self.square is not None  # noqa: S101 - nobody asks without it
            corner, clear = self.stock.corner(place), self.square.quiet_um
            x, y = corner.x + self.square.corner.x, corner.y + self.square.corner.y
            far = self.square.side_um + clear
            self._boxes[place, dpi] = _dots(dpi, x - clear, y - clear, x + far, y + far)
        return self._boxes[place, dpi]

    def _drawn(self, page: int, dpi: int, box: Box) -> zxingcpp.ImageView:
        """A part of a page; gone when the next is drawn."""
        left, top, right, bottom = box
        size = right - left, bottom - top
        if size not in self._canvases:
            self._canvases[size] = Canvas(*size)
        self._canvases[size].draw(self._turned_to(page), self._size(dpi), left, top)
        return self._canvases[size].dots()

    def _size(self, dpi: int) -> tuple[int, int]:
        """Of the page in hand, in dots."""
        width, height = self._points
        return math.ceil(width * dpi / 72), math.ceil(height * dpi / 72)

    def _turned_to(self, page: int) -> pypdfium2.PdfPage:
        if self._page is None or page != self._number:
            self._close_page()
            with ONE_AT_A_TIME:
                self._forget()
                self._page, self._number = self._document[page], page
                self._points = self._page.get_size()
        return self._page

    def _forget(self) -> None:
        """Now and then open the file anew."""
        self._turned += 1
        if self._turned % _KEPT == 0:
            self._document.close()
            self._document = load(self._pdf)

    def _close_page(self) -> None:
        if self._page is not None:
            with ONE_AT_A_TIME:
                self._page.close()
        self._page = None


def _dots(dpi: int, *edges: int) -> Box:
    # A calibrated page may reach over the paper's edge: beyond it there is nothing to read.
    left, top, right, bottom = (max(0, round(edge * dpi / _UM_AN_INCH)) for edge in edges)
    return left, top, right, bottom


def _bare(dots: zxingcpp.ImageView) -> str:
    """The symbol of a picture with nothing else on it.

    First as a printer has it, each dot burnt or not, and nothing searched: quick, and now and then
    blind.
    """
    half = zxingcpp.Binarizer.FixedThreshold
    return _said(dots, is_pure=True, binarizer=half) or _said(dots)


def _said(dots: zxingcpp.ImageView, **how: Any) -> str:
    found = zxingcpp.read_barcode(dots, **_READ, **how)
    return "" if found is None else str(found.text)
