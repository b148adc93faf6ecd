"""The words of a growing-area code's page: its standing, its history, papers, the season."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from traceability.domain.days import format_day
from traceability.domain.growing_area import CodeStep, Status
from traceability.domain.months import Month
from traceability.domain.quantity import format_number
from traceability.services.area_months import MonthLine
from traceability.services.area_pages import AreaPage, CropGranted
from traceability.services.area_states import AreaState
from traceability.services.taken_back import TakenBack
from traceability.web.messages import language
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

SCHEMES: Mapping[str, Any] = {
    "vn_domestic": _l("Mã số vùng trồng trong nước"),
    "vn_export_cn": _l("Mã số vùng trồng xuất khẩu Trung Quốc"),
    "vn_export_other": _l("Mã số vùng trồng xuất khẩu"),
    "packing_house": _l("Mã số cơ sở đóng gói"),
    "apiary": _l("Mã số cơ sở nuôi ong"),
    "gacp_area": _l("Vùng trồng dược liệu theo GACP-WHO"),
    "internal": _l("Mã nội bộ của hệ thống"),
}
MARKETS: Mapping[str, Any] = {
    "domestic": _l("Trong nước"),
    "cn": _l("Trung Quốc"),
    "other": _l("Nước khác"),
}
KINDS: Mapping[str, Any] = {
    "orchard": _l("vườn cây ăn quả"),
    "tea_plantation": _l("nương chè"),
    "ancient_tea_stand": _l("quần thể chè cổ thụ"),
    "herb_cultivation": _l("vùng trồng dược liệu"),
    "wild_collection": _l("vùng thu hái tự nhiên"),
    "apiary": _l("điểm đặt ong"),
    "packing_house": _l("cơ sở đóng gói"),
    "processing_facility": _l("cơ sở chế biến"),
    "warehouse": _l("kho"),
}
TURNS: Mapping[CodeStep | None, Any] = {
    CodeStep.GRANT: _l("Được cấp mã"),
    CodeStep.OPEN_INTERNAL: _l("Đơn vị mở mã nội bộ"),
    CodeStep.RENEW: _l("Được gia hạn"),
    CodeStep.SUSPEND: _l("Bị tạm dừng"),
    CodeStep.RESTORE: _l("Được khôi phục"),
    CodeStep.REVOKE: _l("Bị thu hồi mã số"),
    CodeStep.CANCEL: _l("Đơn vị hủy mã"),
    CodeStep.STRIKE: _l("Bị gạch khỏi sổ"),
    None: _l("Mã hết hạn"),
}
#: The tone of a season's word.
TONES: Mapping[str, str] = {
    "season_within": "fine",
    "season_near": "look",
    "season_over": "look",
    "season_no_basis": "not-yet",
    "season_not_begun": "not-yet",
}


@dataclass(frozen=True)
class Verdict:
    """What stands first: a tone of the form language, a title, and what it means for a buyer."""

    tone: str
    title: str
    means: str


def verdict(page: AreaPage | AreaState) -> Verdict:
    """The standing of a code today, the worst that is known first."""
    if page.taken_back is not None:
        return _taken_back(page.taken_back)
    if page.status is not Status.ACTIVE:
        return _not_active(page.status)
    if page.disputed:
        return Verdict("look", _("Mã này đang có tranh chấp"), _disputed())
    if page.internal:
        title = _("Mã nội bộ của hệ thống, chưa phải mã do cơ quan nhà nước cấp")
        return Verdict("not-yet", title, "")
    return Verdict("fine", _("Mã số đang hiệu lực"), "")


def also_disputed(page: AreaPage) -> str:
    """The dispute, where something worse stands first."""
    return _disputed() if page.disputed and page.status is not Status.ACTIVE else ""


def _disputed() -> str:
    return str(_("Có nơi khác cùng khai chuỗi mã này. Cơ quan quản lý chưa quyết mã thuộc về ai."))


def _taken_back(back: TakenBack) -> Verdict:
    title = _("Đã rút lại: nhập nhầm ngày %(day)s", day=format_day(back.entered_on, language()))
    means = _(
        "%(office)s nhập nhầm mã này vào sổ và đã rút lại ngày %(day)s. Theo mục này mã chưa từng"
        " có hiệu lực; đừng dựa vào đó để mua hàng.",
        office=back.office,
        day=format_day(back.undone_on, language()),
    )
    return Verdict("stop", title, means)


def _not_active(status: Status) -> Verdict:
    means = str(
        _(
            "Hàng thu hoạch trong thời gian này không được bán theo mã."
            " Hàng hái trước ngày đó: xem trang từng lô."
        )
    )
    if status is Status.SUSPENDED:
        return Verdict("stop", _("Mã số đang tạm dừng"), means)
    if status is Status.REVOKED:
        return Verdict("stop", _("Mã số đã bị thu hồi"), means)
    if status is Status.EXPIRED:
        return Verdict("look", _("Mã số đã hết hạn"), means)
    return Verdict("look", _("Mã số không còn dùng"), means)


def crop(each: CropGranted) -> str:
    """A crop by name, and the varieties that the code names."""
    name = each.names.get(language()) or each.names["vi"]
    return f"{name} ({each.variety})" if each.variety else name


def crop_name(page: AreaPage, code: str) -> str:
    """The name of one of the code's crops."""
    found = next((each.names for each in page.crops if each.code == code), None)
    return code if found is None else found.get(language()) or found["vi"]


def month(value: Month) -> str:
    """A month as a line begins: 01/2026, in Chinese 2026年1月."""
    if language() == "zh":
        return f"{value.year}年{value.number}月"
    return f"{value.number:02d}/{value.year}"


def hectares(square_metres: int) -> str:
    """An area in hectares: 12,4 ha."""
    value = (Decimal(square_metres) / 10_000).normalize()
    return f"{format_number(value, language())} ha"


def share(line: MonthLine, lines: tuple[MonthLine, ...]) -> int:
    """How long a month's bar is, in hundredths of the longest one's."""
    return max(3, 100 * line.batches // max(each.batches for each in lines))
