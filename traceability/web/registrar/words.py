"""How the register's plain values are said, and by which sign a status is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from traceability.domain.communes import unit_name
from traceability.domain.growing_area import CodeStep, Status
from traceability.schemas import area_codes
from traceability.services.places_shown import Where
from traceability.services.registry_choices import Choice, CommuneChoice
from traceability.web import boundary_words
from traceability.web.messages import language
from traceability.web.tongues import lazy_gettext as _l

SCHEMES: Mapping[str, Any] = {
    "vn_domestic": _l("mã trong nước"),
    "vn_export_cn": _l("mã xuất khẩu Trung Quốc"),
    "vn_export_other": _l("mã xuất khẩu nước khác"),
    "packing_house": _l("mã cơ sở đóng gói"),
    "apiary": _l("mã cơ sở nuôi ong"),
    "gacp_area": _l("mã vùng dược liệu GACP"),
    "internal": _l("mã nội bộ của hệ thống"),
}
#: What was done on the day that a lot is of.
MADE_BY: Mapping[str, Any] = {
    "harvest": _l("thu hoạch"),
    "received": _l("nhận hàng"),
    "processed": _l("sơ chế, chế biến"),
    "packed": _l("đóng gói"),
}
MARKETS: Mapping[str, Any] = {
    "domestic": _l("trong nước"),
    "cn": _l("Trung Quốc"),
    "other": _l("nước khác"),
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
#: Where a boundary comes from.
SOURCES = boundary_words.SOURCES
STEPS: Mapping[CodeStep, Any] = {
    CodeStep.SUBMIT: _l("nộp hồ sơ"),
    CodeStep.RETURN: _l("trả lại hồ sơ"),
    CodeStep.CHECK: _l("kiểm tra"),
    CodeStep.REJECT: _l("từ chối"),
    CodeStep.GRANT: _l("cấp mã"),
    CodeStep.OPEN_INTERNAL: _l("mở mã nội bộ"),
    CodeStep.RENEW: _l("gia hạn"),
    CodeStep.SUSPEND: _l("tạm dừng mã"),
    CodeStep.RESTORE: _l("khôi phục mã"),
    CodeStep.REVOKE: _l("thu hồi mã số"),
    CodeStep.CANCEL: _l("hủy mã"),
    CodeStep.STRIKE: _l("gạch khỏi sổ"),
}
#: Each status by one of the four signs: fine, look, stop, not-yet.
SIGNS: Mapping[Status, str] = {
    Status.ACTIVE: "fine",
    Status.SUSPENDED: "stop",
    Status.REVOKED: "stop",
    Status.REJECTED: "stop",
    Status.EXPIRED: "look",
    Status.RETURNED: "look",
}


#: What a commune is, beside its proper name.
_COMMUNES: Mapping[str, Any] = {
    "xã": _l("xã"),
    "phường": _l("phường"),
    "thị trấn": _l("thị trấn"),
}
#: The kinds that begin the name of a commune or district.
_UNITS = ("Thị trấn", "Thành phố", "Thị xã", "Phường", "Huyện", "Quận", "Xã")


def sign(status: Status | str) -> str:
    """The sign of a status."""
    return SIGNS.get(Status(status), "not-yet")


def first_up(said: Any) -> str:
    """A word at the beginning of a line; the rest stays as it is ("Mã vùng dược liệu GACP")."""
    line = str(said)
    return line[:1].upper() + line[1:]


def steps_of(steps: tuple[CodeStep, ...]) -> str:
    """The steps of one decision in a line: "Nộp hồ sơ, kiểm tra, cấp mã"."""
    return first_up(", ".join(str(STEPS[step]) for step in steps))


def before_2025(where: Where) -> str | None:
    """The names of a commune before July 2025, small where they begin: "xã Vĩnh Hảo, …"."""
    if where.old_commune is None:
        return None
    names = (where.old_commune, where.old_district, where.old_province)
    return ", ".join(unit_name(name, language()) for name in names if name)


def short_before_2025(where: Where) -> str:
    """As ``before_2025`` for a narrow line: "Vĩnh Hảo, Bắc Quang"."""
    names = (where.old_commune, where.old_district)
    return ", ".join(_proper(name) for name in names if name)


def _proper(name: str) -> str:
    """A unit's name without its kind."""
    kind = next((kind for kind in _UNITS if name.startswith(f"{kind} ")), "")
    return name[len(kind) :].strip()


Options = list[tuple[str, str]]


def scheme_options() -> Options:
    """The schemes that a registrar grants; an internal code is never granted."""
    return [(key, first_up(SCHEMES[key])) for key in area_codes.SCHEMES]


def market_options() -> Options:
    """The markets to choose from."""
    return [(key, first_up(MARKETS[key])) for key in area_codes.MARKETS]


def kind_options() -> Options:
    """The kinds of place to choose from."""
    return [(key, first_up(KINDS[key])) for key in area_codes.KINDS]


def coded(choices: Sequence[Choice]) -> Options:
    """Holders to choose from."""
    return [(each.code, each.name) for each in choices]


def commune_options(choices: Sequence[CommuneChoice]) -> Options:
    """Communes to choose from: the proper name first, so that typing its letters finds it."""
    return [(each.code, _commune(each)) for each in choices]


def _commune(choice: CommuneChoice) -> str:
    where = [str(_COMMUNES.get(choice.kind, choice.kind))]
    if choice.district is not None:
        where.append(unit_name(choice.district, language()))
    return f"{choice.name} ({', '.join(where)})"
