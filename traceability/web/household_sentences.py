"""The sentences about households, lists that are sent in, and what people agree to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

HOUSEHOLDS: Mapping[str, Any] = {
    "phone_unreadable": _l("Không đọc được số điện thoại “%(typed)s”. Ví dụ: 0912 345 678."),
    "name_is_sum": _l("“%(typed)s” là dòng tổng, không phải một hộ. Xóa dòng này."),
    "name_holds_number": _l("“%(typed)s” có lẫn số điện thoại. Để tên một ô, số điện thoại một ô."),
    "standing_unknown": _l(
        "Không biết loại hộ “%(typed)s”. Ghi: hộ thành viên, hộ liên kết hoặc hộ ngoài HTX."
    ),
    "commune_name_unknown": _l(
        "Không tìm thấy xã “%(typed)s”. Xem lại tên, hoặc để trống nếu cùng xã với hợp tác xã."
    ),
    "commune_name_ambiguous": _l("Có nhiều xã tên “%(typed)s”. Ghi rõ một trong: %(options)s."),
    "household_alike": _l(
        "Hộ %(number)s đã mang tên này. Nếu đúng là hộ đó, dùng số %(number)s. Nếu là hộ khác cùng"
        " tên, ghi thêm tên thường gọi để phân biệt."
    ),
    "household_changed": _l("Có người vừa sửa hộ này. Xem lại rồi lưu lần nữa."),
    "household_erased": _l("Thông tin riêng của hộ %(number)s đã xóa; không ghi thêm được."),
    "consent_nothing_marked": _l("Chưa đánh dấu hộ nào. Hãy ghi trả lời của ít nhất một hộ."),
    "consent_needs_witness": _l("Nói miệng thì cần người làm chứng. Hãy ghi tên người đó."),
    "consent_older": _l("Hộ %(number)s đã trả lời sau đó, ngày %(day)s. Xem lại ngày trên phiếu."),
    "sheet_empty": _l("Danh sách trống. Hãy dán danh sách, hoặc chọn tệp có dữ liệu."),
    "sheet_too_large": _l("Tệp lớn quá: nhiều nhất %(most_mb)s MB. Xóa bớt hình và trang thừa."),
    "sheet_too_wide": _l("Bảng lớn quá. Chỉ giữ các cột cần dùng, nhiều nhất %(most)s cột."),
    "sheet_commas_unclear": _l(
        "Dòng %(line)s: “%(typed)s” là một số thập phân hay là hai ô? Dấu phẩy ở đây vừa ngăn cột"
        " vừa làm dấu thập phân. Gửi tệp .xlsx, hoặc lưu từ Excel thành “Unicode Text”."
    ),
    "sheet_letters_lost": _l(
        "Dòng %(line)s: “%(typed)s” đã mất dấu, vì lưu từ Excel thành CSV thường. Lưu lại thành"
        " .xlsx hoặc “CSV UTF-8” rồi gửi."
    ),
    "sheet_marks_mixed": _l(
        "Dòng %(line)s ngăn cột bằng dấu khác dòng đầu (dấu phẩy và dấu chấm phẩy lẫn nhau)."
        " Dùng một dấu cho cả tệp, hoặc gửi tệp .xlsx."
    ),
    "sheet_quote_open": _l("Dòng %(line)s mở dấu ngoặc kép mà không đóng. Xóa dấu đó rồi gửi lại."),
    "sheet_encoding": _l(
        "Không đọc được chữ trong tệp, có thể là phông TCVN3 hoặc VNI. Mở bằng Excel, đổi sang"
        " Unicode và lưu thành .xlsx."
    ),
    "sheet_unpacks_too_large": _l(
        "Tệp này mở ra lớn quá mức. Chép riêng danh sách sang một tệp mới rồi gửi lại."
    ),
    "sheet_unsafe": _l(
        "Tệp này có phần không an toàn nên không mở. Chép danh sách sang một tệp mới rồi gửi lại."
    ),
    "sheet_unreadable": _l("Tệp hỏng, không mở được. Mở bằng Excel và lưu lại rồi gửi."),
    "sheet_other_kind": _l("Tệp này không phải bảng Excel. Hãy gửi tệp .xlsx hoặc .csv."),
    "sheet_protected": _l("Tệp có mật khẩu. Bỏ mật khẩu trong Excel rồi gửi lại."),
    "sheet_old_excel": _l("Tệp Excel đời cũ (.xls). Mở ra, lưu thành .xlsx rồi gửi lại."),
    "sheet_is_text": _l(
        "Tệp tên là Excel nhưng bên trong là CSV. Đổi đuôi tệp thành .csv rồi gửi lại."
    ),
    "import_heading_twice": _l("Có hai cột cùng tên “%(heading)s”. Đổi tên hoặc xóa một cột."),
    "import_column_twice": _l("Hai cột cùng là “%(heading)s”. Chỉ chọn một cột."),
    "import_no_name": _l("Chưa biết cột nào là “%(heading)s”. Hãy chọn ở bảng các cột."),
    "import_too_many_rows": _l("Danh sách có %(rows)s dòng; mỗi lần nhiều nhất %(most)s dòng."),
    "import_changed": _l("Danh sách đã khác lúc xem trước. Xem lại rồi bấm lưu."),
    "import_row_twice": _l("Trùng tên và số điện thoại với dòng %(first)s. Xóa bớt một dòng."),
    "import_used": _l(
        "%(rows)s dòng của lần nhập đã dùng rồi, nên chưa rút được: %(lots)s. Rút lại việc đã làm"
        " với các lô này trước."
    ),
    "import_undone": _l("Lần nhập này đã rút lại rồi."),
    "import_has_faults": _l("Còn dòng lỗi. Sửa các dòng đó, hoặc chọn bỏ qua dòng lỗi."),
}
