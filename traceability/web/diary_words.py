"""The words of the farm diary: its works, what a market says, and why something waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain import days
from traceability.domain.diary import FarmWork
from traceability.services.phi_release import Lacks
from traceability.services.phi_views import Interval
from traceability.web.diary_sentences import DIARY
from traceability.web.messages import language
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext
from traceability.web.tongues import lazy_gettext as _l

WORKS: Mapping[str, Any] = {
    FarmWork.FERTILISER: _l("bón phân"),
    FarmWork.PESTICIDE: _l("phun thuốc"),
    FarmWork.IRRIGATION: _l("tưới nước"),
    FarmWork.PEST_TRAP: _l("đặt bẫy sâu bệnh"),
    FarmWork.FEEDING: _l("cho ong ăn"),
    FarmWork.DRUG: _l("cho ong dùng thuốc"),
}
#: What the product of each work is called, and an example of its dose.
PRODUCTS: Mapping[str, Any] = {
    FarmWork.FERTILISER: _l("Tên phân bón"),
    FarmWork.PESTICIDE: _l("Tên thuốc, như in trên bao bì"),
    FarmWork.FEEDING: _l("Cho ăn gì"),
    FarmWork.DRUG: _l("Tên thuốc, như in trên bao bì"),
}
DOSES: Mapping[str, Any] = {
    FarmWork.FERTILISER: _l("Ví dụ: 2 kg một gốc."),
    FarmWork.PESTICIDE: _l("Ví dụ: 20 ml cho bình 16 lít, 5 bình."),
    FarmWork.FEEDING: _l("Ví dụ: 1 kg đường cho mỗi đàn."),
    FarmWork.DRUG: _l("Ví dụ: 1 que cho mỗi đàn."),
}
DAYS: Mapping[str, Any] = {
    FarmWork.FERTILISER: _l("Chờ mấy ngày mới được thu hoạch"),
    FarmWork.PESTICIDE: _l("Thời gian cách ly (ngày)"),
    FarmWork.FEEDING: _l("Ngừng cho ăn mấy ngày mới quay mật"),
    FarmWork.DRUG: _l("Ngừng thuốc mấy ngày mới quay mật"),
}
MARKETS: Mapping[str, Any] = {
    "vn": _l("tại Việt Nam"),
    "domestic": _l("hàng trong nước"),
    "cn": _l("hàng đi Trung Quốc"),
    "other": _l("hàng đi nước khác"),
}
VERDICTS: Mapping[str, Any] = {
    "allowed": _l("được dùng"),
    "limited": _l("hạn chế"),
    "banned": _l("cấm"),
}
SUBSTANCES: Mapping[str, Any] = {
    "pesticide": _l("thuốc bảo vệ thực vật"),
    "fertiliser": _l("phân bón"),
    "drug": _l("thuốc thú y"),
}
LACKS: Mapping[str, Any] = {str(each): DIARY[each] for each in Lacks}


def warned(word: str, market: str) -> str:
    """What was to be said of a line when it was written down: "cấm: hàng đi Trung Quốc"."""
    if word == "days_below_list":
        return str(gettext("số ngày chờ ít hơn danh mục"))
    return f"{VERDICTS.get(word, word)}: {MARKETS.get(market, market)}"


def why(each: Interval) -> str:
    """Why a harvest waits: what was done, when, until when, and how many days it lacks."""
    said = {
        "work": str(WORKS[each.kind]).capitalize(),
        "product": "" if each.product is None else f" {each.product}",
        "done": _day(each.done_on if each.until_on is None else each.until_on),
        "free": _day(each.free_on),
        "harvested": _day(each.harvested_on),
    }
    text = gettext(
        "%(work)s%(product)s ngày %(done)s, từ %(free)s mới được thu hoạch; lô này thu ngày"
        " %(harvested)s,",
        **said,
    )
    early = ngettext("sớm %(num)s ngày.", "sớm %(num)s ngày.", each.days)
    return f"{text} {early}"


def _day(value: Any) -> str:
    return days.format_day(value, language())
