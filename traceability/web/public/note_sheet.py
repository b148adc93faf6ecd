"""The lots of a delivery note as a workbook, for the books of whoever received them."""

from __future__ import annotations

from decimal import Decimal

from traceability.domain.days import format_day
from traceability.services.delivery_views import LineShown, PublicNote
from traceability.sheets.reports import Cell, Table, report
from traceability.sheets.writing import Head
from traceability.web import delivery_words
from traceability.web.messages import language
from traceability.web.mistake_words import mistake
from traceability.web.tongues import gettext as _

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def drawn(note: PublicNote) -> bytes:
    """The workbook in the language of the request."""
    heads = [
        *(Head(str(_("Mã lô")), 18), Head(str(_("Hàng")), 34), Head(str(_("Số gói")), 10)),
        *(Head(str(_("Khối lượng")), 12), Head(str(_("Đơn vị")), 8)),
        *(Head(str(_("Mã số vùng trồng")), 24), Head(str(_("Thu hoạch từ")), 13)),
        *(Head(str(_("đến")), 13), Head(str(_("Đóng gói")), 13), Head(str(_("Hạn sử dụng")), 13)),
        Head(str(_("Tình trạng hôm nay")), 34),
        *([Head(str(_("Bao số")), 16)] if _named(note) else []),
    ]
    day = format_day(note.today, language())
    above = [
        str(_("Phiếu giao hàng %(number)s", number=note.number)),
        str(_("%(holder)s giao ngày %(day)s", holder=note.holder, day=_day(note))),
        *_taken_back(note),
        str(_("Tình trạng các lô ngày %(day)s", day=day)),
    ]
    rows = [[*_row(line), *([line.sacks or ""] if _named(note) else [])] for line in note.lines]
    return report([Table(str(_("Các lô")), above, heads, rows, landscape=True)])


def _named(note: PublicNote) -> bool:
    """Whether the note says of any lot which sacks went."""
    return any(line.sacks is not None for line in note.lines)


def _day(note: PublicNote) -> str:
    return format_day(note.sent_on, language())


def _taken_back(note: PublicNote) -> list[str]:
    """That nothing goes by the note any more, where it was taken back."""
    if note.retracted is None:
        return []
    day = format_day(note.retracted.on, language())
    told = [str(_("Bên giao đã rút lại phiếu này ngày %(day)s.", day=day))]
    if note.retracted.why:
        why = mistake(note.retracted.why)
        told.append(str(_("Lý do đơn vị nêu: %(why)s.", why=why)))
    return told


def _row(line: LineShown) -> list[Cell]:
    lot = line.lot
    harvested: list[Cell] = ["", ""] if lot.harvested is None else [*lot.harvested]
    return [
        lot.lot_code,
        delivery_words.name(lot),
        "" if line.packages is None else line.packages,
        Decimal(line.told[1]) / 1000,
        "l" if line.told[0] == "ml" else "kg",
        delivery_words.grown_about(lot),
        *harvested,
        lot.made_on if lot.stage == "packed" else "",
        "" if lot.expires_on is None else lot.expires_on,
        ", ".join(str(delivery_words.TODAY[each]) for each in lot.states),
    ]
