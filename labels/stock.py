"""Label stationery as data under its trade name; every length in whole micrometres.

The sizes are those printed on the makers' packs and in their templates (Avery L-series, Avery
Zweckform 4780 and 3474, Tomy 145).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from labels.errors import DoesNotFit, LabelRefused


@dataclasses.dataclass(frozen=True)
class Size:
    """A width and a height, µm."""

    width: int
    height: int


@dataclasses.dataclass(frozen=True)
class Point:
    """A place on a page or label, µm from its top left corner; y grows downwards."""

    x: int
    y: int


A4 = Size(210_000, 297_000)
"""ISO 216."""
_PAGES = {
    (210_000, 297_000): "A4",
    (297_000, 420_000): "A3",
    (148_000, 210_000): "A5",
    (105_000, 148_000): "A6",
}
"""Pages that have a name, upright."""


def page_name(page: Size) -> str:
    """A page as printers ask for it: "A4", also across; else its size, "120 × 80,5 mm"."""
    width, height = (f"{um / 1_000:g}".replace(".", ",") for um in (page.width, page.height))
    upright = min(page.width, page.height), max(page.width, page.height)
    return _PAGES.get(upright, f"{width} × {height} mm")


SMALLEST_LABEL_UM = 12_200
"""A symbol of version 3 with its quiet zone at 0.33 mm a module: nothing smaller holds a code."""


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A page of equal labels: ``first`` is the top left label's corner, ``pitch`` the step.

    ``also`` are other trade names of the same sheet, ``radius`` that of the labels' corners;
    ``cut_marks`` are drawn on a sheet that is not cut yet. With ``dpi``, modules of a symbol are
    whole dots of the printer that it is for.
    """

    name: str
    page: Size
    label: Size
    first: Point
    pitch: Size
    columns: int
    rows: int
    also: tuple[str, ...] = ()
    radius: int = 0
    cut_marks: bool = False
    dpi: int | None = None

    def __post_init__(self) -> None:
        """Refuse a sheet that no printer could hold: ``sheet_faulty`` or DoesNotFit."""
        if min(self.label.width, self.label.height, self.columns, self.rows) < 1:
            raise LabelRefused("sheet_faulty", "label")
        if min(self.first.x, self.first.y) < 0:
            raise LabelRefused("sheet_faulty", "first")
        if self.pitch.width < self.label.width or self.pitch.height < self.label.height:
            raise LabelRefused("sheet_faulty", "pitch")
        _hold("columns", self.page.width, self.page.width - self.right_margin)
        _hold("rows", self.page.height, self.page.height - self.bottom_margin)

    @property
    def capacity(self) -> int:
        """Labels on one page."""
        return self.columns * self.rows

    @property
    def right_margin(self) -> int:
        """From the last column's right edge to the page's, µm."""
        past = self.first.x + (self.columns - 1) * self.pitch.width + self.label.width
        return self.page.width - past

    @property
    def bottom_margin(self) -> int:
        """From the last row's lower edge to the page's, µm."""
        past = self.first.y + (self.rows - 1) * self.pitch.height + self.label.height
        return self.page.height - past

    def corner(self, place: int) -> Point:
        """The top left corner of the label at ``place``: 0 is top left, row by row."""
        row, column = divmod(place, self.columns)
        x = self.first.x + column * self.pitch.width
        return Point(x, self.first.y + row * self.pitch.height)

    def positions(self, start: int = 0) -> Iterator[Point]:
        """Corners of one page's labels from place ``start``; ``start_off_sheet`` if none is."""
        if not 0 <= start < self.capacity:
            raise LabelRefused("start_off_sheet", "start", start=start, capacity=self.capacity)
        return (self.corner(place) for place in range(start, self.capacity))


def _hold(field: str, room: int, needed: int) -> None:
    if needed > room:
        raise DoesNotFit(field, needed, room)


def trade_name(name: str) -> str:
    """The name by which the catalogue keeps a sheet that has several; any other as it is."""
    return next((each.name for each in STOCKS.values() if name in each.also), name)


def how_many(room: int, first: int, label: int, pitch: int) -> int:
    """Labels that stand in ``room`` µm from ``first`` on; the gap after the last one is no need."""
    return max(0, (room - first - label) // pitch + 1)


def _a4(
    name: str, label: tuple[int, int], first: tuple[int, int], pitch: tuple[int, int], **more: Any
) -> Sheet:
    columns = how_many(A4.width, first[0], label[0], pitch[0])
    rows = how_many(A4.height, first[1], label[1], pitch[1])
    return Sheet(name, A4, Size(*label), Point(*first), Size(*pitch), columns, rows, **more)


STOCKS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        _a4("L7160", (63_500, 38_100), (7_250, 15_150), (66_000, 38_100), radius=2_000),
        _a4("L7161", (63_500, 46_600), (7_250, 8_700), (66_000, 46_600), radius=2_000),
        _a4("L7163", (99_100, 38_100), (4_650, 15_150), (101_600, 38_100), radius=2_000),
        _a4("L7651", (38_100, 21_200), (4_750, 10_700), (40_600, 21_200), also=("Tomy 145",)),
        _a4("4780", (48_500, 25_400), (8_000, 21_500), (48_500, 25_400)),
        _a4("3474", (70_000, 37_000), (0, 500), (70_000, 37_000)),
        _a4("Decal A4", (63_000, 38_000), (10_500, 15_500), (63_000, 38_000), cut_marks=True),
    )
}
"""The A4 catalogue by trade name. "Decal A4" is not cut: it is cut along its marks."""
