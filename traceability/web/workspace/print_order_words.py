"""The words of orders from a printing house."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from traceability.domain.print_houses import HouseTerms
from traceability.services.print_orders import OrderFile
from traceability.store.models import PrintRun
from traceability.store.unit import Work
from traceability.web.thousands import marked
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

#: What orders a run in a unit of work.
Order = Callable[[Work], PrintRun]

ALONG: Mapping[str, Any] = {
    "row": _l("Theo hàng: số chạy ngang qua các tem cạnh nhau"),
    "column": _l("Theo cột: mỗi cột là một cuộn, số chạy dọc"),
}
FILES: Mapping[OrderFile, Any] = {
    OrderFile.PDF: _l("PDF (cả đơn hoặc từng cuộn)"),
    OrderFile.CSV: _l("bảng CSV"),
    OrderFile.PAPER: _l("trang quy cách"),
}


def totals(terms: HouseTerms) -> str:
    """What an order comes to: labels needed, those beyond, all of them, and their rolls."""
    told: str = _(
        "Cần %(needed)s tem, đặt dư %(spare)s: xưởng in %(printed)s tem, %(rolls)s cuộn.",
        needed=marked(terms.needed),
        spare=marked(terms.spare),
        printed=marked(terms.printed),
        rolls=marked(terms.rolls),
    )
    return told


def last_roll(terms: HouseTerms) -> str:
    """Where what is beyond makes a last roll that is shorter than the others; else nothing."""
    last = terms.printed % terms.per_roll
    if not terms.spare or terms.rolls < 2 or not last:
        return ""
    told: str = _(
        "Mỗi cuộn %(each)s tem, cuộn cuối %(last)s tem: tem dư ở cuối, không chia vào từng cuộn.",
        each=marked(terms.per_roll),
        last=marked(last),
    )
    return told
