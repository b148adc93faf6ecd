"""The two quick guides as texts: the page of guides and the printed papers are made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from traceability.web.tongues import lazy_gettext as _l


@dataclass(frozen=True)
class Topic:
    """One thing to do, step by step; steps are numbered, or each has a box to tick."""

    title: Any
    steps: tuple[Any, ...]
    tick: bool = False


@dataclass(frozen=True)
class Guide:
    """A guide of one page: what is ticked off, two topics beside the words, whom to call.

    ``words`` are what stands on the screen, with what it means and asks for; ``contacts`` name the
    lines at the foot, the first two filled in where they are known.
    """

    title: Any
    lead: Any
    first: Topic
    topics: tuple[Topic, ...]
    words_title: Any
    words: tuple[tuple[Any, Any], ...]
    contacts: tuple[Any, ...]


_COOPERATIVE = Guide(
    title=_l("Ngày đầu tiên"),
    lead=_l(
        "Cho hợp tác xã (HTX) và tổ hợp tác: từ lời mời tới tem đầu tiên, chừng ba mươi phút."
        " Bỏ dở lúc nào cũng được, lần sau làm tiếp từ chỗ đó."
    ),
    first=Topic(
        _l("Làm một lần"),
        (
            _l("Mở đường dẫn trong lời mời, hoặc quét mã QR mà cán bộ đưa. Đặt mật khẩu của bạn."),
            _l("Đơn vị: tên, địa chỉ, số điện thoại. Những chữ này được in trên tem."),
            _l("Hộ: dán danh sách từ Excel, xem thử rồi mới lưu. Chỉ người của đơn vị xem được."),
            _l(
                "Phiếu đồng ý: in ra, đọc cho hộ nghe, hộ ký hoặc điểm chỉ. Hộ không ký thì trang"
                " của lô chỉ ghi số hộ."
            ),
            _l("Vùng trồng: khai vườn là có mã nội bộ ngay, hoặc nối vào mã đã được cấp."),
            _l("Sản phẩm: tên, quy cách, hạn dùng, hình."),
            _l("In thử một tờ “IN THỬ”. Đặt thước kẻ lên: vạch 100 mm phải đúng 100 mm."),
            _l("In tem đầu tiên, dán, kích hoạt, rồi quét thử bằng điện thoại."),
        ),
        tick=True,
    ),
    topics=(
        Topic(
            _l("Việc hằng ngày"),
            (
                _l("Ghi thu hoạch: vườn, số cân (“2 tạ 5 yến” cũng được), ngày, hộ."),
                _l("Đóng gói: bao nhiêu gói, phần hao là gì."),
                _l("Công bố lô. Từ lúc đó ai quét tem cũng xem được."),
                _l("In tem: khổ A4, in 100 %, không co giãn."),
                _l("Kích hoạt những tem đã dán. Tem rách, in hỏng thì hủy."),
            ),
        ),
    ),
    words_title=_l("Chữ trên màn hình"),
    words=(
        (_l("chờ đóng gói"), _l("Đã hái, còn hàng. Đóng gói khi sẵn sàng.")),
        (_l("chưa công bố"), _l("Đã đóng gói. Bấm “Công bố lô”, rồi in tem.")),
        (_l("tem chưa kích hoạt"), _l("Đã in, chưa nói cho lô nào. Dán xong thì kích hoạt.")),
        (
            _l("tạm ngừng xuất"),
            _l("Cách ly lô, đừng bán. Đọc lý do trên trang của lô, hỏi cán bộ."),
        ),
        (_l("thu hồi sản phẩm"), _l("Dừng bán, gọi nơi đã mua, đọc lời báo trên trang của lô.")),
    ),
    contacts=(
        _l("Cán bộ quản lý mã"),
        _l("Điện thoại của cán bộ"),
        _l("Mất điện thoại, quên mật khẩu: gọi"),
    ),
)
_OFFICE = Guide(
    title=_l("Việc của cán bộ xã"),
    lead=_l(
        "Cho cán bộ quản lý mã số vùng trồng của xã và tỉnh. Mỗi quyết định giữ tên bạn và cơ quan"
        " bạn, nên mỗi người dùng tài khoản của mình."
    ),
    first=Topic(
        _l("Mỗi sáng"),
        (
            _l(
                "Mở “Mã số vùng trồng”: mã đang tranh chấp đứng trên cùng. Đọc cả hai hồ sơ trước"
                " khi quyết."
            ),
            _l("Mở “Lô tạm ngừng”: kiểm tra lại, đủ căn cứ thì gỡ và nêu lý do."),
            _l("Xem vụ việc mới và cảnh báo. Việc của xã khác không hiện ở đây."),
        ),
        tick=True,
    ),
    topics=(
        Topic(
            _l("Cấp mã từ giấy"),
            (
                _l("Bấm “Cấp mã”, gõ đúng từng chữ như giấy ghi."),
                _l("Chọn xã trước 1/7/2025, xã hiện nay theo đó mà ra."),
                _l("Xem lại trước khi ghi. Ghi rồi thì không xóa được, chỉ thêm bước mới."),
            ),
        ),
        Topic(
            _l("Tạm dừng và khôi phục"),
            (
                _l(
                    "Mở mã, bấm “Tạm dừng mã”, nhập số quyết định và ngày hiệu lực. Ngày ấy có thể"
                    " ở trước hôm nay."
                ),
                _l("Đọc danh sách lô sẽ tạm ngừng xuất rồi mới xác nhận."),
                _l("Khôi phục mã không tự gỡ lô nào: gỡ riêng ở “Lô tạm ngừng”."),
            ),
        ),
        Topic(
            _l("Thu hồi sản phẩm"),
            (
                _l("Lệnh phủ lô có tên và mọi lô làm từ đó, kể cả lô đã bán hết."),
                _l("Mở lô từ mã hay phản ánh, bấm “Thu hồi lô này”, gõ lời báo, rồi xác nhận."),
                _l("Xong thì kết thúc, nêu lý do. Trang của lô vẫn giữ dòng “từng bị thu hồi”."),
            ),
        ),
        Topic(
            _l("Bàn giao"),
            (
                _l("Chọn người nhận: hồ sơ, vụ việc và cảnh báo chuyển trong một lần."),
                _l("In danh sách, hai bên ký. Quyết định cũ vẫn mang tên người cũ."),
            ),
        ),
    ),
    words_title=_l("Chữ trên màn hình"),
    words=(
        (_l("tranh chấp"), _l("Hai hồ sơ cùng một chuỗi mã. Chưa quyết thì cả hai vẫn còn.")),
        (_l("tạm dừng"), _l("Hàng hái từ ngày hiệu lực được ghi lại nhưng tạm ngừng xuất.")),
        (_l("hết hạn"), _l("Tự đến theo ngày ghi trên quyết định. Gia hạn bằng quyết định mới.")),
        (_l("tạm ngừng xuất"), _l("Lô không công bố, không in tem được cho tới khi gỡ.")),
        (_l("thu hồi mã số"), _l("Rút mã. Khác với thu hồi sản phẩm là gọi hàng về.")),
    ),
    contacts=(
        _l("Cơ quan"),
        _l("Điện thoại của cơ quan"),
        _l("Người vận hành hệ thống: gọi"),
    ),
)
#: By the name of the file.
GUIDES: Mapping[str, Guide] = {"hop-tac-xa": _COOPERATIVE, "can-bo": _OFFICE}
