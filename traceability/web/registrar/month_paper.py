"""The month report on A4 pages: the office's head, the figures, place, day and signatures."""

from __future__ import annotations

import labels
from labels.papers import Beside, Grid, Heading, Keep, Paper, Part, Signatures, Text, draw
from traceability.domain.commune_names import proper_name
from traceability.domain.errors import RuleBroken
from traceability.domain.month_report import Figure, Line, MonthReport
from traceability.services.month_reports import Frozen
from traceability.web.registrar import month_sheet, month_words
from traceability.web.tongues import gettext as _

#: The head that every paper of an office carries; the words are fixed (Nghị định 30/2020/NĐ-CP).
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
_SHARES = (13, 13, 10, 5, 5, 7, 5, 5, 6, 6, 6, 7, 5, 7)


def drawn(month: MonthReport, frozen: Frozen | None) -> bytes:
    """The PDF; ``label_missing_glyph`` where a name has a letter that the typeface lacks."""
    try:
        return draw(_paper(month, frozen))
    except labels.MissingGlyph as refused:
        raise RuleBroken("label_missing_glyph", **{"field": "paper", **refused.facts}) from None


def signers() -> list[str]:
    """Who signs."""
    return [str(_("Người lập báo cáo")), str(_("Thủ trưởng cơ quan"))]


def place_and_day(month: MonthReport) -> str:
    """Where it is signed, and the line for the day."""
    seat = proper_name(month.seat) if month.seat else "…………"
    return str(_("%(place)s, ngày …… tháng …… năm ……", place=seat))


def _paper(month: MonthReport, frozen: Frozen | None) -> Paper:
    office, title, standing = month_sheet.above(month, frozen)
    nation: list[Part] = [Text(NATION, strong=True), Text(MOTTO, strong=True)]
    parts: list[Part] = [
        Beside([[Text(office, strong=True)], nation], (3, 2)),
        Heading(title, 1),
        Text(standing),
        _grid(month),
        *(Text(each, small=True) for each in _notes(month)),
        Keep(
            [
                Beside([[Text("")], [Text(place_and_day(month))]], (3, 2)),
                Signatures(signers()),
            ]
        ),
    ]
    foot = standing if frozen is None else f"{standing} · SHA-256 {frozen.sha256}"
    return Paper(title, parts, foot, str(_("Trang %(page)s", page="{page}")), landscape=True)


def _grid(month: MonthReport) -> Grid:
    rows: list[list[str]] = []
    strong: set[int] = set()
    for commune in month.communes():
        lines = month.lines(commune.spot.commune)
        rows += [_line(month, line, None) for line in lines]
        if len(lines) > 1:
            strong.add(len(rows))
            rows.append(_line(month, commune, month_words.sum_of(month, commune.spot)))
    strong.add(len(rows))
    rows.append(_line(month, month.total, str(_("Tổng cộng"))))
    head = [str(_("Xã")), str(_("Xã trước 7/2025")), str(_("Cây"))]
    head += [str(month_words.HEADS[figure]) for figure in Figure]
    numeric = frozenset(range(3, len(head)))
    return Grid(head, rows, _SHARES, numeric, strong=frozenset(strong), dense=True)


def _line(month: MonthReport, line: Line, first: str | None) -> list[str]:
    where = month_words.where(month, line.spot)
    named = [where.commune, where.old, where.crops] if first is None else [first, "", ""]
    return named + [month_words.value(figure, line.figures.get(figure)) for figure in Figure]


def _notes(month: MonthReport) -> list[str]:
    """What a reader of the paper needs to know of the figures."""
    told = [
        _(
            "Mã trải nhiều xã tính ở xã có mảnh đất lớn nhất; đất có nhiều mã và hộ có nhiều vườn"
            " tính một lần."
        )
    ]
    if Figure.OVERDUE in month.unknown:
        told.append(_("Quá hạn: chưa có thời hạn giải quyết trong hệ thống nên không đếm được."))
    return [str(each) for each in told]
