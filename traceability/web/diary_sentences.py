"""The sentences about the farm diary, substances, and releasing what waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

DIARY: Mapping[str, Any] = {
    "diary_not_here": _l("Nơi này không ghi việc đó. Hãy chọn việc trong danh sách."),
    "diary_field_not_here": _l("Việc này không ghi ô đó. Xin để trống."),
    "diary_product_needed": _l("Ghi tên in trên bao bì. Không còn bao bì thì ghi tên hay gọi."),
    "diary_days_needed": _l(
        "Ghi phải chờ bao nhiêu ngày mới được thu hoạch, như in trên bao bì. Không phải chờ thì"
        " ghi 0."
    ),
    "diary_ends_before": _l("Ngày cuối sớm hơn ngày đầu (%(done_on)s). Xem lại hai ngày."),
    "substance_unknown": _l("Danh mục không có mã %(named)s cho việc này."),
    "substance_code_form": _l(
        "Mã “%(typed)s” không đúng dạng: chữ thường không dấu, số, gạch nối, nhiều nhất 32 ký tự."
    ),
    "substance_kind_fixed": _l("Mã này đang là loại khác (%(kind)s). Dùng một mã mới."),
    "substance_told_twice": _l(
        "Hai dòng cùng mã %(named)s mà tên, hoạt chất hoặc số ngày khác nhau."
    ),
    "substance_rule_ends_before": _l("Ngày hết sớm hơn ngày bắt đầu (%(from_on)s)."),
    "wait_needs_manager": _l(
        "Dòng này còn trong thời gian cách ly, hoặc đang có lô tạm ngừng vì nó. Nhờ người quản lý"
        " rút lại."
    ),
    "report_not_of_batch": _l("Phiếu này không phải của lô đang tạm ngừng. Chọn phiếu khác."),
    "report_withdrawn": _l("Phiếu này đã rút lại. Chọn phiếu khác."),
    "report_sampled_before": _l("Mẫu lấy trước ngày thu hoạch lô này. Cần mẫu của chính lô này."),
    "report_not_passed": _l(
        "Phiếu có chỉ tiêu vượt giới hạn, hoặc chưa chỉ tiêu nào được kết luận là đạt."
    ),
    "report_not_seen": _l(
        "Phiếu này mới do đơn vị tự khai. Nhờ cán bộ xem hoặc đối chiếu nơi cấp rồi gỡ."
    ),
}
