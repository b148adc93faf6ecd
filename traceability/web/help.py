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
    # workspace
    "workspace.home": _l(
        "Trang này cho biết hôm nay còn việc gì đang chờ. Bấm vào một việc để làm tiếp, hoặc bấm"
        " “Ghi thu hoạch” khi vừa hái xong."
    ),
    "workspace.today": _l(
        "Trang này cho biết hôm nay còn việc gì đang chờ. Bấm vào một việc để làm tiếp, hoặc bấm"
        " “Ghi thu hoạch” khi vừa hái xong."
    ),
    "workspace.setup": _l(
        "Đây là các bước để đơn vị in được tem đầu tiên, bước nào xong thì tự đánh dấu. Làm lần"
        " lượt, bỏ qua bước chưa cần; lúc nào cũng quay lại làm tiếp được."
    ),
    "workspace.organisation": _l(
        "Đây là tên, địa chỉ và liên hệ của đơn vị; tên và địa chỉ đứng trên tem và trang công"
        " khai. Sửa xong, bạn xem lại một lần rồi mới lưu."
    ),
    "workspace.new_area": _l(
        "Khai một vùng trồng, điểm đặt ong hay nơi thu hái của đơn vị; hệ thống cho mã nội bộ"
        " ngay. Mã nội bộ đủ để ghi thu hoạch và in tem, nhưng chưa phải mã do nhà nước cấp."
    ),
    "workspace.edit_area": _l(
        "Sửa những gì đã khai về vùng này. Thu hoạch đã ghi giữ thông tin lúc ghi; thu hoạch từ"
        " giờ theo thông tin mới."
    ),
    "workspace.printer_test": _l(
        "Tờ in thử có chữ thật nhưng mã không có giá trị, để xem máy in có đúng khổ không. In"
        " một tờ, đo thước và xem tem có nằm đúng ô, rồi trả lời ở đây."
    ),
    "workspace.first_label": _l(
        "Bốn việc ngắn từ thu hoạch đến con tem quét được, việc nào xong có dấu xong. Bấm nút để"
        " làm việc tiếp theo; làm xong bạn được đưa về đây."
    ),
    # registrar
}
