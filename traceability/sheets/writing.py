"""Workbooks for people: every cell is text, so that nothing typed by anybody is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

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
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lines:
    """A second sheet of plain lines: notes for whoever fills in the first."""

    sheet: str
    lines: Sequence[str]


def workbook(
    sheet: str,
    heads: Sequence[Head],
    rows: Sequence[Sequence[str]],
    notes: Lines | None = None,
) -> bytes:
    """An .xlsx file; empty rows of its first sheet take text too (a phone keeps its 0).

    A column with choices gets a drop-down of them, which warns and refuses nothing; they stand on a
    sheet of their own ("Danh mục").
    """
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
        if any(head.choices for head in heads):
            _offer(book, page, heads)
        if notes is not None:
            _write_lines(book, notes)
    return out.getvalue()


_CHOICES, _OFFERED_ROWS = "Danh mục", 2_000


def _offer(book: Workbook, page: Worksheet, heads: Sequence[Head]) -> None:
    """Drop-downs from ranges: a list within the rule itself takes 255 characters at most."""
    lists = book.add_worksheet(_CHOICES)
    text = book.add_format({"num_format": "@"})
    offered = [(column, head) for column, head in enumerate(heads) if head.choices]
    for place, (column, head) in enumerate(offered):
        lists.set_column(place, place, 34, text)
        lists.write_string(0, place, head.heading, text)
        for line, choice in enumerate(head.choices, start=1):
            lists.write_string(line, place, choice, text)
        first = xl_rowcol_to_cell(1, place, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(len(head.choices), place, row_abs=True, col_abs=True)
        rule = {
            "validate": "list",
            "source": f"='{_CHOICES}'!{first}:{last}",
            "error_type": "warning",
            "error_title": head.heading,
            "error_message": "Chữ này không có trong danh mục.",
        }
        page.data_validation(1, column, _OFFERED_ROWS, column, rule)


def _write_lines(book: Workbook, notes: Lines) -> None:
    page = book.add_worksheet(notes.sheet)
    wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 110, wrapped)
    for line, text in enumerate(notes.lines):
        page.write_string(line, 0, text, wrapped)


def _look(cell: str, text: Format, guarded: Format) -> Format:
    return guarded if cell.startswith(_LIKE_A_FORMULA) else text
