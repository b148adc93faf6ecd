"""Lists out of the house: lots, delivery notes and the diary as Excel and as CSV.

The file is Vietnamese whatever the page's language is. That somebody took it is on record before
the first byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Response, request
from flask_babel import force_locale

from traceability.domain.errors import Invalid, NotFound
from traceability.services import audit, batch_list_views, delivery_views, diary_views, parties
from traceability.services.batch_list_views import STAGES, BatchState
from traceability.sheets.ledgers import Cell, Ledger, ledger
from traceability.sheets.text_tables import csv_table
from traceability.sheets.writing import Head
from traceability.store.unit import Reading
from traceability.web import delivery_words, diary_words
from traceability.web.house import actor, looking, working
from traceability.web.lists import workbook_file
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace

#: No list has more rows in one file: older ones are fetched by what the page filters by.
MOST_ROWS = 20_000
_UNITS = {"g": "kg", "ml": "lít", "pc": "cái"}
Rows = Iterator[Sequence[Cell]]


@dataclass(frozen=True)
class _List:
    """A list: its name in the file, what the audit calls it, its columns, its rows."""

    title: str
    action: str
    heads: tuple[Head, ...]
    rows: Callable[[Reading], Rows]


@workspace.post("/xuat/<what>")
def export_list(what: str) -> Response:
    """A whole list, newest first, as ``format`` asks: days as days, amounts as numbers."""
    chosen = _LISTS.get(what)
    if chosen is None:
        raise NotFound
    form = request.form.get("format", "")
    if form not in ("xlsx", "csv"):
        raise Invalid("choice_unknown", "format")
    with looking() as view, force_locale("vi"):
        rows = _most(chosen.rows(view))
        day = view.today
    with working() as work:
        audit.note(work, chosen.action, parties.acting_party(work, work.actor).code)
    name = f"{what}-{day.isoformat()}"
    if form == "csv":
        data = csv_table(
            [head.heading for head in chosen.heads],
            [[_plain(cell) for cell in row] for row in rows],
        )
        response = Response(data, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    above = [chosen.title, f"Ngày {day:%d/%m/%Y}"]
    return workbook_file(
        ledger([Ledger(chosen.title, above, chosen.heads, rows, sums=())]), f"{name}.xlsx"
    )


def _most(rows: Rows) -> list[Sequence[Cell]]:
    return [row for row, _number in zip(rows, range(MOST_ROWS), strict=False)]


def _lots(view: Reading) -> Rows:
    stage, state = request.form.get("kind"), request.form.get("state")
    stage = stage if stage in STAGES else None
    state = state if state in tuple(BatchState) else None
    page: int | None = 1
    while page is not None:
        found = batch_list_views.listed(view, actor(), stage, state, page)
        for lot in found.lines:
            yield (
                lot.lot_code,
                wording.capital(str(wording.MADE_BY[lot.stage])),
                lot.name,
                lot.made_on,
                _amount(lot.made, lot.unit),
                _amount(lot.on_hand, lot.unit),
                _UNITS[lot.unit],
                wording.batch_state(lot.stage, lot.state),
                "ngoài vùng mã" if lot.outside else lot.lent_code,
            )
        page = found.next_page


def _notes(view: Reading) -> Rows:
    page: int | None = 1
    while page is not None:
        found = delivery_views.listed(view, actor(), None, None, page)
        for note in found.lines:
            yield (
                note.number,
                note.sent_on,
                str(delivery_words.KINDS[note.kind]),
                note.other,
                note.lots,
                *(
                    _amount(note.amounts[unit], unit) if unit in note.amounts else None
                    for unit in ("g", "ml")
                ),
                str(delivery_words.STANDINGS[note.standing]),
            )
        page = found.next_page


def _diary(view: Reading) -> Rows:
    page, pages = 1, 1
    while page <= pages:
        found = diary_views.own(view, actor(), None, None, None, page)
        pages = found.pages
        for line in found.lines:
            yield (
                line.done_on,
                line.until_on,
                line.place,
                str(diary_words.WORKS[line.kind]),
                None if line.crop is None else line.crop["vi"],
                line.product,
                line.active,
                line.dose,
                line.phi_days,
                line.free_on,
                line.household,
                line.remark,
            )
        page += 1


def _amount(amount: int, unit: str) -> Decimal | int:
    return amount if unit == "pc" else Decimal(amount) / 1000


def _plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)


_LISTS = {
    "lo-hang": _List(
        "Lô hàng",
        "lots_exported",
        (
            *(Head("Lô", 20), Head("Loại lô", 18), Head("Sản phẩm, loại cây", 28)),
            *(Head("Ngày", 12), Head("Ban đầu", 12), Head("Còn lại", 12), Head("Đơn vị", 8)),
            *(Head("Tình trạng", 28), Head("Mã của đơn vị khác", 22)),
        ),
        _lots,
    ),
    "phieu-giao": _List(
        "Phiếu giao hàng",
        "deliveries_exported",
        (
            *(Head("Số phiếu", 12), Head("Ngày giao", 12), Head("Giao cho", 20)),
            *(Head("Người nhận", 28), Head("Số lô", 8), Head("Khối lượng (kg)", 16)),
            *(Head("Thể tích (lít)", 14), Head("Trả lời", 22)),
        ),
        _notes,
    ),
    "nhat-ky": _List(
        "Nhật ký canh tác",
        "diary_exported",
        (
            *(Head("Ngày", 12), Head("Đến ngày", 12), Head("Nơi", 26), Head("Việc", 18)),
            *(Head("Loại cây", 18), Head("Sản phẩm", 24), Head("Hoạt chất", 24)),
            *(Head("Liều lượng", 18), Head("Cách ly (ngày)", 12), Head("Hái được từ", 12)),
            *(Head("Người làm", 24), Head("Ghi chú", 30)),
        ),
        _diary,
    ),
}
