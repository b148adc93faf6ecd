"""The words of orders from a printing house."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from traceability.domain.print_houses import HouseTerms
from traceability.domain.quantity import format_number
from traceability.services.print_orders import OrderFile
from traceability.store.models import PrintRun
from traceability.store.unit import Work

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
        needed=format_number(terms.needed),
        spare=format_number(terms.spare),
        printed=format_number(terms.printed),
        rolls=format_number(terms.rolls),
    )
    return told
