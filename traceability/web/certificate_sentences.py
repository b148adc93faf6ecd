"""The sentences about certificates, test reports and geographical indications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

CERTIFICATES: Mapping[str, Any] = {
    "certificate_changed": _l(
        "Có người vừa sửa giấy này, nay là bản %(revision)s. Xem lại rồi gửi lần nữa."
    ),
    "certificate_taken": _l(
        "Giấy số %(number)s đã có trong danh sách. Hãy mở giấy đó mà sửa, đừng nhập lần hai."
    ),
    "certificate_withdrawn": _l("Giấy này đã rút ngày %(day)s nên không sửa được nữa."),
    "ends_before_begins": _l(
        "Ngày hết hạn %(day)s lại trước ngày bắt đầu %(first)s. Xem lại hai ngày trên giấy."
    ),
    "field_not_of_kind": _l("Loại giấy này không có mục này. Xin bỏ trống."),
    "gi_taken": _l("Đã có chỉ dẫn địa lý mang khóa “%(key)s”."),
    "gi_unknown": _l("Không có chỉ dẫn địa lý này trong danh sách. Hãy chọn một trong danh sách."),
    "grade_not_higher": _l("Giấy này đã được xem tới mức đó rồi, không cần ghi thêm."),
    "result_differs": _l(
        "%(result)s so với giới hạn %(limit)s thì không ra như phiếu ghi: gõ nhầm số nào? Nếu"
        " phiếu in đúng như vậy, đánh dấu ô “Phiếu in đúng như đã gõ” rồi lưu lại."
    ),
    "sampled_after_report": _l(
        "Ngày lấy mẫu %(day)s lại sau ngày trả kết quả %(issued)s. Xem lại hai ngày trên phiếu."
    ),
    "scope_not_of_kind": _l("Loại giấy này không cấp cho thứ vừa chọn. Hãy chọn thứ khác."),
    "scope_unknown": _l("Có thứ vừa chọn không thuộc đơn vị của bạn. Hãy chọn lại."),
}
