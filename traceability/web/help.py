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
    "account.search": _l(
        "Ở đây tìm được mọi thứ của đơn vị bạn bằng một ô: lô, tem, mã, tên, số điện thoại, ngày."
        " Gõ một phần là đủ, có dấu hay không dấu, rồi bấm vào dòng cần mở."
    ),
    "account.who_sees": _l(
        "Bảng này cho biết ai xem được loại dữ liệu nào, lấy từ chính quy tắc của hệ thống."
        " Tìm dòng bạn quan tâm rồi đọc sang ngang; cột của bạn được tô nền."
    ),
    "account.guides": _l(
        "Ở đây có hai tờ hướng dẫn một trang để in ra và các bước của từng việc."
        " Tải tờ của đơn vị bạn, in khổ A4, dán ở nơi làm việc."
    ),
    # workspace
    "workspace.home": _l(
        "Trang này cho biết hôm nay còn việc gì đang chờ. Bấm vào một việc để làm tiếp, hoặc bấm"
        " “Ghi thu hoạch” khi vừa hái xong."
    ),
    "workspace.new_harvest": _l(
        "Mỗi lần hái ở một vườn, trong một ngày, là một lô thu hoạch. Chọn vườn, gõ số cân như"
        " vẫn nói, xem lại rồi lưu."
    ),
    "workspace.batches": _l(
        "Đây là mọi lô của hợp tác xã, mới nhất ở trên, kèm tình trạng và số còn lại."
        " Lọc theo loại hoặc tình trạng, rồi bấm vào mã lô để mở."
    ),
    "workspace.batch": _l(
        "Trang này ghi mọi điều về một lô: từ đâu tới, còn bao nhiêu, đã làm tới bước nào."
        " Nút to ở trên là việc nên làm tiếp với lô này."
    ),
    "workspace.pack": _l(
        "Đóng gói lấy hàng của lô thu hoạch và tạo một lô đóng gói mới. Gõ số gói đóng được, gọi"
        " tên phần hao, xem lại rồi lưu."
    ),
    "workspace.print_labels": _l(
        "Ở đây đặt in tem cho một lô đã đóng gói; số tem không bao giờ vượt số gói của lô."
        " Chọn số tem, loại giấy và chỗ bắt đầu trên tờ, rồi bấm “Tạo tờ tem”."
    ),
    "workspace.label_runs": _l(
        "Đây là các đợt in tem, mới nhất ở trên, kèm số tem đã và chưa kích hoạt."
        " Bấm vào một đợt để tải tờ tem, kích hoạt hoặc hủy tem."
    ),
    "workspace.label_run": _l(
        "Trang này giữ một đợt in: tệp để in và tình trạng của từng tem theo số nhỏ in trên tem."
        " Dán xong thì kích hoạt những tem đã dán; tem rách thì hủy."
    ),
    "workspace.products": _l(
        "Đây là các sản phẩm của hợp tác xã, đúng như sẽ in trên tem và hiện cho người mua."
        " Xem lại tên, quy cách và hạn dùng trước khi đóng gói lô đầu tiên."
    ),
    "workspace.edit_product": _l(
        "Tên mới dùng cho các lô đóng gói từ nay về sau; lô cũ giữ tên đã in. Gõ tên mới, đọc"
        " danh sách lô còn giữ tên cũ rồi lưu."
    ),
    "workspace.areas": _l(
        "Đây là các mã số vùng trồng mà đơn vị được cấp, tình trạng hôm nay và đất của từng mã."
        " Thấy sai diện tích hay tình trạng thì báo cơ quan cấp mã."
    ),
    # registrar
    "registrar.codes": _l(
        "Đây là các mã số vùng trồng trong địa bàn của bạn, mã đang tranh chấp ở trên."
        " Tìm hoặc lọc, rồi bấm vào một mã để xem hồ sơ và quyết định."
    ),
    "registrar.code": _l(
        "Trang này giữ hồ sơ của một mã: đất, các quyết định, các lô đã thu hoạch dưới mã."
        " Đọc lịch sử trước, rồi mới tạm dừng hoặc khôi phục bằng nút ở dưới."
    ),
    "registrar.grant": _l(
        "Ở đây nhập một mã số vùng trồng đã cấp trên giấy. Gõ đúng như giấy ghi, xem lại một lần"
        " rồi mới ghi vào sổ."
    ),
    "registrar.suspend": _l(
        "Tạm dừng một mã kể từ một ngày; lô thu hoạch từ ngày đó sẽ tạm ngừng xuất."
        " Chọn ngày hiệu lực, xem danh sách lô bị ảnh hưởng rồi mới xác nhận."
    ),
    "registrar.restore": _l(
        "Khôi phục cho mã hoạt động lại kể từ một ngày. Các lô đã tạm ngừng xuất vẫn chờ, phải"
        " gỡ riêng từng lệnh ở trang “Lô tạm ngừng”."
    ),
    "registrar.holds": _l(
        "Đây là các lô trong địa bàn đang tạm ngừng xuất hoặc đang thu hồi sản phẩm."
        " Kiểm tra xong lô nào thì bấm gỡ ở dòng đó và nêu lý do."
    ),
    "registrar.lift": _l(
        "Gỡ là cho các lô này xuất trở lại; dòng cũ vẫn lưu trên trang của lô."
        " Đọc lại các lô có tên, gõ lý do rồi xác nhận."
    ),
}
