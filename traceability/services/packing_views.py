"""What a packing is recorded from: the lot, and the products that its goods can become."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, require
from traceability.domain.errors import NotFound
from traceability.services import batches, recalls
from traceability.services.packings import Loss, usual_loss
from traceability.store.models import Batch, Product
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import products as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Pack:
    """A product in one pack format: ``key`` is ``PRODUCT/FORMAT``, ``net_amount`` in g or ml."""

    key: str
    product: str
    pack_format: str
    net_amount: int


@dataclass(frozen=True)
class Bench:
    """The lot to pack from: what it is, what is on hand (``unit``), and what it can become."""

    code: str
    lot_code: str
    crop: str
    crop_en: str
    unit: str
    on_hand: int
    made_on: dt.date
    usual_loss: Loss
    packs: tuple[Pack, ...]

    def pack(self, key: str) -> Pack | None:
        """The pack of a key."""
        return next((each for each in self.packs if each.key == key), None)


def bench(view: Reading, actor: Actor, code: str) -> Bench:
    """The lot of a short code as its packers see it; another cooperative's is ``NotFound``."""
    batch = batches.known(view, code)
    require(actor, Action.RECORD_PACKING, recalls.thing(view, batch))
    crop = queries.crop(view.db, batch.crop_code)
    if crop is None:
        raise NotFound
    return Bench(
        code=batch.code,
        lot_code=batch.lot_code,
        crop=crop.name_vi,
        crop_en=crop.name_en,
        unit=crop.unit,
        on_hand=batch_queries.stock(view.db, batch.id).on_hand,
        made_on=batch.made_on,
        usual_loss=usual_loss(crop),
        packs=_packs(view, batch),
    )


def _packs(view: Reading, batch: Batch) -> tuple[Pack, ...]:
    own = queries.of_holder(view.db, batch.holder_id)
    fitting = [product for product in own if product.crop_code == batch.crop_code]
    return tuple(pack for product in fitting for pack in _formats(view, product))


def _formats(view: Reading, product: Product) -> list[Pack]:
    revision = queries.newest_revision(view.db, product.id)
    rows = queries.pack_formats(view.db, product.id, revision.number)
    return [
        Pack(f"{product.code}/{row.number}", revision.name_vi, row.name, row.net_amount)
        for row in rows
    ]
