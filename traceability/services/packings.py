"""Packing: from one batch a packed batch of a product, with the loss named and mass conserved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain import balance
from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.events import Action as EventAction
from traceability.domain.events import (
    Disposition,
    EventStep,
    Kind,
    Occurrence,
    Role,
    Subject,
)
from traceability.domain.quantity import Quantity
from traceability.services import batches, late_entries, parties, recalls, recording
from traceability.store.models import Batch, BatchStock, Crop, PackFormat, Product, ProductRevision
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import products as queries
from traceability.store.unit import Work

MOST_PACKAGES = 1_000_000


class Loss(StrEnum):
    """What a loss was: the closed list that a packing names it from."""

    SORTED_OUT = "sorted_out"
    DRIED = "dried"
    FILTERED = "filtered"
    SPOILED = "spoiled"
    SAMPLE = "sample"


@dataclass(frozen=True)
class PackingRequest:
    """A packing: ``quantity`` drawn from ``batch`` (all on hand if ``None``), ``packages`` made.

    ``late_reason`` is kept where the entry comes late, and is needed there.
    """

    batch: str
    product: str
    packages: int
    packed_on: dt.date
    quantity: Quantity | None = None
    pack_format: int = 1
    loss: Loss | None = None
    lot_code: str | None = None
    late_reason: str | None = None


@dataclass(frozen=True)
class Packed:
    """The new batch's codes, what was packed and what was lost (g or ml)."""

    code: str
    lot_code: str
    packed: int
    lost: int

    @property
    def taken(self) -> int:
        """What was drawn from the source."""
        return self.packed + self.lost


@dataclass(frozen=True)
class _Plan:
    """A packing that was judged: what goes in and out."""

    source: Batch
    stock: BatchStock
    crop: Crop
    product: Product
    revision: ProductRevision
    pack: PackFormat
    taken: int
    out: int
    lost: int
    private: Mapping[str, str]


def register(work: Work, asked: PackingRequest) -> Packed:
    """Pack; what comes out is never more than what goes in times the crop's ratio."""
    work.share_judgement()
    source = batches.known(work, asked.batch)
    require(work.actor, Action.RECORD_PACKING, recalls.thing(work, source))
    stock = work.lock_stock([source.id])[source.id]
    plan = _plan(work, asked, source, stock)
    lot = batches.lot_code(work, source.holder_id, plan.crop, asked.packed_on, asked.lot_code)
    code = recording.issue_code(work, "batch")
    _store(work, asked, plan, code, lot)
    return Packed(code, lot, plan.out, plan.lost)


def _plan(work: Work, asked: PackingRequest, source: Batch, stock: BatchStock) -> _Plan:
    product = _product(work, asked, source)
    crop = queries.crop(work.db, source.crop_code)
    if crop is None:
        raise NotFound
    private = _check_days(work, asked, source)
    recalls.refuse_recalled(work, source)
    revision = queries.newest_revision(work.db, product.id)
    pack = _format(work, asked, product, revision)
    taken = _taken(asked, stock, crop)
    out = _count(asked) * pack.net_amount
    balance.check_taken(stock.on_hand, taken, unit=crop.unit, at="weight")
    ratio = _ratio(work, asked, crop)
    lost = balance.check_step(taken, out, ratio, unit=crop.unit, at="packages")
    return _Plan(source, stock, crop, product, revision, pack, taken, out, lost, private)


def _product(work: Work, asked: PackingRequest, source: Batch) -> Product:
    product = queries.by_code(work.db, asked.product)
    if product is None or product.holder_id != source.holder_id:
        raise Invalid("product_unknown", "product")
    if product.crop_code != source.crop_code:
        raise Invalid("product_of_other_crop", "product", crop=source.crop_code)
    return product


def _check_days(work: Work, asked: PackingRequest, source: Batch) -> dict[str, str]:
    """Refuse what cannot be; gives what the event keeps in private."""
    if asked.packed_on > work.today:
        raise Invalid("day_in_future", "packed_on", day=asked.packed_on, today=work.today)
    if asked.packed_on < source.made_on:
        raise Invalid("packed_before_harvest", "packed_on", made_on=source.made_on)
    if source.stage == "packed":
        raise RuleBroken("already_packed", lot=source.lot_code)
    thing = Thing(holder=source.holder_id)
    return late_entries.private(work, thing, asked.packed_on, asked.late_reason, at="packed_on")


def _format(
    work: Work, asked: PackingRequest, product: Product, revision: ProductRevision
) -> PackFormat:
    for row in queries.pack_formats(work.db, product.id, revision.number):
        if row.number == asked.pack_format:
            return row
    raise Invalid("pack_format_unknown", "product", number=asked.pack_format)


def _taken(asked: PackingRequest, stock: BatchStock, crop: Crop) -> int:
    if asked.quantity is None:
        if stock.on_hand == 0:
            raise RuleBroken("nothing_on_hand", "batch")
        return stock.on_hand
    if asked.quantity.unit != crop.unit:
        raise Invalid("unit_not_of_crop", "weight", unit=crop.unit)
    return asked.quantity.amount


def _count(asked: PackingRequest) -> int:
    if not 1 <= asked.packages <= MOST_PACKAGES:
        raise Invalid("out_of_range", "packages", highest=MOST_PACKAGES)
    return asked.packages


def _ratio(work: Work, asked: PackingRequest, crop: Crop) -> int:
    row = queries.reference(work.db, "step_ratio", crop.code, asked.packed_on)
    return balance.PPM if row is None else min(row.value, balance.PPM)


def _store(work: Work, asked: PackingRequest, plan: _Plan, code: str, lot: str) -> Batch:
    owner = parties.known(work, plan.source.holder_id)
    what = Occurrence(
        kind=Kind.TRANSFORMATION,
        action=EventAction.ADD,
        step=EventStep.PACK,
        disposition=Disposition.IN_PROGRESS,
        subjects=(
            Subject(Role.IN, plan.source.code, plan.taken, plan.crop.unit),
            Subject(Role.OUT, code, plan.out, plan.crop.unit),
            Subject(Role.REF, plan.product.code),
        ),
        occurred_on=asked.packed_on,
        facts=_facts(asked, plan, lot),
        private=plan.private,
    )
    event = recording.record(work, owner.id, owner.code, what)
    batch = batches.header(
        event,
        code=code,
        holder_id=owner.id,
        stage="packed",
        crop_code=plan.crop.code,
        unit=plan.crop.unit,
        lot_code=lot,
        gtin=plan.product.gtin,
        made_on=asked.packed_on,
        expires_on=_expires(asked, plan),
        product_id=plan.product.id,
        product_revision=plan.revision.number,
        pack_format=plan.pack.number,
    )
    batches.draw(plan.stock, plan.taken)
    batches.add(work, batch, plan.out, [batches.Draw(plan.source, plan.taken)])
    origins = batch_queries.origins(work.db, plan.source.id)
    batches.add_origin(work, batch, {(o.place_id, o.area_code_id): o.ppm for o in origins})
    return batch


def _facts(asked: PackingRequest, plan: _Plan, lot: str) -> dict[str, object]:
    loss = asked.loss or usual_loss(plan.crop)
    losses = {str(loss): plan.lost} if plan.lost else {}
    return {
        "lot_code": lot,
        "packages": asked.packages,
        "net_amount": plan.pack.net_amount,
        "product_revision": plan.revision.number,
        "pack_format": plan.pack.number,
        "losses": losses,
    }


def usual_loss(crop: Crop) -> Loss:
    """What a loss usually is with a crop: leaf dries, honey is filtered, the rest is sorted."""
    usual = {"tea": Loss.DRIED, "herb": Loss.DRIED, "honey": Loss.FILTERED}
    return usual.get(crop.family, Loss.SORTED_OUT)


def _expires(asked: PackingRequest, plan: _Plan) -> dt.date | None:
    days = plan.revision.shelf_life_days
    return None if days is None else asked.packed_on + dt.timedelta(days=days)
