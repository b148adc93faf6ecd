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
    "account.me": _l(
        "Đây là bạn: thuộc đơn vị nào, đang đăng nhập ở đâu, máy nào được nhớ. Thấy phiên hay máy"
        " lạ thì bấm kết thúc, rồi đổi mật khẩu."
    ),
    "account.confirm": _l(
        "Việc quan trọng hỏi lại mật khẩu, dù bạn đã vào rồi. Nhập đúng thì đi tiếp tới trang bạn"
        " cần."
    ),
    "account.change_password": _l(
        "Trang này đặt mật khẩu mới cho bạn. Gõ mật khẩu đang dùng một lần và mật khẩu mới hai lần."
    ),
    "account.remember": _l(
        "Máy được nhớ mở bằng mã PIN 6 số thay cho mật khẩu, trong 30 ngày. Chọn một mã chỉ mình"
        " bạn biết và gõ hai lần."
    ),
    "account.members_phones": _l(
        "Đây là mọi máy mà người trong đơn vị mở bằng mã PIN, máy dùng gần đây nhất ở trên. Máy"
        " mất hoặc đổi chủ thì bấm thôi nhớ."
    ),
    # workspace
    "workspace.home": _l(
        "Trang này cho biết hôm nay còn việc gì đang chờ. Bấm vào một việc để làm tiếp, hoặc bấm"
        " “Ghi thu hoạch” khi vừa hái xong."
    ),
    "workspace.keys": _l(
        "Đây là các khóa mà phần mềm khác dùng để ghi hoặc đọc thay hợp tác xã. Khóa lâu không"
        " dùng hoặc nghi bị lộ thì hủy ngay."
    ),
    "workspace.new_key": _l(
        "Trang này tạo một khóa cho một phần mềm, chỉ với những việc bạn chọn. Chữ của khóa hiện"
        " một lần: chép vào phần mềm ngay."
    ),
    # registrar
}
