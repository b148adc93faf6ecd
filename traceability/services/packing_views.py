"""What a packing is recorded from: the lot, and the products that its goods can become."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, require
from traceability.domain.balance import COUNTED, Basis
from traceability.domain.density import most_of
from traceability.domain.errors import NotFound
from traceability.domain.process import Loss
from traceability.services import batches, densities, goods_names, recalls
from traceability.services.densities import Density
from traceability.services.packings import usual_loss
from traceability.store.models import Batch, Product
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import products as queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Pack:
    """A product in one pack format: ``key`` is ``PRODUCT/FORMAT/REVISION``.

    ``net_amount`` (``unit``: g or ml) is what a package holds, or the least that a piece weighs;
    ``goods`` are both names, where the product does not end with the pack.
    """

    key: str
    product: str
    pack_format: str
    basis: Basis
    net_amount: int | None
    unit: str
    goods: str

    @property
    def fixed(self) -> bool:
        """Whether every package holds the same."""
        return self.basis is Basis.FIXED_NET


@dataclass(frozen=True)
class Bench:
    """The lot to pack from: what it is, what is on hand (``unit``), and what it can become.

    ``density`` is that of goods kept by volume, which may be packed by weight; what is packed of a
    ``held`` lot is held with it.
    """

    code: str
    lot_code: str
    crop: str
    crop_en: str
    family: str
    unit: str
    on_hand: int
    made_on: dt.date
    stage: str
    usual_loss: Loss
    packs: tuple[Pack, ...]
    density: Density | None
    held: bool

    @property
    def weighs_each(self) -> bool:
        """Whether some pack takes packages that are weighed each by itself."""
        return any(pack.basis is Basis.OWN_WEIGHT for pack in self.packs)

    def most_of(self, pack: Pack) -> int:
        """How many packages of one net amount the lot fills; 0 where they hold no one amount."""
        on_hand = self.on_hand
        if pack.unit != self.unit and self.density is not None:
            on_hand = most_of(on_hand, self.density.value)
        return on_hand // pack.net_amount if pack.net_amount else 0

    @property
    def weighs(self) -> bool:
        """Whether some pack asks what came out, because packages are not of one net amount."""
        return any(not pack.fixed for pack in self.packs)

    @property
    def counts(self) -> bool:
        """Whether every pack asks for the number of packages."""
        return all(pack.basis in COUNTED for pack in self.packs)

    def pack(self, key: str) -> Pack | None:
        """The pack of a key, or of the beginning of one that leaves the revision open."""
        found = (pack for pack in self.packs if f"{pack.key}/".startswith(f"{key}/"))
        return next(found, None)


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
        family=crop.family,
        unit=crop.unit,
        on_hand=batch_queries.stock(view.db, batch.id).on_hand,
        made_on=batch.made_on,
        stage=batch.stage,
        usual_loss=usual_loss(crop, batch),
        packs=_packs(view, batch),
        density=densities.of_batch(view, batch),
        held=bool(recall_queries.open_over(view.db, [batch.id])),
    )


def _packs(view: Reading, batch: Batch) -> tuple[Pack, ...]:
    own = queries.of_holder(view.db, batch.holder_id)
    fitting = [product for product in own if product.crop_code == batch.crop_code]
    return tuple(pack for product in fitting for pack in _formats(view, product, batch.unit))


def _formats(view: Reading, product: Product, unit: str) -> list[Pack]:
    revision = queries.newest_revision(view.db, product.id)
    rows = queries.pack_formats(view.db, product.id, revision.number)
    found = []
    for row in rows:
        goods = goods_names.in_pack(revision, rows, row.name)
        key, amount = f"{product.code}/{row.number}/{revision.number}", row.net_amount
        basis, kept_in = Basis(row.basis), row.unit or unit
        found.append(Pack(key, goods.vi, row.name, basis, amount, kept_in, goods.packed))
    return found
