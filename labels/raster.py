"""Pages of a file as a printer of some resolution sees them, and what stands in their cells."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pypdfium2
import zxingcpp

from labels.pdfium import ONE_AT_A_TIME
from labels.square import Square
from labels.stock import Sheet

_UM_AN_INCH = 25_400
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
        self.width, self.height = width, height
        # A row more than is drawn: the reader wants whole rows, and parts begin within one.
        octets = bytearray(width * (height + 1))
        self._first = (ctypes.c_ubyte * (width * height)).from_buffer(octets)
        self._dots = memoryview(octets)
        with ONE_AT_A_TIME:
            self._bitmap = pypdfium2.PdfBitmap.new_native(width, height, _GREY, buffer=self._first)

    def draw(self, page: pypdfium2.PdfPage, size: tuple[int, int], left: int, top: int) -> None:
        """The page, of that size in dots, from one of its dots on; beyond it there is white."""
        ctypes.memset(self._first, 255, len(self._first))
        grey = pypdfium2.raw.FPDF_GRAYSCALE
        with ONE_AT_A_TIME:
            pypdfium2.raw.FPDF_RenderPageBitmap(self._bitmap, page, -left, -top, *size, 0, grey)

    def part(self, left: int, top: int, right: int, bottom: int) -> zxingcpp.ImageView:
        """Some of the dots as the reader takes them."""
        dots: Any = self._dots[top * self.width + left :]
        size = right - left, bottom - top
        return zxingcpp.ImageView(dots, *size, zxingcpp.ImageFormat.Lum, self.width)

    def whole(self) -> zxingcpp.ImageView:
        """All of them."""
        return self.part(0, 0, self.width, self.height)

    def close(self) -> None:
        """Give the bitmap back."""
        self._bitmap.close()


class Pages:
    """The pages of a file of labels of ``stock``; the page in hand is kept, and its rasters.

    ``square`` is where the symbol stands on a label, where that is known.
    """

    def __init__(self, pdf: bytes | Path, stock: Sheet, square: Square | None = None) -> None:
        """Open the file; close it by leaving the context."""
        with ONE_AT_A_TIME:
            self._document = pypdfium2.PdfDocument(pdf)
            self.count = len(self._document)
        self.stock, self.square = stock, square
        self._page: pypdfium2.PdfPage | None = None
        self._number, self._points = -1, (0.0, 0.0)
        self._boxes: dict[tuple[int, int], Box] = {}
        self._drawn: set[int] = set()
        self._canvases: dict[tuple[int, ...], Canvas] = {}

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
        """All that is read in a cell, a line each; the page is drawn whole, once a resolution."""
        corner, size = self.stock.corner(place), self.stock.label
        left, top, right, bottom = _dots(
            dpi, corner.x, corner.y, corner.x + size.width, corner.y + size.height
        )
        canvas = self._whole(page, dpi)
        right, bottom = min(right, canvas.width), min(bottom, canvas.height)
        if left >= right or top >= bottom:
            return ""
        found = zxingcpp.read_barcodes(canvas.part(left, top, right, bottom), **_READ)
        return "\n".join(barcode.text for barcode in found)

    def symbol(self, page: int, place: int, dpi: int) -> str:
        """What is read where the symbol stands, quiet zone and all; nothing else is drawn."""
        left, top, right, bottom = self._box(place, dpi)
        canvas = self._canvas(0, right - left, bottom - top)
        canvas.draw(self._turned_to(page), self._size(dpi), left, top)
        return _bare(canvas.whole())

    def _box(self, place: int, dpi: int) -> Box:
        """Where the symbol stands in a place, in dots; the same on every page."""
        if (place, dpi) not in self._boxes:
            assert self.square is not None  # noqa: S101 - nobody asks without it
            corner, clear = self.stock.corner(place), self.square.quiet_um
            x, y = corner.x + self.square.corner.x, corner.y + self.square.corner.y
            far = self.square.side_um + clear
            self._boxes[place, dpi] = _dots(dpi, x - clear, y - clear, x + far, y + far)
        return self._boxes[place, dpi]

    def _whole(self, page: int, dpi: int) -> Canvas:
        turned, size = self._turned_to(page), self._size(dpi)
        canvas = self._canvas(dpi, *size)
        if dpi not in self._drawn:
            canvas.draw(turned, size, 0, 0)
            self._drawn.add(dpi)
        return canvas

    def _size(self, dpi: int) -> tuple[int, int]:
        """Of the page in hand, in dots."""
        width, height = self._points
        return math.ceil(width * dpi / 72), math.ceil(height * dpi / 72)

    def _canvas(self, *key: int) -> Canvas:
        """Of a resolution for whole pages, of 0 for symbols; then width and height."""
        if key not in self._canvases:
            self._canvases[key] = Canvas(*key[1:])
        return self._canvases[key]

    def _turned_to(self, page: int) -> pypdfium2.PdfPage:
        if self._page is None or page != self._number:
            self._close_page()
            with ONE_AT_A_TIME:
                self._page, self._number = self._document[page], page
                self._points = self._page.get_size()
        return self._page

    def _close_page(self) -> None:
        if self._page is not None:
            with ONE_AT_A_TIME:
                self._page.close()
        self._page = None
        self._drawn.clear()


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
