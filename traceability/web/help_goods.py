"""What each page of goods on the move is for; ``help`` holds those of the other doors."""

from __future__ import annotations

from collections.abc import Mapping

from traceability.web.tongues import LazyString
from traceability.web.tongues import lazy_gettext as _l

#: By endpoint. Two sentences: what stands here; what one does with it.
GOODS: Mapping[str, LazyString] = {
    # deliveries, and the other acts of a lot
    "workspace.deliveries": _l(
        "Đây là các phiếu giao hàng của đơn vị, mới nhất trước. Xem phiếu nào chưa được trả lời,"
        " phiếu nào người nhận báo chênh lệch."
    ),
    "workspace.delivery_kinds": _l(
        "Hàng giao cho ai thì phiếu ghi khác nhau. Chọn một trong bốn loại để sang phiếu."
    ),
    "workspace.new_delivery": _l(
        "Ở đây bạn ghi hàng rời kho: lô nào, bao nhiêu, cho ai, xe nào. Lô đang tạm ngừng xuất hoặc"
        " bị thu hồi không có trong danh sách."
    ),
    "workspace.delivery": _l(
        "Đây là một phiếu giao hàng, tình trạng từng lô hôm nay và lời người nhận. In phiếu đưa"
        " theo hàng; mã QR trên phiếu mở được mãi."
    ),
    "workspace.buyers": _l(
        "Đây là sổ những nơi hay mua hàng của đơn vị. Chỉ người trong đơn vị xem được."
    ),
    "workspace.new_buyer": _l(
        "Ở đây bạn thêm một nơi mua vào sổ. Lần giao hàng sau chỉ cần chọn tên."
    ),
    "workspace.buyer": _l(
        "Trang này sửa thông tin của một nơi mua. Phiếu cũ in lại sẽ mang tên mới sửa."
    ),
    "workspace.erase_buyer": _l(
        "Trang này hỏi lại trước khi xóa một nơi mua khỏi sổ. Phiếu và khối lượng đã giao vẫn giữ."
    ),
    "workspace.arrivals": _l(
        "Đây là hàng mà hợp tác xã khác trong hệ thống giao cho đơn vị. Mở từng chuyến để nhận hoặc"
        " trả lại."
    ),
    "workspace.arrival": _l(
        "Ở đây bạn ghi số nhận được của từng lô, hoặc trả lại. Mỗi lô nhận thành một lô mới của đơn"
        " vị, giữ nguyên nguồn gốc."
    ),
    "workspace.write_off": _l(
        "Ở đây bạn ghi hàng hết mà không giao cho ai: hỏng, mất, tiêu hủy, mẫu thử, dùng nội bộ,"
        " biếu tặng. Lô đang tạm ngừng hay thu hồi vẫn ghi tiêu hủy được."
    ),
    "workspace.store_lot": _l(
        "Ở đây bạn ghi cả lô được chuyển vào kho hay cơ sở nào. Trang lô luôn hiện nơi để sau cùng."
    ),
    "workspace.hold_lot": _l(
        "Trang này cho biết những gì sẽ tạm ngừng xuất cùng lô, trước khi bạn quyết. Mọi thứ làm từ"
        " lô cũng ngừng theo."
    ),
    "workspace.recall_lot": _l(
        "Trang này thu hồi một lô và mọi thứ làm từ lô, kể cả hàng đã bán. Gõ lời báo cho người"
        " mua, xem lại số lô và số gói rồi mới xác nhận."
    ),
    "workspace.release_hold": _l(
        "Trang này gỡ lệnh tạm ngừng xuất do chính đơn vị đặt. Lệnh do hạn mức, mã số hay cơ quan"
        " đặt thì cán bộ gỡ."
    ),
}
