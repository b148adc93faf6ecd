"""The words of books that are read in: their pages, their columns, the notes of their templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from traceability.schemas import imports
from traceability.web.thousands import ngettext
from traceability.web.tongues import lazy_gettext as _l


@dataclass(frozen=True)
class BookWords:
    """What the pages of a kind of book say; functions count, the rest is text.

    ``back`` is the endpoint of the list that the book belongs to, with what it is asked with.
    ``what`` and ``last`` are the headings of a row's second and last cell.
    """

    title: Any
    look: Any
    field: Any
    intro: Any
    back: str
    back_to: Any
    what: Any
    last: Any
    item: Any
    undoing: Any
    undone_note: Any
    used: Any
    in_the_way: Any
    counted: Callable[[int], str]
    stored: Callable[[int], str]
    undone: Callable[[int], str]
    columns: Mapping[str, Any]
    back_with: Mapping[str, str]


def _harvests(num: int) -> str:
    return str(ngettext("%(num)s lần thu hoạch", "%(num)s lần thu hoạch", num))


def _slips(num: int) -> str:
    return str(ngettext("%(num)s phiếu cân", "%(num)s phiếu cân", num))


def _notes(num: int) -> str:
    return str(ngettext("%(num)s phiếu giao hàng", "%(num)s phiếu giao hàng", num))


def _rows(num: int) -> str:
    return str(ngettext("Đã rút lại %(num)s dòng.", "Đã rút lại %(num)s dòng.", num))


def _notes_back(num: int) -> str:
    return str(ngettext("Đã rút lại %(num)s phiếu.", "Đã rút lại %(num)s phiếu.", num))


def _lots_kept(num: int) -> str:
    return str(ngettext("%(num)s dòng đã lưu", "%(num)s dòng đã lưu", num))


HARVESTS = BookWords(
    title=_l("Nhập sổ thu hoạch"),
    look=_l("Xem trước sổ thu hoạch"),
    field=_l("Sổ thu hoạch"),
    intro=_l("Dán sổ từ Excel, hoặc chọn tệp. Bạn xem trước từng dòng, chưa lưu gì."),
    back="batches",
    back_to=_l("Lô hàng"),
    back_with={"kind": "harvest"},
    what=_l("Vườn"),
    last=_l("Mã lô"),
    item=_l("Lô"),
    undoing=_l("Rút lại cả lần nhập: mọi lô ở trên không còn được tính, lịch sử vẫn giữ."),
    undone_note=_l("Các lô của lần nhập này không còn được tính. Lịch sử vẫn giữ; nhập lại được."),
    used=_l("đã dùng"),
    in_the_way=_l("Đã dùng: %(lots)s. Rút lại việc đã làm với các lô này trước."),
    counted=_harvests,
    stored=_lots_kept,
    undone=_rows,
    columns={
        "harvested_on": _l("Ngày thu hoạch"),
        "area_code": _l("Mã vùng trồng"),
        "place": _l("Vườn"),
        "crop": _l("Loại cây"),
        "household": _l("Số hộ"),
        "household_name": _l("Tên hộ"),
        "weight": _l("Khối lượng"),
        "unit": _l("Đơn vị"),
        "lot_code": _l("Mã lô"),
        "moisture": _l("Độ ẩm (%%)"),
        "density": _l("Một lít nặng (kg)"),
        "part": _l("Bộ phận dùng"),
        "estimated": _l("Chờ cân"),
        "late_reason": _l("Lý do ghi muộn"),
        "warn_reason": _l("Lý do vượt mức"),
    },
)
SLIPS = BookWords(
    title=_l("Nhập sổ phiếu cân"),
    look=_l("Xem trước sổ phiếu cân"),
    field=_l("Sổ phiếu cân"),
    intro=_l(
        "Dán sổ cân từ Excel, hoặc chọn tệp. Mỗi dòng thành một phiếu cân của phiên đang mở ngày"
        " đó. Bạn xem trước từng dòng, chưa lưu gì."
    ),
    back="receptions",
    back_to=_l("Phiên cân"),
    back_with={},
    what=_l("Người bán"),
    last=_l("Tính tiền"),
    item=_l("Lô của phiếu"),
    undoing=_l(
        "Rút lại cả lần nhập: mọi phiếu ở trên không còn được tính, lịch sử vẫn giữ. Người bán mới"
        " vẫn ở lại danh sách hộ."
    ),
    undone_note=_l(
        "Các phiếu của lần nhập này không còn được tính. Lịch sử vẫn giữ; nhập lại được."
    ),
    used=_l("đã dùng"),
    in_the_way=_l("Đã dùng: %(lots)s. Rút lại việc đã làm với các lô này trước."),
    counted=_slips,
    stored=_lots_kept,
    undone=_rows,
    columns={
        "day": _l("Ngày"),
        "crop": _l("Loại cây"),
        "seller": _l("Số hộ"),
        "new_name": _l("Người bán"),
        "new_commune": _l("Nơi (xã)"),
        "area_code": _l("Mã vùng trồng"),
        "place": _l("Vườn"),
        "grade": _l("Loại"),
        "gross": _l("Cân cả bì"),
        "bags": _l("Số bao"),
        "tare": _l("Bì mỗi bao"),
        "unit": _l("Đơn vị"),
        "deduction": _l("Trừ ẩm (%)"),
        "price": _l("Giá"),
        "density": _l("Một lít nặng (kg)"),
        "building": _l("Nơi cân"),
        "late_reason": _l("Lý do ghi muộn"),
        "warn_reason": _l("Lý do vượt mức"),
    },
)
DISPATCHES = BookWords(
    title=_l("Nhập sổ giao hàng"),
    look=_l("Xem trước sổ giao hàng"),
    field=_l("Sổ giao hàng"),
    intro=_l(
        "Dán sổ giao hàng từ Excel, hoặc chọn tệp. Các dòng cùng số phiếu thành một phiếu giao. Bạn"
        " xem trước từng dòng, chưa lưu gì."
    ),
    back="deliveries",
    back_to=_l("Giao hàng"),
    back_with={},
    what=_l("Giao cho"),
    last=_l("Lô"),
    item=_l("Phiếu giao"),
    undoing=_l(
        "Rút lại cả lần nhập: hàng của mọi phiếu ở trên về lại kho, lịch sử vẫn giữ. Phiếu đã đưa"
        " cho người nhận thì thu lại."
    ),
    undone_note=_l("Hàng của lần nhập này đã về lại kho. Lịch sử vẫn giữ; nhập lại được."),
    used=_l("đã trả lời"),
    in_the_way=_l("Người nhận đã trả lời phiếu %(lots)s, nên không rút lại được nữa."),
    counted=_notes,
    stored=_lots_kept,
    undone=_notes_back,
    columns={
        "sent_on": _l("Ngày giao"),
        "note": _l("Số phiếu"),
        "to_kind": _l("Giao cho"),
        "to": _l("Người nhận"),
        "lot": _l("Mã lô"),
        "weight": _l("Khối lượng"),
        "unit": _l("Đơn vị"),
        "packages": _l("Số gói"),
        "sacks": _l("Bao số"),
        "phone": _l("Số điện thoại"),
        "vehicle": _l("Biển số xe"),
        "driver": _l("Người chở"),
        "seal": _l("Số niêm phong"),
        "building": _l("Xuất từ"),
        "remark": _l("Ghi chú"),
        "late_reason": _l("Lý do ghi muộn"),
    },
)
# The files are Vietnamese whatever the page is: their words are read back by the import.
EXAMPLE, EXAMPLE_MARK = imports.SAMPLE, "dòng mẫu"
_AMOUNTS = (
    "Số cân viết 120,5 hoặc 2 tạ 5 yến. Đơn vị để trống là kg. Số như 1.234 hiểu được hai cách,"
    " nên hãy viết 1234 kg hoặc 1234 g."
)
_OVER = (
    "Dòng nào vượt mức cảnh báo của vụ thì điền cột “Lý do vượt mức”: “đã cân lại, số đúng”,"
    " “được mùa”, hoặc viết lý do của mình."
)
_LAST = (
    "Ghi muộn quá 60 ngày thì cần lý do, và người quản lý nhập.",
    "Cột STT và các cột khác không dùng đến, để đó cũng được. Dòng nào ghi “dòng mẫu” thì"
    " hệ thống bỏ qua. Xóa chữ đó đi nếu ghi đè lên dòng mẫu.",
)
HARVEST_NOTES = (
    "Cách điền sổ thu hoạch",
    "Mỗi lần thu hoạch một dòng: một vườn hoặc điểm đặt ong, một ngày. Bắt buộc: Ngày thu"
    " hoạch, Mã vùng trồng, Khối lượng.",
    "Ngày viết ngày/tháng/năm, ví dụ 12/01/2026.",
    "Mã vùng trồng gõ đúng như trên giấy. Mã có nhiều vườn thì ghi cột Vườn; mã có nhiều loại cây"
    " thì ghi cột Loại cây.",
    "Hộ: ghi số hộ, hoặc tên hộ đúng như trong danh sách hộ. Ghi cả hai thì phải là cùng một hộ.",
    _AMOUNTS,
    "Mã lô để trống thì hệ thống tự đặt.",
    "Mật ong: ghi Độ ẩm đọc trên khúc xạ kế, ví dụ 18,5. Dược liệu: ghi Bộ phận dùng, ví dụ rễ, lá,"
    " hoa. Cần có trước khi công bố; chưa có thì ghi sau ở trang của lô.",
    "Một lít nặng (kg): chỉ cho mật ghi bằng kg, nếu đã cân. Để trống thì tính khoảng 1,4 kg.",
    "Chờ cân: ghi “có” nếu mới ước lượng, chưa cân.",
    _OVER,
    *_LAST,
)
SLIP_NOTES = (
    "Cách điền sổ phiếu cân",
    "Mỗi lần cân một dòng: một người bán, một ngày. Bắt buộc: Ngày, người bán, Cân cả bì.",
    "Ngày viết ngày/tháng/năm, ví dụ 12/01/2026. Ngày chưa có phiên cân thì hệ thống mở phiên;"
    " phiên đã đóng thì không ghi thêm được.",
    "Loại cây để trống được nếu đơn vị chỉ có một loại.",
    "Người bán trong danh sách hộ: ghi Số hộ. Ghi cả tên thì phải là cùng một hộ.",
    "Người bán ngoài danh sách: để trống Số hộ, ghi Người bán và Nơi (xã). Hệ thống thêm người đó"
    " vào danh sách hộ, là hộ ngoài.",
    "Mã số vùng trồng và Vườn: chỉ cần khi người bán có nhiều vườn. Hàng ngoài vùng mã thì ghi"
    " “ngoài vùng mã”.",
    _AMOUNTS,
    "Bì mỗi bao là cân của một bao. Trừ ẩm ghi số phần trăm, ví dụ 5 hoặc 5,5.",
    "Giá là số đồng cho một kg hoặc lít. Chỉ người trong đơn vị xem được.",
    _OVER,
    *_LAST,
)
DISPATCH_NOTES = (
    "Cách điền sổ giao hàng",
    "Mỗi lô một dòng. Các dòng cùng Số phiếu là một phiếu giao: ngày, người nhận, xe chỉ cần ghi ở"
    " một dòng. Bắt buộc: Mã lô, Ngày giao, Giao cho.",
    "Số phiếu là số trên giấy của đơn vị, dùng để gom dòng và giữ trong ghi chú. Hệ thống đặt số"
    " phiếu của năm. Để trống thì mỗi dòng một phiếu.",
    "Giao cho: khách quen, khách lẻ, thương lái tại vườn hoặc hợp tác xã khác. Khách quen và hợp"
    " tác xã thì ghi Người nhận đúng như trong sổ.",
    "Thương lái tại vườn cần Số điện thoại và Biển số xe. Chỉ người trong đơn vị xem được.",
    "Bao cân riêng từng bao: ghi Bao số, ví dụ 1-3, 7; khỏi ghi Khối lượng.",
    "Ghi Khối lượng hoặc Số gói. Giao hết phần còn lại của lô thì ghi “hết” ở cột Khối lượng.",
    _AMOUNTS,
    "Một dòng của phiếu sai thì cả phiếu chưa lưu.",
    *_LAST,
)
