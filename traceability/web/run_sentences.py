"""The sentences about processing runs, splits and merges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

RUNS: Mapping[str, Any] = {
    "too_many_batches": _l("Mỗi lần ghi từ 1 đến %(most)s lô. Nhiều hơn thì ghi thành nhiều lần."),
    "batches_of_several_holders": _l(
        "Các lô này của nhiều đơn vị. Nhận hàng về trước rồi mới làm."
    ),
    "batches_not_alike": _l(
        "Các lô này không cùng một thứ hàng. Chỉ làm chung những lô cùng cây, cùng công đoạn."
    ),
    "made_before_its_goods": _l(
        "Ngày làm trước ngày có hàng (%(made_on)s). Xem lại ngày làm, hoặc ngày của lô đem làm."
    ),
    "not_a_split": _l("Tách lô thì đem vào đúng một lô. Nhiều lô thì gộp lại trước."),
    "split_in_one": _l("Cả lô ra một lô thì không tách gì. Ghi từ hai phần, hoặc lấy một phần."),
    "not_a_merge": _l("Gộp lô thì đem vào từ hai lô, ra đúng một lô."),
    "split_not_whole": _l(
        "Đem vào %(taken)s mà ra %(out)s. Tách hoặc gộp không thêm, không bớt: xem lại cân nặng."
    ),
    "step_unknown": _l("Không có công đoạn này. Hãy chọn trong danh sách."),
    "step_not_for_material": _l(
        "Công đoạn này không làm được với hàng đang có của lô. Chọn công đoạn khác, hoặc lô khác."
    ),
    "measure_unknown": _l("Công đoạn này không ghi số đo đó. Xóa số này đi."),
    "measure_out_of_range": _l(
        "Số đo phải từ %(lowest)s đến %(highest)s %(unit)s. Xem lại số, hoặc để trống nếu không đo."
    ),
    "grade_unknown": _l("Không có loại này. Hãy chọn trong danh sách."),
    "too_little_to_share": _l(
        "Đem vào ít quá so với số lô ra: mỗi lô ra cần ít nhất 1 g của từng lô vào."
    ),
}
