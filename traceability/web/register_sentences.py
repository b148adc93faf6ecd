"""The sentences about registers that are read in, and about code strings that two files claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

REGISTERS: Mapping[str, Any] = {
    "import_word_unknown": _l("“%(typed)s” không có trong danh mục. Ghi một trong: %(options)s."),
    "import_crop_unknown": _l(
        "Không biết cây trồng “%(typed)s”. Chọn ở danh mục của tệp mẫu; nhiều cây thì cách nhau"
        " bằng dấu chấm phẩy."
    ),
    "import_years_unreadable": _l(
        "Không đọc được năm trồng “%(typed)s”. Ghi một năm (2015) hoặc từ năm đến năm (2015-2018)."
    ),
    "import_commune_unknown": _l(
        "Không tìm thấy xã “%(typed)s”, cả tên mới lẫn tên trước 1/7/2025. Xem lại tên xã."
    ),
    "import_holder_ambiguous": _l(
        "Có nhiều đơn vị tên “%(typed)s”. Thay tên bằng mã tra cứu của một trong: %(options)s."
    ),
    "import_holder_kind": _l(
        "“%(typed)s” chưa có trong hệ thống và tên chưa nói là gì. Ghi ở cột Loại đơn vị: hợp tác"
        " xã, tổ hợp tác hoặc doanh nghiệp."
    ),
    "import_outside_territory": _l("%(options)s không thuộc địa bàn của cơ quan bạn."),
    "import_code_there": _l("Mã %(raw)s của đơn vị này, cấp đúng ngày này, đã có trong sổ."),
    "import_code_repeats": _l("Dòng này lặp lại dòng %(first)s. Xóa bớt một dòng."),
    "import_not_stored": _l("Lần nhập này chưa ghi gì vào sổ, hoặc đã rút lại rồi."),
    "import_rows_used": _l(
        "Không rút lại được: %(count)s mã đã có việc ghi thêm từ lúc nhập (dòng %(rows)s)."
    ),
    "holder_has_people": _l("Đơn vị này đã có người dùng. Người quản lý ở đó mời thêm thành viên."),
    "claim_unknown": _l("Hồ sơ đã chọn không còn đứng tên mã này. Xem lại các hồ sơ."),
    "code_not_contested": _l("Mã %(raw)s không còn tranh chấp."),
}

#: What should be known of a row though nothing is wrong with it.
NOTES: Mapping[str, Any] = {
    "import_conflict_in_register": _l("Tranh chấp: trong sổ đã có hồ sơ khác cùng mã."),
    "import_conflict_in_list": _l("Tranh chấp: cùng mã với dòng %(lines)s."),
    "import_commune_resolved": _l("Xã này không còn, nay thuộc %(options)s."),
    "import_holder_new": _l("Đơn vị chưa có trong hệ thống, sẽ được lập theo tên trên giấy."),
    "import_lacks_parcels": _l("Còn thiếu số thửa."),
    "import_lacks_boundary": _l("Còn thiếu ranh giới."),
    "import_lacks_households": _l("Còn thiếu số hộ."),
    "import_lacks_area": _l("Còn thiếu diện tích."),
    "import_lacks_decision": _l("Còn thiếu số quyết định hoặc cơ quan cấp."),
}
