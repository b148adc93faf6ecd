"""The sentences about deliveries, answers, handovers, losses and stores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

DELIVERIES: Mapping[str, Any] = {
    "too_many_on_note": _l(
        "Chọn từ 1 đến %(most)s lô cho một phiếu. Nhiều hơn thì lập thêm phiếu."
    ),
    "before_it_was_here": _l(
        "Ngày này trước ngày có hàng (%(made_on)s). Xem lại ngày, hoặc ngày ghi của lô."
    ),
    "receiver_unknown": _l("Không có người nhận này trong danh sách. Hãy chọn lại."),
    "receiver_not_named": _l("Loại giao hàng này không ghi tên người nhận. Hãy bỏ trống."),
    "packages_of_packed": _l("Lô %(lot)s chưa đóng gói nên không đếm gói. Hãy ghi cân nặng."),
    "packed_by_another": _l(
        "Lô %(lot)s do đơn vị khác đóng gói, đã có trang và tem của nơi đó. Không công bố lại."
    ),
    "already_answered": _l("Phiếu này đơn vị đã trả lời rồi. Mở phiếu để xem."),
    "more_received_than_sent": _l(
        "Bên giao ghi %(taken)s mà nhận %(asked)s. Nhận không nhiều hơn giao: cân lại, hoặc nhờ bên"
        " giao ghi thêm phiếu."
    ),
    "no_difference": _l("Phiếu này không còn chênh lệch nào để khép. Mở lại phiếu để xem."),
    "received_before_sent": _l("Hàng giao ngày %(sent_on)s nên không nhận trước ngày đó được."),
    "buyer_erased": _l("Người mua này đã xóa khỏi sổ. Hãy thêm mới."),
}
