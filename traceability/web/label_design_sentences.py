"""What is said of the designs of labels: why one is refused, and how its fields are called."""

from __future__ import annotations

from collections.abc import Mapping

from traceability.web.tongues import LazyString
from traceability.web.tongues import lazy_gettext as _l

DESIGNS: Mapping[str, LazyString] = {
    "goods_label_incomplete": _l("Nhãn hàng hóa còn thiếu: %(fields)s. Ghi đủ rồi mới in được."),
}
DESIGN_WORDS: Mapping[str, LazyString] = {
    "name": _l("tên hàng hóa"),
    "name_en": _l("tên tiếng Anh"),
    "name_zh": _l("tên tiếng Trung"),
    "responsible": _l("tên và địa chỉ đơn vị chịu trách nhiệm"),
    "origin": _l("xuất xứ"),
    "quantity": _l("định lượng"),
    "ingredients": _l("thành phần"),
    "made_on": _l("ngày sản xuất"),
    "best_before": _l("hạn sử dụng"),
    "usage": _l("hướng dẫn sử dụng"),
    "storage": _l("hướng dẫn bảo quản"),
    "warnings": _l("thông tin cảnh báo"),
    "lot": _l("số lô"),
    "code": _l("mã trên tem"),
    "story": _l("chữ mặt sau"),
    "story_zh": _l("chữ Trung mặt sau"),
}
