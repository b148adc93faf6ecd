"""Label stationery as people choose it: name, size, labels a sheet, and which of them get used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import labels


class Cell(StrEnum):
    """What becomes of a label on the first sheet: gone before, printed now, or left over."""

    GONE = "gone"
    PRINTED = "printed"
    LEFT = "left"


@dataclass(frozen=True)
class StockLine:
    """A label stock: trade name, label size in µm, labels on a sheet by columns and rows."""

    name: str
    width: int
    height: int
    columns: int
    rows: int

    @property
    def capacity(self) -> int:
        """Labels on one sheet."""
        return self.columns * self.rows


@dataclass(frozen=True)
class SheetPicture:
    """The first sheet of a print to draw: page and label in µm, each label's corner and fate."""

    page_width: int
    page_height: int
    width: int
    height: int
    cells: tuple[tuple[int, int, Cell], ...]
    sheets: int


def stock_lines() -> list[StockLine]:
    """The catalogue of label stocks, the largest labels first."""
    sheets = sorted(labels.STOCKS.values(), key=lambda sheet: (sheet.capacity, sheet.name))
    return [
        StockLine(sheet.name, sheet.label.width, sheet.label.height, sheet.columns, sheet.rows)
        for sheet in sheets
    ]


def of_size(width: int, height: int) -> StockLine | None:
    """The stock whose labels have this size (µm)."""
    found = (line for line in stock_lines() if (line.width, line.height) == (width, height))
    return next(found, None)


def from_usual(usual: str) -> list[str]:
    """The stocks to try in turn: the usual one, then the others from the smallest label up."""
    sheets = sorted(
        labels.STOCKS.values(), key=lambda sheet: sheet.label.width * sheet.label.height
    )
    return [usual, *(sheet.name for sheet in sheets if sheet.name != usual)]


def picture(stock: str, start: int, count: int) -> SheetPicture | None:
    """The first sheet, ``count`` labels from place ``start`` (from 1); ``None`` off the sheet."""
    sheet = labels.STOCKS.get(stock)
    if sheet is None or not 1 <= start <= sheet.capacity or count < 1:
        return None
    corners = [sheet.corner(place) for place in range(sheet.capacity)]
    return SheetPicture(
        page_width=sheet.page.width,
        page_height=sheet.page.height,
        width=sheet.label.width,
        height=sheet.label.height,
        cells=tuple(
            (corner.x, corner.y, _cell(place, start, count))
            for place, corner in enumerate(corners, start=1)
        ),
        sheets=-(-(start - 1 + count) // sheet.capacity),
    )


def _cell(place: int, start: int, count: int) -> Cell:
    if place < start:
        return Cell.GONE
    return Cell.PRINTED if place < start + count else Cell.LEFT
