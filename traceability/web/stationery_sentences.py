"""The sentences about paper of one's own and about printers: what does not fit, what would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

STATIONERY: Mapping[str, Any] = {
    "carton_not_filled": _l(
        "Chỉ còn %(loose)s tem ngoài thùng, chưa đủ một thùng %(per)s gói. Ghi số gói nhỏ hơn."
    ),
    "carton_empty": _l(
        "Thùng số %(number)s không còn gói nào có tem. In bù tem gói trước, hoặc bỏ số thùng ấy ra."
    ),
    "carton_gone": _l(
        "Gói số %(first)s của thùng số %(number)s đã đi cùng hàng, nên thùng ấy không in tem nữa."
        " Bỏ số thùng ấy ra; phiếu giao ghi nhầm thì rút phiếu trước."
    ),
    "carton_packed_anew": _l(
        "Gói của thùng số %(number)s đã xếp sang thùng số %(other)s (đợt %(run)s). Bỏ số thùng ấy"
        " ra, hoặc hủy tem thùng kia trước."
    ),
    "carton_takes_over": _l(
        "Tem thùng in bù giữ nguyên những gói của thùng cũ, nên không khai gói ở đây. Để trống."
    ),
    "packs_gone": _l(
        "%(gone)s tem của đợt này đã đi cùng hàng nên không đóng thùng được nữa; còn %(loose)s tem"
        " ngoài thùng. Chọn đợt khác, hoặc ghi số gói nhỏ hơn."
    ),
    "stickers_count_no_packs": _l(
        "Tem của đợt %(run)s dán từng quả, không đếm gói, nên không đóng thùng theo tem ấy. Chọn"
        " đợt tem dán trên gói."
    ),
    "length_too_long": _l("Dài quá: nhiều nhất %(most_um)s mm. Xem lại đơn vị là mi-li-mét."),
    "length_unreadable": _l(
        "Không đọc được “%(typed)s”. Ghi số mi-li-mét, ví dụ 63,5; lẻ nhiều nhất hai chữ số."
    ),
    "printer_for_rolls": _l(
        "Máy %(name)s in cuộn tem, giấy đã chọn là tờ. Chọn máy khác, hoặc để không chỉnh riêng cho"
        " máy nào."
    ),
    "printer_for_sheets": _l(
        "Máy %(name)s in giấy tờ, giấy đã chọn là cuộn. Chọn máy in cuộn, hoặc để không chỉnh riêng"
        " cho máy nào."
    ),
    "printer_measured_wild": _l(
        "Lệch quá 10 mm hoặc co giãn quá 3 %%: đó là cài đặt in, không phải máy. In lại trang thước"
        " ở 100 %%, đúng khổ giấy, rồi đo lại."
    ),
    "printer_name_taken": _l("Đã có máy tên %(name)s. Đặt tên khác, hoặc bỏ máy cũ trước."),
    "printer_no_room": _l(
        "Giấy %(stock)s không đủ lề để bù độ lệch của máy %(name)s: mã QR hoặc chữ ra ngoài mép tờ"
        " %(over_um)s mm. Chỉnh khay giấy rồi đo lại máy, chọn giấy có lề rộng hơn, hoặc để không"
        " chỉnh riêng cho máy nào."
    ),
    "printer_other_dots": _l(
        "Máy %(name)s in %(dpi)s dpi, mà đợt tem này vẽ theo %(drawn)s dpi nên in ra sai cỡ. Chọn"
        " máy %(drawn)s dpi, hoặc in đợt mới cho máy này."
    ),
    "printer_unknown": _l("Máy in này không còn trong danh sách. Chọn máy khác."),
    "roll_printer_off": _l(
        "Lệch quá %(most_um)s mm thì tệp không bù được trên tem nhỏ. Căn lại cuộn trên máy (khe dẫn"
        " giấy, nút căn tem) rồi in hàng thước đo lại."
    ),
    "stock_does_not_fit": _l(
        "Cần %(needed_um)s mm mà trang chỉ có %(room_um)s mm: vừa %(would_fit)s. Xem lại lề, khe và"
        " cỡ tem, hoặc bớt số này."
    ),
    "stock_label_too_small": _l(
        "Tem nhỏ quá: mã QR quét được cần ít nhất %(least_um)s mm mỗi chiều."
    ),
    "stock_name_taken": _l("Đã có giấy tên %(name)s. Đặt tên khác."),
    "stock_radius_too_large": _l("Góc bo lớn hơn tem: nhiều nhất %(most_um)s mm."),
    "too_many_printers": _l("Nhiều nhất %(most)s máy in. Bỏ máy không dùng nữa trước."),
    "too_many_stocks": _l("Nhiều nhất %(most)s loại giấy. Cất loại không dùng nữa trước."),
}
