"""The sentences about deliveries, answers, handovers, losses and stores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

DELIVERIES: Mapping[str, Any] = {
    "half_packages": _l(
        "Mỗi gói %(net)s, không giao nửa gói. Ghi %(lowest)s (%(lower)s gói) hoặc %(highest)s"
        " (%(upper)s gói)."
    ),
    "sacks_to_name": _l(
        "Chưa rõ bao nào của lô %(lot)s. Ghi số bao theo danh sách bao, ví dụ “bao 1, 3” (từ bao 1"
        " đến bao %(highest)s)."
    ),
    "sack_unknown": _l("Lô %(lot)s có bao 1 đến bao %(highest)s, mỗi bao ghi một lần."),
    "more_sacks_than_packed": _l("Lô %(lot)s chỉ còn %(highest)s bao. Ghi bao nào còn."),
    "sack_gone": _l(
        "Bao %(sacks)s của lô %(lot)s đã đi rồi. Xem danh sách bao của lô, ghi bao còn."
    ),
    "sacks_unreadable": _l("Không đọc được bao nào. Ghi số bao, ví dụ 1–3, 7."),
    "sacks_too_scattered": _l(
        "Phiếu ghi quá nhiều bao rời nhau, nhiều nhất %(most)s đoạn. Lập thêm phiếu."
    ),
    "more_than_in_sack": _l(
        "Bao %(sacks)s của lô %(lot)s chỉ còn %(on_hand)s, không lấy được %(asked)s."
    ),
    "more_packages_than_left": _l(
        "Lô chỉ còn %(left)s gói (%(on_hand)s), không lấy được %(count)s gói (%(asked)s)."
    ),
    "no_such_sacks": _l(
        "Không có những bao nào cộng lại đúng chừng đó. Gần nhất là %(lowest)s hoặc %(highest)s;"
        " cũng có thể ghi “bao 1, 3”."
    ),
    "too_many_on_note": _l(
        "Chọn từ 1 đến %(most)s lô cho một phiếu. Nhiều hơn thì lập thêm phiếu."
    ),
    "before_it_was_here": _l(
        "Ngày này trước ngày có hàng (%(made_on)s). Xem lại ngày, hoặc ngày ghi của lô."
    ),
    "receiver_unknown": _l("Không có người nhận này trong danh sách. Hãy chọn lại."),
    "receiver_not_named": _l("Loại giao hàng này không ghi tên người nhận. Hãy bỏ trống."),
    "packages_of_packed": _l("Lô %(lot)s chưa đóng gói nên không đếm gói. Hãy ghi cân nặng."),
    "packages_are_counted": _l(
        "Lô %(lot)s đếm gói, không cân riêng từng bao. Ghi số gói, ví dụ 12."
    ),
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
