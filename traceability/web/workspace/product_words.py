"""The words of the pages of products: ways of packing, states of a GTIN, fields of a label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.balance import Basis
from traceability.domain.label_fields import LabelField
from traceability.web.tongues import lazy_gettext as _l

#: What labels are counted against → how one says it of a pack format.
BASES: Mapping[Basis, Any] = {
    Basis.FIXED_NET: _l("Gói nặng như nhau"),
    Basis.OWN_WEIGHT: _l("Mỗi gói cân riêng"),
    Basis.PIECES: _l("Dán tem từng quả"),
    Basis.NONE: _l("Không theo cân nặng"),
}

#: State of a GTIN → its sign and its words.
GTIN_STATES: Mapping[str, tuple[str, Any]] = {
    "declared": ("not-yet", _l("đơn vị tự khai, chờ cán bộ xác nhận")),
    "confirmed": ("fine", _l("cán bộ đã xác nhận")),
    "conflict": ("look", _l("nơi khác cũng khai mã này, chờ cán bộ quyết định")),
    "refused": ("stop", _l("cán bộ đã giao mã này cho nơi khác")),
}

LABEL_FIELDS: Mapping[LabelField, Any] = {
    LabelField.NAME: _l("tên hàng hóa"),
    LabelField.RESPONSIBLE: _l("tên và địa chỉ đơn vị chịu trách nhiệm"),
    LabelField.ORIGIN: _l("xuất xứ"),
    LabelField.QUANTITY: _l("định lượng"),
    LabelField.INGREDIENTS: _l("thành phần"),
    LabelField.BEST_BEFORE: _l("hạn sử dụng"),
    LabelField.USAGE: _l("hướng dẫn sử dụng"),
    LabelField.STORAGE: _l("hướng dẫn bảo quản"),
    LabelField.WARNINGS: _l("thông tin cảnh báo"),
}

#: Column of a revision, or field of the form → its title.
FIELDS: Mapping[str, Any] = {
    "name_vi": _l("Tên tiếng Việt"),
    "name_en": _l("Tên tiếng Anh"),
    "name_zh": _l("Tên tiếng Trung"),
    "formats": _l("Quy cách"),
    "picture": _l("Hình ảnh"),
    "shelf_life_days": _l("Hạn dùng"),
    "brand": _l("Nhãn hiệu"),
    "origin": _l("Xuất xứ"),
    "ingredients": _l("Thành phần"),
    "usage": _l("Hướng dẫn sử dụng"),
    "storage": _l("Bảo quản"),
    "warnings": _l("Cảnh báo"),
    "standard": _l("Tiêu chuẩn"),
    "gtin": _l("Mã GTIN"),
}

#: The drawings of the house by name.
PICTURES: Mapping[str, Any] = {
    "orange": _l("Cam"),
    "tea": _l("Chè"),
    "honey": _l("Mật ong"),
    "persimmon": _l("Hồng"),
    "herb": _l("Dược liệu"),
}
