"""The sentences about applications for a code, what offices decide on them, and attached files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

FILING: Mapping[str, Any] = {
    "file_empty": _l("Tệp trống. Xin chọn lại tệp."),
    "file_kind_unknown": _l("Chỉ nhận tệp PDF hoặc ảnh JPEG, PNG. Tệp Word thì lưu thành PDF."),
    "file_too_large": _l("Tệp lớn quá: nhiều nhất %(largest_mb)s MB."),
    "code_changed": _l(
        "Vừa có người xử lý hồ sơ này, nay là: %(status)s. Xem bước mới nhất rồi quyết lại nếu cần."
    ),
    "commune_of_code": _l(
        "Mã %(area_code)s từng cấp cho vùng này ở xã này, hồ sơ ở lại cơ quan cấp. Đất ở xã khác"
        " thì thêm vùng mới."
    ),
    "commune_of_file": _l(
        "Cơ quan đang giữ hồ sơ %(file)s của vùng này. Rút hồ sơ hoặc chờ trả lại, rồi mới đổi xã."
    ),
    "file_with_office": _l("Cơ quan đang giữ hồ sơ. Chờ trả lại rồi mới sửa, hoặc rút hồ sơ."),
    "no_office": _l("Chưa có cơ quan nào của địa bàn này trong hệ thống. Xin báo người quản trị."),
    "not_own_proposal": _l("Chỉ người đề xuất mới rút được đề xuất."),
    "other_office": _l("Đề xuất này chờ cán bộ của cơ quan đó, hoặc của tỉnh."),
    "place_not_of_scheme": _l(
        "Có vùng không hợp với loại mã này. Chọn loại mã khác, hoặc bỏ vùng."
    ),
    "place_unknown": _l("Không có vùng này trong đơn vị."),
    "proposal_closed": _l("Đề xuất này đã có người xử lý."),
    "proposal_open": _l("Đang có một đề xuất chờ người thứ hai. Hãy xử lý đề xuất đó trước."),
    "raw_is_number": _l("Đây là số hồ sơ. Hãy gõ mã số ghi trên quyết định."),
    "renewal_already_over": _l("Ngày này đã qua. Gia hạn đến hôm nay hoặc một ngày sau."),
    "too_many_files": _l("Nhiều tệp quá: một lần nhiều nhất %(most)s tệp."),
    "file_unreadable": _l("Tệp PDF bị thiếu phần cuối. Xin lưu lại rồi chọn tệp lần nữa."),
}
