"""The card "Không cho mượn mã": one page A5 to print and hang up where goods are received.

It is read by people here and is Vietnamese whatever the page's language is.
"""

from __future__ import annotations

from flask import Response

import labels
from labels.papers import Card, draw_card
from traceability.domain.days import format_day
from traceability.domain.growing_area import Status
from traceability.domain.quantity import Quantity, format_quantity
from traceability.services import code_cards
from traceability.services.code_cards import CodeCard, Quota
from traceability.services.code_use_views import PermissionLine
from traceability.web.house import actor, house, looking
from traceability.web.workspace.blueprint import workspace

#: So many permissions are named; a card has room for no more.
MOST_NAMED = 4
_INTERNAL = "Mã nội bộ của hệ thống, chưa phải mã do cơ quan nhà nước cấp."
_RISKS = (
    "Trộn hàng ngoài vào mã là lý do chính khiến mã bị tạm dừng. Khi đó hàng thu hoạch dưới"
    " mã ngừng xuất.",
    "Người trồng mất mã, không phải thương lái.",
    "Mua bán mã có thể bị xử lý hình sự: tháng 11/2025 có 17 người bị khởi tố vì mua bán"
    " mã số và phiếu kiểm nghiệm.",
    "Chỉ đơn vị có ủy quyền ghi trong hệ thống mới dùng được mã. Mỗi lần dùng, đơn vị có mã đều"
    " biết.",
)
_STATUS = {Status.ACTIVE: "Đang hiệu lực", Status.SUSPENDED: "Tạm dừng", Status.EXPIRED: "Hết hạn"}


@workspace.get("/vung-trong/ma/<code>/the.pdf")
def code_card(code: str) -> Response:
    """The card of one's own code."""
    with looking() as view:
        found = code_cards.card(view, actor(), code)
    body = draw_card(_card(found, f"{house().settings.public_url}/{found.code}"))
    response = Response(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="khong-cho-muon-ma.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _card(found: CodeCard, url: str) -> Card:
    day = format_day(found.today, "vi")
    kind = f"{_INTERNAL} " if found.internal else ""
    return Card(
        title="KHÔNG CHO MƯỢN MÃ",
        code=found.raw,
        holder=_drawable(found.holder),
        facts=[
            (f"Tình trạng ngày {day}", _standing(found)),
            *(_quota(quota) for quota in found.quotas),
            *_permissions(found.permissions),
        ],
        warnings_title="Cho mượn mã thì mất gì?",
        warnings=_RISKS,
        url=url,
        scan="Quét để xem mã còn hiệu lực không",
        foot=f"{kind}In ngày {day}. Số trên thẻ là của ngày in.",
    )


def _standing(found: CodeCard) -> str:
    if found.disputed:
        return "Đang có tranh chấp: hai nơi cùng khai mã này, chờ cơ quan quyết"
    return _STATUS.get(found.status, "Không hiệu lực")


def _quota(quota: Quota) -> tuple[str, str]:
    word = f"Hạn mức vụ còn lại, {quota.crop.lower()}"
    return word, "" if quota.left is None else _amount(quota.left, quota.unit)


def _permissions(lines: tuple[PermissionLine, ...]) -> list[tuple[str, str]]:
    if not lines:
        return [("Đơn vị khác được dùng", "Không có đơn vị nào")]
    named = [("Đơn vị khác được dùng", _permission(line)) for line in lines[:MOST_NAMED]]
    rest = len(lines) - MOST_NAMED
    return named + ([("", f"và {rest} ủy quyền khác")] if rest > 0 else [])


def _permission(line: PermissionLine) -> str:
    until = format_day(line.to_on, "vi")
    left = _amount(line.left, line.unit)
    return f"{_drawable(line.grantee)}: còn {left}, đến hết {until}"


def _amount(amount: int, unit: str) -> str:
    return format_quantity(Quantity(amount, "ml" if unit == "ml" else "g"), "vi")


def _drawable(text: str) -> str:
    """A name that the typeface can draw, as far as there is room; else a line to write on."""
    return "………………" if labels.undrawable(text) else text
