"""Workbooks as registers come in: days of either calendar, formulas, numbers, drop-downs."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from xlsxwriter import Workbook

from traceability.sheets.reading import read_file
from traceability.sheets.writing import Head, Lines, workbook


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_are_those_of_the_workbooks_own_calendar(since_1904: bool) -> None:
    """date-13: not shifted by four years."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "date_1904": since_1904}) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "Ngày cấp")
        look = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_datetime(1, 0, dt.date(2023, 3, 12), look)
    rows = read_file(out.getvalue(), "so.xlsx").rows
    assert rows[1].cells == ("12/03/2023",)


def test_formulas_are_the_values_that_they_had() -> None:
    """import-03: nothing is calculated; a fraction is what Excel itself shows."""
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "Diện tích")
        page.write_formula(1, 0, "=0.1+0.2", None, 0.1 + 0.2)
        page.write_formula(2, 0, "=cmd|' /C calc'!A0", None, "12,4")
        page.write_number(3, 0, 123)
    rows = read_file(out.getvalue(), "so.xlsx").rows
    assert [each.cells[0] for each in rows[1:]] == ["0.3", "12,4", "123"]


def test_drop_downs_and_notes_are_not_read_as_rows() -> None:
    heads = [Head("Loại", choices=("một", "hai")), Head("Ghi chú")]
    data = workbook("Mã", heads, [["một", "=1+1"]], Lines("Hướng dẫn", ["Mỗi mã một dòng"]))
    found = read_file(data, "so.xlsx")
    assert [row.cells for row in found.rows] == [("Loại", "Ghi chú"), ("một", "=1+1")]
    assert found.sheet == "Mã"
