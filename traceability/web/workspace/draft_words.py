"""What each form is called in the list of drafts, by where it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from traceability.services.draft_goods import PACKAGES, SACKS, Begun
from traceability.web import delivery_words
from traceability.web.filters import number
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

TITLES: Mapping[str, Any] = {
    "workspace.record_harvest": _l("Ghi thu hoạch"),
    "workspace.record_packing": _l("Đóng gói"),
    "workspace.record_run": _l("Làm tiếp một lô"),
    "workspace.record_diary_line": _l("Ghi nhật ký canh tác"),
    "workspace.record_amendment": _l("Sửa chỗ ghi nhầm"),
    "workspace.record_retraction": _l("Rút lại ghi chép"),
    "workspace.note_complaint": _l("Ghi nhận phản ánh"),
    "workspace.answer_complaint": _l("Trả lời phản ánh"),
    "workspace.buyer_report": _l("Trả lời người mua"),
    "workspace.new_product": _l("Thêm sản phẩm"),
    "workspace.edit_product": _l("Sửa sản phẩm"),
    "workspace.new_household": _l("Thêm hộ"),
    "workspace.edit_household": _l("Sửa thông tin hộ"),
    "workspace.household_consent": _l("Ghi đồng ý của hộ"),
    "workspace.new_application": _l("Hồ sơ xin mã"),
    "workspace.edit_application": _l("Hồ sơ xin mã"),
    "workspace.new_area": _l("Thêm vùng trồng"),
    "workspace.edit_area": _l("Sửa vùng trồng"),
    "workspace.area_group": _l("Hồ sơ vùng trồng"),
    "workspace.new_certificate": _l("Thêm giấy chứng nhận"),
    "workspace.edit_certificate": _l("Sửa giấy chứng nhận"),
    "workspace.new_stay": _l("Nơi đặt ong"),
    "workspace.edit_stay": _l("Nơi đặt ong"),
    "workspace.give_authorization": _l("Cho dùng mã"),
    "workspace.record_delivery": _l("Giao hàng"),
    "workspace.record_write_off": _l("Ghi hỏng, mất, tiêu hủy"),
    "workspace.new_buyer": _l("Thêm người mua"),
    "workspace.buyer": _l("Sửa người mua"),
    "workspace.record_slip": _l("Phiếu cân"),
    "workspace.close_reception": _l("Đóng phiên cân"),
    "workspace.print_labels": _l("In tem"),
    "workspace.organisation": _l("Thông tin đơn vị"),
}


def title(endpoint: str, day: dt.date | None = None, lots: Sequence[str] = ()) -> str:
    """The name of a form, with the day or the lots that it is about; an unknown one is a form."""
    name = str(TITLES.get(endpoint) or _("Biểu mẫu"))
    named = name if day is None else f"{name} {day.day}/{day.month}"
    return named if not lots else f"{named} {', '.join(lots[:_NAMED])}{_more(lots)}"


def goods(found: Sequence[Begun]) -> str:
    """What a begun note takes: "CAM-SANH-01, 28 gói"; of many lots the first ones."""
    return "; ".join(f"{each.lot_code}, {_much(each)}" for each in found[:_NAMED]) + _more(found)


def _much(each: Begun) -> str:
    if not each.much:
        return str(_("cả lô"))
    if not (each.much.isascii() and each.much.isdigit()):
        return _cut(each.much)
    count = int(each.much[:_LONGEST])
    if each.counts == PACKAGES:
        return delivery_words.packages(count)
    if each.counts == SACKS:
        return str(ngettext("%(count)s bao", "%(count)s bao", count, count=number(count)))
    return f"{number(count)} {'lít' if each.counts == 'ml' else 'kg'}"


def _more(found: Sequence[object]) -> str:
    return " …" if len(found) > _NAMED else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


#: Fields that tell drafts of one form apart, the most telling first.
_TELLING = (
    *("name", "name_vi", "weight", "product", "number", "said", "answer", "reason", "harvested_on"),
)
_LONGEST = 40
#: So many lots of a note are named.
_NAMED = 2


def hint(values: Mapping[str, str]) -> str:
    """The first telling thing that was typed, cut short."""
    found = (" ".join(values.get(name, "").split()) for name in _TELLING)
    text = next((each for each in found if each), "")
    return _cut(text)
