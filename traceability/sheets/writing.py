"""Workbooks for people: every cell is text, so that nothing typed by anybody is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format

#: What spreadsheets take for the beginning of a formula, once a cell is edited.
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: No text becomes a formula, a link or a number.
PLAINLY = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Head:
    """A column: its heading and its width in characters."""

    heading: str
    width: int = 20


def workbook(sheet: str, heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> bytes:
    """An .xlsx file with one sheet; empty rows of it take text too (a phone keeps its 0)."""
    out = io.BytesIO()
    with Workbook(out, PLAINLY) as book:
        page = book.add_worksheet(sheet)
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        guarded = book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"})
        bold = book.add_format({"bold": True, "num_format": "@", "bottom": 1})
        for column, head in enumerate(heads):
            page.set_column(column, column, head.width, text)
            page.write_string(0, column, head.heading, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                page.write_string(line, column, cell, _look(cell, text, guarded))
        page.freeze_panes(1, 0)
    return out.getvalue()


def _look(cell: str, text: Format, guarded: Format) -> Format:
    return guarded if cell.startswith(_LIKE_A_FORMULA) else text
