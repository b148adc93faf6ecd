"""Label stationery as people choose it: name, size, labels a sheet, and which of them get used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import labels
from traceability.services import stationery
from traceability.services.stationery import Paper


class Cell(StrEnum):
    """What becomes of a label on the first sheet: gone before, printed now, or left over."""

    GONE = "gone"
    PRINTED = "printed"
    LEFT = "left"


@dataclass(frozen=True)
class StockLine:
    """A label stock: trade name, label size in µm, labels on a sheet by columns and rows.

    A ``roll`` has one row a page; ``own`` is a paper that the cooperative measured. ``page`` is
    what a printer asks for: "A4"; ``also`` are other trade names.
    """

    name: str
    width: int
    height: int
    columns: int
    rows: int
    roll: bool = False
    own: bool = False
    page: str = "A4"
    also: tuple[str, ...] = ()

    @property
    def capacity(self) -> int:
        """Labels on one sheet."""
        return self.columns * self.rows


@dataclass(frozen=True)
class SheetPicture:
    """The first sheet of a print to draw: page and label in µm, each label's corner and fate.

    ``sheets`` counts pages: sheets, or rows of a roll. ``ruled`` says that a sheet has a ruler.
    """

    page_width: int
    page_height: int
    width: int
    height: int
    cells: tuple[tuple[int, int, Cell], ...]
    sheets: int
    roll: bool = False
    radius: int = 0
    ruled: bool = True


def stock_lines(papers: Iterable[Paper]) -> list[StockLine]:
    """Papers as lines to choose from, in their order."""
    return [
        StockLine(
            each.name,
            each.sheet.label.width,
            each.sheet.label.height,
            each.sheet.columns,
            each.sheet.rows,
            each.roll,
            bool(each.key),
            labels.page_name(each.sheet.page),
            each.sheet.also,
        )
        for each in papers
    ]


def of_size(width: int, height: int) -> StockLine | None:
    """The stock of the catalogue whose labels have this size (µm)."""
    lines = stock_lines(stationery.catalogue().values())
    return next((each for each in lines if (each.width, each.height) == (width, height)), None)


def from_usual(usual: str) -> list[str]:
    """The stocks to try in turn: the usual one, then the others from the smallest label up."""
    sheets = sorted(
        labels.STOCKS.values(), key=lambda sheet: sheet.label.width * sheet.label.height
    )
    return [usual, *(sheet.name for sheet in sheets if sheet.name != usual)]


def picture(paper: Paper, start: int, count: int) -> SheetPicture | None:
    """The first sheet, ``count`` labels from place ``start`` (from 1); ``None`` off the sheet."""
    sheet = paper.sheet
    if not 1 <= start <= sheet.capacity or count < 0:
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
        sheets=max(1, -(-(start - 1 + count) // sheet.capacity)),
        roll=paper.roll,
        radius=sheet.radius,
        ruled=labels.has_ruler(sheet),
    )


def _cell(place: int, start: int, count: int) -> Cell:
    if place < start:
        return Cell.GONE
    return Cell.PRINTED if place < start + count else Cell.LEFT
