"""The sentences that an office or a holder reads who deals with a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

REPORTS: Mapping[str, Any] = {
    "reports_for_registrars": _l(
        "Phản ánh của người mua do cán bộ quản lý mã của địa bàn đọc và xử lý, vì có tên và cách"
        " liên hệ của người gửi. Cán bộ kiểm tra không mở được; cần biết thì hỏi cán bộ quản lý mã."
    ),
    "report_closed": _l("Phản ánh này đã khép lại. Mở trang của nó để xem ai khép và kết quả."),
    "report_answered_already": _l("Đơn vị đã trả lời phản ánh này rồi."),
    "nobody_to_release_to": _l(
        "Mã này không của đơn vị nào trong sổ, nên không có ai để chuyển nội dung."
    ),
    "forwarded_nowhere": _l("Phản ánh đang ở chính nơi đó. Hãy chọn nơi khác."),
}
