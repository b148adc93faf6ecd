"""Ledgers as workbooks: days are days, amounts are numbers, and nothing typed is ever a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from traceability.sheets.text_tables import LIKE_A_FORMULA, Cell
from traceability.sheets.writing import PLAINLY, Head

_NUMBER, _DAY, _TEXT, _GUARDED = range(4)
_FORMS = {_NUMBER: "#,##0.###", _DAY: "dd/mm/yyyy", _TEXT: "@", _GUARDED: "@"}


@dataclass(frozen=True)
class Ledger:
    """A page: lines above, a head, rows, and a last row of sums, drawn bold; lines below."""

    name: str
    above: Sequence[str]
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    sums: Sequence[Cell]
    below: Sequence[str] = ()


def ledger(pages: Sequence[Ledger]) -> bytes:
    """An .xlsx file with a page for each ledger. A sum is a number: it says what was counted."""
    out = io.BytesIO()
    with Workbook(out, PLAINLY) as book:
        looks = _looks(book)
        for each in pages:
            _write(book.add_worksheet(each.name), each, looks)
    return out.getvalue()


_Looks = dict[tuple[int, bool], Format]


def _looks(book: Workbook) -> _Looks:
    return {
        (kind, strong): book.add_format(
            {
                "border": 1,
                "valign": "top",
                "num_format": form,
                "bold": strong,
                "quote_prefix": kind == _GUARDED,
                "text_wrap": kind in (_TEXT, _GUARDED),
            }
        )
        for kind, form in _FORMS.items()
        for strong in (False, True)
    }


def _write(page: Worksheet, each: Ledger, looks: _Looks) -> None:
    for column, head in enumerate(each.heads):
        page.set_column(column, column, head.width)
    for line, text in enumerate(each.above):
        page.write_string(line, 0, text)
    top = len(each.above) + 1
    for column, head in enumerate(each.heads):
        page.write_string(top, column, head.heading, looks[_TEXT, True])
    for place, row in enumerate((*each.rows, each.sums), start=top + 1):
        strong = place == top + 1 + len(each.rows)
        for column, value in enumerate(row):
            _put(page, (place, column), value, looks, strong=strong)
    for line, text in enumerate(each.below, start=top + len(each.rows) + 3):
        page.write_string(line, 0, text)
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    page.set_paper(9)  # A4
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _put(page: Worksheet, at: tuple[int, int], value: Cell, looks: _Looks, *, strong: bool) -> None:
    if value is None:
        page.write_blank(*at, None, looks[_TEXT, strong])
    elif isinstance(value, str):
        kind = _GUARDED if value.startswith(LIKE_A_FORMULA) else _TEXT
        page.write_string(*at, value, looks[kind, strong])
    elif isinstance(value, dt.date):
        moment = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a cell has no zone
        page.write_datetime(*at, moment, looks[_DAY, strong])
    else:
        page.write_number(*at, value, looks[_NUMBER, strong])
