"""Sheets and rolls of labels as PDF, written as they come: same input, same bytes.

The page is scaled once so that everything inside is written in whole micrometres. What a run shares
is a Form XObject drawn once; a label adds its code, its number and its symbol, an inline 1-bit
image mask in ASCII-hex: crisp at any resolution, without seams, and never with an end marker in
its data by chance.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

from labels.calibration import EXACT, Calibration
from labels.design import Design, StampLabel, arrange
from labels.errors import LabelRefused
from labels.fonts import Weight
from labels.heads import Cell, Head, first_label, set_head
from labels.margin import RULER_UM, SCALE_NOTE, UNPRINTABLE_UM, has_ruler, margin
from labels.pdf_file import UM_A_POINT, PdfFile, points_of
from labels.pdf_parts import Parts, rules
from labels.plan import Placed, Plan, Rule
from labels.setter import Setter
from labels.square import Square
from labels.stock import Point, Sheet, Size
from labels.svg import runs_of
from labels.symbol import Symbol, encode
from labels.trim import BLACK, Trim
from labels.typeset import largest, points, width_um

__all__ = [
    "RULER_UM",
    "SCALE_NOTE",
    "SPECIMEN",
    "UNPRINTABLE_UM",
    "draw_sheets",
    "has_ruler",
    "write_sheets",
]

SPECIMEN = "MẪU"
"""On a dead sheet, where the symbol would be."""

_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ -"


@dataclasses.dataclass(frozen=True)
class Look:
    """How a run is drawn beside its words: dead, calibrated, with which symbols, its ruler where.

    ``dead`` draws a trial of position and paper: a frame with the word MẪU in the symbol's place
    and the code struck out, so that nothing on it can be scanned. ``symbol_of`` makes the symbol
    for a URL. ``ruler_y`` (µm from the top) puts the ruler there, where the caller has left a row
    of labels out. Without ``symbols`` their places stay white, for who puts them there in dots.
    ``plan`` is that of the run, where it is known.
    ``trim`` is for a printing house: boxes on every page, all ink K-100, symbols as filled paths.
    """

    dead: bool = False
    symbol_of: Callable[[str], Symbol] = encode
    ruler_y: int | None = None
    calibration: Calibration = EXACT
    symbols: bool = True
    plan: Plan | None = None
    trim: Trim | None = None


def draw_sheets(
    stock: Sheet,
    stamp: Design,
    labels: Iterable[Cell],
    *,
    start: int = 0,
    dead: bool = False,
    symbol_of: Callable[[str], Symbol] = encode,
    ruler_y: int | None = None,
    calibration: Calibration = EXACT,
) -> bytes:
    """The run as PDF; as ``write_sheets``, with the parts of ``Look`` one by one."""
    out = BytesIO()
    look = Look(dead, symbol_of, ruler_y, calibration)
    write_sheets(out, stock, stamp, labels, start=start, look=look)
    return out.getvalue()


def write_sheets(
    file: BinaryIO,
    stock: Sheet,
    stamp: Design,
    labels: Iterable[Cell],
    *,
    start: int = 0,
    look: Look = Look(),
) -> int:
    """Write the run to ``file``, its first label at place ``start`` of the first sheet (0 is top
    left), and give how many labels there are. Memory does not grow with the run. A place may hold
    the head of a roll, or nothing.

    Raises DoesNotFit, MissingGlyph, or LabelRefused: ``no_labels``, ``start_off_sheet``,
    ``symbols_differ`` where URLs of one run need symbols of unequal size. Then ``file`` holds a
    part of a file, which is to be thrown away.
    """
    stock.positions(start)
    first, cells = first_label(labels)
    plan = look.plan or arrange(stock.label, stamp, first, stock.dpi)
    sheets = _Sheets(file, stock, plan, look)
    count = sheets.draw(cells, start)
    sheets.finish(stamp)
    return count


class _Sheets:
    """The document as it grows."""

    def __init__(self, file: BinaryIO, stock: Sheet, plan: Plan, look: Look) -> None:
        self._stock, self._plan, self._look = stock, plan, look
        self._parts = Parts()
        self._height = plan.size.height
        self._define_forms()
        trim = look.trim
        boxes = "" if trim is None else trim.boxes(stock.page)
        self._file = PdfFile(file, self._parts, boxes)
        self._code = Setter(plan.code, self._height, self._parts)
        self._number = Setter(plan.number, self._height, self._parts)
        self._corners = [self._at(corner) for corner in stock.positions()]
        self._mask = (SymbolMask if trim is None else _Path)(plan.symbol, self._height)
        ink = "" if trim is None else BLACK
        self._opening = f"{page_matrix(stock.page, look.calibration)}{ink}/margin Do\n"

    def draw(self, cells: Iterator[Cell], start: int) -> int:
        """All cells, page after page; how many labels there were."""
        count, corners = 0, self._corners[start:]
        while page := list(itertools.islice(cells, len(corners))):
            drawn = map(self._cell, corners, page)
            self._file.page(self._opening + "".join(drawn))
            count += sum(isinstance(each, StampLabel) for each in page)
            corners = self._corners
        return count

    def _cell(self, corner: str, cell: Cell) -> str:
        if isinstance(cell, StampLabel):
            return f"{corner}/face Do\n{self._label(cell)}"
        if cell is None:
            return ""
        return f"{corner}\n{self._head(cell)}Q\n"

    def _head(self, head: Head) -> str:
        return self._parts.texts(set_head(head, self._plan.size), self._height)

    def finish(self, stamp: Design) -> None:
        """End the file."""
        title, author = stamp.title
        self._file.finish(title, author, self._stock.page)

    def _at(self, corner: Point) -> str:
        y = self._stock.page.height - corner.y - self._height
        return f"q 1 0 0 1 {corner.x} {y} cm"

    def _label(self, label: StampLabel) -> str:
        if self._look.dead:
            return self._dead(label)
        texts = self._code.show(label.code) + self._number.show(label.number_text)
        if not self._look.symbols:
            return texts + "Q\n"
        return texts + self._mask.paint(self._look.symbol_of(label.url))

    def _dead(self, label: StampLabel) -> str:
        code = self._code.place(label.code)
        texts = [code, self._number.place(label.number_text)]
        return self._parts.texts(texts, self._height) + rules([_strike(code)], self._height) + "Q\n"

    def _define_forms(self) -> None:
        parts, plan, page = self._parts, self._plan, self._stock.page
        for weight in (plan.code.weight, plan.number.weight):
            parts.show(weight, 1, _CHARACTERS)  # one subset holds them, whatever the texts bring
        texts = list(plan.texts)
        frame = ""
        if self._look.dead:
            texts.append(_specimen(plan.symbol))
            frame = _frame(plan.symbol, self._height)
        lines = rules(plan.rules, self._height)
        parts.form("face", plan.size, parts.texts(texts, self._height) + lines + frame)
        notes, marks = margin(self._stock, self._look.ruler_y)
        parts.form("margin", page, parts.texts(notes, page.height) + rules(marks, page.height))


class SymbolMask:
    """The symbol as an inline image mask, painted in the fill colour, black (PDF 32000, 8.9.7)."""

    def __init__(self, square: Square, height: int) -> None:
        self._count, side = square.modules, square.side_um
        x, y = square.corner.x, height - square.corner.y - side
        self._head = (
            f"{side} 0 0 {side} {x} {y} cm BI/W {self._count}/H {self._count}/IM true/BPC 1"
            f"/D[1 0]/F/AHx ID "
        )

    def paint(self, symbol: Symbol) -> str:
        """The operators, and the end of the label; ``symbols_differ`` at another size."""
        if symbol.modules != self._count:
            raise LabelRefused(
                "symbols_differ", "url", modules=symbol.modules, expected=self._count
            )
        return f"{self._head}{symbol.octets.hex()}> EI Q\n"


class _Path:
    """The symbol as one filled path in modules: what presses take best, without a seam."""

    def __init__(self, square: Square, height: int) -> None:
        self._count, module = square.modules, square.module_um
        x, y = square.corner.x, height - square.corner.y
        self._head = f"{module} 0 0 {-module} {x} {y} cm "

    def paint(self, symbol: Symbol) -> str:
        """The operators, and the end of the label; ``symbols_differ`` at another size."""
        if symbol.modules != self._count:
            raise LabelRefused(
                "symbols_differ", "url", modules=symbol.modules, expected=self._count
            )
        dark = "".join(f"{left} {top} {many} 1 re " for top, left, many in runs_of(symbol))
        return f"{self._head}{dark}f Q\n"


def page_matrix(page: Size, calibration: Calibration) -> str:
    """From micrometres to points, and what the printer does to the page taken back."""
    scale = calibration.scale_ppm / 1_000_000
    up = page.height * (1 - scale) - calibration.dy_um
    unit = f"{scale / UM_A_POINT:.10f}"
    return f"{unit} 0 0 {unit} {points_of(calibration.dx_um)} {points_of(round(up))} cm"


def _specimen(square: Square) -> Placed:
    size = largest(Weight.BOLD, SPECIMEN, square.side_um * 3 // 4, square.side_um, points(65))
    x = square.corner.x + (square.side_um - width_um(Weight.BOLD, size, SPECIMEN)) // 2
    y = square.corner.y + square.side_um // 2 + size // 3
    return Placed("dead", SPECIMEN, Weight.BOLD, size, Point(x, y))


def _frame(square: Square, height: int) -> str:
    side = square.side_um
    y = height - square.corner.y - side
    return f"{square.module_um // 2} w {square.corner.x} {y} {side} {side} re S\n"


def _strike(code: Placed) -> Rule:
    y = code.at.y - code.size_um // 3
    return Rule(Point(code.at.x, y), Point(code.at.x + code.width_um, y), code.size_um // 10)
