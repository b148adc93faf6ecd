"""The month report as a workbook: the figures on one page, the rows behind them on another."""

from __future__ import annotations

from traceability.domain.days import format_day
from traceability.domain.month_report import Figure, Item, Line, MonthReport
from traceability.services.month_reports import Frozen
from traceability.sheets.reports import Cell, Table, report
from traceability.sheets.writing import Head
from traceability.web.messages import language
from traceability.web.registrar import month_words
from traceability.web.tongues import gettext as _


def drawn(month: MonthReport, frozen: Frozen | None, hidden: frozenset[Figure]) -> bytes:
    """The workbook; the rows behind ``hidden`` figures are not in it."""
    return report([_figures(month, frozen), _rows(month, frozen, hidden | month.unknown)])


def above(month: MonthReport, frozen: Frozen | None) -> list[str]:
    """The lines above: office, title, the day of the figures."""
    title = _("Báo cáo mã số vùng trồng %(month)s", month=month_words.month(month.month))
    return [month.office, str(title), standing(month, frozen)]


def standing(month: MonthReport, frozen: Frozen | None) -> str:
    """Of which day the figures are."""
    counted = format_day(month.as_of, language())
    if frozen is None:
        return str(_("Số liệu tính đến %(day)s, chưa chốt", day=counted))
    on = format_day(frozen.frozen_on, language())
    said = _("Số liệu chốt ngày %(day)s, tính đến %(counted)s", day=on, counted=counted)
    number = _("lần chốt %(number)s", number=frozen.number)
    return f"{said} · {number}"


def _figures(month: MonthReport, frozen: Frozen | None) -> Table:
    rows: list[list[Cell]] = []
    strong: set[int] = set()
    for commune in month.communes():
        rows += [_line(month, line, first=None) for line in month.lines(commune.spot.commune)]
        strong.add(len(rows))
        rows.append(_line(month, commune, first=month_words.sum_of(month, commune.spot)))
    strong.add(len(rows))
    rows.append(_line(month, month.total, first=str(_("Tổng cộng"))))
    heads = [Head(str(_("Xã")), 26), Head(str(_("Xã trước 7/2025")), 26), Head(str(_("Cây")), 20)]
    heads += [Head(str(month_words.HEADS[figure]), 11) for figure in Figure]
    below = [f"{month_words.HEADS[figure]}: {month_words.MEANINGS[figure]}" for figure in Figure]
    return Table(
        str(_("Số liệu")), above(month, frozen), heads, rows, frozenset(strong), below, True
    )


def _line(month: MonthReport, line: Line, first: str | None) -> list[Cell]:
    where = month_words.where(month, line.spot)
    named: list[Cell] = (
        [where.commune, where.old, where.crops] if first is None else [first, "", ""]
    )
    return named + [_number(figure, line.figures.get(figure)) for figure in Figure]


def _number(figure: Figure, amount: int | None) -> Cell:
    return "–" if amount is None else month_words.number(figure, amount)


def _rows(month: MonthReport, frozen: Frozen | None, hidden: frozenset[Figure]) -> Table:
    """Everything that was counted, a row each: whoever adds up finds the figures again."""
    heads = [
        *(Head(str(_("Mục")), 16), Head(str(_("Xã")), 24), Head(str(_("Xã trước 7/2025")), 24)),
        *(Head(str(_("Cây")), 18), Head(str(_("Tên")), 28), Head(str(_("Ngày")), 12)),
        *(Head(str(_("Ghi chú")), 28), Head(str(_("Số lượng")), 12)),
    ]
    order = list(Figure)
    items = sorted(month.items, key=lambda item: order.index(item.figure))
    counted = [item for item in items if item.figure not in hidden]
    rows = [_row(month, item) for item in counted]
    return Table(str(_("Chi tiết")), above(month, frozen), heads, rows)


def _row(month: MonthReport, item: Item) -> list[Cell]:
    where = month_words.where(month, item.spot)
    return [
        str(month_words.HEADS[item.figure]),
        *(where.commune, where.old, where.crops),
        month_words.name(item),
        "" if item.day is None else format_day(item.day, language()),
        month_words.note(item),
        month_words.number(item.figure, item.amount),
    ]
