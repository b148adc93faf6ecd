"""Pages of a file as a printer of some resolution sees them, and what stands in their cells."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import pypdfium2
import zxingcpp

from labels.plan import Square
from labels.stock import Sheet

_UM_AN_INCH = 25_400
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])

Box = tuple[int, int, int, int]
Dots = np.ndarray[tuple[int, int], np.dtype[np.uint8]]
"""Rows of grey dots, 0 black to 255 white."""


class Pages:
    """The pages of a file from ``first`` to before ``past``, of labels of ``stock``."""

    def __init__(
        self,
        pdf: bytes | Path,
        stock: Sheet,
        dpi: int,
        first: int = 0,
        past: int | None = None,
    ) -> None:
        """Open the file; close it by leaving the context."""
        self._document = pypdfium2.PdfDocument(pdf)
        self._stock, self._dpi = stock, dpi
        self._first = first
        self.count = len(self._document)
        self._past = self.count if past is None else past
        self._page: pypdfium2.PdfPage | None = None
        self._number = -1
        self._whole: Dots | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close_page()
        self._document.close()

    def every(self) -> Iterator[tuple[int, int]]:
        """Page and place of each cell, in label order."""
        for page in range(self._first, self._past):
            for place in range(self._stock.capacity):
                yield page, place

    def cell(self, page: int, place: int) -> str:
        """All that is read in a cell, a line each; the page is drawn whole, once."""
        self._turn_to(page)
        if self._whole is None:
            with self._drawn(None) as dots:
                self._whole = dots.copy()
        left, top, right, bottom = self._cell(place)
        found = zxingcpp.read_barcodes(
            self._whole[top:bottom, left:right],
            formats=_FORMATS,
            try_rotate=False,
            try_downscale=False,
            try_invert=False,
            text_mode=zxingcpp.TextMode.Plain,
        )
        return "\n".join(barcode.text for barcode in found)

    def symbol(self, page: int, place: int, square: Square) -> str:
        """What is read where the symbol stands, quiet zone and all; nothing else is drawn."""
        self._turn_to(page)
        with self._drawn(self._symbol(place, square)) as dots:
            return _bare(dots, pure=True) or _bare(dots, pure=False)

    def _turn_to(self, page: int) -> None:
        if page != self._number:
            self._close_page()
            self._page, self._number = self._document[page], page

    def _close_page(self) -> None:
        if self._page is not None:
            self._page.close()
        self._page, self._whole, self._number = None, None, -1

    @contextlib.contextmanager
    def _drawn(self, box: Box | None) -> Iterator[Dots]:
        """The page, or a part of it; the dots are gone afterwards."""
        assert self._page is not None  # noqa: S101 - turned to by both callers
        scale = self._dpi / 72
        crop = (0.0, 0.0, 0.0, 0.0)
        if box is not None:
            width, height = self._page.get_size()
            left, top, right, bottom = (edge / scale for edge in box)
            crop = (left, height - bottom, width - right, top)
        bitmap = self._page.render(
            scale=scale, grayscale=True, crop=crop, may_draw_forms=False, draw_annots=False
        )
        try:
            yield bitmap.to_numpy()
        finally:
            bitmap.close()

    def _cell(self, place: int) -> Box:
        corner, size = self._stock.corner(place), self._stock.label
        return self._dots(corner.x, corner.y, corner.x + size.width, corner.y + size.height)

    def _symbol(self, place: int, square: Square) -> Box:
        corner = self._stock.corner(place)
        x, y = corner.x + square.corner.x, corner.y + square.corner.y
        clear, side = square.quiet_um, square.side_um
        return self._dots(x - clear, y - clear, x + side + clear, y + side + clear)

    def _dots(self, *edges: int) -> Box:
        left, top, right, bottom = (round(edge * self._dpi / _UM_AN_INCH) for edge in edges)
        return left, top, right, bottom


def _bare(dots: Dots, *, pure: bool) -> str:
    """The symbol of a picture with nothing else on it; ``pure`` is quick and now and then blind."""
    found = zxingcpp.read_barcode(
        dots,
        formats=_FORMATS,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        is_pure=pure,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return "" if found is None else str(found.text)
