"""The record of a check on A4: blank, to be filled in by hand, or as it was filed.

It is read and signed by people here and is Vietnamese whatever the page's language is.
"""

from __future__ import annotations

from collections.abc import Iterator

import labels
from labels.papers import Facts, Heading, Keep, Paper, Part, Signatures, Text, draw
from traceability.domain.days import format_day
from traceability.domain.errors import RuleBroken
from traceability.domain.ids import grouped
from traceability.services.file_page import FilePage, PlaceOnFile
from traceability.services.inspection_views import InspectionPage

_TITLE = "Biên bản kiểm tra vùng trồng"
_STAGES = {
    "young": "kiến thiết cơ bản",
    "shooting": "ra lộc",
    "flowering": "ra hoa",
    "fruiting": "nuôi quả",
    "harvesting": "đang thu hoạch",
    "resting": "sau thu hoạch",
}
_DIARIES = {"full": "ghi đầy đủ", "part": "ghi chưa đủ", "none": "không ghi"}
_HYGIENES = {"clean": "sạch", "to_mend": "cần dọn", "dirty": "không đạt"}
_CONCLUSIONS = {"passed": "Đạt", "to_mend": "Phải khắc phục", "failed": "Không đạt"}
_WORDS = (
    ("allowed_home", "Thuốc trong danh mục được dùng ở Việt Nam"),
    ("allowed_importer", "Thuốc nước nhập khẩu cho phép"),
    ("other_pesticides", "Thuốc khác"),
    ("pests", "Sâu bệnh thấy trong vườn"),
    ("samples", "Mẫu đã lấy"),
    ("results", "Kết quả mẫu"),
    ("remarks", "Nhận xét"),
)
_SIGNERS = ("Cán bộ kiểm tra", "Đại diện đơn vị")


def blank(page: FilePage) -> bytes:
    """The form with what the file says; the rest are dotted lines."""
    line = page.line
    places = "; ".join(filter(None, (_drawable(place.name) for place in page.places)))
    parts: list[Part] = [
        Heading(_TITLE, 1),
        Facts(
            [
                ("Hồ sơ", line.number),
                ("Đơn vị", _drawable(line.holder)),
                ("Vùng", places),
                ("Diện tích, số cây khai", "; ".join(_size(each) for each in page.places)),
                ("Cây trồng", ", ".join(crop["vi"] for crop in line.crops)),
                ("Ngày kiểm tra", ""),
                ("Cán bộ kiểm tra", ""),
            ]
        ),
        Heading("Tại vườn"),
        Facts([(name, "") for name in _COUNTED]),
        Facts([("Nhật ký canh tác", " / ".join(_DIARIES.values()))]),
        Facts([("Vệ sinh", " / ".join(_HYGIENES.values()))]),
        Heading("Thuốc, sâu bệnh, mẫu"),
        Facts([(name, "") for _field, name in _WORDS]),
        Facts([("Kết luận", " / ".join(_CONCLUSIONS.values()))]),
        _signatures(),
    ]
    return _drawn(Paper(_TITLE, parts, f"Hồ sơ {line.number}", "Trang {page}"))


_COUNTED = (
    *("Tuổi cây", "Giai đoạn", "Giống", "Sản lượng dự kiến", "Năng suất (mỗi ha)"),
    "Vị trí (vĩ độ, kinh độ)",
)


def filled(found: InspectionPage) -> bytes:
    """The form as it was filed."""
    parts: list[Part] = [
        Heading(_TITLE, 1),
        Facts(
            [
                ("Số", grouped(found.code)),
                ("Mã hoặc hồ sơ", found.raw),
                ("Đơn vị", _drawable(found.holder)),
                ("Vùng", _drawable(found.place or "")),
                ("Ngày kiểm tra", format_day(found.inspected_on)),
                ("Cán bộ kiểm tra", _drawable(found.signed.person or "")),
                ("Cơ quan", _drawable(found.signed.office or "")),
            ]
        ),
        Heading("Tại vườn"),
        Facts(list(_found(found))),
        Heading("Thuốc, sâu bệnh, mẫu"),
        Facts([(name, _drawable(found.words.get(field, "–"))) for field, name in _WORDS]),
        Text(f"Kết luận: {_CONCLUSIONS[found.conclusion]}", strong=True),
        _signatures(),
    ]
    return _drawn(Paper(_TITLE, parts, f"Biên bản số {grouped(found.code)}", "Trang {page}"))


def _found(found: InspectionPage) -> Iterator[tuple[str, str]]:
    said = found.findings
    told = (
        str(said.get("tree_age", "–")),
        _STAGES.get(said.get("stage", ""), "–"),
        _drawable(said.get("variety", "–")),
        _kilograms(said.get("expected_g")),
        _kilograms(said.get("yield_g_ha")),
        _drawable(found.words.get("position", "–")),
    )
    yield from zip(_COUNTED, told, strict=True)
    yield "Nhật ký canh tác", _DIARIES.get(said.get("diary", ""), "–")
    yield "Vệ sinh", _HYGIENES.get(said.get("hygiene", ""), "–")


def _kilograms(grams: int | None) -> str:
    if grams is None:
        return "–"
    whole, rest = divmod(grams, 1000)
    spelled = f"{whole:,}".replace(",", ".")
    decimals = f",{rest:03}".rstrip("0") if rest else ""
    return f"{spelled}{decimals} kg"


def _size(place: PlaceOnFile) -> str:
    sizes = (
        (place.area_m2, "m²"),
        (place.trees, "cây"),
        (place.colonies, "đàn"),
    )
    told = (f"{value:,} {unit}".replace(",", ".") for value, unit in sizes if value)
    return ", ".join(told)


def _signatures() -> Keep:
    return Keep([Text("Ký, ghi rõ họ tên, ngày ký.", small=True), Signatures(_SIGNERS)])


def _drawable(text: str) -> str:
    """What the typeface can draw; else a dotted line, to be written by hand."""
    return "" if labels.undrawable(text) else text


def _drawn(paper: Paper) -> bytes:
    try:
        return draw(paper)
    except labels.MissingGlyph as refused:
        raise RuleBroken("label_missing_glyph", **{"field": "paper", **refused.facts}) from None
