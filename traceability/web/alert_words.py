"""What alerts say, by which sign they are known, and the page that opens what they speak of.

A test holds the tables equal to ``domain.alerts``: every kind has a sentence with its facts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from traceability.domain.alerts import AlertKind
from traceability.domain.days import format_day
from traceability.domain.quantity import format_number
from traceability.services.alerts import AlertShown
from traceability.services.cases import GTIN
from traceability.services.overlaps import KIND as OVERLAP
from traceability.web.messages import language
from traceability.web.sentences import WORDS

SENTENCES: Mapping[AlertKind, Any] = {
    AlertKind.GTIN_CONFLICT: _l(
        "Có sản phẩm khác cùng khai GTIN %(gtin)s. Lô mới chưa mang số này cho đến khi có quyết"
        " định."
    ),
    AlertKind.GTIN_KEPT: _l("Sản phẩm của đơn vị được giữ GTIN %(gtin)s."),
    AlertKind.GTIN_REFUSED: _l(
        "Sản phẩm của đơn vị không được giữ GTIN %(gtin)s. Hãy khai số khác, hoặc bỏ trống."
    ),
    AlertKind.GTIN_CONFIRMED: _l("Cán bộ đã xác nhận GTIN %(gtin)s."),
    AlertKind.CODE_SUSPENDED: _l(
        "Mã số vùng trồng %(raw)s bị tạm dừng từ %(day)s. Số lô tạm ngừng xuất: %(lots)s."
    ),
    AlertKind.CODE_RESTORED: _l("Mã số vùng trồng %(raw)s được khôi phục từ %(day)s."),
    AlertKind.PLACE_LINKED: _l(
        "Đơn vị được cấp mã %(raw)s vừa gắn thêm một vùng vào mã. Xem vùng đó có đúng hồ sơ không."
    ),
    AlertKind.YIELD_SET: _l(
        "Cán bộ đã xác nhận sản lượng bình quân của một vùng: %(kg)s kg một năm. Số này dùng để"
        " tính hạn mức."
    ),
    AlertKind.BATCH_HELD: _l(
        "Lô %(lot)s tạm ngừng xuất, cách ly lô: %(reason)s. Số lô: %(count)s."
    ),
    AlertKind.BATCH_RECALLED: _l("Thu hồi sản phẩm: lô %(lot)s. Số lô: %(count)s."),
    AlertKind.HOLD_LIFTED: _l("Lô %(lot)s đã được gỡ tạm ngừng xuất. Số lô: %(count)s."),
    AlertKind.RECALL_LIFTED: _l(
        "Đợt thu hồi sản phẩm với lô %(lot)s đã kết thúc. Số lô: %(count)s."
    ),
    AlertKind.MEMBER_JOINED: _l("Có thành viên mới, vai trò: %(role)s."),
    AlertKind.MEMBER_LEFT: _l("Một thành viên đã rời đơn vị, vai trò trước đây: %(role)s."),
    AlertKind.ROLE_CHANGED: _l("Một thành viên đổi vai trò, nay là: %(role)s."),
    AlertKind.CASE_OPENED: _l("Vụ việc mới trong địa bàn: %(case_kind)s %(key)s."),
    AlertKind.CASE_DECIDED: _l("Vụ việc đã quyết: %(case_kind)s %(key)s."),
    AlertKind.CASE_GIVEN: _l("Đồng nghiệp giao cho bạn vụ việc: %(case_kind)s %(key)s."),
    AlertKind.CASE_TAKEN: _l("Đồng nghiệp đã nhận thay bạn vụ việc: %(case_kind)s %(key)s."),
    AlertKind.HANDED_OVER: _l(
        "Bạn được bàn giao công việc. Vụ việc: %(cases)s, thông báo: %(alerts)s."
    ),
    AlertKind.BOUNDARY_OVERLAPS: _l(
        "Ranh giới một vùng của đơn vị chồng lên vùng khác %(shared_m2)s m². Cơ quan quản lý mã sẽ"
        " quyết; bấm để xem chỗ chồng."
    ),
    AlertKind.BOUNDARY_STANDS: _l(
        "Đã quyết vụ chồng lấn ranh giới: đường ranh của đơn vị được giữ nguyên (%(key)s)."
    ),
    AlertKind.BOUNDARY_REDRAW: _l(
        "Đã quyết vụ chồng lấn ranh giới: đơn vị phải vẽ lại đường ranh (%(key)s). Hàng của vùng"
        " tạm ngừng xuất đến khi vẽ lại."
    ),
    AlertKind.BOUNDARY_CHANGED: _l(
        "Đơn vị được cấp mã %(raw)s vừa vẽ hoặc sửa ranh giới một vùng dưới mã này."
    ),
    AlertKind.TERRITORY_CHANGED: _l(
        "Địa bàn của cơ quan vừa thay đổi. Số xã, phường ghi tên: %(communes)s."
    ),
}
#: Each kind by one of the four signs: fine, look, stop, not-yet.
SIGNS: Mapping[AlertKind, str] = {
    AlertKind.GTIN_CONFLICT: "look",
    AlertKind.GTIN_KEPT: "fine",
    AlertKind.GTIN_REFUSED: "stop",
    AlertKind.GTIN_CONFIRMED: "fine",
    AlertKind.CODE_SUSPENDED: "stop",
    AlertKind.CODE_RESTORED: "fine",
    AlertKind.PLACE_LINKED: "look",
    AlertKind.YIELD_SET: "fine",
    AlertKind.BATCH_HELD: "look",
    AlertKind.BATCH_RECALLED: "stop",
    AlertKind.HOLD_LIFTED: "fine",
    AlertKind.RECALL_LIFTED: "fine",
    AlertKind.MEMBER_JOINED: "not-yet",
    AlertKind.MEMBER_LEFT: "not-yet",
    AlertKind.ROLE_CHANGED: "not-yet",
    AlertKind.CASE_OPENED: "look",
    AlertKind.CASE_DECIDED: "fine",
    AlertKind.CASE_GIVEN: "look",
    AlertKind.CASE_TAKEN: "not-yet",
    AlertKind.HANDED_OVER: "look",
    AlertKind.BOUNDARY_OVERLAPS: "look",
    AlertKind.BOUNDARY_STANDS: "fine",
    AlertKind.BOUNDARY_REDRAW: "stop",
    AlertKind.BOUNDARY_CHANGED: "look",
    AlertKind.TERRITORY_CHANGED: "not-yet",
}
#: The page where the thing is, by its endpoint; ``_ONE`` are those of one thing, by its code.
PLACES: Mapping[AlertKind, str] = {
    AlertKind.GTIN_CONFLICT: "workspace.products",
    AlertKind.GTIN_KEPT: "workspace.products",
    AlertKind.GTIN_REFUSED: "workspace.products",
    AlertKind.GTIN_CONFIRMED: "workspace.products",
    AlertKind.CODE_SUSPENDED: "workspace.areas",
    AlertKind.CODE_RESTORED: "workspace.areas",
    AlertKind.PLACE_LINKED: "registrar.code",
    AlertKind.YIELD_SET: "workspace.area",
    AlertKind.BATCH_HELD: "workspace.batch",
    AlertKind.BATCH_RECALLED: "workspace.batch",
    AlertKind.HOLD_LIFTED: "workspace.batch",
    AlertKind.RECALL_LIFTED: "workspace.batch",
    AlertKind.CASE_OPENED: "registrar.case",
    AlertKind.CASE_DECIDED: "registrar.case",
    AlertKind.CASE_GIVEN: "registrar.case",
    AlertKind.CASE_TAKEN: "registrar.case",
    AlertKind.HANDED_OVER: "registrar.hand_over_done",
    AlertKind.BOUNDARY_OVERLAPS: "workspace.boundary",
    AlertKind.BOUNDARY_STANDS: "workspace.boundary",
    AlertKind.BOUNDARY_REDRAW: "workspace.boundary",
    AlertKind.BOUNDARY_CHANGED: "registrar.code",
    AlertKind.TERRITORY_CHANGED: "registrar.territory",
}
_ONE = frozenset(
    {
        *("workspace.area", "workspace.batch", "workspace.boundary"),
        *("registrar.code", "registrar.case", "registrar.hand_over_done"),
    }
)
#: What a case is about.
CASE_KINDS: Mapping[str, Any] = {
    GTIN: _l("tranh chấp GTIN"),
    OVERLAP: _l("chồng lấn ranh giới"),
}
ROLES: Mapping[str, Any] = {
    "manager": _l("quản lý"),
    "recorder": _l("người ghi"),
    "registrar": _l("cán bộ quản lý mã"),
    "inspector": _l("cán bộ kiểm tra"),
    "operator": _l("người quản trị"),
}


def sentence(alert: AlertShown) -> str:
    """What an alert says, in the language of the request."""
    facts = {name: _spelled(name, value) for name, value in alert.facts.items()}
    return str(SENTENCES[alert.kind]) % facts


def sign(alert: AlertShown) -> str:
    """The sign of an alert."""
    return SIGNS[alert.kind]


def href(alert: AlertShown) -> str | None:
    """The page that opens what an alert speaks of, where there is one."""
    endpoint = PLACES.get(alert.kind)
    if endpoint is None:
        return None
    return url_for(endpoint, code=alert.subject) if endpoint in _ONE else url_for(endpoint)


def case_kind(kind: str) -> str:
    """What a case is about, within a line."""
    return str(CASE_KINDS.get(kind, kind))


def _spelled(name: str, value: str | int) -> str:
    if isinstance(value, int):
        return format_number(value, language())
    if name == "day":
        return format_day(dt.date.fromisoformat(value), language())
    if name == "case_kind":
        return case_kind(value)
    return str(ROLES.get(value, WORDS.get(value, value)))
