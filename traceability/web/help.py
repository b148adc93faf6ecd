"""What each page is for, in two sentences: the fold "Đây là gì?" at the foot of every page.

A page behind a sign-in that has no line here fails the tests.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

#: By endpoint, in the order of the doors. Two sentences: what stands here; what one does with it.
HELP: Mapping[str, LazyString] = {
    # account
    "account.members": _l(
        "Trang này liệt kê những ai vào được đơn vị của bạn và ai đã được mời mà chưa vào. Bấm vào"
        " một người để đổi vai trò, cấp mật khẩu mới hoặc gỡ khỏi đơn vị."
    ),
    "account.invite_member": _l(
        "Ở đây bạn mời một người vào đơn vị bằng liên kết chỉ dùng một lần. Điền tên, số điện thoại"
        " hoặc thư điện tử và vai trò, rồi đưa liên kết hay mã QR cho họ."
    ),
    "account.member": _l(
        "Trang này nói về một người trong đơn vị: vai trò, vào từ bao giờ, dùng lần cuối khi nào."
        " Tại đây bạn đổi vai trò, cấp mật khẩu mới, hoặc gỡ người đó khỏi đơn vị."
    ),
    "account.end_member": _l(
        "Trang này hỏi lại trước khi gỡ một người khỏi đơn vị. Những gì họ đã ghi vẫn giữ"
        " nguyên; bấm nút đỏ nếu bạn chắc chắn."
    ),
    "account.organisations": _l(
        "Trang này liệt kê các đơn vị mà bạn thuộc về; đơn vị đang làm việc luôn hiện ở đầu trang."
        " Bấm vào đơn vị khác để chuyển sang làm việc cho đơn vị đó."
    ),
    # workspace
    "workspace.home": _l(
        "Trang này cho biết hôm nay còn việc gì đang chờ. Bấm vào một việc để làm tiếp, hoặc bấm"
        " “Ghi thu hoạch” khi vừa hái xong."
    ),
    # registrar
    "registrar.invite": _l(
        "Ở đây bạn mời hợp tác xã, tổ hợp tác hoặc công ty trong địa bàn bằng liên kết chỉ dùng một"
        " lần. Người nhận lời mời trở thành người quản lý đầu tiên của đơn vị đó."
    ),
}
