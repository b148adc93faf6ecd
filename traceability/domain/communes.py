"""Communes before and after 1 July 2025: which became which, and an address that says both.

All 73 new codes reuse an old commune's code, 63 of them for another territory, so a code means
nothing without its vintage. Coordinates are whole millionths of a degree (WGS 84).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from typing import Literal

from traceability.domain.errors import Invalid

Vintage = Literal["pre-2025-07", "2025-07"]
OLD: Vintage = "pre-2025-07"
_EARTH_M = 6_371_008.8
NEW: Vintage = "2025-07"

# Official kinds of unit: Vietnamese as it begins a name, then the English and Chinese word.
_KINDS = {
    "Xã": ("commune", "乡"),
    "Phường": ("ward", "坊"),
    "Thị trấn": ("township", "镇"),
    "Đặc khu": ("special zone", "特区"),
    "Huyện": ("district", "县"),
    "Quận": ("urban district", "郡"),
    "Thị xã": ("town", "市社"),
    "Thành phố": ("city", "市"),
    "Tỉnh": ("province", "省"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """A place in millionths of a degree, latitude first. Raises ValueError off the globe."""

    lat: int
    lon: int

    def __post_init__(self) -> None:
        if abs(self.lat) > 90_000_000 or abs(self.lon) > 180_000_000:
            raise ValueError("latitude within ±90°, longitude within ±180°")


@dataclasses.dataclass(frozen=True, slots=True)
class Box:
    """A bounding box in millionths of a degree. Raises ValueError where it is inside out."""

    south: int
    west: int
    north: int
    east: int

    def __post_init__(self) -> None:
        if self.south > self.north or self.west > self.east:
            raise ValueError("south ≤ north and west ≤ east")

    def holds(self, point: Point) -> bool:
        """Whether ``point`` lies within, edges included."""
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east

    def meets(self, other: Box) -> bool:
        """Whether two boxes share some ground, an edge included."""
        apart = self.east < other.west or other.east < self.west
        return not (apart or self.north < other.south or other.north < self.south)

    def centre(self) -> Point:
        """The middle of the box, rounded down."""
        return Point((self.south + self.north) // 2, (self.west + self.east) // 2)

    def square_metres(self) -> int:
        """The ground within, on the sphere: no commune is larger than its box."""
        south, north = (math.sin(math.radians(each / 1e6)) for each in (self.south, self.north))
        wide = math.radians((self.east - self.west) / 1e6)
        return math.ceil(_EARTH_M**2 * wide * (north - south))


@dataclasses.dataclass(frozen=True, slots=True)
class Commune:
    """A commune of one vintage; ``district`` is None from July 2025 on.

    ``name``, ``district`` and ``province`` begin with their kind ("Xã Cao Bồ"); ``folded`` is
    `text.fold` of the name.
    """

    code: str
    vintage: Vintage
    name: str
    folded: str
    district: str | None
    province: str
    province_code: str
    bbox: Box
    centroid: Point


@dataclasses.dataclass(frozen=True, slots=True)
class Succession:
    """What an old commune became: one new code, or several where its land was split."""

    old: str
    new: tuple[str, ...]

    @property
    def is_split(self) -> bool:
        """Whether a person has to say which of the new communes is meant."""
        return len(self.new) > 1


def hull(boxes: Iterable[Box]) -> Box:
    """The smallest box around all ``boxes``. Raises ValueError where there are none."""
    souths, wests, norths, easts = zip(
        *((box.south, box.west, box.north, box.east) for box in boxes), strict=True
    )
    return Box(min(souths), min(wests), max(norths), max(easts))


def successors(old_code: str, table: Mapping[str, Succession]) -> tuple[str, ...]:
    """The new codes of an old commune. Raises Invalid ``commune_unknown`` (``commune``)."""
    if old_code not in table:
        raise Invalid("commune_unknown", "commune", commune=old_code)
    return table[old_code].new


def predecessors(new_code: str, table: Mapping[str, Succession]) -> tuple[str, ...]:
    """The old communes whose land, or part of it, is in ``new_code``, sorted; () if unknown."""
    return tuple(sorted(entry.old for entry in table.values() if new_code in entry.new))


def choose_new(old_code: str, chosen: str | None, table: Mapping[str, Succession]) -> str:
    """The one new code for an old commune; a split one needs ``chosen``.

    Raises Invalid at ``commune``: ``commune_split`` (``options``) where nothing is chosen,
    ``commune_not_successor`` (``options``) where something else is, ``commune_unknown``.
    """
    options = successors(old_code, table)
    if chosen in options:
        return str(chosen)
    if chosen:
        raise Invalid("commune_not_successor", "commune", options=options)
    if len(options) > 1:
        raise Invalid("commune_split", "commune", options=options)
    return options[0]


def address_line(new: Commune, old: Commune | None = None, lang: str = "vi") -> str:
    """The address today, and in brackets the one before 1 July 2025 if ``old`` is given.

    "Xã Cao Bồ, tỉnh Tuyên Quang (trước 1/7/2025: xã Cao Bồ, huyện Vị Xuyên, tỉnh Hà Giang)": the
    kind of a unit is small except where the line begins. Chinese goes from large to small, the
    names in Latin letters.
    """
    today = _units(new, lang)
    today = today[:1].upper() + today[1:]
    if old is None:
        return today
    if lang.startswith("zh"):
        return f"{today}（2025年7月1日前：{_units(old, lang)}）"
    before = "trước 1/7/2025" if lang == "vi" else "before 1 July 2025"
    return f"{today} ({before}: {_units(old, lang)})"


def _units(commune: Commune, lang: str) -> str:
    names = (commune.name, commune.district, commune.province)
    units = [unit_name(name, lang) for name in names if name]
    return " ".join(reversed(units)) if lang.startswith("zh") else ", ".join(units)


def unit_name(name: str, lang: str = "vi") -> str:
    """One unit inside a line: "xã Cao Bồ", "Cao Bồ commune", "Cao Bồ乡"; of no kind: as it is."""
    kind = next((kind for kind in _KINDS if name.startswith(f"{kind} ")), None)
    if kind is None:
        return name
    proper = name[len(kind) + 1 :]
    english, chinese = _KINDS[kind]
    if lang == "vi":
        return f"{kind[:1].lower()}{kind[1:]} {proper}"
    return f"{proper}{chinese}" if lang.startswith("zh") else f"{proper} {english}"
