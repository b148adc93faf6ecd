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
    "account.alerts": _l(
        "Đây là những việc đơn vị bạn, hoặc riêng bạn, cần biết. Mở xem từng việc, xong thì đánh"
        " dấu đã đọc."
    ),
    # workspace
    "workspace.home": _l(
        "Trang này cho biết hôm nay còn việc gì đang chờ. Bấm vào một việc để làm tiếp, hoặc bấm"
        " “Ghi thu hoạch” khi vừa hái xong."
    ),
    "workspace.new_product": _l(
        "Ở đây nhập một sản phẩm mới: tên, làm từ cây gì, đóng gói ra sao. Điền phần đầu rồi lưu là"
        " đóng gói được; các mục gấp bên dưới bổ sung sau cũng được."
    ),
    "workspace.product": _l(
        "Trang này cho biết sản phẩm đang ghi thế nào và đã sửa những lần nào. Bấm “Sửa sản phẩm”"
        " để ghi bản mới; lô và tem đã có giữ bản của chúng."
    ),
    "workspace.edit_product": _l(
        "Ở đây sửa mọi điều ghi trên sản phẩm. Lưu thì thành bản mới cho lô đóng gói từ giờ; lô và"
        " tem đã có không đổi."
    ),
    # registrar
    "registrar.cases": _l(
        "Đây là những vụ việc trong địa bàn chờ một cán bộ quyết, cũ nhất trước. Mở một vụ để xem"
        " các bên, nhận về mình, giao cho đồng nghiệp hoặc quyết."
    ),
    "registrar.case": _l(
        "Các bên cùng khai một số đứng cạnh nhau, với ngày khai và số lô đã công bố. Chọn bên được"
        " giữ số, nêu lý do, rồi xem lại trước khi quyết."
    ),
    "registrar.gtins": _l(
        "Đây là các GTIN chỉ một sản phẩm khai mà chưa cán bộ nào xem. Đối chiếu giấy của đơn vị"
        " rồi bấm xác nhận."
    ),
    "registrar.territory": _l(
        "Trang này cho biết cơ quan bạn phụ trách xã nào và ai cùng làm. Địa bàn do người quản trị"
        " hệ thống thay đổi; nếu sai, xin báo họ."
    ),
    "registrar.hand_over": _l(
        "Ở đây việc của một cán bộ chuyển hết cho người khác trong cơ quan. Chọn hai người, xem"
        " danh sách, xác nhận rồi in biên bản để ký."
    ),
    "registrar.hand_over_done": _l(
        "Đây là biên bản của một lần bàn giao, ghi tên như lúc bàn giao. In ra để người giao, người"
        " nhận và thủ trưởng ký."
    ),
}
