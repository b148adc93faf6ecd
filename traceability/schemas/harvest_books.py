"""Harvest books as they are read: a row's columns are the fields of the form's own schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from traceability.domain.errors import Fault, Invalid
from traceability.domain.text import fold
from traceability.schemas.fields import Line, Passage, RequestSchema
from traceability.schemas.harvests import HarvestSchema
from traceability.schemas.imports import Column, Kind, RowRead, Understood, unguessed
from traceability.schemas.rows import RowChecks
from traceability.services.books import Unread
from traceability.services.harvest_book_rows import Entry, Words, Written
from traceability.sheets.tables import Row

#: The columns of the template in their order; the first is the one that no book can do without.
COLUMNS: tuple[Column, ...] = (
    Column("harvested_on", "Ngày thu hoạch", ("Ngày hái", "Ngày cắt", "Ngày", "Harvest date")),
    Column(
        "area_code",
        "Mã vùng trồng",
        ("Mã số vùng trồng", "Mã số", "MSVT", "PUC", "Mã vùng"),
    ),
    Column("place", "Vườn", ("Tên vườn", "Vùng", "Tên vùng", "Điểm đặt ong", "Mã vườn")),
    Column("crop", "Loại cây", ("Cây trồng", "Sản phẩm", "Loại cây trồng")),
    Column("household", "Số hộ", ("Hộ", "Mã hộ")),
    Column("household_name", "Tên hộ", ("Họ và tên", "Chủ hộ", "Tên chủ hộ", "Người hái")),
    Column("weight", "Khối lượng", ("Số lượng", "Sản lượng", "Số cân", "Cân nặng", "Kg")),
    Column("unit", "Đơn vị", ("ĐVT", "Đơn vị tính")),
    Column("lot_code", "Mã lô", ("Lô", "Số lô")),
    Column("estimated", "Chờ cân", ("Chưa cân", "Ước tính")),
    Column("late_reason", "Lý do ghi muộn", ("Lý do", "Ghi chú, lý do ghi muộn", "Ghi chú")),
)
_YES = frozenset(map(fold, ("có", "x", "yes", "chờ cân", "chưa cân", "1", "true", "✓", "đúng")))
_NO = frozenset(map(fold, ("không", "no", "0", "false", "đã cân", "-")))


class HarvestRowSchema(HarvestSchema):
    """The fields of the form, read from words: the names of a row stand for short codes."""

    area_code = Line(required=True, longest=40)
    place = Line()
    crop = Line(longest=60)
    household = Line()
    household_name = Line()

    def together(self, data: Mapping[str, Any]) -> Written:
        """The row as it was read."""
        values = dict(data)
        values.pop("unit", None)
        return Written(quantity=values.pop("weight"), **values)


class UndoSchema(RequestSchema):
    """Taking a book back: why."""

    reason = Passage(required=True)


class BookChecks(RowChecks):
    """The checks of a book's columns; what was read once is remembered, amounts with their unit."""

    def __init__(self, today: dt.date) -> None:
        """Days are judged by ``today``."""
        super().__init__(HarvestRowSchema(today=today, spoken=True))
        self._amounts: dict[tuple[str, str], Any] = {}
        self._days: dict[str, Any] = {}

    def _column(self, name: str, row: Mapping[str, str]) -> Any:
        value = row.get(name, "")
        if name == "weight":
            key = (value, row.get("unit", ""))
            if key not in self._amounts:
                self._amounts[key] = super()._column(name, _with_unit(row))
            return self._amounts[key]
        if name == "harvested_on":
            if value not in self._days:
                self._days[value] = super()._column(name, row)
            return self._days[value]
        if name == "estimated":
            return _flag(value)
        return super()._column(name, row)


def _with_unit(row: Mapping[str, str]) -> Mapping[str, str]:
    """A form sends no unit where none was chosen."""
    return row if row.get("unit", "").strip() else {"weight": row.get("weight", "")}


def _flag(value: str) -> Any:
    word = fold(value).strip()
    if not value.strip() or word in _NO:
        return None
    return True if word in _YES or value.strip() == "✓" else Fault("value_type", "estimated")


def harvest_book(today: dt.date) -> Kind:
    """The kind of list that a harvest book is, as it is read on a day."""
    return Kind(
        schema=lambda: HarvestRowSchema(today=today, spoken=True),
        columns=COLUMNS,
        guess=unguessed,
    )


def read_book(today: dt.date, words: Words, understood: Understood) -> Iterator[RowRead]:
    """Every row with its verdict: what it asks for, or what is wrong at which column."""
    return rows_of(BookChecks(today), words, understood.columns, understood.rows)


def rows_of(
    checks: BookChecks, words: Words, columns: Sequence[str], rows: Sequence[Row]
) -> Iterator[RowRead]:
    """The same, of rows whose columns are known."""
    for row in rows:
        typed = {name: cell for name, cell in zip(columns, row.cells, strict=False) if name}
        try:
            asked = words.found(checks.read(typed))
        except Invalid as refusal:
            yield RowRead(row.line, typed, faults=refusal.faults)
        else:
            yield RowRead(row.line, typed, asked)


def parted(rows: Sequence[RowRead]) -> tuple[list[Entry], list[Unread]]:
    """Rows that can be read, and those that cannot."""
    entries = [Entry(row.line, row.asked) for row in rows if not row.faults]
    return entries, [Unread(row.line, row.faults) for row in rows if row.faults]
