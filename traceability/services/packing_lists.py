"""Packing lists: packages that were weighed each by itself, sack by sack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.balance import Basis
from traceability.domain.errors import Invalid, NotFound
from traceability.domain.quantity import Quantity
from traceability.services import batches, packed_formats, parties
from traceability.store.models import Batch
from traceability.store.queries import products
from traceability.store.unit import Reading

if TYPE_CHECKING:
    from traceability.services.packings import PackingRequest

#: So many weights fit into a leaf beside all else that it says.
MOST_WEIGHTS = 1_000


@dataclass(frozen=True)
class PackingList:
    """The list of a packed lot: what each package weighs (g), in their order."""

    code: str
    lot_code: str
    product: str
    pack_format: str
    holder: str
    packed_on: dt.date
    weights: tuple[int, ...]

    @property
    def total(self) -> int:
        """What all of them weigh (g)."""
        return sum(self.weights)


def counted(asked: PackingRequest, basis: Basis) -> PackingRequest:
    """The request with what its weights tell: how many packages, and what was packed in all.

    Raises Invalid ``weights_not_of_basis`` where packages are not weighed by themselves,
    ``weights_differ`` (``total``) and ``packages_differ`` (``count``) where another figure says
    otherwise, ``out_of_range`` for too many or for a package of nothing.
    """
    if not asked.weights:
        return asked
    if basis is not Basis.OWN_WEIGHT:
        raise Invalid("weights_not_of_basis", "weights")
    count, total = len(asked.weights), Quantity(sum(asked.weights), "g")
    if count > MOST_WEIGHTS:
        raise Invalid("out_of_range", "weights", highest=MOST_WEIGHTS)
    if min(asked.weights) <= 0:
        raise Invalid("must_be_positive", "weights")
    if asked.packages not in (None, count):
        raise Invalid("packages_differ", "packages", count=count)
    if asked.packed not in (None, total):
        raise Invalid("weights_differ", "packed", total=total.amount, unit="g")
    return replace(asked, packages=count, packed=total)


def of_batch(view: Reading, batch: Batch) -> tuple[int, ...]:
    """What each package of a lot weighs (g); none where they were not weighed one by one."""
    return tuple(packed_formats.told_of(view, batch).get("weights", ()))


def shown(view: Reading, actor: Actor, code: str) -> PackingList:
    """The packing list of an own lot; NotFound where there is none."""
    batch = batches.known(view, code)
    require(actor, Action.SEE_BATCH, Thing(holder=batch.holder_id))
    weights = of_batch(view, batch)
    if not weights or batch.product_id is None or batch.product_revision is None:
        raise NotFound
    revision = products.revision(view.db, batch.product_id, batch.product_revision)
    return PackingList(
        code=batch.code,
        lot_code=batch.lot_code,
        product=revision.name_vi,
        pack_format=packed_formats.of_batch(view, batch).name,
        holder=parties.name_of(view, parties.known(view, batch.holder_id)),
        packed_on=batch.made_on,
        weights=weights,
    )
