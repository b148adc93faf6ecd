"""The purchase ledger (*bảng kê thu mua*) of a day, as Excel and as CSV.

The file is Vietnamese whatever the page's language is: it is handed on to people here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from traceability.domain.communes import unit_name
from traceability.services.reception_views import DayPage, SlipLine
from traceability.sheets.ledgers import Ledger, ledger
from traceability.sheets.text_tables import Cell
from traceability.sheets.writing import Head

_OUTSIDE = "ngoài vùng mã"


def as_workbook(day: DayPage) -> bytes:
    """The ledger: a row a slip, days as days, amounts as numbers, sums at the foot."""
    return ledger([_page(day)])


def as_table(day: DayPage) -> tuple[list[str], list[Sequence[Cell]]]:
    """The same heads and rows, the sums last, for a file of text."""
    page = _page(day)
    return [head.heading for head in page.heads], [*page.rows, page.sums]


def _page(day: DayPage) -> Ledger:
    above = ["BẢNG KÊ THU MUA", day.holder, f"{day.crop.vi}, ngày {day.day:%d/%m/%Y}"]
    if day.building:
        above.append(f"Nơi cân: {day.building}")
    return Ledger(
        name="Bảng kê",
        above=above,
        heads=_heads("lít" if day.crop.unit == "ml" else "kg"),
        rows=[row(day, each) for each in day.slips],
        sums=[
            *("Cộng", None, None, None, None, None, None, None, None, None),
            _large(day.net),
            None,
            _large(day.payable),
            None,
            day.due,
        ],
        below=["Giá và thành tiền chỉ có ở phiếu đã ghi giá."],
    )


def _heads(unit: str) -> list[Head]:
    return [
        Head("Số phiếu", 10),
        Head("Ngày", 12),
        Head("Số hộ", 8),
        Head("Người bán", 28),
        Head("Nơi (xã)", 24),
        Head("Mã số vùng trồng", 22),
        Head("Loại", 14),
        Head(f"Cân cả bì ({unit})", 14),
        Head("Số bao", 8),
        Head(f"Bì mỗi bao ({unit})", 12),
        Head(f"Thực cân ({unit})", 14),
        Head("Trừ ẩm (%)", 10),
        Head(f"Tính tiền ({unit})", 14),
        Head(f"Giá (đồng/{unit})", 14),
        Head("Thành tiền (đồng)", 18),
    ]


def row(day: DayPage, each: SlipLine) -> list[Cell]:
    """A slip as a row of the ledger; its first cells are its number and the day."""
    return [
        each.number,
        day.day,
        f"{each.seller.number:02}",
        each.seller.name,
        unit_name(each.where.commune),
        each.area_code or _OUTSIDE,
        "" if each.grade_words is None else each.grade_words.vi,
        _large(each.gross),
        each.bags,
        _large(each.tare),
        _large(each.net),
        Decimal(each.deduction_ppm) / 10_000,
        _large(each.payable),
        each.price,
        each.due,
    ]


def _large(amount: int) -> Decimal:
    """Whole g or ml as kg or litres, exactly."""
    return Decimal(amount) / 1000
