"""The words of the table "Ai xem được gì": each class of data, each reader, and what a cell says.

What a cell says is chosen by what ``domain.sights`` answers, so that no sentence outlives its rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.access import Action
from traceability.domain.sights import Extent, Reader
from traceability.web.tongues import lazy_gettext as _l

READERS: Mapping[Reader, Any] = {
    Reader.OWNER: _l("Người của chính hợp tác xã"),
    Reader.INSPECTOR: _l("Cán bộ kiểm tra"),
    Reader.REGISTRAR: _l("Cán bộ quản lý mã của địa bàn"),
    Reader.PUBLIC: _l("Mọi người, không cần đăng nhập"),
}
EXTENTS: Mapping[Extent, Any] = {
    Extent.ALL: _l("Xem được"),
    Extent.OPENED: _l("Chỉ khi mở cuộc kiểm tra"),
    Extent.PARTLY: _l("Chỉ một phần"),
    Extent.NEVER: _l("Không xem được"),
}
#: The same where the service does not hold the data yet: a rule that waits for it.
LATER: Mapping[Extent, Any] = {
    Extent.ALL: _l("Khi có sẽ xem được"),
    Extent.OPENED: _l("Khi có, chỉ khi mở cuộc kiểm tra"),
    Extent.PARTLY: _l("Khi có, chỉ một phần"),
    Extent.NEVER: _l("Khi có vẫn không xem được"),
}
#: Where it is open to a reader whom no page shows it to.
NO_PAGE_YET: Any = _l("Chưa có trang nào")
#: The row's name, and what exactly is meant by it.
DATA: Mapping[Action, tuple[Any, Any]] = {
    Action.SEE_BOUNDARY: (
        _l("Ranh giới chính xác của vườn"),
        _l("Các điểm vẽ trên bản đồ, vị trí nhà."),
    ),
    Action.SEE_HOUSEHOLDS: (_l("Tên và số điện thoại của hộ"), _l("Ai là chủ hộ, gọi số nào.")),
    Action.SEE_HOUSEHOLD_KG: (
        _l("Số ký của từng hộ"),
        _l("Hộ nào giao bao nhiêu, ngày nào."),
    ),
    Action.SEE_PRICES: (_l("Giá và người mua"), _l("Mua vào, bán ra giá bao nhiêu, bán cho ai.")),
    Action.SEE_STEP_KG: (
        _l("Số ký ở từng bước của lô"),
        _l("Hái bao nhiêu, đóng gói bao nhiêu, hao bao nhiêu."),
    ),
    Action.SEE_SEASON: (
        _l("Cân đối sản lượng của vụ"),
        _l("Cả vụ đã hái bao nhiêu so với hạn mức vụ."),
    ),
    Action.SEE_HOUSEHOLD_PACKS: (
        _l("Hàng của một hộ đã vào những gói nào"),
        _l("Lần từ lô hái của hộ tới các lô đã đóng gói."),
    ),
    Action.SEE_PLACE: (_l("Vườn"), _l("Tên vườn, diện tích, số cây.")),
    Action.SEE_AREA_BATCHES: (
        _l("Các lô của một vùng trồng"),
        _l("Danh sách lô hái dưới một mã số vùng trồng."),
    ),
    Action.SEE_DIARY: (
        _l("Nhật ký canh tác"),
        _l("Phun thuốc gì, bón phân gì, cho ong ăn gì, ngày nào, liều bao nhiêu."),
    ),
}
#: What a cell adds to its word, where the word alone would leave a question.
NOTES: Mapping[tuple[Action, Reader, Extent], Any] = {
    (Action.SEE_HOUSEHOLDS, Reader.OWNER, Extent.ALL): _l(
        "Chỉ hộ của đơn vị mình; đơn vị khác không thấy."
    ),
    (Action.SEE_HOUSEHOLDS, Reader.REGISTRAR, Extent.ALL): _l(
        "Quy tắc cho xem hộ trong hồ sơ thuộc địa bàn, nhưng chưa trang nào của cán bộ ghi tên hộ."
    ),
    (Action.SEE_HOUSEHOLDS, Reader.PUBLIC, Extent.PARTLY): _l(
        "Trang của lô chỉ ghi số hộ, như “Hộ 07”. Tên chỉ hiện khi chính hộ đã đồng ý; số điện"
        " thoại không bao giờ."
    ),
    (Action.SEE_STEP_KG, Reader.REGISTRAR, Extent.ALL): _l(
        "Lô hái trong địa bàn, không kèm tên hộ."
    ),
    (Action.SEE_STEP_KG, Reader.INSPECTOR, Extent.ALL): _l(
        "Lô hái trong địa bàn, không kèm tên hộ."
    ),
    (Action.SEE_STEP_KG, Reader.PUBLIC, Extent.PARTLY): _l(
        "Lô do từ %(count)s hộ trở lên góp thì hiện số ký từng bước; ít hơn thì chỉ số đã đóng gói."
        " Trang của mã chỉ hiện số ký từng tháng khi đơn vị chọn mở và tháng ấy có từ %(count)s hộ."
    ),
    (Action.SEE_SEASON, Reader.PUBLIC, Extent.PARTLY): _l(
        "Chỉ hiện bằng lời: trong hạn mức, sát hạn mức hay vượt."
    ),
    (Action.SEE_HOUSEHOLD_PACKS, Reader.PUBLIC, Extent.PARTLY): _l(
        "Ai cầm phiếu cân thấy tên gói, không thấy số ký, không thấy tên hộ."
    ),
    (Action.SEE_PLACE, Reader.REGISTRAR, Extent.ALL): _l("Vườn trong địa bàn."),
    (Action.SEE_PLACE, Reader.INSPECTOR, Extent.ALL): _l("Vườn trong địa bàn."),
    (Action.SEE_PLACE, Reader.PUBLIC, Extent.PARTLY): _l(
        "Chỉ tên xã, mới và cũ, mã số vùng trồng và tổng diện tích của cả mã; trên sơ đồ là ô"
        " vuông chừng 1 km, khi từ năm hộ trở lên cùng làm."
    ),
    (Action.SEE_AREA_BATCHES, Reader.REGISTRAR, Extent.ALL): _l("Mã trong địa bàn."),
    (Action.SEE_AREA_BATCHES, Reader.INSPECTOR, Extent.ALL): _l("Mã trong địa bàn."),
    (Action.SEE_AREA_BATCHES, Reader.PUBLIC, Extent.PARTLY): _l(
        "Trang công khai của mã chỉ hiện có bao nhiêu lô và hái tháng nào."
    ),
    (Action.SEE_DIARY, Reader.REGISTRAR, Extent.ALL): _l("Nơi trong địa bàn."),
    (Action.SEE_DIARY, Reader.INSPECTOR, Extent.OPENED): _l(
        "Mở từ trang biên bản kiểm tra; việc mở được ghi lại và có hiệu lực nửa ngày."
    ),
}
