"""The 34 provinces and cities of Việt Nam since 1 July 2025 (Nghị quyết 202/2025/QH15)."""

from __future__ import annotations

from traceability.domain.text import sort_key

_CITIES = ("Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ")
_REST = (
    *("Lai Châu", "Điện Biên", "Sơn La", "Lạng Sơn", "Quảng Ninh", "Thanh Hóa", "Nghệ An"),
    *("Hà Tĩnh", "Cao Bằng", "Tuyên Quang", "Lào Cai", "Thái Nguyên", "Phú Thọ", "Bắc Ninh"),
    *("Hưng Yên", "Ninh Bình", "Quảng Trị", "Quảng Ngãi", "Gia Lai", "Khánh Hòa", "Lâm Đồng"),
    *("Đắk Lắk", "Đồng Nai", "Tây Ninh", "Vĩnh Long", "Đồng Tháp", "Cà Mau", "An Giang"),
)
#: By their full names, in Vietnamese order of the proper ones.
PROVINCES = tuple(
    f"Thành phố {name}" if name in _CITIES else f"Tỉnh {name}"
    for name in sorted((*_CITIES, *_REST), key=sort_key)
)
