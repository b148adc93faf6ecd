"""The sentences about drafts of forms, and about complaints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

DAY_WORK: Mapping[str, Any] = {
    "draft_not_here": _l("Biểu mẫu này không lưu nháp được."),
    "draft_too_large": _l("Biểu mẫu này dài quá %(most)s kB nên không lưu nháp được. Gõ ngắn lại."),
    "drafts_full": _l("Bạn đang có %(most)s nháp, nhiều nhất rồi. Bỏ bớt rồi bấm Lưu nháp lại."),
    "complaint_answered_already": _l(
        "Phản ánh này đã có người trả lời. Mở lại trang này để xem câu trả lời."
    ),
}
