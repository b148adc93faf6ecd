"""The words of the public page: verdicts, verbs, kinds of places, communes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from traceability.domain.communes import unit_name
from traceability.domain.completeness import Item
from traceability.domain.holds import HoldReason
from traceability.domain.quantity import format_number
from traceability.domain.verdict import Verdict
from traceability.services.page_harvests import Harvests
from traceability.services.page_journey import Notice
from traceability.services.places_shown import Where, district_before
from traceability.web import certificate_words as papers
from traceability.web import family_words as families
from traceability.web import result_words as results
from traceability.web.filters import word
from traceability.web.messages import language
from traceability.web.public import step_words as steps
from traceability.web.public.sites import Site
from traceability.web.shares import in_tens
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

__all__ = [
    "HOLDERS",
    "ITEMS",
    "PLACES",
    "TESTED",
    "TESTED_ONCE",
    "TITLES",
    "TONES",
    "families",
    "papers",
    "results",
    "steps",
]

#: Verdict → its state of the form language: fine, look, stop, not yet.
TONES: Mapping[Verdict, str] = {
    Verdict.RECALLED: "stop",
    Verdict.VOID: "stop",
    Verdict.RETRACTED: "stop",
    Verdict.HELD: "look",
    Verdict.CODE_NOT_ACTIVE: "look",
    Verdict.REPORTED_LOST: "look",
    Verdict.NOT_LINKED: "not-yet",
    Verdict.EXPIRED: "look",
    Verdict.TOO_OLD: "look",
    Verdict.VALID: "fine",
}

TITLES: Mapping[Verdict, Any] = {
    Verdict.RECALLED: _l("Sản phẩm đang bị thu hồi"),
    Verdict.VOID: _l("Tem này đã bị hủy"),
    Verdict.RETRACTED: _l("Lô này đã được rút khỏi sổ"),
    Verdict.HELD: _l("Lô này đang tạm ngừng bán, để riêng chờ kết luận"),
    Verdict.CODE_NOT_ACTIVE: _l("Mã số vùng trồng không hiệu lực vào ngày thu hoạch"),
    Verdict.REPORTED_LOST: _l("Đơn vị đã báo mất tem này"),
    Verdict.NOT_LINKED: _l("Tem này chưa được kích hoạt"),
    Verdict.EXPIRED: _l("Đã quá hạn sử dụng"),
    Verdict.TOO_OLD: _l("Hàng tươi mà hái đã quá lâu"),
    Verdict.VALID: _l("Không có cảnh báo cho lô này"),
}

#: What stands in place of no warning where a test report has a result outside its limit.
TESTED: Any = _l("Có kết quả kiểm nghiệm ngoài giới hạn")
#: The same where their holder withdrew or changed what the reports said.
TESTED_ONCE: Any = _l("Từng có kết quả kiểm nghiệm ngoài giới hạn")

#: How a season stood, by its sign.
SEASONS: Mapping[str, str] = {
    "season_within": "fine",
    "season_near": "look",
    "season_over": "stop",
    "season_no_basis": "not-yet",
}

_VERBS: Mapping[str, Any] = {
    "thu hoạch": _l("Thu hoạch"),
    "hái": _l("Hái"),
    "quay mật": _l("Quay mật"),
    "thu hái": _l("Thu hái"),
}

PLACES: Mapping[str, Any] = {
    "orchard": _l("Vườn cây ăn quả"),
    "tea_plantation": _l("Nương chè"),
    "ancient_tea_stand": _l("Rừng chè cổ thụ"),
    "herb_cultivation": _l("Vườn dược liệu"),
    "wild_collection": _l("Vùng thu hái tự nhiên"),
    "apiary": _l("Điểm đặt ong"),
    "outside_ground": _l("Ngoài vùng mã"),
}

HOLDERS: Mapping[str, Any] = {
    "cooperative": _l("Hợp tác xã"),
    "group": _l("Tổ hợp tác"),
    "company": _l("Doanh nghiệp"),
}

#: The ten items in the order of Thông tư 02/2024/TT-BKHCN.
ITEMS: Mapping[Item, Any] = {
    Item.PRODUCT_NAME: _l("Tên sản phẩm"),
    Item.IMAGE: _l("Hình ảnh"),
    Item.MAKER: _l("Đơn vị sản xuất"),
    Item.ADDRESS: _l("Địa chỉ"),
    Item.STEPS: _l("Các bước, nơi và thời gian"),
    Item.MADE_ON: _l("Thời gian sản xuất"),
    Item.TRACE_CODE: _l("Mã truy xuất"),
    Item.BRAND_OR_SERIAL: _l("Nhãn hiệu, ký hiệu hoặc số sê-ri (nếu có)"),
    Item.BEST_BEFORE: _l("Hạn sử dụng (nếu có)"),
    Item.STANDARDS: _l("Tiêu chuẩn áp dụng (nếu có)"),
}


@dataclass(frozen=True)
class Marks:
    """What stands between words and around them; ``between`` parts the members of a list."""

    comma: str
    between: str
    pause: str
    stop: str
    colon: str
    opening: str
    closing: str


_LATIN = Marks(", ", ", ", "; ", ".", ": ", " (", ")")
_CHINESE = Marks("，", "、", "；", "。", "：", "（", "）")


def verb(verb_vi: str) -> str:
    """How a crop is harvested, at the head of a sentence; an operator's own verb as it is."""
    return str(_VERBS.get(verb_vi, verb_vi[:1].upper() + verb_vi[1:]))


def by_place(sites: Iterable[Site]) -> dict[str, list[Site]]:
    """Where households stand behind goods, under the kind of place, each kind named once."""
    found: dict[str, list[Site]] = {}
    for each in sites:
        if each.households:
            found.setdefault(str(PLACES.get(each.place_kind) or _("Nơi làm")), []).append(each)
    return found


def often(count: int, harvests: Harvests) -> str:
    """So many of the harvests of a lot: "150 phiếu cân", or "150 lần" where not each has a slip."""
    shown = format_number(count, language())
    if harvests.slips:
        return str(ngettext("%(count)s phiếu cân", "%(count)s phiếu cân", count, count=shown))
    return str(ngettext("%(count)s lần", "%(count)s lần", count, count=shown))


def all_of(harvests: Harvests) -> str:
    """The harvests of a lot, and whose they were: "150 phiếu cân của 12 hộ"."""
    told = often(harvests.count, harvests)
    if not harvests.households:
        return told
    shown = format_number(harvests.households, language())
    whose = ngettext("%(count)s hộ", "%(count)s hộ", harvests.households, count=shown)
    return str(_("%(told)s của %(whose)s", told=told, whose=whose))


def part(percent: Decimal, tens: int, exact: bool) -> str:
    """A share of the goods: to the tenth of a per cent, or in tens where that tells a weight."""
    if exact:
        return f"{format_number(percent, language())} %"
    return in_tens(tens)


def past(notices: Iterable[Notice]) -> list[Notice]:
    """The holds and recalls that ended; of what would read word for word the same, one."""
    return list({_reads(each): each for each in notices if each.lifted_on}.values())


def _reads(notice: Notice) -> tuple[object, ...]:
    """What the line of one that ended is made of; that of a hold says whose order it was."""
    by = notice.by if notice.kind == "hold" else ""
    ended = notice.lifted_on, notice.lifted_by
    return notice.kind, notice.reason, notice.since, *ended, notice.by_office, by


def why_held(notice: Notice, holder: str) -> str:
    """Why a lot was held, within a line; of an order, whose it was. ``holder`` has the lot."""
    if notice.reason != HoldReason.ORDERED:
        return word(notice.reason)
    if notice.by == holder:
        return str(_("%(who)s tự tạm ngừng", who=notice.by))
    return str(_("theo yêu cầu của %(who)s", who=notice.by))


def commune(where: Where) -> str:
    """The address of today: "xã Vĩnh Tuy, tỉnh Tuyên Quang"."""
    return _line([where.commune, where.province])


def each_commune(where: Iterable[Where]) -> str:
    """The communes of some places by name, each once."""
    return marks().between.join(dict.fromkeys(each.commune for each in where))


def communes(sites: Iterable[Site]) -> str:
    """The communes of goods by name, each once."""
    return each_commune(site.where for site in sites if site.where)


def old_commune(where: Where) -> str | None:
    """The address before 1 July 2025: as stated, else what is the same of all that it can be."""
    parts = (where.old_commune, where.old_district, where.old_province)
    known = [part for part in parts if part] or [*(district_before(where.code) or ())]
    return _line(known) if known else None


def _line(names: Sequence[str]) -> str:
    """Units from small to large; Chinese reads them from large to small."""
    units = [unit_name(each, language()) for each in names]
    return " ".join(reversed(units)) if language() == "zh" else ", ".join(units)


def marks() -> Marks:
    """The marks between words, as the language of the request writes them."""
    return _CHINESE if language() == "zh" else _LATIN
