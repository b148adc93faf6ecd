"""The printer test: one sheet of dead labels with the cooperative's own words."""

from __future__ import annotations

from urllib.parse import urlsplit

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.days import format_day
from traceability.domain.quantity import Quantity, format_quantity
from traceability.services import (
    label_text,
    parties,
    print_files,
    printers,
    stationery,
)
from traceability.services.press import Press
from traceability.services.printers import PrinterLine
from traceability.services.stock_views import StockLine, stock_lines
from traceability.store.models import Party, Product, ProductRevision
from traceability.store.queries import products
from traceability.store.unit import Reading

#: Where no product is registered yet, its place on the label says what will stand there.
_NO_PRODUCT = "Tên sản phẩm, túi 500 g"
_NO_NET = "500 g"
_CODE_LENGTH = 13


def sheet(view: Reading, actor: Actor, stock: str, base_url: str) -> bytes:
    """The trial sheet as PDF; nothing on it can be scanned as a label or typed as a code.

    ``Invalid('stock_unknown')``; ``RuleBroken('label_…')`` where the words do not fit the stock.
    """
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    paper = stationery.known(view, holder.id, stock)
    sample = f"{base_url}/{'W' * _CODE_LENGTH}"
    try:
        return labels.draw_trial(paper.sheet, _stamp(view, holder, base_url), sample)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused) from None


def fitting(view: Reading, actor: Actor, base_url: str) -> frozenset[str]:
    """The stocks on which the cooperative's words have room."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    sample = f"{base_url}/{'W' * _CODE_LENGTH}"
    try:
        stamp = _stamp(view, holder, base_url)
    except labels.LabelRefused:  # a word that no label can show; the sheet itself says which
        return frozenset()
    return frozenset(
        name
        for name, paper in stationery.papers(view, holder.id).items()
        if labels.trial_fits(paper.sheet, stamp, sample)
    )


def without_room(view: Reading, actor: Actor, base_url: str, printer: PrinterLine) -> list[str]:
    """The sheets that leave no room for what is taken back for a printer, by name."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    if printer.exact or printer.for_rolls:
        return []
    try:
        stamp = _stamp(view, holder, base_url)
    except labels.LabelRefused:  # a word that no label can show
        return []
    sample = print_files.sample(f"{base_url}/", 1)
    return [
        name
        for name, paper in stationery.papers(view, holder.id).items()
        if not paper.roll and printers.overhang(paper.sheet, stamp, sample, printer.calibration)
    ]


def phones(view: Reading, actor: Actor, press: Press, words: labels.PhoneWords) -> bytes:
    """Codes as long as labels' and of none, for the printer that the actor uses.

    ``RuleBroken('public_url_not_printable')``: what a phone could not open is not tried either.
    """
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    press.check_address()
    exact = printers.calibration(view, actor, printers.usual(view, actor, roll=False))
    return labels.draw_phone_test(press.base_url, words, exact)


def papers(view: Reading, actor: Actor) -> list[StockLine]:
    """Every paper that the actor's cooperative can choose."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.PRINT_LABELS, Thing(holder=holder.id))
    return stock_lines(stationery.papers(view, holder.id).values())


def _stamp(view: Reading, holder: Party, base_url: str) -> labels.TraceStamp:
    """As long as the words of a real label: what has room here has room in a run."""
    revision = _newest_product(view, holder)
    day = format_day(view.today)
    lasts = revision is not None and revision.shelf_life_days is not None
    return labels.TraceStamp(
        product=_NO_PRODUCT if revision is None else revision.name_vi,
        cooperative=parties.name_of(view, holder),
        domain=urlsplit(base_url).netloc,
        place=label_text.place(view, holder),
        lot_line=f"Lô THỬ-{view.today:%y%m%d}-00 · {_net(view, revision)}",
        dates_line=f"{labels.TRIAL} · {day}" + (f" · HSD {day}" if lasts else ""),
        packed_line="" if lasts else f"Đóng gói {day}",
        scan_hint=label_text.SCAN_HINT,
    )


def _newest_product(view: Reading, holder: Party) -> ProductRevision | None:
    own = products.of_holder(view.db, holder.id)
    return products.newest_revision(view.db, own[-1].id) if own else None


def _net(view: Reading, revision: ProductRevision | None) -> str:
    if revision is None:
        return _NO_NET
    formats = products.pack_formats(view.db, revision.product_id, revision.number)
    net = formats[0].net_amount if formats else None
    product = view.db.get_one(Product, revision.product_id)
    crop = products.crop(view.db, product.crop_code)
    if net is None or crop is None:
        return _NO_NET
    unit = formats[0].unit or crop.unit
    return format_quantity(Quantity(net, "ml" if unit == "ml" else "g"))
