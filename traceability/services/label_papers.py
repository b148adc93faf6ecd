"""Which paper a form of labels begins with: the last one of its design that its words fit on.

Bags and fruit take turns in a packing house, each on paper of its own: what fruit stickers were
printed on last is none for the stamp on a bag.
"""

from __future__ import annotations

from collections.abc import Callable

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.label_designs import LabelDesign
from traceability.services import (
    batches,
    blank_runs,
    label_designs,
    label_views,
    print_runs,
    stationery,
    stock_views,
)
from traceability.services.press import Press
from traceability.store.unit import Reading

#: What is asked for where nothing was chosen.
USUAL_DESIGN = LabelDesign.TRACE_STAMP


def of_lot(
    view: Reading, actor: Actor, press: Press, code: str, design: LabelDesign = USUAL_DESIGN
) -> str:
    """The paper that a print for a packed lot begins with, by its name."""
    lot = batches.known(view, code)
    require(actor, Action.PRINT_LABELS, Thing(holder=lot.holder_id))
    batches.check_packed_by_holder(view, lot)
    base = press.base_url
    return _first_that_fits(
        *(view, press, lot.holder_id, design),
        lambda each: label_designs.of_lot(view, lot, base, each),
    )


def of_blank(view: Reading, actor: Actor, press: Press, pack: str, design: LabelDesign) -> str:
    """The same of blank labels of a pack, as a form names it: product and number, by a colon."""
    code, _colon, number = pack.partition(":")
    product = blank_runs.known(view, code)
    require(actor, Action.PRINT_LABELS, Thing(holder=product.holder_id))
    format_ = blank_runs.pack_of(view, product, int(number))
    base = press.base_url
    return _first_that_fits(
        *(view, press, product.holder_id, design),
        lambda each: label_designs.of_blank(view, product, format_, base, each),
    )


def _first_that_fits(
    view: Reading,
    press: Press,
    holder_id: int,
    design: LabelDesign,
    make: Callable[[LabelDesign], labels.Design],
) -> str:
    """The usual paper of a design, or the smallest sheet with room; the usual where none has it."""
    usual = label_views.usual_stock(view, holder_id, design)
    papers, sample = stationery.papers(view, holder_id), press.sample(print_runs.MOST_LABELS)
    tried = stock_views.from_usual(usual)
    fitting = (
        each for each in tried if label_designs.has_room(make, design, papers[each].sheet, sample)
    )
    return next(fitting, usual)
