"""How a month report is said: its columns, spots and rows, on page, sheet and paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from traceability.domain.communes import unit_name
from traceability.domain.month_report import Figure, Item, MonthReport, Spot
from traceability.domain.months import Month
from traceability.domain.quantity import format_number
from traceability.web.filters import word
from traceability.web.messages import language
from traceability.web.registrar.words import first_up
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

#: The heads of the columns: short, for there are eleven.
HEADS: Mapping[Figure, Any] = {
    Figure.CODES: _l("Số mã"),
    Figure.INTERNAL: _l("Mã nội bộ"),
    Figure.AREA: _l("Diện tích (ha)"),
    Figure.HOUSEHOLDS: _l("Số hộ"),
    Figure.GRANTED: _l("Cấp mới"),
    Figure.SUSPENDED: _l("Bị tạm dừng"),
    Figure.OVERDUE: _l("Quá hạn"),
    Figure.INSPECTIONS: _l("Lần kiểm tra"),
    Figure.CONFLICTS: _l("Tranh chấp"),
    Figure.LOTS: _l("Số lô"),
    Figure.LABELS: _l("Số tem"),
}
#: What each figure is, said in full.
MEANINGS: Mapping[Figure, Any] = {
    Figure.CODES: _l("Mã do cơ quan cấp còn hiệu lực hoặc đang tạm dừng, cuối kỳ"),
    Figure.INTERNAL: _l("Mã nội bộ đang dùng, cuối kỳ"),
    Figure.AREA: _l("Diện tích đất của các mã trên, mỗi thửa đất tính một lần"),
    Figure.HOUSEHOLDS: _l(
        "Hộ được khai từng hộ trên đất đó, mỗi hộ tính một lần; không tính số hộ ở sổ cũ"
    ),
    Figure.GRANTED: _l("Mã được cấp trong tháng"),
    Figure.SUSPENDED: _l("Quyết định tạm dừng trong tháng, kể cả quyết định lùi ngày hiệu lực"),
    Figure.OVERDUE: _l("Hồ sơ quá hạn giải quyết, cuối kỳ"),
    Figure.INSPECTIONS: _l("Lần kiểm tra trong tháng"),
    Figure.CONFLICTS: _l("Tranh chấp mã hoặc chồng lấn đất chưa quyết, cuối kỳ"),
    Figure.LOTS: _l("Lô thu hoạch trong tháng"),
    Figure.LABELS: _l("Tem in trong tháng"),
}
_NOTES: Mapping[str, Any] = {
    "disputed": _l("có nơi khác cùng khai chuỗi mã"),
    "overlap": _l("hai vùng chồng lấn"),
    "due": _l("hạn giải quyết"),
    "passed": _l("đạt"),
    "to_mend": _l("cần khắc phục"),
    "failed": _l("không đạt"),
}
_UNKNOWN = "–"


@dataclass(frozen=True)
class Where:
    """A spot in words: commune, old commune, crops; empty where it has none."""

    commune: str
    old: str
    crops: str


def month(value: Month) -> str:
    """A month in a sentence: tháng 01/2026."""
    return str(_("tháng %(month)s/%(year)s", month=f"{value.number:02d}", year=value.year))


def where(report: MonthReport, spot: Spot) -> Where:
    """A spot by the names that the report keeps."""
    names = report.names
    return Where(
        commune=_commune(names.communes.get(spot.commune or "")),
        old=_commune(names.old.get(spot.old or "")) if spot.old else "",
        crops=", ".join(names.crops.get(crop, crop) for crop in spot.crops),
    )


def _commune(name: str | None) -> str:
    if name is None:
        return str(_("Không rõ xã"))
    return first_up(", ".join(unit_name(part, language()) for part in name.split(", ")))


def sum_of(report: MonthReport, spot: Spot) -> str:
    """How the line that sums up a commune is called: "Cộng xã Cao Bồ"."""
    name = report.names.communes.get(spot.commune or "")
    if name is None:
        return str(_("Cộng, không rõ xã"))
    return str(_("Cộng %(commune)s", commune=unit_name(name, language())))


def value(figure: Figure, amount: int | None) -> str:
    """A figure as it is read; a dash where it could not be counted."""
    if amount is None:
        return _UNKNOWN
    return format_number(number(figure, amount), language())


def number(figure: Figure, amount: int) -> Decimal | int:
    """A figure as a number: an area in hectares, everything else as counted."""
    if figure is not Figure.AREA:
        return amount
    hectares = (Decimal(amount) / 10_000).normalize()
    return hectares if hectares != hectares.to_integral() else hectares.quantize(Decimal(1))


def name(item: Item) -> str:
    """What a row is called; a household is its number."""
    if item.figure is Figure.HOUSEHOLDS:
        return str(_("Hộ %(number)s", number=item.name))
    return item.name


def note(item: Item) -> str:
    """What stands beside a row: a state or conclusion as people say it, else as written."""
    if item.note in _NOTES:
        return str(_NOTES[item.note])
    return word(item.note) if item.figure in (Figure.CODES, Figure.INTERNAL) else item.note
