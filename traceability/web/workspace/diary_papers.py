"""Blank sheets for the garden: the diary of a place, a page for each work, and weigh slips.

They are written on by hand here and are Vietnamese whatever the page's language is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Response

import labels
from labels.papers import BlankSlips, BlankTable, draw_slips, draw_tables
from traceability.domain.days import format_day
from traceability.domain.diary import FarmWork
from traceability.domain.errors import NotFound
from traceability.domain.ids import grouped
from traceability.services import diary_views, parties
from traceability.services.diary_views import PlaceChoice
from traceability.web.house import actor, house, looking
from traceability.web.workspace.blueprint import workspace

#: Where the symbols lead: the form of a line, and that of weigh slips.
LINE_PATH = "/coop/nhat-ky/ghi"
SLIPS_PATH = "/coop/can"

_TITLES: Mapping[FarmWork, str] = {
    FarmWork.FERTILISER: "Nhật ký bón phân",
    FarmWork.PESTICIDE: "Nhật ký phun thuốc",
    FarmWork.IRRIGATION: "Nhật ký tưới nước",
    FarmWork.PEST_TRAP: "Nhật ký đặt bẫy",
    FarmWork.FEEDING: "Nhật ký cho ong ăn",
    FarmWork.DRUG: "Nhật ký thuốc cho ong",
}
_LAST = ("Hộ, người làm, ghi chú", 34)
_SPRAYED = (("Ngày", 18), ("Tên thuốc, hoạt chất", 40), ("Liều lượng", 24), ("Cách ly (ngày)", 16))
#: The columns of each work's page, with their parts of the width: the fields of its form.
_COLUMNS: Mapping[FarmWork, Sequence[tuple[str, int]]] = {
    FarmWork.FERTILISER: (("Ngày", 18), ("Tên phân bón", 40), ("Liều lượng", 26), _LAST),
    FarmWork.PESTICIDE: (*_SPRAYED, _LAST),
    FarmWork.IRRIGATION: (("Ngày", 18), ("Hộ, người làm, ghi chú", 100)),
    FarmWork.PEST_TRAP: (("Ngày", 18), ("Loại bẫy, số bẫy, hộ, người làm", 100)),
    FarmWork.FEEDING: (
        *(("Từ ngày", 18), ("Đến hết ngày", 18), ("Cho ăn gì", 32), ("Số lượng", 22)),
        ("Hộ, ghi chú", 28),
    ),
    FarmWork.DRUG: (
        *(("Từ ngày", 16), ("Đến hết ngày", 16), ("Tên thuốc", 34), ("Liều lượng", 20)),
        *(("Ngừng thuốc (ngày)", 16), ("Hộ, ghi chú", 26)),
    ),
}
_SLIP_LINES = (
    ("Ngày, giờ", "Vườn, mã số vùng trồng"),
    ("Người bán (hộ số, tên)",),
    ("Mặt hàng", "Loại"),
    ("Cân cả bì (kg)", "Số bao × bì (kg)"),
    ("Trừ ẩm (%)", "Giá (đồng/kg)"),
    ("Người cân ký", "Người bán ký"),
)


@workspace.get("/nhat-ky/giay/<code>.pdf", endpoint="diary_paper")
def diary_paper(code: str) -> Response:
    """The blank diary of a place, a page for each work that is done there."""
    with looking() as view:
        place = diary_views.choices(view, actor()).place(code)
        holder = parties.name_of(view, parties.acting_party(view, actor()))
        printed = format_day(view.today)
    if place is None:
        raise NotFound
    pages = [_page(place, work, holder, printed) for work in place.works]
    return _pdf(draw_tables(pages), f"nhat-ky-{place.code}")


@workspace.get("/nhat-ky/phieu-can-trong.pdf", endpoint="slip_paper")
def slip_paper() -> Response:
    """Blank weigh slips, two a page."""
    with looking() as view:
        diary_views.choices(view, actor())
        holder = parties.name_of(view, parties.acting_party(view, actor()))
        printed = format_day(view.today)
    page = BlankSlips(
        title="Phiếu cân",
        holder=_drawable(holder),
        lines=_SLIP_LINES,
        url=_address(SLIPS_PATH),
        scan="Quét để nhập phiếu",
        foot=f"In ngày {printed}. Một liên giao người bán, một liên giữ lại để nhập.",
    )
    return _pdf(draw_slips(page), "phieu-can-trong")


def _page(place: PlaceChoice, work: FarmWork, holder: str, printed: str) -> BlankTable:
    heads = [head for head, _share in _COLUMNS[work]]
    return BlankTable(
        title=_TITLES[work],
        facts=[
            ("Nơi", _drawable(place.name)),
            ("Mã nơi", grouped(place.code)),
            ("Đơn vị", _drawable(holder)),
            ("Trang số", ""),
        ],
        head=heads,
        shares=[share for _head, share in _COLUMNS[work]],
        url=_address(f"{LINE_PATH}?vuon={place.code}&viec={work}"),
        scan="Quét để nhập vào máy",
        foot=f"In ngày {printed}. Ghi trong ngày, nhập vào máy trước khi thu hoạch.",
    )


def _address(path: str) -> str:
    return house().settings.public_url.rstrip("/") + path


def _drawable(text: str) -> str:
    """Words that the typeface can draw; else a dotted line, to be written by hand."""
    return "" if labels.undrawable(text) else text


def _pdf(data: bytes, name: str) -> Response:
    response = Response(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
