"""Books of dispatches as they are read: a row's columns are the fields of the form's schemas."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from traceability.domain.errors import Invalid
from traceability.schemas.contacts import PhoneNumber
from traceability.schemas.deliveries import NAME_LONGEST, REMARK_LONGEST
from traceability.schemas.fields import Amount, Count, Day, Line, RequestSchema
from traceability.schemas.imports import Column, Kind, RowRead, Understood, mended, unguessed
from traceability.schemas.measures import Sacks
from traceability.schemas.rows import RowChecks
from traceability.services.dispatch_book_rows import HEAD, Entry, Words, Written, plain
from traceability.services.dispatch_books import MOST_ROWS, incomplete
from traceability.services.list_rows import Unread

COLUMNS: tuple[Column, ...] = (
    Column("lot", "Mã lô", ("Lô", "Số lô", "Lô hàng")),
    Column("sent_on", "Ngày giao", ("Ngày", "Ngày xuất", "Ngày bán", "Date")),
    Column("note", "Số phiếu", ("Phiếu", "Số phiếu giao", "Số phiếu xuất", "Số chứng từ")),
    Column("to_kind", "Giao cho", ("Loại khách", "Giao cho ai")),
    Column("to", "Người nhận", ("Người mua", "Khách hàng", "Tên khách", "Nơi nhận")),
    Column("weight", "Khối lượng", ("Khối lượng (kg)", "Số lượng", "Số cân", "Kg")),
    Column("unit", "Đơn vị", ("ĐVT", "Đơn vị tính")),
    Column("packages", "Số gói", ("Số túi", "Số hộp", "Số kiện", "Số thùng")),
    Column("sacks", "Bao số", ("Bao nào", "Số hiệu bao")),
    Column("phone", "Số điện thoại", ("Điện thoại", "SĐT", "ĐT")),
    Column("vehicle", "Biển số xe", ("Biển số", "Xe", "Số xe")),
    Column("driver", "Người chở", ("Lái xe", "Tài xế")),
    Column("seal", "Số niêm phong", ("Niêm phong", "Số chì", "Seal")),
    Column("building", "Xuất từ", ("Kho", "Nơi xuất", "Xuất từ kho")),
    Column("remark", "Ghi chú", ("Chú thích",)),
    Column("late_reason", "Lý do ghi muộn", ("Lý do",)),
)
#: How a row says that all of a lot went; an empty cell says nothing.
_EVERYTHING = ("het", "tat ca", "ca lo", "all")


class DispatchRowSchema(RequestSchema):
    """The fields of the form, a line and its note in one; names stand for codes."""

    sent_on = Day(required=True)
    note = Line(longest=40)
    to_kind = Line(longest=60)
    to = Line()
    lot = Line(required=True, longest=40)
    weight = Amount()
    unit = Line(longest=8)
    packages = Count()
    sacks = Sacks()
    building = Line()
    vehicle = Line(longest=40)
    seal = Line(longest=40)
    driver = Line(longest=NAME_LONGEST)
    phone = PhoneNumber(longest=40)
    remark = Line(longest=REMARK_LONGEST)
    late_reason = Line()

    def together(self, data: Mapping[str, Any]) -> Written:
        """The row as it was read."""
        return Written(
            sent_on=data["sent_on"],
            lot=data["lot"],
            weight=data.get("weight"),
            packages=data.get("packages"),
            sacks=data.get("sacks", ()),
            note=data.get("note"),
            head={name: data[name] for name in HEAD if name in data},
        )


class BookChecks(RowChecks):
    """The checks of a book's columns; amounts without a unit are in that of the lot."""

    def __init__(self, today: dt.date, words: Words) -> None:
        """Days are judged by ``today``, lots told by ``words``."""
        super().__init__(DispatchRowSchema(today=today, spoken=True))
        self._words = words

    def read(self, row: Mapping[str, str]) -> Any:
        """The row as it was read; Invalid with every fault in the order of the fields."""
        unit = row.get("unit", "").strip() or self._words.unit(row.get("lot", ""))
        told = [row.get(name, "").strip() for name in ("weight", "packages", "sacks")]
        if plain(told[0]) in _EVERYTHING:
            row = {**row, "weight": ""}
        found = super().read({**row, "unit": unit})
        if not any(told):
            raise Invalid("amount_or_all", "weight")
        return found


def dispatch_book(today: dt.date) -> Kind:
    """The kind of list that a book of dispatches is, as it is read on a day."""
    return Kind(
        schema=lambda: DispatchRowSchema(today=today, spoken=True),
        columns=COLUMNS,
        guess=unguessed,
        most=MOST_ROWS,
    )


def read_book(today: dt.date, words: Words, understood: Understood) -> Iterator[RowRead]:
    """Every row with its verdict. A note of which one row cannot be read is read by none."""
    checks = BookChecks(today, words)
    rows = [_read(checks, words, *each) for each in _typed(understood)]
    wrong: dict[str, list[int]] = defaultdict(list)
    for note, row in rows:
        if row.faults:
            wrong[note].append(row.line)
    for note, row in rows:
        if wrong[note] and not row.faults:
            yield replace(row, asked=None, faults=(incomplete(wrong[note]),))
        else:
            yield row


def _typed(understood: Understood) -> Iterator[tuple[int, str, dict[str, str]]]:
    """The rows with what tells their note; one without number and day goes on with that above.

    A number is told once where its cells were merged, and begins anew with a year; the day of a
    number stands once as well, in whichever of its rows.
    """
    rows = list(_cells(understood))
    days = _days(typed for _line, typed in rows)
    above: dict[str, str] = {}
    key = ""
    for line, typed in rows:
        number, day = typed.get("note", "").strip(), typed.get("sent_on", "").strip()
        if not number and not day and above:
            typed |= above
        else:
            if _year(day):
                days[number] = day
            elif number in days and not day:
                typed["sent_on"] = days[number]
            key = f"{number}/{_year(days.get(number, ''))}" if number else f"#{line}"
            above = {name: typed[name] for name in ("note", "sent_on") if name in typed}
        yield line, key, typed


def _cells(understood: Understood) -> Iterator[tuple[int, dict[str, str]]]:
    for row in understood.rows:
        cells = zip(understood.columns, row.cells, strict=False)
        yield row.line, {name: cell for name, cell in cells if name}


def _days(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The first day that is told of each number: for rows of it that stand above its day."""
    found: dict[str, str] = {}
    for typed in rows:
        number, day = typed.get("note", "").strip(), typed.get("sent_on", "").strip()
        if number and _year(day):
            found.setdefault(number, day)
    return found


def _year(day: str) -> str:
    """The year that a day ends in; nothing where none can be read."""
    return day[-4:] if day[-4:].isdecimal() else ""


def _read(
    checks: BookChecks, words: Words, line: int, note: str, typed: dict[str, str]
) -> tuple[str, RowRead]:
    try:
        asked = words.found(checks.read(typed), note)
    except Invalid as refusal:
        return note, RowRead(line, typed, faults=refusal.faults)
    return note, RowRead(line, typed, asked, mended=mended(typed))


def parted(rows: Sequence[RowRead]) -> tuple[list[Entry], list[Unread]]:
    """Rows that can be read, and those that cannot."""
    entries = [Entry(row.line, row.asked) for row in rows if not row.faults]
    return entries, [Unread(row.line, row.faults) for row in rows if row.faults]
