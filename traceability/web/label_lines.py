"""What the page of a label says of the scans of this very label.

The sentences are drawn once with the page of the goods, in its language; the first scan's moment
and the count of visitor-days are put in for each label as it is asked for. Both are observations:
no count can tell a copy from the label that it was taken from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import get_template_attribute
from markupsafe import Markup, escape

from traceability.domain.days import VIETNAM, day_in_vietnam, format_day
from traceability.domain.labels import LabelState
from traceability.domain.quantity import format_number
from traceability.domain.scans import PUBLIC, USUAL, Limits, Rule, Scanned, Standing, noticed
from traceability.web.tongues import gettext as _

#: Where a sentence takes in what is a label's own; nobody can type these.
_DAY, _TIME, _COUNT = "\x02day\x03", "\x02time\x03", "\x02count\x03"
_SINCE = "\x02since\x03"


@dataclass(frozen=True)
class LabelLines:
    """All that the lines of a run's labels rest on, but the scans themselves.

    ``batch`` and ``holder`` are short codes; ``batch`` is empty for labels that stand for no goods.
    ``made_on`` is when the goods were packed, of labels without goods when they were printed.
    """

    run_no: int
    batch: str
    holder: str
    standing: Standing = field(default_factory=lambda: Standing(LabelState.LINKED))
    limits: Limits = USUAL
    never: str = ""
    once: str = ""
    often: str = ""
    rules: Mapping[Rule, str] = field(default_factory=dict)
    made_on: dt.date = dt.date.min
    before: str = ""
    counted_since: str = ""

    def told(self, scanned: Scanned | None, language: str, since: dt.date | None = None) -> str:
        """The lines of a label as HTML: when it was first scanned, how often, what is noticed.

        ``since`` is the day from which scans are counted: told where the label is older.
        """
        said = self._scans(scanned, language)
        if since is None or since <= self.made_on:
            return said
        return said + self.counted_since.replace(_SINCE, format_day(since, language))

    def _scans(self, scanned: Scanned | None, language: str) -> str:
        if scanned is None:
            return self.never
        day = day_in_vietnam(scanned.first_at)
        said = self.once if scanned.visitors == 1 else self.often
        own = {
            _DAY: format_day(day, language),
            _TIME: f"{scanned.first_at.astimezone(VIETNAM):%H:%M}",
            _COUNT: format_number(scanned.visitors, language),
        }
        for mark, text in own.items():
            said = said.replace(mark, text)
        found = noticed(scanned, day, self.standing, self.limits) & PUBLIC & self.rules.keys()
        # A blank label may be looked at long before it is stuck on a pack.
        said += self.before if day < self.made_on else ""
        return said + "".join(self.rules[rule] for rule in Rule if rule in found)


def drawn(lines: LabelLines, expires: bool) -> LabelLines:
    """The same with its sentences in the language of the request."""
    first = _("Quét lần đầu ngày %(day)s, lúc %(time)s.", day=_DAY, time=_TIME)
    return LabelLines(
        run_no=lines.run_no,
        batch=lines.batch,
        holder=lines.holder,
        standing=lines.standing,
        limits=lines.limits,
        never=_line(_("Chưa ghi nhận lượt quét nào trước lần này.")),
        once=_line(first + " " + _("Mới có một người xem.")),
        often=_line(first + " " + _visitors()),
        rules=_rules(expires),
        made_on=lines.made_on,
        before=_line(_("Lần quét đầu là trước ngày đóng gói, khi tem chưa đứng cho lô này.")),
        counted_since=_line(_("Lượt quét được đếm từ ngày %(day)s.", day=_SINCE)),
    )


def _visitors() -> str:
    return str(
        _(
            "Số lượt người xem: %(count)s (mỗi điện thoại mỗi ngày tính một lượt).",
            count=_COUNT,
        )
    )


def _rules(expires: bool) -> Mapping[Rule, str]:
    late = (
        _("Lần quét đầu cách hạn sử dụng đã lâu. Hãy xem hạn in trên gói.")
        if expires
        else _("Lần quét đầu cách ngày đóng gói đã lâu. Hãy hỏi người bán hàng để từ bao giờ.")
    )
    told = {
        Rule.MANY: _(
            "Nhiều người xem hơn thường thấy ở sản phẩm này. Có thể nhiều người cùng cầm một gói,"
            " cũng có thể tem bị chụp lại: số lượt không cho biết là bên nào."
        ),
        Rule.LATE: late,
        Rule.VOID: _("Tem đã hủy mà vẫn có người quét."),
    }
    return {rule: _noticed(text) for rule, text in told.items()}


def _line(text: str) -> str:
    return str(Markup("<p>{}</p>").format(text))


def _noticed(text: str) -> str:
    sign = get_template_attribute("public/signs.html", "sign")("look")
    return f'<p class="status look">{sign}<span>{escape(text)}</span></p>'
