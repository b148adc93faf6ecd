"""A row of labels as the dots that a thermal printer burns; the preview shows the same.

Words come out of the row's own PDF page, rasterised at the printer's resolution and cut at half
grey. Symbols are put on top in whole dots a module, so that no bar is thicker than another.
"""

from __future__ import annotations

import dataclasses
import io
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from PIL import Image

from labels import pdfium
from labels.calibration import Calibration
from labels.design import Design, StampLabel, arrange
from labels.dots import dots_of, dots_um, nearest_dot, tenths
from labels.errors import LabelRefused
from labels.heads import Cell, first_label
from labels.pictures import bitmap
from labels.plan import Plan
from labels.rolls import Roll
from labels.sheet_pdf import Look, write_sheets
from labels.square import Square
from labels.stock import Point, Sheet
from labels.symbol import QUIET_MODULES, SMALLEST_MODULE_UM, Symbol, encode

_HALF = 128
_ROWS_AT_ONCE = 50


@dataclasses.dataclass(frozen=True)
class Dots:
    """A row: ``width`` by ``height`` dots, ``octets`` with 1 for a burnt dot, rows in whole octets.

    ``gap_um`` of liner follows it.
    """

    width: int
    height: int
    octets: bytes
    dpi: int
    gap_um: int

    @property
    def octets_a_row(self) -> int:
        """Octets of a row of dots."""
        return -(-self.width // 8)

    def picture(self) -> Image.Image:
        """What will be on paper, as a picture of mode "1"; a burnt dot is 0."""
        return Image.frombytes("1", (self.width, self.height), self.octets, "raw", "1;I")

    def moved(self, by: Calibration) -> Dots:
        """The same for a printer that puts all aside, by whole dots; it is never rescaled."""
        right, down = nearest_dot(by.dx_um, self.dpi), nearest_dot(by.dy_um, self.dpi)
        if not right and not down:
            return self
        moved = Image.new("1", (self.width, self.height), 1)
        moved.paste(self.picture(), (right, down))
        return dataclasses.replace(self, octets=moved.tobytes("raw", "1;I"))


def draw_rows(roll: Roll, stamp: Design, labels: Iterable[Cell]) -> Iterator[Dots]:
    """The run row by row at the roll's resolution; raises as ``write_sheets`` does."""
    page = roll.page()
    first, cells = first_label(labels)
    plan = arrange(page.label, stamp, first, roll.dpi)
    while rows := list(itertools.islice(cells, roll.across * _ROWS_AT_ONCE)):
        yield from _rows(roll, page, stamp, rows, plan)


def preview(rows: Iterable[Dots]) -> bytes:
    """The first row as PNG."""
    dots = next(iter(rows))
    out = io.BytesIO()
    dots.picture().save(out, "PNG", dpi=(dots.dpi, dots.dpi))
    return out.getvalue()


def module_dots(square: Square, dpi: int) -> int:
    """Dots of a module: as many as the plan's module has room for."""
    least = dots_of(SMALLEST_MODULE_UM, dpi)
    most = (square.module_um + 1) * tenths(dpi) // 254_000
    if most < least:
        raise LabelRefused("module_too_fine", "qr", dots=most, least=least)
    return most


def _rows(roll: Roll, page: Sheet, stamp: Design, labels: list[Cell], plan: Plan) -> Iterator[Dots]:
    """Some rows out of one file: to make a file costs more than to rasterise a page of it."""
    out = io.BytesIO()
    write_sheets(out, page, stamp, labels, look=Look(symbols=False, plan=plan))
    with pdfium.opened(out.getvalue()) as document:
        for number, at in enumerate(range(0, len(labels), roll.across)):
            picture = _words(document, number, page, roll.dpi)
            for place, label in enumerate(labels[at : at + roll.across]):
                if isinstance(label, StampLabel):
                    _put(picture, page.corner(place), plan.symbol, encode(label.url), roll.dpi)
            # One has 1 for ink in the raster, and zeros beyond the last dot of a row.
            yield Dots(*picture.size, picture.tobytes("raw", "1;I"), roll.dpi, roll.gap)


def _words(document: Any, number: int, page: Sheet, dpi: int) -> Image.Image:
    width, height = (nearest_dot(um, dpi) for um in (page.page.width, page.page.height))
    drawn = pdfium.grey(document, number, tenths(dpi) / 720)
    grey = Image.new("L", (width, height), 255)
    grey.paste(drawn, (0, 0))
    return grey.point(lambda value: 255 * (value >= _HALF), mode="1")


def _put(picture: Image.Image, corner: Point, square: Square, symbol: Symbol, dpi: int) -> None:
    """The symbol and its quiet zone, with its middle where the plan has it."""
    dots = module_dots(square, dpi)
    spare = square.side_um - dots_um(dots * square.modules, dpi)
    at = [
        nearest_dot(start + spare // 2, dpi) - QUIET_MODULES * dots
        for start in (corner.x + square.corner.x, corner.y + square.corner.y)
    ]
    picture.paste(bitmap(symbol, dots), (at[0], at[1]))
