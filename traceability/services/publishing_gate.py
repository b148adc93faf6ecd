"""What a lot still lacks to be published: the ten items, what its family asks for, and where.

Each thing that is missing comes with where it is filled in, and whether this person may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.access import Action, Actor, Thing, may
from traceability.domain.completeness import MUST, Item
from traceability.domain.process import Fact
from traceability.services import completeness, known_facts
from traceability.services.known_facts import LotFacts
from traceability.store.models import Batch
from traceability.store.queries import products
from traceability.store.unit import Reading


class Fill(StrEnum):
    """The page where something is filled in."""

    PRODUCT = "product"
    ORGANISATION = "organisation"
    HARVEST = "harvest"
    FACTS = "facts"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Gap:
    """Something that is missing: an item or a fact, whether it must be there, where it is filled.

    ``may`` tells whether this person may fill it in; ``code`` is of the product or lot to open.
    ``repack`` where the lot keeps what stood at packing, so that only a new lot will have it.
    """

    what: Item | Fact
    must: bool
    fill: Fill
    code: str
    may: bool
    repack: bool = False


@dataclass(frozen=True)
class Gate:
    """The meter of a packed lot: what is filled, and what is not, the mandatory first."""

    filled: frozenset[Item]
    gaps: tuple[Gap, ...]
    facts: LotFacts

    @property
    def missing(self) -> tuple[Item, ...]:
        """The mandatory items that are not filled, in order."""
        return tuple(item for item in MUST if item not in self.filled)

    @property
    def stands(self) -> bool:
        """Whether nothing that must be there is missing."""
        return not any(gap.must for gap in self.gaps)


_FILLS: dict[Item, Fill] = {
    Item.PRODUCT_NAME: Fill.PRODUCT,
    Item.IMAGE: Fill.PRODUCT,
    Item.MAKER: Fill.ORGANISATION,
    Item.ADDRESS: Fill.ORGANISATION,
    Item.STEPS: Fill.HARVEST,
    Item.MADE_ON: Fill.HARVEST,
    Item.TRACE_CODE: Fill.HARVEST,
    Item.BRAND_OR_SERIAL: Fill.PRODUCT,
    Item.BEST_BEFORE: Fill.PRODUCT,
    Item.STANDARDS: Fill.CERTIFICATE,
}
_RIGHTS: dict[Fill, Action] = {
    Fill.PRODUCT: Action.EDIT_PRODUCT,
    Fill.ORGANISATION: Action.EDIT_ORGANISATION,
    Fill.HARVEST: Action.RECORD_HARVEST,
    Fill.FACTS: Action.RECORD_RUN,
    Fill.CERTIFICATE: Action.EDIT_CERTIFICATE,
}


def of_batch(view: Reading, actor: Actor, batch: Batch) -> Gate:
    """The meter of a packed lot as a person sees it."""
    filled = completeness.filled(view, batch)
    facts = known_facts.of_batch(view, batch)
    product = products.by_ids(view.db, [batch.product_id or 0]).get(batch.product_id or 0)
    named = "" if product is None else product.code
    items = [_item(actor, batch, named, item) for item in Item if item not in filled]
    asked = [_fact(actor, batch, fact) for fact in facts.missing]
    return Gate(filled, _mandatory_first([*items, *asked]), facts)


def _mandatory_first(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    return tuple(sorted(gaps, key=lambda gap: not gap.must))


def _item(actor: Actor, batch: Batch, product: str, item: Item) -> Gap:
    fill = _FILLS[item]
    at_product = fill is Fill.PRODUCT
    return Gap(
        what=item,
        must=item in MUST,
        fill=fill,
        code=product if at_product else batch.code,
        may=_may(actor, batch, fill),
        repack=at_product,
    )


def _fact(actor: Actor, batch: Batch, fact: Fact) -> Gap:
    return Gap(fact, True, Fill.FACTS, batch.code, _may(actor, batch, Fill.FACTS))


def _may(actor: Actor, batch: Batch, fill: Fill) -> bool:
    return may(actor, _RIGHTS[fill], Thing(holder=batch.holder_id))
