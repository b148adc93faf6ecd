"""Reports as workbooks: the office's lines above, figures as numbers, sums as numbers too.

No cell is a formula: a sheet says what was counted, and goes on saying it wherever it is opened.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from traceability.sheets.writing import PLAINLY, Head

#: A day is a day of the spreadsheet's own, to be sorted and counted from.
Cell = str | int | Decimal | dt.date
#: The rows of a table that sum others up, by their place: drawn bold.
Strong = frozenset[int]


@dataclass(frozen=True)
class Table:
    """A page of a workbook: lines above, a table with its head, lines below."""

    name: str
    above: Sequence[str]
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    strong: Strong = frozenset()
    below: Sequence[str] = ()
    landscape: bool = False


def report(tables: Sequence[Table]) -> bytes:
    """An .xlsx file with a page for each table; the same tables give the same cells."""
    out = io.BytesIO()
    with Workbook(out, PLAINLY) as book:
        looks = _Looks(book)
        for each in tables:
            _write(book.add_worksheet(each.name), each, looks)
    return out.getvalue()


class _Looks:
    """How cells look: text and numbers, plain and strong."""

    def __init__(self, book: Workbook) -> None:
        lined = {"border": 1, "valign": "top"}
        self.line = book.add_format({"num_format": "@"})
        self.first = book.add_format({"num_format": "@", "bold": True, "font_size": 14})
        self.head = book.add_format(
            {**lined, "bold": True, "text_wrap": True, "bg_color": "#E7ECF4"}
        )
        self._cells = {
            (number, strong): book.add_format(
                {
                    **lined,
                    "num_format": "#,##0.####" if number else "@",
                    "bold": strong,
                    "text_wrap": not number,
                }
            )
            for number in (False, True)
            for strong in (False, True)
        }

        self._day = book.add_format({**lined, "num_format": "dd/mm/yyyy", "align": "left"})

    def cell(self, value: Cell, *, strong: bool) -> Format:
        """The look of a value in the table."""
        if isinstance(value, dt.date):
            return self._day
        return self._cells[not isinstance(value, str), strong]


def _write(page: Worksheet, table: Table, looks: _Looks) -> None:
    for column, head in enumerate(table.heads):
        page.set_column(column, column, head.width)
    for line, text in enumerate(table.above):
        page.write_string(line, 0, text, looks.first if line == 0 else looks.line)
    top = len(table.above) + 1 if table.above else 0
    for column, head in enumerate(table.heads):
        page.write_string(top, column, head.heading, looks.head)
    for place, row in enumerate(table.rows):
        for column, value in enumerate(row):
            look = looks.cell(value, strong=place in table.strong)
            _put(page, (top + 1 + place, column), value, look)
    for line, text in enumerate(table.below, start=top + len(table.rows) + 2):
        page.write_string(line, 0, text, looks.line)
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    if table.landscape:
        page.set_landscape()


def _put(page: Worksheet, at: tuple[int, int], value: Cell, look: Format) -> None:
    if isinstance(value, str):
        page.write_string(*at, value, look)
    elif isinstance(value, dt.date):
        page.write_datetime(*at, dt.datetime(value.year, value.month, value.day), look)  # noqa: DTZ001
    else:
        page.write_number(*at, value, look)
