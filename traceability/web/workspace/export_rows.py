"""The rows of the lists that go out of the house, as their pages are filtered.

Each takes the filters by the names that the page's address has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from traceability.domain.days import day_in_vietnam
from traceability.domain.deliveries import Standing
from traceability.domain.diary import FarmWork
from traceability.domain.phones import spaced_phone
from traceability.services import (
    batch_list_views,
    buyers,
    delivery_views,
    diary_views,
    label_views,
    reception_views,
    scan_views,
)
from traceability.services.batch_list_views import STAGES, BatchState
from traceability.services.delivery_views import NoteList
from traceability.services.reception_views import DayLine
from traceability.sheets.text_tables import Cell
from traceability.sheets.writing import Head
from traceability.store.unit import Reading
from traceability.web import delivery_words, diary_words
from traceability.web.house import actor, house
from traceability.web.workspace import label_words, purchases, scans, wording

Rows = Iterator[Sequence[Cell]]
Filters = Mapping[str, str]
_UNITS = {"g": "kg", "ml": "lít", "pc": "cái"}


@dataclass(frozen=True)
class Export:
    """A list: its name in the file, what the audit calls it, its columns, its rows.

    ``filters`` are the names that its page is filtered by.
    """

    title: str
    action: str
    heads: tuple[Head, ...]
    rows: Callable[[Reading, Filters], Rows]
    filters: tuple[str, ...] = ()


def _lots(view: Reading, asked: Filters) -> Rows:
    stage, state = asked["kind"], asked["state"]
    page: int | None = 1
    while page is not None:
        found = batch_list_views.listed(
            view,
            actor(),
            stage if stage in STAGES else None,
            state if state in tuple(BatchState) else None,
            page,
        )
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


def _notes(view: Reading, asked: Filters) -> Rows:
    state = asked["tinh-trang"]
    standing = Standing(state) if state in set(Standing) else None
    to = asked["nguoi-nhan"] or None
    return _of_notes(lambda page: delivery_views.listed(view, actor(), to, standing, page))


def _arrivals(view: Reading, asked: Filters) -> Rows:
    del asked
    return _of_notes(lambda page: delivery_views.coming(view, actor(), page))


def _of_notes(listed: Callable[[int], NoteList]) -> Rows:
    page: int | None = 1
    while page is not None:
        found = listed(page)
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
                delivery_words.stands(note.kind, note.standing)[1],
            )
        page = found.next_page


def _diary(view: Reading, asked: Filters) -> Rows:
    choices = diary_views.choices(view, actor())
    seasons = diary_views.seasons_of(view, choices)
    place = choices.place(asked["vuon"])
    kind = next((str(each) for each in FarmWork if each == asked["viec"]), None)
    season = next((each for each in seasons if each.key == asked["vu"]), None)
    code = None if place is None else place.code
    page, pages = 1, 1
    while page <= pages:
        found = diary_views.own(view, actor(), code, kind, season, page)
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


def _days(view: Reading) -> Iterator[DayLine]:
    page, more = 1, True
    while more:
        found, more = reception_views.listed(view, actor(), page)
        yield from found
        page += 1


def _receptions(view: Reading, asked: Filters) -> Rows:
    del asked
    for each in _days(view):
        yield (
            each.day,
            each.crop.vi,
            each.building,
            each.slips,
            _amount(each.net, each.crop.unit),
            _UNITS[each.crop.unit],
            "đang mở" if each.open else "đã đóng",
        )


def _slips(view: Reading, asked: Filters) -> Rows:
    """The slips of one day of buying, or of all of them; prices for those who may see them."""
    codes = [asked["phien"]] if asked["phien"] else [each.code for each in _days(view)]
    for code in codes:
        day = reception_views.day(view, actor(), code)
        for slip in reversed(day.slips):
            number, when, *rest = purchases.row(day, slip)
            yield when, day.crop.vi, number, *rest, _UNITS[day.crop.unit], slip.lot_code


def _buyers(view: Reading, asked: Filters) -> Rows:
    del asked
    for _code, buyer in buyers.listed(view, actor()):
        yield buyer.name, spaced_phone(buyer.phone or ""), buyer.address


def _runs(view: Reading, asked: Filters) -> Rows:
    del asked
    page: int | None = 1
    while page is not None:
        found = label_views.listed(view, actor(), page)
        for run in found.lines:
            yield (
                day_in_vietnam(run.ordered_at),
                run.code,
                run.product,
                run.lot_code,
                label_words.kind(run),
                wording.paper(run.stock),
                label_words.run_state(run),
                run.count,
                run.linked,
                run.spoiled,
                run.void - run.spoiled,
                run.dead,
                run.unused,
            )
        page = found.next_page


def _scans(view: Reading, asked: Filters) -> Rows:
    span = scans.span_asked(asked["ngay"])
    for day, lot, product, opened, visitors in scan_views.rows(
        view, house().telemetry, actor(), span
    ):
        yield day, lot, product, visitors, opened


def _amount(amount: int, unit: str) -> Decimal | int:
    return amount if unit == "pc" else Decimal(amount) / 1000


_NOTE_HEADS = (
    *(Head("Số phiếu", 12), Head("Ngày giao", 12), Head("Giao cho", 20)),
    *(Head("Người nhận", 28), Head("Số lô", 8), Head("Khối lượng (kg)", 16)),
    *(Head("Thể tích (lít)", 14), Head("Trả lời", 22)),
)
EXPORTS: Mapping[str, Export] = {
    "lo-hang": Export(
        "Lô hàng",
        "lots_exported",
        (
            *(Head("Lô", 20), Head("Loại lô", 18), Head("Sản phẩm, loại cây", 28)),
            *(Head("Ngày", 12), Head("Ban đầu", 12), Head("Còn lại", 12), Head("Đơn vị", 8)),
            *(Head("Tình trạng", 28), Head("Mã của đơn vị khác", 22)),
        ),
        _lots,
        ("kind", "state"),
    ),
    "phieu-giao": Export(
        "Phiếu giao hàng", "deliveries_exported", _NOTE_HEADS, _notes, ("nguoi-nhan", "tinh-trang")
    ),
    "hang-den": Export(
        "Hàng đến",
        "arrivals_exported",
        tuple(
            Head("Bên giao", 28) if each.heading == "Người nhận" else each for each in _NOTE_HEADS
        ),
        _arrivals,
    ),
    "nguoi-mua": Export(
        "Sổ người mua",
        "buyers_exported",
        (Head("Tên", 32), Head("Số điện thoại", 18), Head("Địa chỉ", 40)),
        _buyers,
    ),
    "phien-can": Export(
        "Phiên cân",
        "receptions_exported",
        (
            *(Head("Ngày", 12), Head("Loại cây", 20), Head("Nơi cân", 26), Head("Số phiếu", 10)),
            *(Head("Thực cân", 14), Head("Đơn vị", 8), Head("Tình trạng", 14)),
        ),
        _receptions,
    ),
    "phieu-can": Export(
        "Phiếu cân",
        "slips_exported",
        (
            *(Head("Ngày", 12), Head("Loại cây", 20), Head("Số phiếu", 10), Head("Số hộ", 8)),
            *(Head("Người bán", 28), Head("Nơi (xã)", 24), Head("Mã số vùng trồng", 22)),
            *(Head("Loại", 14), Head("Cân cả bì", 14), Head("Số bao", 8)),
            *(Head("Bì mỗi bao", 12), Head("Thực cân", 14), Head("Trừ ẩm (%)", 10)),
            *(Head("Tính tiền", 14), Head("Giá", 14), Head("Thành tiền (đồng)", 18)),
            *(Head("Đơn vị", 8), Head("Lô", 20)),
        ),
        _slips,
        ("phien",),
    ),
    "nhat-ky": Export(
        "Nhật ký canh tác",
        "diary_exported",
        (
            *(Head("Ngày", 12), Head("Đến ngày", 12), Head("Nơi", 26), Head("Việc", 18)),
            *(Head("Loại cây", 18), Head("Sản phẩm", 24), Head("Hoạt chất", 24)),
            *(Head("Liều lượng", 18), Head("Cách ly (ngày)", 12), Head("Hái được từ", 12)),
            *(Head("Người làm", 24), Head("Ghi chú", 30)),
        ),
        _diary,
        ("vuon", "viec", "vu"),
    ),
    "tem": Export(
        "Các đợt in tem",
        "label_runs_exported",
        (
            *(Head("Ngày", 12), Head("Đợt in", 12), Head("Sản phẩm", 32), Head("Lô", 20)),
            *(Head("Loại tem", 18), Head("Loại giấy", 12), Head("Tình trạng", 20)),
            *(Head("Số tem", 10), Head("Đã kích hoạt", 12), Head("Hỏng", 10)),
            *(Head("Đã hủy", 10), Head("Ở xưởng in", 10), Head("Chưa dùng", 10)),
        ),
        _runs,
    ),
    "luot-quet": Export(
        "Lượt quét",
        "scans_exported",
        (
            *(Head("Ngày", 12), Head("Lô", 20), Head("Sản phẩm", 32)),
            *(Head("Lượt người xem", 16), Head("Lần mở trang", 14)),
        ),
        _scans,
        ("ngay",),
    ),
}
