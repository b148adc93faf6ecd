"""The sentences about applications for a code, what offices decide on them, and attached files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

FILING: Mapping[str, Any] = {
    "file_empty": _l("Tệp trống. Xin chọn lại tệp."),
    "file_kind_unknown": _l("Chỉ nhận tệp PDF hoặc ảnh JPEG, PNG. Tệp Word thì lưu thành PDF."),
    "file_too_large": _l("Tệp lớn quá: nhiều nhất %(largest_mb)s MB."),
    "file_unreadable": _l("Tệp PDF bị thiếu phần cuối. Xin lưu lại rồi chọn tệp lần nữa."),
}
