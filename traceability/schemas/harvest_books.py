"""Harvest books as they are read: a row's columns are the fields of the form's own schema."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, cast

from marshmallow import post_load

from traceability.domain.errors import Fault, Invalid
from traceability.domain.text import fold
from traceability.schemas.accepting import SaidReason
from traceability.schemas.corrections import WhySchema
from traceability.schemas.fields import Line
from traceability.schemas.harvests import HarvestSchema
from traceability.schemas.imports import Column, Kind, RowRead, Understood, unguessed
from traceability.schemas.measures import Measured
from traceability.schemas.rows import RowChecks
from traceability.services.harvest_book_rows import Entry, Words, Written
from traceability.services.harvests import HarvestRequest
from traceability.services.list_rows import Unread
from traceability.sheets.tables import Row

Faults = tuple[Fault, ...]
_FAULTY = frozenset({Fault})
#: A cell, or an amount with its unit.
_Said = str | tuple[str, str]

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
    Column("moisture", "Độ ẩm (%)", ("Độ ẩm", "Độ ẩm đo được", "Độ ẩm đo được (%)", "Moisture")),
    Column("density", "Một lít nặng (kg)", ("Khối lượng riêng", "Khối lượng riêng (kg/lít)")),
    Column("part", "Bộ phận dùng", ("Bộ phận", "Bộ phận thu hái", "Part used")),
    Column("estimated", "Chờ cân", ("Chưa cân", "Ước tính")),
    Column("late_reason", "Lý do ghi muộn", ("Lý do", "Ghi chú, lý do ghi muộn", "Ghi chú")),
    Column("warn_reason", "Lý do vượt mức", ("Lý do vượt mức cảnh báo", "Lý do nhiều hơn mức")),
)
#: Of more values than these a column repeats too few to remember them all.
MOST_KNOWN = 2_000
_YES = frozenset(map(fold, ("có", "x", "yes", "chờ cân", "chưa cân", "1", "true", "✓", "đúng")))
_NO = frozenset(map(fold, ("không", "no", "0", "false", "đã cân", "-")))


class HarvestRowSchema(HarvestSchema):
    """The fields of the form, read from words: the names of a row stand for short codes."""

    area_code = Line(required=True, longest=40)
    place = Line()
    crop = Line(longest=60)
    household = Line()
    household_name = Line()
    moisture = Measured()
    part = Line(longest=60)
    warn_reason = SaidReason()

    def together(self, data: Mapping[str, Any]) -> Written:
        """The row as it was read."""
        values = dict(data)
        values.pop("unit", None)
        moisture = values.pop("moisture", None)
        if moisture is not None:
            values["measures"] = {"moisture": moisture}
        return Written(quantity=values.pop("weight"), **values)


class UndoSchema(WhySchema):
    """Taking a book back: why, under ``why``."""

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """Why it is taken back."""
        return {"why": self.why(data)}


class BookChecks(RowChecks):
    """The checks of a book's columns, a part of the book at a time."""

    def __init__(self, today: dt.date) -> None:
        """Days are judged by ``today``."""
        super().__init__(HarvestRowSchema(today=today, spoken=True))
        self._known: dict[str, dict[_Said, Any]] = defaultdict(dict)

    def read_all(self, columns: Sequence[str], rows: Sequence[Row]) -> list[Written | Faults]:
        """What each row says, or every fault in it, in the order of the fields."""
        cells = zip_longest(*(row.cells for row in rows), fillvalue="")
        texts = {name: column for name, column in zip(columns, cells, strict=False) if name}
        nothing = ("",) * len(rows)
        read = [
            self._column_read(name, texts.get(name, nothing), texts.get("unit", nothing))
            for name in self._schema.fields
        ]
        names = tuple(self._schema.fields)
        return [self._row(names, values) for values in zip(*read, strict=True)]

    def _row(self, names: Sequence[str], values: Sequence[Any]) -> Written | Faults:
        data = {name: v for name, v in zip(names, values, strict=True) if v is not None}
        if _FAULTY.isdisjoint(map(type, values)):
            return cast(Written, self._together(data))
        return tuple(v for v in values if isinstance(v, Fault))

    def _column_read(self, name: str, texts: Sequence[str], units: Sequence[str]) -> list[Any]:
        """A column's values; what repeats (an amount with its unit) is read once."""
        said: Sequence[_Said] = texts
        if name == "weight":
            said = list(zip(texts, units, strict=True))
        known = self._known[name]
        if len(known) > MOST_KNOWN:
            known.clear()
        for each in set(said) - known.keys():
            known[each] = self._value(name, each)
        return [known[each] for each in said]

    def _value(self, name: str, said: _Said) -> Any:
        if isinstance(said, tuple):
            return self._checked(name, _with_unit(*said))
        return _flag(said) if name == "estimated" else self._checked(name, {name: said})


def _with_unit(weight: str, unit: str) -> Mapping[str, str]:
    """A form sends no unit where none was chosen."""
    return {"weight": weight, "unit": unit} if unit.strip() else {"weight": weight}


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
    for row, asked in zip(rows, _asked(checks, words, columns, rows), strict=True):
        typed = {name: cell for name, cell in zip(columns, row.cells, strict=False) if name}
        if isinstance(asked, HarvestRequest):
            yield RowRead(row.line, typed, asked)
        else:
            yield RowRead(row.line, typed, faults=asked)


def entries_of(
    checks: BookChecks, words: Words, columns: Sequence[str], rows: Sequence[Row]
) -> tuple[list[Entry], list[Unread]]:
    """The rows that can be read and those that cannot, without what was typed."""
    asked = _asked(checks, words, columns, rows)
    lines = [(row.line, each) for row, each in zip(rows, asked, strict=True)]
    entries = [Entry(line, each) for line, each in lines if isinstance(each, HarvestRequest)]
    return entries, [Unread(line, each) for line, each in lines if isinstance(each, tuple)]


def _asked(
    checks: BookChecks, words: Words, columns: Sequence[str], rows: Sequence[Row]
) -> list[HarvestRequest | Faults]:
    return [_found(words, written) for written in checks.read_all(columns, rows)]


def _found(words: Words, written: Written | Faults) -> HarvestRequest | Faults:
    if isinstance(written, tuple):
        return written
    try:
        return words.found(written)
    except Invalid as refusal:
        return refusal.faults


def parted(rows: Sequence[RowRead]) -> tuple[list[Entry], list[Unread]]:
    """Rows that can be read, and those that cannot."""
    entries = [Entry(row.line, row.asked) for row in rows if not row.faults]
    return entries, [Unread(row.line, row.faults) for row in rows if row.faults]
