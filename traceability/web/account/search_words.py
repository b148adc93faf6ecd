"""The words of hits: what each kind is called, and the sign and word of each state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.deliveries import Standing, To
from traceability.services.search_hits import Hit, HitKind
from traceability.web import delivery_words
from traceability.web.filters import amount, number, word
from traceability.web.messages import language
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

KINDS: Mapping[HitKind, Any] = {
    HitKind.LABEL: _l("Tem"),
    HitKind.LOT: _l("Lô"),
    HitKind.AREA: _l("Mã số vùng trồng"),
    HitKind.HOUSEHOLD: _l("Hộ"),
    HitKind.BUYER: _l("Người mua"),
    HitKind.NOTE: _l("Phiếu giao hàng"),
    HitKind.ARRIVAL: _l("Hàng đến"),
    HitKind.SLIP: _l("Phiếu cân"),
    HitKind.COMPLAINT: _l("Phản ánh"),
    HitKind.PRODUCT: _l("Sản phẩm"),
    HitKind.PLACE: _l("Vườn"),
    HitKind.RUN: _l("Đợt in tem"),
    HitKind.MEMBER: _l("Người của đơn vị"),
    HitKind.CASE: _l("Vụ việc"),
    HitKind.HOLD: _l("Lệnh tạm ngừng, thu hồi"),
}
_SIGNS: Mapping[str, str] = {
    **dict.fromkeys(("active", "published", "closed", "linked", "dispatched", "ready"), "fine"),
    **dict.fromkeys(("suspended", "expired", "hold"), "look"),
    **dict.fromkeys(
        ("recalled", "held", "revoked", "rejected", "void", "spoiled", "failed", "recall"), "stop"
    ),
}
_LOT_STATES: Mapping[tuple[str, str], Any] = {
    ("harvest", "open"): _l("chờ đóng gói"),
    ("harvest", "closed"): _l("đã dùng hết"),
    ("received", "open"): _l("chờ đóng gói"),
    ("received", "closed"): _l("đã dùng hết"),
    ("processed", "closed"): _l("đã dùng hết"),
    ("packed", "open"): _l("chưa công bố"),
    ("packed", "closed"): _l("đã xuất hết"),
}
_STATES: Mapping[str, Any] = {
    "recalled": _l("thu hồi sản phẩm"),
    "held": _l("tạm ngừng xuất"),
    "published": _l("đã công bố"),
    "closed": _l("đã hết"),
    "open": _l("đang mở"),
    "drawing": _l("đang tạo"),
    "ready": _l("sẵn sàng"),
    "failed": _l("lỗi"),
    "recall": _l("thu hồi sản phẩm"),
    "hold": _l("tạm ngừng xuất"),
    "decided": _l("đã quyết"),
    "both_stand": _l("đã quyết: hai bên giữ nguyên"),
    "redraw": _l("đã quyết: một bên vẽ lại"),
    "gone": _l("không còn chồng lấn"),
}
_COMPLAINT_STATES: Mapping[str, Any] = {
    "open": _l("chưa trả lời"),
    "answered": _l("đã trả lời"),
}
_ABOUT: Mapping[str, Any] = {
    "quality": _l("Chất lượng hàng"),
    "label": _l("Nhãn, tem"),
    "fake": _l("Nghi hàng giả"),
    "other": _l("Việc khác"),
}
_NOTES = frozenset({HitKind.NOTE, HitKind.ARRIVAL})
_PEOPLE = frozenset({HitKind.HOUSEHOLD, HitKind.MEMBER})
#: How a household stands to its cooperative, and the role of a member: no states, so no signs.
_STANDINGS: Mapping[str, Any] = {
    "member": _l("hộ thành viên"),
    "linked": _l("hộ liên kết"),
    "outside": _l("hộ ngoài HTX"),
    "manager": _l("quản lý"),
    "recorder": _l("người ghi"),
    "registrar": _l("cán bộ quản lý mã"),
    "inspector": _l("cán bộ kiểm tra"),
    "operator": _l("người quản trị"),
}


def title(hit: Hit) -> str:
    """What a hit is called in its row."""
    match hit.kind:
        case HitKind.LABEL:
            return str(_("Tem số %(number)s", number=number(hit.number or 0)))
        case HitKind.HOUSEHOLD:
            numbered = str(_("Hộ %(number)s", number=f"{hit.number:02d}"))
            return f"{numbered} · {hit.name}" if hit.name else numbered
        case HitKind.RUN:
            return str(_("Tem in cho lô %(lot)s", lot=hit.about)) if hit.about else hit.name
        case HitKind.NOTE | HitKind.ARRIVAL:
            return str(_("Phiếu %(number)s", number=hit.name))
        case HitKind.SLIP:
            return str(_("Phiếu cân %(number)s", number=hit.number))
        case HitKind.COMPLAINT:
            return str(_("Phản ánh về lô %(lot)s", lot=hit.name))
    return hit.name


def about(hit: Hit) -> str:
    """What a hit belongs to."""
    if hit.kind is HitKind.LABEL:
        return f"{_('lô')} {hit.name} · {hit.about}" if hit.name else str(_("chưa cho lô nào"))
    if hit.kind is HitKind.RUN:
        return hit.name if hit.about else ""
    if hit.kind in _NOTES:
        return hit.about or str(delivery_words.KINDS[To(hit.stage)])
    if hit.kind is HitKind.SLIP:
        return str(_("Hộ %(number)s", number=hit.name))
    if hit.kind is HitKind.COMPLAINT:
        return str(_ABOUT.get(hit.about, ""))
    crops = [each.get(language()) or each["vi"] for each in hit.crops]
    said = [str(word(hit.about))] if hit.about else []
    return " · ".join([*said, *crops])


def state(hit: Hit) -> tuple[str, str] | None:
    """The sign and the word of a hit's state, where it has one."""
    if not hit.state or hit.kind in _PEOPLE:
        return None
    if hit.kind in _NOTES:
        return delivery_words.stands(To(hit.stage), Standing(hit.state))
    if hit.kind is HitKind.COMPLAINT:
        answered = "fine" if hit.state == "answered" else "look"
        return answered, str(_COMPLAINT_STATES[hit.state])
    if hit.kind is HitKind.SLIP:
        return "stop", str(_("đã rút lại"))
    lot = _LOT_STATES.get((hit.stage, hit.state))
    said = lot or _STATES.get(hit.state) or word(hit.state)
    sign = "not-yet" if hit.kind is HitKind.LOT and hit.state == "open" else _SIGNS.get(hit.state)
    return sign or "not-yet", str(said)


def standing(hit: Hit) -> str:
    """How a person stands to the organisation."""
    return str(_STANDINGS.get(hit.state, "")) if hit.kind in _PEOPLE else ""


def measure(hit: Hit) -> str:
    """The amount that a hit is about."""
    if hit.amount is None:
        return ""
    if hit.unit == "label":
        return str(ngettext("%(num)s tem", "%(num)s tem", hit.amount))
    return amount(hit.amount, hit.unit)
