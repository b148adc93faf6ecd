"""The printer test: one sheet of dead labels with the cooperative's own words."""

from __future__ import annotations

from urllib.parse import urlsplit

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.days import format_day
from traceability.domain.errors import Invalid
from traceability.services import label_text, parties, print_files
from traceability.store.models import Party
from traceability.store.queries import products
from traceability.store.unit import Reading

#: Where no product is registered yet, its place on the label says what will stand there.
_NO_PRODUCT = "Tên sản phẩm của bạn"
_LOT = f"{labels.TRIAL}, không dán"
_CODE_LENGTH = 13


def sheet(view: Reading, actor: Actor, stock: str, base_url: str) -> bytes:
    """The trial sheet as PDF; nothing on it can be scanned as a label or typed as a code.

    ``Invalid('stock_unknown')``; ``RuleBroken('label_…')`` where the words do not fit the stock.
    """
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    paper = labels.STOCKS.get(stock)
    if paper is None:
        raise Invalid("stock_unknown", "stock", stocks=sorted(labels.STOCKS))
    sample = f"{base_url}/{'W' * _CODE_LENGTH}"
    try:
        return labels.draw_trial(paper, _stamp(view, holder, base_url), sample)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused) from None


def _stamp(view: Reading, holder: Party, base_url: str) -> labels.TraceStamp:
    return labels.TraceStamp(
        product=_product(view, holder),
        cooperative=parties.name_of(view, holder),
        domain=urlsplit(base_url).netloc,
        place=label_text.place(view, holder),
        lot_line=_LOT,
        dates_line=f"Ngày in {format_day(view.today)}",
        scan_hint=label_text.SCAN_HINT,
    )


def _product(view: Reading, holder: Party) -> str:
    """The name that the newest product has."""
    own = products.of_holder(view.db, holder.id)
    if not own:
        return _NO_PRODUCT
    return products.newest_revision(view.db, max(each.id for each in own)).name_vi
