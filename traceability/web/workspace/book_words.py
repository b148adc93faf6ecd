"""The words of harvest books: their columns, and the notes on how to fill in the template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

#: The columns of a book, as the screen that tells them apart calls them.
COLUMNS: Mapping[str, Any] = {
    "harvested_on": _l("Ngày thu hoạch"),
    "area_code": _l("Mã vùng trồng"),
    "place": _l("Vườn"),
    "crop": _l("Loại cây"),
    "household": _l("Số hộ"),
    "household_name": _l("Tên hộ"),
    "weight": _l("Khối lượng"),
    "unit": _l("Đơn vị"),
    "lot_code": _l("Mã lô"),
    "estimated": _l("Chờ cân"),
    "late_reason": _l("Lý do ghi muộn"),
}
# The file is Vietnamese whatever the page is: its headings and words are read back by the import.
NOTES = (
    "Cách điền sổ thu hoạch",
    "Mỗi lần hái một dòng: một vườn, một ngày. Bắt buộc: Ngày thu hoạch, Mã vùng trồng,"
    " Khối lượng.",
    "Ngày viết ngày/tháng/năm, ví dụ 12/01/2026.",
    "Mã vùng trồng gõ đúng như trên giấy. Mã có nhiều vườn thì ghi cột Vườn; mã có nhiều loại cây"
    " thì ghi cột Loại cây.",
    "Hộ: ghi số hộ, hoặc tên hộ đúng như trong danh sách hộ. Ghi cả hai thì phải là cùng một hộ.",
    "Khối lượng viết 120,5 hoặc 2 tạ 5 yến. Đơn vị để trống là kg. Số như 1.234 hiểu được hai cách,"
    " nên hãy viết 1234 kg hoặc 1,2 kg.",
    "Mã lô để trống thì hệ thống tự đặt.",
    "Chờ cân: ghi “có” nếu mới ước lượng, chưa cân.",
    "Ghi muộn quá 60 ngày thì cần lý do, và người quản lý nhập.",
    "Cột STT và các cột khác không dùng đến, để đó cũng được. Xóa dòng mẫu trước khi gửi.",
)
