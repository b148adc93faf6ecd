"""The words of a place's file: what each field is called, how it is said and typed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from traceability.domain.place_kinds import Group, Item
from traceability.domain.quantity import format_number
from traceability.services.stay_views import When
from traceability.web.messages import language
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

GROUPS: Mapping[Group, Any] = {
    Group.WHERE: _l("Địa chỉ, thửa đất"),
    Group.SIZE: _l("Quy mô"),
    Group.GROWING: _l("Canh tác, sản lượng"),
    Group.PEOPLE: _l("Người đại diện"),
}
FIELDS: Mapping[str, Any] = {
    "address": _l("Địa chỉ như ghi trên giấy"),
    "parcels": _l("Số thửa đất"),
    "area": _l("Diện tích (ha)"),
    "productive_area": _l("Diện tích cho thu hoạch (ha)"),
    "trees": _l("Số cây"),
    "colonies": _l("Số đàn ong"),
    "species": _l("Giống ong"),
    "floor": _l("Diện tích (m²)"),
    "gln": _l("Mã địa điểm GLN"),
    "planted_year": _l("Năm bắt đầu trồng"),
    "planted_until_year": _l("Năm trồng xong"),
    "intercrop": _l("Phần trồng xen (phần trăm)"),
    "harvests_a_year": _l("Số lần thu một năm"),
    "average_yield": _l("Sản lượng bình quân 3 năm (kg một năm)"),
    "representative": _l("Họ tên người đại diện"),
    "contact": _l("Liên hệ"),
}
HINTS: Mapping[str, Any] = {
    "address": _l("Thôn, bản; nếu giấy cũ ghi xã, huyện cũ thì chép nguyên như vậy."),
    "parcels": _l("Mỗi thửa một dòng; dán cả danh sách cũng được. Ví dụ: thửa 112, tờ 7."),
    "productive_area": _l("Để trống nếu cả vùng đều cho thu hoạch."),
    "planted_until_year": _l("Chỉ ghi khi trồng rải trong nhiều năm."),
    "gln": _l("13 số, nếu cơ sở đã có."),
    "average_yield": _l("Số của đơn vị. Khi cán bộ xác nhận thì mới dùng để tính hạn mức."),
    "contact": _l("Số điện thoại để cơ quan gọi khi kiểm tra."),
    "representative": _l("Chỉ người trong đơn vị và cán bộ phụ trách địa bàn nhìn thấy."),
}
#: The keyboard of each field; the others are letters.
KEYBOARDS: Mapping[str, str] = {
    **dict.fromkeys(("area", "productive_area", "intercrop"), "decimal"),
    **dict.fromkeys(("trees", "colonies", "floor", "gln", "planted_year"), "numeric"),
    **dict.fromkeys(("planted_until_year", "harvests_a_year", "average_yield"), "numeric"),
    "contact": "tel",
}
SPECIES: Mapping[str, Any] = {
    "cerana": _l("ong nội (Apis cerana)"),
    "mellifera": _l("ong ngoại (Apis mellifera)"),
}
ITEMS: Mapping[Item, Any] = {
    Item.ADDRESS: _l("địa chỉ"),
    Item.PARCELS: _l("số thửa"),
    Item.SIZE: _l("quy mô"),
    Item.SPECIES: _l("giống ong"),
    Item.BOUNDARY: _l("ranh giới"),
    Item.PLANTED: _l("năm trồng"),
    Item.YIELD: _l("sản lượng bình quân"),
    Item.HOUSEHOLDS: _l("hộ"),
    Item.REPRESENTATIVE: _l("người đại diện"),
    Item.CONTACT: _l("liên hệ"),
    Item.DOCUMENTS: _l("giấy tờ"),
}
#: The group in which an item is filled in; the others have pages of their own.
GROUP_OF: Mapping[Item, Group] = {
    Item.ADDRESS: Group.WHERE,
    Item.PARCELS: Group.WHERE,
    Item.SIZE: Group.SIZE,
    Item.SPECIES: Group.SIZE,
    Item.PLANTED: Group.GROWING,
    Item.YIELD: Group.GROWING,
    Item.REPRESENTATIVE: Group.PEOPLE,
    Item.CONTACT: Group.PEOPLE,
}
DOCUMENTS: Mapping[str, Any] = {
    "land": _l("giấy tờ đất"),
    "farming": _l("hồ sơ canh tác, VietGAP"),
    "commitment": _l("bản cam kết"),
    "permit": _l("giấy phép khai thác"),
    "owner_consent": _l("giấy đồng ý của chủ rừng, chủ đất"),
    "forest_list": _l("bảng kê lâm sản"),
    "other": _l("giấy tờ khác"),
}
WHENS: Mapping[When, Any] = {
    When.NOW: _l("đang đặt"),
    When.PLANNED: _l("sắp đặt"),
    When.OVER: _l("đã dời"),
    When.WITHDRAWN: _l("đã rút lại"),
}
WHEN_SIGNS: Mapping[When, str] = {When.NOW: "fine", When.PLANNED: "look"}
#: A fact of a revision → the field of the file that says it.
_REVISED: Mapping[str, str] = {
    "area_m2": "area",
    "productive_m2": "productive_area",
    "intercrop_ppm": "intercrop",
    "yield_g": "average_yield",
}
_NAMES: Mapping[str, Any] = {"commune_code": _l("Xã"), "geometry_sha256": _l("Ranh giới")}


def name_of(fact: str) -> str:
    """What a fact of a revision is called, without its unit."""
    found = _NAMES.get(fact) or FIELDS[_REVISED.get(fact, fact)]
    return str(found).split(" (")[0]


def label(field: str) -> str:
    """What a field of the file is called."""
    return str(FIELDS[field])


def said(field: str, value: object) -> str:
    """A value of the file as pages say it, with its unit; a dash where there is none."""
    field = {key: name for name, key in _REVISED.items()}.get(field, field)
    if value is None:
        return "–"
    if field == "species":
        return str(SPECIES.get(str(value), value))
    if field == "geometry_sha256":
        return str(_("đã vẽ"))
    if not isinstance(value, int):
        return str(value)
    return _numbers(field, value)


def _numbers(field: str, value: int) -> str:
    if field in ("area_m2", "productive_m2"):
        return f"{_plain(Decimal(value) / 10_000)} ha"
    if field == "floor":
        return f"{format_number(value, language())} m²"
    if field == "intercrop_ppm":
        return f"{_plain(Decimal(value) / 10_000)} %"
    if field == "yield_g":
        return str(_("%(kg)s kg một năm", kg=format_number(value // 1_000, language())))
    if field in ("planted_year", "planted_until_year"):
        return str(value)
    if field == "harvests_a_year":
        return str(ngettext("%(num)s lần", "%(num)s lần", value))
    return format_number(value, language())


def typed(field: str, value: object) -> str:
    """A value of the file as one types it."""
    if value is None:
        return ""
    if field in ("area", "productive_area", "intercrop") and isinstance(value, int):
        return f"{(Decimal(value) / 10_000).normalize():f}".replace(".", ",")
    if field == "average_yield" and isinstance(value, int):
        return str(value // 1_000)
    return str(value)


def _plain(value: Decimal) -> str:
    return format_number(value.normalize(), language())
