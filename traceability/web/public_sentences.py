"""What the public door may have to say: the refusals that reach a buyer, and the words of states.

All of it is read in Chinese too (``babel-public.cfg``); every other sentence stays inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

#: Refusals of a code, of what a receiver answers, of a request that cannot be read.
READ_BY_ANYBODY: Mapping[str, Any] = {
    "required": _l("Chỗ này cần được điền."),
    "text_control_character": _l(
        "Có ký tự ẩn %(codepoint)s ở vị trí %(position)s, ngay sau “%(before)s”. Xóa chỗ đó đi rồi"
        " gõ lại bằng tay."
    ),
    "text_stacked_marks": _l("Có chữ mang quá nhiều dấu chồng lên nhau. Xin gõ lại."),
    "text_too_long": _l("Dài quá. Nhiều nhất %(longest)s ký tự."),
    "number_ambiguous": _l(
        "“%(typed)s” đọc được hai cách. Hãy viết rõ một trong hai: %(readings)s."
    ),
    "number_digits": _l("Xin dùng chữ số 0–9."),
    "number_unreadable": _l("Không đọc được “%(typed)s” thành số. Ví dụ: 120,5 hoặc 2 tạ 5 yến."),
    "number_not_whole": _l("Chỗ này cần một số nguyên, không có phần lẻ."),
    "unit_missing": _l("Thiếu đơn vị. Hãy chọn kg, tạ, tấn hoặc lít."),
    "unit_unknown": _l("Không biết đơn vị “%(unit)s”. Dùng g, kg, yến, tạ, tấn, ml hoặc lít."),
    "units_mixed": _l("“%(typed)s” vừa có cân nặng vừa có thể tích. Chỉ viết một loại."),
    "must_be_positive": _l("Phải lớn hơn 0."),
    "below_zero": _l("Không được nhỏ hơn 0."),
    "too_fine": _l("Lẻ quá: chỉ ghi được đến 1 g hoặc 1 ml."),
    "out_of_range": _l("Ngoài khoảng cho phép. Nhiều nhất là %(highest)s."),
    "unit_not_of_crop": _l("Loại hàng này ghi bằng %(unit)s."),
    "not_found": _l("Không tìm thấy. Có thể đường dẫn đã sai, hoặc không thuộc đơn vị của bạn."),
    "field_unknown": _l("Không có trường này."),
    "value_type": _l("Kiểu giá trị không đúng ở trường này."),
    "request_key_unreadable": _l("Mã của lần gửi không đúng dạng. Xin mở lại trang và gửi lại."),
    "request_key_reused": _l("Lần gửi này đã ghi một nội dung khác. Hãy xem lại rồi gửi lần mới."),
    "photo_empty": _l("Tệp ảnh trống. Xin chọn lại ảnh."),
    "photo_too_large": _l("Ảnh lớn quá: nhiều nhất %(largest_mb)s MB."),
    "photo_too_many_pixels": _l(
        "Ảnh quá nhiều điểm ảnh: nhiều nhất %(largest_megapixels)s triệu."
        " Chụp màn hình tấm ảnh rồi gửi ảnh chụp đó."
    ),
    "photo_unreadable": _l("Không đọc được ảnh. Chỉ nhận JPEG, PNG hoặc WebP."),
    "photo_over": _l(
        "Ảnh lớn quá: nhiều nhất %(largest_mb)s MB. Chụp màn hình tấm ảnh rồi gửi ảnh chụp đó."
    ),
    "consent_needed": _l("Muốn để lại cách liên hệ thì hãy đánh dấu đồng ý, hoặc xóa chỗ đã ghi."),
    "contact_not_sent": _l(
        "Gửi riêng cho đơn vị thì không ai giữ tên và cách liên hệ, nên không ai gọi lại được."
        " Xóa chỗ này, hoặc gửi cho cơ quan quản lý."
    ),
    "no_office_for_report": _l("Hệ thống chưa có cơ quan nào nhận phản ánh về mã này."),
    "nobody_to_send_to": _l("Mã này không của đơn vị nào, nên chỉ gửi được cho cơ quan quản lý."),
    "office_only": _l(
        "Chỉ chuyện chất lượng mới gửi thẳng cho đơn vị. Chuyện này hãy gửi cho cơ quan quản lý."
    ),
    "choice_unknown": _l("Giá trị này không có trong danh sách."),
    "too_large": _l("Nội dung gửi lên lớn quá giới hạn."),
    "too_many_requests": _l("Gửi quá nhanh. Xin đợi một lát rồi thử lại."),
    "csrf": _l("Trang đã mở quá lâu. Xin mở lại trang rồi gửi lại."),
    "unavailable": _l("Hệ thống đang bận. Xin thử lại sau ít phút."),
    # It may come on the page after an act that is stored: it never says that nothing was.
    "internal": _l(
        "Có lỗi phía hệ thống, đã được ghi lại. Nếu vừa gửi gì, xin xem đã ghi chưa rồi hãy "
        "gửi lại."
    ),
    "method_not_allowed": _l("Trang này không nhận cách gửi đó."),
    "bad_request": _l("Yêu cầu không đọc được. Xin mở lại trang và thử lại."),
    "media_type": _l("Chỉ nhận nội dung application/json, không nén."),
    "batch_named_twice": _l("Có lô ghi hai lần. Gộp lại thành một dòng."),
    "lot_not_on_note": _l("Lô này không có trên phiếu. Xem lại phiếu rồi gửi lại."),
    "sacks_weigh_apart": _l(
        "Các bao của lô này nặng khác nhau: xin ghi tổng số kg nhận được, và số bao nào thiếu ở ghi"
        " chú."
    ),
    "own_note": _l(
        "Bạn đang đăng nhập bên giao. Chỉ người nhận trả lời được: mở trang này khi đã đăng xuất."
    ),
    "answered_in_workspace": _l(
        "Phiếu này giao cho một đơn vị trong hệ thống: đơn vị đó trả lời ở mục “Hàng đến”."
    ),
    "amount_in_doubt": _l(
        "Phiếu ghi giao %(amount)s, bạn gõ %(typed)s. Xin ghi rõ đơn vị: %(typed)s %(unit)s hay "
        "%(typed)s gói?"
    ),
    "too_many_answers": _l(
        "Phiếu này đã được trả lời %(most)s lần. Có gì thêm, xin gọi cho bên giao."
    ),
    "delivery_retracted": _l("Bên giao đã rút lại phiếu này, không còn gì để trả lời."),
}

#: How a code or a season stands, and why a lot is held.
STATES: Mapping[str, Any] = {
    "season_within": _l("trong hạn mức"),
    "season_not_begun": _l("chưa thu hoạch"),
    "season_near": _l("gần hạn mức"),
    "season_over": _l("vượt hạn mức"),
    "season_no_basis": _l("chưa có căn cứ để tính"),
    "g": _l("kg (cân nặng)"),
    "ml": _l("lít (thể tích)"),
    "draft": _l("nháp"),
    "submitted": _l("đã nộp"),
    "returned": _l("trả lại"),
    "under_check": _l("đang kiểm tra"),
    "rejected": _l("từ chối"),
    "active": _l("đang hiệu lực"),
    "suspended": _l("tạm dừng"),
    "revoked": _l("thu hồi mã số"),
    "expired": _l("hết hạn"),
    "cancelled": _l("đã hủy mã"),
    "over_ceiling": _l("vượt hạn mức vụ"),
    "code_not_active": _l("mã số vùng trồng không hiệu lực vào ngày thu hoạch"),
    "recorded_after_suspension": _l("ghi sau ngày tạm dừng mã số"),
    "variety_not_granted": _l("loại cây không thuộc mã số vùng trồng"),
    "inside_phi": _l("trong thời gian cách ly thuốc"),
    "conflict_open": _l("mã số hoặc đất của vùng trồng đang có tranh chấp"),
    "ordered": _l("theo yêu cầu"),
}
