"""One slip on its page and on paper, and the cards of households that sell.

Papers are read by people here and are Vietnamese whatever the page's language is.
"""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

import labels
from labels.papers import NumberCard, SlipPaper, draw_cards, draw_slip, slip_picture
from traceability.domain.access import Action
from traceability.domain.days import format_day
from traceability.domain.quantity import Quantity, format_number, format_quantity
from traceability.services import correction_views, households, parties, reception_views
from traceability.services.reception_views import SlipLine, SlipPage
from traceability.web import family_words
from traceability.web.house import actor, house, looking, working
from traceability.web.workspace import slip_words as words
from traceability.web.workspace.blueprint import workspace

_PDF = "application/pdf"


@workspace.get("/phieu-can/<code>", endpoint="weigh_slip")
def one(code: str) -> ResponseReturnValue:
    """A slip: its figures, its batch, its papers."""
    with looking() as view:
        page = reception_views.slip(view, actor(), code)
        bought = correction_views.entries_of(view, actor(), page.slip.batch)[0]
    earlier = bought.tellings[:-1] if page.slip.amended else ()
    return render_template(
        "workspace/slip.html",
        page=page,
        slip=page.slip,
        earlier=earlier,
        now=bought.now,
        words=words,
        told=family_words,
    )


@workspace.get("/phieu-can/<code>/58mm.pdf", endpoint="slip_roll")
def roll(code: str) -> Response:
    """The slip for a roll of 58 mm."""
    return _sent(draw_slip(_paper(code), "58mm"), _PDF, f"phieu-can-{code}-58mm.pdf")


@workspace.get("/phieu-can/<code>/a6.pdf", endpoint="slip_sheet")
def sheet(code: str) -> Response:
    """The slip on A6."""
    return _sent(draw_slip(_paper(code), "a6"), _PDF, f"phieu-can-{code}-a6.pdf")


@workspace.get("/phieu-can/<code>/anh.png", endpoint="slip_picture")
def picture(code: str) -> Response:
    """The slip as a picture to send."""
    return _sent(slip_picture(_paper(code)), "image/png", f"phieu-can-{code}.png")


@workspace.post("/ho/the", endpoint="print_cards")
def cards() -> Response:
    """The cards of all households; that somebody took their names is on record first."""
    with working() as work:
        households.note_read(work, "household_cards_printed")
    with looking() as view:
        tenant = households.tenant_of(view, actor(), Action.SEE_HOUSEHOLDS)
        holder = _drawable(parties.name_of(view, tenant))
        found = sorted(reception_views.desk(view, actor()).sellers, key=lambda each: each.number)
    base = f"{house().settings.public_url}/coop/nguoi-ban"
    drawn = [
        NumberCard(
            f"{each.number:02}", [_short(_drawable(each.name)), holder], f"{base}/{each.code}"
        )
        for each in found
    ]
    return _sent(draw_cards("Thẻ hộ bán hàng", drawn), _PDF, "the-ho.pdf")


def _sent(body: bytes, kind: str, name: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _paper(code: str) -> SlipPaper:
    with looking() as view:
        page = reception_views.slip(view, actor(), code)
    slip, unit = page.slip, page.day.crop.unit
    return SlipPaper(
        title=f"PHIẾU CÂN SỐ {slip.number}",
        holder=_drawable(page.day.holder),
        seller=f"Hộ {slip.seller.number:02} · {_drawable(slip.seller.name)}",
        main=("Thực cân", _amount(slip.net, unit)),
        pairs=_pairs(page),
        url=f"{house().settings.public_url}/{slip.code}",
        scan="Quét để xem hàng này đã thành gói nào",
        foot=[f"Mã phiếu {slip.code}", "Số trên phiếu do hợp tác xã ghi."],
    )


def _pairs(page: SlipPage) -> list[tuple[str, str]]:
    slip, unit = page.slip, page.day.crop.unit
    read, read_in = (slip, unit) if slip.weighed is None else (slip.weighed, "g")
    found = [
        ("Ngày", format_day(page.day.day, "vi")),
        ("Hàng", _drawable(page.day.crop.vi)),
        ("Loại", "" if slip.grade_words is None else slip.grade_words.vi),
        ("Cân cả bì", _amount(read.gross, read_in)),
        ("Bao × bì", f"{read.bags} × {_amount(read.tare, read_in)}" if read.bags else ""),
        ("1 lít nặng", _density(slip)),
        ("Trừ ẩm", f"{words.percent(slip.deduction_ppm)} %" if slip.deduction_ppm else ""),
        ("Tính tiền", _amount(slip.payable, unit)),
        ("Vùng", _drawable(slip.area_code) if slip.area_code else "ngoài vùng mã"),
    ]
    if slip.price is not None and slip.due is not None:
        per = "lít" if unit == "ml" else "kg"
        found.append(("Giá", f"{format_number(slip.price)} đ/{per}"))
        found.append(("Thành tiền", f"{format_number(slip.due)} đ"))
    return [(word, value) for word, value in found if value]


def _density(slip: SlipLine) -> str:
    """By what kilograms became the litres that are paid for, where they were weighed."""
    if slip.weighed is None or slip.density is None:
        return ""
    said = format_quantity(Quantity(slip.density.value, "g"), "vi")
    return f"{said} (giả định)" if slip.density.assumed else said


def _amount(amount: int, unit: str) -> str:
    return format_quantity(Quantity(amount, "ml" if unit == "ml" else "g"), "vi")


def _drawable(text: str) -> str:
    """A name that the typeface can draw; else a line to write on."""
    return "………………" if not text or labels.undrawable(text) else text


def _short(text: str) -> str:
    """A name that a card has room for."""
    return text if len(text) <= 60 else f"{text[:59]}…"
