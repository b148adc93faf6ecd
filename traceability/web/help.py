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
    "workspace.households": _l(
        "Danh sách các hộ của hợp tác xã, chỉ người trong đơn vị xem được; người mua chỉ thấy số"
        " hộ. Tìm theo tên, số hộ, số điện thoại, hoặc bấm vào một hộ để xem và sửa."
    ),
    "workspace.household": _l(
        "Thông tin riêng của một hộ và điều hộ đã đồng ý cho hiện. Bấm “Sửa” khi đổi tên, đổi số;"
        " bấm “Ghi trả lời” khi có phiếu ký về hoặc hộ đổi ý."
    ),
    "workspace.new_household": _l(
        "Trang ghi thêm một hộ; hệ thống tự cho một số hộ ngẫu nhiên. Chỉ tên là bắt buộc, các ô"
        " khác điền sau cũng được."
    ),
    "workspace.edit_household": _l(
        "Trang sửa thông tin riêng của một hộ; số hộ và các lô đã ghi giữ nguyên. Xóa trống một ô"
        " thì hệ thống bỏ hẳn điều đã ghi ở ô đó."
    ),
    "workspace.erase_household": _l(
        "Trang xóa hẳn tên, số điện thoại và mọi điều riêng của một hộ, khi hộ yêu cầu. Đọc kỹ"
        " những gì sẽ mất rồi mới bấm, vì không lấy lại được."
    ),
    "workspace.import_households": _l(
        "Trang đưa cả danh sách hộ vào một lần, dán từ Excel, từ Zalo hoặc gửi tệp. Hệ thống cho"
        " xem trước từng dòng; chỉ khi bấm lưu mới ghi, và ghi đúng những gì đã xem."
    ),
    "workspace.consents": _l(
        "Ở đây lấy phiếu đồng ý để in cho các hộ ký, rồi ghi lại trả lời trên phiếu. Đánh dấu từng"
        " hộ theo đúng phiếu; hộ nào chưa trả lời thì để trống."
    ),
    "workspace.household_consent": _l(
        "Ở đây ghi trả lời của một hộ về việc hiện tên cho người mua xem. Hộ rút đồng ý thì chọn"
        " “Không hiện tên”: trang của các lô bỏ tên ngay."
    ),
    "workspace.consent_text": _l(
        "Nguyên văn điều các hộ được hỏi, theo từng bản. Bản cũ giữ mãi để biết hộ đã đồng ý"
        " điều gì."
    ),
    # registrar
}
