"""The sentences about seasons and ceilings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

SEASONS: Mapping[str, Any] = {
    "warn_reason_needed": _l(
        "Cộng lại là %(stands)s, quá mức cảnh báo %(warn)s. Xem lại số cân; đúng thì chọn hoặc ghi"
        " lý do vượt mức rồi lưu."
    ),
    "ceiling_needs_province": _l("Hạn mức vụ do cán bộ cấp tỉnh đặt. Xin báo cơ quan cấp tỉnh."),
    "ceiling_out_of_order": _l(
        "Các mức phải tăng dần: thường gặp, rồi cảnh báo, rồi tạm ngừng xuất. Xem lại mức này."
    ),
    "season_start_not_ahead": _l(
        "Ngày bắt đầu áp dụng phải sau hôm nay (%(today)s): lô đã ghi ở lại đúng vụ của nó."
    ),
}
