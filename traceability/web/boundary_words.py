"""The words of boundaries: the ways to one, where one came from, how shared ground stands."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from traceability.domain.quantity import format_number
from traceability.web.messages import language
from traceability.web.tongues import lazy_gettext as _l

#: What stands in the address → where such a boundary comes from.
WAYS: Mapping[str, str] = {"ve": "drawn", "di": "walked", "go": "typed", "tep": "imported"}
TABS: Mapping[str, Any] = {
    "ve": _l("Vẽ trên bản đồ"),
    "di": _l("Đi bộ với GPS"),
    "go": _l("Gõ tọa độ"),
    "tep": _l("Gửi tệp"),
}
SOURCES: Mapping[str, Any] = {
    "drawn": _l("vẽ trên bản đồ"),
    "walked": _l("đi bộ với GPS"),
    "typed": _l("gõ tọa độ góc"),
    "imported": _l("từ tệp"),
}
STATES: Mapping[str, tuple[str, Any]] = {
    "open": ("look", _l("chờ cơ quan quyết")),
    "redraw": ("stop", _l("phải vẽ lại ranh giới vùng này")),
    "stands": ("fine", _l("vùng này giữ nguyên, bên kia vẽ lại")),
    "accepted": ("fine", _l("cơ quan đã quyết: hai bên giữ nguyên")),
    "sliver": ("not-yet", _l("chồng mép, không cần quyết")),
}


def tab_of(source: str) -> str:
    """The tab of a source."""
    return next((tab for tab, each in WAYS.items() if each == source), "go")


def square_metres(m2: int) -> str:
    """An area in m², or in hectares from one on."""
    if m2 < 10_000:
        return f"{format_number(m2, language())}\u00a0m²"
    return hectares(m2)


def hectares(m2: int) -> str:
    """A measured area in hectares, two decimals: the line is not known better."""
    return f"{format_number(round(Decimal(m2) / 10_000, 2), language())}\u00a0ha"


def percent(ppm: int) -> str:
    """Parts in a million as per cent, one decimal below ten where it says anything."""
    value = Decimal(ppm) / 10_000
    told = round(value, 1 if value < 10 else 0)
    whole = told == int(told)
    return f"{format_number(int(told) if whole else told, language())}\u00a0%"


def kilometres(metres: int) -> str:
    """A distance in km, one decimal."""
    return f"{format_number(round(Decimal(metres) / 1000, 1), language())}\u00a0km"
