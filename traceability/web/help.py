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
}
