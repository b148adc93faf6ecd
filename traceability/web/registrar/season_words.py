"""How levels of a ceiling are said at the desk, and what they are counted per."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

LEVELS: Mapping[str, Any] = {
    "typical_low": _l("Thường gặp, từ"),
    "typical_high": _l("Thường gặp, đến"),
    "warn": _l("Cảnh báo khi vượt"),
    "hold": _l("Tạm ngừng xuất khi vượt"),
    "warn_mellifera": _l("Ong ngoại: cảnh báo khi vượt"),
    "hold_mellifera": _l("Ong ngoại: tạm ngừng xuất khi vượt"),
}
MEASURES: Mapping[str, Any] = {
    "ha": _l("mỗi ha, mỗi vụ"),
    "tree": _l("mỗi cây, mỗi vụ"),
    "colony": _l("mỗi đàn ong, mỗi vụ"),
    "ppm_of_owner_average": _l("so với bình quân 3 năm do cán bộ ghi cho từng vùng"),
}


def level_options(keys: Sequence[str]) -> list[tuple[str, Any]]:
    """The levels to choose from."""
    return [(key, LEVELS[key]) for key in keys]
