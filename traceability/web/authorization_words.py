"""How permissions to use a code are said, and what to do where one does not carry a harvest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.authorizations import Outside, State
from traceability.services.code_use_views import UseLine
from traceability.web.tongues import lazy_gettext as _l

STATES: Mapping[State, Any] = {
    State.LIVE: _l("đang dùng được"),
    State.NOT_BEGUN: _l("chưa tới ngày"),
    State.SPENT: _l("đã dùng hết lượng"),
    State.ENDED: _l("đã hết hạn"),
    State.WITHDRAWN: _l("đã rút lại"),
}
#: Each state by one of the four signs.
STATE_SIGNS: Mapping[State, str] = {
    State.LIVE: "fine",
    State.NOT_BEGUN: "not-yet",
    State.SPENT: "look",
    State.ENDED: "look",
    State.WITHDRAWN: "stop",
}
#: Why goods stand outside a code, and what can be done.
OUTSIDE: Mapping[Outside, Any] = {
    Outside.CAP_REACHED: _l(
        "Lượng này nhiều hơn phần còn lại được dùng. Xin đơn vị có mã cho dùng thêm trước khi lưu,"
        " hoặc ghi phần còn lại thành một lô và phần dư thành lô khác."
    ),
    Outside.WITHDRAWN: _l("Đơn vị có mã đã rút ủy quyền, ngày thu hoạch nằm sau ngày cuối."),
    Outside.ENDED: _l("Ngày thu hoạch nằm sau ngày hết hạn ủy quyền."),
    Outside.NOT_BEGUN: _l("Ngày thu hoạch sớm hơn ngày bắt đầu ủy quyền."),
    Outside.OTHER_CROP: _l("Đơn vị có mã không cho dùng mã với loại cây này."),
    Outside.STOOD_ELSEWHERE: _l("Ngày này đàn ong chỉ đặt ở điểm ngoài tỉnh."),
}
#: How goods stand that were harvested by a permission, and what was made of them.
_STOPPED: Mapping[tuple[str, bool], Any] = {
    ("recalled", True): _l("đang thu hồi sản phẩm"),
    ("recalled", False): _l("hàng làm từ lô này đang thu hồi sản phẩm"),
    ("held", True): _l("đang tạm ngừng xuất"),
    ("held", False): _l("hàng làm từ lô này đang tạm ngừng xuất"),
}
MARKETS: Mapping[str, Any] = {
    "domestic": _l("trong nước"),
    "cn": _l("Trung Quốc"),
    "other": _l("nước khác"),
}


def stopped(use: UseLine) -> str:
    """How a lot of others stands that is held or recalled, or of which goods are."""
    return str(_STOPPED[use.stopped, use.whole])
