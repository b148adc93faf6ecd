"""How an application is said to those who filed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from traceability.domain.growing_area import CodeStep, Status
from traceability.services.filing_terms import Clock
from traceability.store.unit import Work
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

Act = Callable[[Work], object]

SCHEMES: Mapping[str, Any] = {
    "vn_domestic": _l("Mã trong nước"),
    "vn_export_cn": _l("Mã xuất khẩu Trung Quốc"),
    "vn_export_other": _l("Mã xuất khẩu nước khác"),
    "packing_house": _l("Mã cơ sở đóng gói"),
    "apiary": _l("Mã cơ sở nuôi ong"),
    "gacp_area": _l("Mã vùng dược liệu GACP"),
}
MARKETS: Mapping[str, Any] = {
    "domestic": _l("Trong nước"),
    "cn": _l("Trung Quốc"),
    "other": _l("Nước khác"),
}
STEPS: Mapping[CodeStep, Any] = {
    CodeStep.SUBMIT: _l("Nộp hồ sơ"),
    CodeStep.RETURN: _l("Cơ quan trả lại, cần bổ sung"),
    CodeStep.CHECK: _l("Cơ quan nhận, kiểm tra"),
    CodeStep.REJECT: _l("Cơ quan từ chối"),
    CodeStep.GRANT: _l("Được cấp mã"),
    CodeStep.RENEW: _l("Được gia hạn"),
    CodeStep.SUSPEND: _l("Bị tạm dừng"),
    CodeStep.RESTORE: _l("Được khôi phục"),
    CodeStep.REVOKE: _l("Bị thu hồi mã số"),
    CodeStep.CANCEL: _l("Đơn vị hủy"),
}
#: The fields of a file that an office may return with a reason.
RETURNED: Mapping[str, Any] = {
    "market": _l("Loại mã và thị trường"),
    "places": _l("Vùng xin cấp mã"),
    "area": _l("Diện tích, số cây"),
    "boundary": _l("Ranh giới"),
    "crops": _l("Cây trồng"),
    "variety": _l("Giống"),
    "households": _l("Các hộ và thửa đất"),
    "papers": _l("Giấy tờ"),
}
#: Those that are mended on the page of the place, not in the file.
OF_PLACE = ("area", "boundary", "households")
SIGNS: Mapping[Status, str] = {
    Status.ACTIVE: "fine",
    Status.SUSPENDED: "stop",
    Status.REVOKED: "stop",
    Status.REJECTED: "stop",
    Status.RETURNED: "look",
    Status.EXPIRED: "look",
}
#: What its owner may still cancel.
CANCELS = frozenset(
    {Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.UNDER_CHECK, Status.ACTIVE}
)


def sign(status: Status) -> str:
    """The sign of a status."""
    return SIGNS.get(status, "not-yet")


def waits(clock: Clock) -> str:
    """How long the office still has, said to those who wait."""
    if clock.left is None:
        return str(_("Chưa biết thời hạn trả lời."))
    if clock.left < 0:
        return str(
            ngettext(
                "Cơ quan đã quá hạn trả lời một ngày làm việc.",
                "Cơ quan đã quá hạn trả lời %(num)s ngày làm việc.",
                -clock.left,
            )
        )
    if clock.left == 0:
        return str(_("Hôm nay là hạn trả lời của cơ quan."))
    return str(
        ngettext(
            "Cơ quan trả lời trong một ngày làm việc nữa.",
            "Cơ quan trả lời trong %(num)s ngày làm việc nữa.",
            clock.left,
        )
    )
