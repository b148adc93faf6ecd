"""The sentences about densities, measures, parts of plants and packing lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

FAMILIES: Mapping[str, Any] = {
    "density_needed": _l(
        "Chưa biết một lít nặng bao nhiêu. Ghi khối lượng riêng, hoặc ghi số lít."
    ),
    "density_not_of_crop": _l("Hàng này ghi theo cân nặng, không cần khối lượng riêng. Xóa ô này."),
    "density_out_of_range": _l(
        "Khối lượng riêng phải từ %(lowest)s đến %(highest)s kg một lít. Xem lại, hoặc để trống."
    ),
    "density_too_fine": _l("Lẻ quá: khối lượng riêng ghi nhiều nhất ba số lẻ, ví dụ 1,395."),
    "facts_missing": _l("Chưa công bố được, còn thiếu: %(facts)s."),
    "moment_unreadable": _l(
        "Không đọc được giờ của máy. Viết theo ISO 8601 kèm múi giờ, ví dụ"
        " 2026-01-12T08:30:00+07:00."
    ),
    "nothing_stated": _l("Chưa ghi gì. Điền một ô rồi lưu."),
    "packages_differ": _l(
        "Danh sách có %(count)s số cân mà số gói ghi khác. Sửa một trong hai, hoặc để trống số gói."
    ),
    "part_unknown": _l("Không có bộ phận này. Hãy chọn trong danh sách."),
    "weights_differ": _l(
        "Cộng các số cân được %(total)s, khác với tổng đã ghi. Xem lại, hoặc để trống ô tổng."
    ),
    "weights_not_of_basis": _l(
        "Quy cách này không cân riêng từng gói. Xóa các số cân, hoặc chọn quy cách khác."
    ),
}
