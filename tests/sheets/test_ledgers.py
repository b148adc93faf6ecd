"""Ledgers: days are days, numbers are numbers, and nothing typed by anybody is a formula."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

from python_calamine import CalamineWorkbook

from traceability.sheets.ledgers import Ledger, ledger
from traceability.sheets.writing import Head

DAY = dt.date(2026, 11, 23)
PAGE = Ledger(
    "Bảng kê",
    ["BẢNG KÊ", "HTX Chè"],
    [Head("Ngày"), Head("Người bán"), Head("kg"), Head("đồng")],
    [[DAY, "=HYPERLINK(1)", Decimal("24.6"), 273_600], [DAY, "+84 912", Decimal("0.001"), None]],
    ["Cộng", None, Decimal("24.601"), 273_600],
    ["Hết."],
)


def test_cells_are_what_they_are() -> None:
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(ledger([PAGE]))).get_sheet_by_index(0).to_python()
    )
    assert rows[4] == [DAY, "=HYPERLINK(1)", 24.6, 273_600.0]
    assert rows[5][:3] == [DAY, "+84 912", 0.001]
    assert rows[6][2:] == [24.601, 273_600.0]


def test_no_cell_is_a_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(ledger([PAGE]))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in styles
