"""Books of weigh slips as they are read: a row's columns are the fields of the form's schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from traceability.domain.errors import Invalid
from traceability.schemas.accepting import SaidReason
from traceability.schemas.fields import Day, Line
from traceability.schemas.imports import Column, Kind, RowRead, Understood, unguessed
from traceability.schemas.receptions import LineSchema
from traceability.schemas.rows import RowChecks
from traceability.services.list_rows import Unread
from traceability.services.slip_book_rows import Entry, Words, Written
from traceability.services.slip_books import MOST_ROWS

#: The columns of the template; a purchase ledger that was taken out has the same headings.
COLUMNS: tuple[Column, ...] = (
    Column("day", "Ngày", ("Ngày cân", "Ngày mua", "Ngày thu mua", "Date")),
    Column("crop", "Loại cây", ("Hàng", "Mặt hàng", "Loại hàng", "Sản phẩm", "Cây trồng")),
    Column("seller", "Số hộ", ("Hộ", "Mã hộ", "Số thẻ")),
    Column("new_name", "Người bán", ("Tên người bán", "Họ và tên", "Tên hộ", "Chủ hộ", "Tên")),
    Column("new_commune", "Nơi (xã)", ("Xã", "Xã, phường", "Nơi", "Địa chỉ", "Commune")),
    Column(
        "area_code",
        "Mã số vùng trồng",
        ("Mã vùng trồng", "Mã số", "MSVT", "PUC", "Mã vùng"),
    ),
    Column("place", "Vườn", ("Tên vườn", "Vùng", "Tên vùng", "Mã vườn")),
    Column("grade", "Loại", ("Hạng", "Phân loại", "Loại hàng hóa", "Grade")),
    Column(
        "gross",
        "Cân cả bì",
        ("Cân cả bì (kg)", "Cân cả bì (lít)", "Cả bì", "Cân nặng", "Số cân", "Kg", "Gross"),
    ),
    Column("bags", "Số bao", ("Bao", "Số túi", "Số sọt")),
    Column("tare", "Bì mỗi bao", ("Bì mỗi bao (kg)", "Bì mỗi bao (lít)", "Bì", "Trừ bì mỗi bao")),
    Column("unit", "Đơn vị", ("ĐVT", "Đơn vị tính")),
    Column("deduction", "Trừ ẩm (%)", ("Trừ ẩm", "Trừ lùi", "Trừ lùi (%)", "Trừ tạp chất (%)")),
    Column(
        "price",
        "Giá",
        ("Giá (đồng/kg)", "Giá (đồng/lít)", "Đơn giá", "Đơn giá (đồng/kg)", "Price"),
    ),
    Column("density", "Một lít nặng (kg)", ("Khối lượng riêng", "Khối lượng riêng (kg/lít)")),
    Column("building", "Nơi cân", ("Cân ở đâu", "Điểm thu mua", "Trạm cân")),
    Column("late_reason", "Lý do ghi muộn", ("Lý do", "Ghi chú")),
    Column("warn_reason", "Lý do vượt mức", ("Lý do vượt mức cảnh báo", "Lý do nhiều hơn mức")),
)


class SlipRowSchema(LineSchema):
    """The fields of the form, read from words: names stand for the codes that a form sends."""

    day = Day(required=True)
    crop = Line(longest=60)
    seller = Line()
    grade = Line(longest=60)
    area_code = Line(longest=40)
    place = Line()
    building = Line()
    late_reason = Line()
    warn_reason = SaidReason()

    def together(self, data: Mapping[str, Any]) -> Written:
        """The row as it was read."""
        return Written(
            day=data["day"],
            line=self.line(data),
            crop=data.get("crop"),
            building=data.get("building"),
            area=data.get("area_code"),
            place=data.get("place"),
            late_reason=data.get("late_reason"),
        )


class BookChecks(RowChecks):
    """The checks of a book's columns; amounts without a unit are in that of the crop."""

    def __init__(self, today: dt.date, words: Words) -> None:
        """Days are judged by ``today``, crops told by ``words``."""
        super().__init__(SlipRowSchema(today=today, spoken=True))
        self._words = words

    def read(self, row: Mapping[str, str]) -> Any:
        """The row as it was read; Invalid with every fault in the order of the fields."""
        unit = row.get("unit", "").strip() or self._words.unit(row.get("crop"))
        return super().read({**row, "unit": unit})


def slip_book(today: dt.date) -> Kind:
    """The kind of list that a book of slips is, as it is read on a day."""
    return Kind(
        schema=lambda: SlipRowSchema(today=today, spoken=True),
        columns=COLUMNS,
        guess=unguessed,
        most=MOST_ROWS,
    )


def read_book(today: dt.date, words: Words, understood: Understood) -> Iterator[RowRead]:
    """Every row with its verdict: what it asks for, or what is wrong at which column."""
    checks = BookChecks(today, words)
    for row in understood.rows:
        cells = zip(understood.columns, row.cells, strict=False)
        typed = {name: cell for name, cell in cells if name}
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
