"""The sentences about weigh slips and days of buying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

RECEPTIONS: Mapping[str, Any] = {
    "seller_unknown": _l(
        "Không thấy hộ này. Gõ số hộ hoặc chữ đầu của tên, hoặc ghi là người bán mới."
    ),
    "seller_named_otherwise": _l(
        "Số hộ và tên không phải của cùng một hộ. Xem lại số hộ hoặc tên."
    ),
    "seller_several": _l("Có nhiều hộ như vậy. Gõ số hộ để chỉ đúng một hộ."),
    "slip_far_above": _l(
        "Phiếu này %(net)s, nhiều hơn hẳn một lần cân (thường không quá %(usual)s). Xem lại số cân;"
        " đúng thì chọn hoặc ghi lý do rồi lưu."
    ),
    "ground_needed": _l("Hộ này có nhiều vườn. Chọn vườn của lần cân này."),
    "ground_unknown": _l("Vườn này không chọn được cho hộ và ngày này. Hãy chọn lại."),
    "tare_above_gross": _l("Bì nặng %(tare)s mà cân cả bì mới %(gross)s. Xem lại số bao và bì."),
    "deduction_out_of_range": _l("Trừ ẩm phải từ 0 đến dưới 100 %%."),
    "deduction_too_fine": _l("Trừ ẩm ghi nhiều nhất bốn chữ số sau dấu phẩy."),
    "too_many_lines": _l("Mỗi xe ghi từ 1 đến %(most)s dòng. Nhiều hơn thì ghi thành hai xe."),
    "lines_above_truck": _l(
        "Các dòng cộng lại %(lines)s, nhiều hơn hàng trên xe: %(truck)s. Xem lại từng dòng và số"
        " cân của xe."
    ),
    "reception_closed": _l("Phiên cân ngày %(day)s đã đóng. Mở phiên mới để cân tiếp."),
    "reception_changed": _l(
        "Phiên này vừa có phiếu mới hoặc phiếu được sửa. Xem lại danh sách rồi bấm đóng lần nữa."
    ),
    "gap_reason_needed": _l("Còn lệch %(gap)s so với cân tổng. Ghi lý do rồi đóng phiên."),
}
