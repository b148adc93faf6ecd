"""The record of a hand-over on A4 pages, with places to sign."""

from __future__ import annotations

import labels
from labels.papers import Facts, Grid, Heading, Keep, Paper, Part, Signatures, Text, draw
from traceability.domain.days import format_day, format_moment
from traceability.domain.errors import RuleBroken
from traceability.domain.ids import grouped
from traceability.services.alerts import AlertShown
from traceability.services.hand_overs import CaseItem, HandOverPaper
from traceability.web import alert_words
from traceability.web.messages import language
from traceability.web.tongues import gettext as _


def drawn(paper: HandOverPaper) -> bytes:
    """The PDF; ``label_missing_glyph`` where a name has a letter that the typeface lacks."""
    try:
        return draw(_paper(paper))
    except labels.MissingGlyph as refused:
        raise RuleBroken("label_missing_glyph", **{"field": "paper", **refused.facts}) from None


def _paper(paper: HandOverPaper) -> Paper:
    title = _("Biên bản bàn giao công việc")
    parts: list[Part] = [Heading(title, 1), Facts(_facts(paper))]
    cases, told = paper.contents.cases, paper.contents.alerts
    parts += [Heading(_("Vụ việc đang xử lý")), *_cases(cases)]
    parts += [Heading(_("Thông báo chưa đọc")), *_alerts(told)]
    who = [_("Người bàn giao"), _("Người nhận"), _("Thủ trưởng cơ quan")]
    under = Text(_("Ký, ghi rõ họ tên, ngày ký."), small=True)
    parts.append(Keep([Text(_sentence()), under, Signatures(who)]))
    foot = _("Bàn giao số %(code)s", code=grouped(paper.code))
    page_word = _("Trang %(page)s", page="{page}")
    return Paper(title, parts, foot, page_word)


def _facts(paper: HandOverPaper) -> list[tuple[str, str]]:
    return [
        (_("Số"), grouped(paper.code)),
        (_("Cơ quan"), paper.office or ""),
        (_("Lúc"), format_moment(paper.at, language())),
        (_("Người bàn giao"), paper.giver or ""),
        (_("Người nhận"), paper.taker or ""),
        (_("Người thực hiện trên hệ thống"), paper.by or ""),
    ]


def _cases(rows: tuple[CaseItem, ...]) -> list[Part]:
    if not rows:
        return [Text(_("Không có."))]
    head = [_("Số"), _("Loại"), _("Từ ngày"), _("Nội dung")]
    lines = [
        [grouped(each.code), alert_words.case_kind(each.kind), _day(each), each.key]
        for each in rows
    ]
    return [Grid(head, lines, (3, 4, 3, 5))]


def _alerts(rows: tuple[AlertShown, ...]) -> list[Part]:
    if not rows:
        return [Text(_("Không có."))]
    head = [_("Số"), _("Lúc"), _("Nội dung")]
    lines = [
        [str(number), format_moment(each.at, language()), alert_words.sentence(each)]
        for number, each in enumerate(rows, start=1)
    ]
    return [Grid(head, lines, (1, 3, 11), numeric=frozenset({0}))]


def _day(case: CaseItem) -> str:
    return format_day(case.since, language())


def _sentence() -> str:
    return str(
        _(
            "Từ lúc này người nhận tiếp tục các việc trên. Quyết định đã ký trước đây vẫn đứng tên"
            " người và cơ quan đã quyết."
        )
    )
