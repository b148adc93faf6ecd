"""The sentences about books of weigh slips and dispatches that are read in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

BOOKS: Mapping[str, Any] = {
    "area_code_not_own": _l(
        "Đơn vị không có mã này, cũng không được cho dùng. Gõ mã đúng như trên giấy."
    ),
    "amount_or_all": _l("Ghi khối lượng hoặc số gói. Giao hết phần còn lại thì ghi “hết”."),
    "import_answered": _l(
        "Người nhận đã trả lời %(lots)s, nên không rút lại cả lần nhập được nữa. Hàng trả về thì"
        " bên nhận báo trên phiếu."
    ),
    "lot_unknown": _l("Đơn vị không có lô “%(lot)s”. Ghi đúng mã lô như trên bao, trên tem."),
    "note_row_wrong": _l(
        "Phiếu giao này còn dòng sai (dòng %(lines)s), nên cả phiếu chưa lưu. Sửa dòng đó."
    ),
    "note_rows_differ": _l(
        "Khác với dòng %(first)s của cùng phiếu. Ghi cho giống, hoặc đổi số phiếu."
    ),
    "receiver_several": _l("Có nhiều người nhận tên này. Ghi mã ngắn, hoặc ghi rõ cột Giao cho."),
    "reception_several": _l("Ngày này có nhiều phiên cân đang mở. Ghi cột Nơi cân để chọn một."),
    "seller_needs_commune": _l(
        "Không có hộ tên này. Xem lại tên, ghi số hộ; người bán mới thì ghi thêm cột Nơi (xã)."
    ),
}
