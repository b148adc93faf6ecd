"""Packing: from one batch a packed batch of a product, with the loss named and mass conserved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from traceability.data.processes import template_of
from traceability.domain import balance
from traceability.domain.accepting import Accepted
from traceability.domain.access import Action, Thing, require
from traceability.domain.balance import PPM, Basis
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken, Together
from traceability.domain.events import Action as EventAction
from traceability.domain.events import (
    Disposition,
    EventStep,
    Kind,
    Occurrence,
    Role,
    Subject,
)
from traceability.domain.process import FRESH, Loss
from traceability.domain.quantity import Quantity
from traceability.services import (
    batches,
    densities,
    gtins,
    late_entries,
    packing_lists,
    parties,
    raw_materials,
    recalls,
    recording,
    warned_ceilings,
)
from traceability.services.densities import Density
from traceability.services.packed_formats import PackedAs
from traceability.services.raw_materials import Usual
from traceability.services.warned_ceilings import Kept
from traceability.store.models import Batch, BatchStock, Crop, PackFormat, Product, ProductRevision
from traceability.store.queries import products as queries
from traceability.store.unit import Work

MOST_PACKAGES = 1_000_000
#: What sorting leaves at the least of what goes in, as its steps say (ppm): beyond that one asks.
_USUALLY_LEFT = 700_000


@dataclass(frozen=True)
class PackingRequest:
    """A packing: ``quantity`` drawn from ``batch`` (all on hand if ``None``), ``packages`` made.

    ``packed`` is what came out, where packages are not of one net amount; ``product_revision`` is
    the one that was on the screen, where one was. ``late_reason`` is kept where the entry comes
    late, and is needed there. ``estimated``: packed in the garden, before the scale; so is whatever
    is packed of goods that wait for it. ``weights`` (g) are those of each package, in their order,
    where each was weighed by itself; ``only_needed`` draws what came out instead of all on hand,
    where ``quantity`` says nothing. ``device_at`` is evidence. ``accepts`` says why it is
    recorded where much comes of the harvest, and is needed there.
    """

    batch: str
    product: str
    packages: int | None
    packed_on: dt.date
    quantity: Quantity | None = None
    pack_format: int = 1
    loss: Loss | None = None
    lot_code: str | None = None
    late_reason: str | None = None
    packed: Quantity | None = None
    product_revision: int | None = None
    estimated: bool = False
    weights: tuple[int, ...] = ()
    device_at: dt.datetime | None = None
    accepts: Accepted | None = None
    only_needed: bool = False


@dataclass(frozen=True)
class Packed:
    """The new batch's codes, what was packed and what was lost (g or ml).

    ``much`` says what usually comes of the harvest where more than the warning did.
    """

    code: str
    lot_code: str
    packed: int
    lost: int
    much: Usual | None = None

    @property
    def taken(self) -> int:
        """What was drawn from the source."""
        return self.packed + self.lost

    @property
    def is_far_less(self) -> bool:
        """Whether less was packed than sorting leaves: the rest may not be packed yet."""
        return self.packed * PPM < _USUALLY_LEFT * self.taken


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
    packages: int | None
    gtin: str | None
    private: Mapping[str, str]
    estimated: bool
    density: Density | None
    much: Usual | None
    warned: Kept

    @property
    def basis(self) -> Basis:
        """What the labels of the new batch are counted against."""
        return Basis(self.pack.basis)


def register(work: Work, asked: PackingRequest) -> Packed:
    """Pack; what comes out is never more than what goes in times the crop's ratio."""
    work.share_judgement()
    source = batches.known(work, asked.batch)
    require(work.actor, Action.RECORD_PACKING, recalls.thing(work, source))
    stock = work.lock_stock([source.id])[source.id]
    plan = _plan(work, asked, source, stock)
    lot = batches.lot_code(
        work, source.holder_id, plan.crop, asked.packed_on, asked.lot_code, plan.gtin
    )
    code = recording.issue_code(work, "batch")
    _store(work, asked, plan, code, lot)
    return Packed(code, lot, plan.out, plan.lost, plan.much)


def _plan(work: Work, asked: PackingRequest, source: Batch, stock: BatchStock) -> _Plan:
    told, private = Together(), dict[str, str]()
    with told.check():
        private = _check_days(work, asked, source)
    with told.last():
        product = _product(work, asked, source)
    crop = queries.crop(work.db, source.crop_code)
    if crop is None:
        raise NotFound
    recalls.refuse_recalled(work, source)
    revision = _revision(work, asked, product)
    pack = _format(work, asked, product, revision)
    by = densities.of_batch(work, source)
    asked = packing_lists.counted(asked, Basis(pack.basis))
    taken = _taken(asked, stock, crop, by)
    if asked.only_needed and asked.quantity is None:
        taken, _at = _out(asked, crop, pack, by, taken)
    out, at = _out(asked, crop, pack, by, taken)
    balance.check_taken(stock.on_hand, taken, unit=crop.unit, at="weight")
    highest = _highest(work, asked, source, taken)
    lost = balance.check_out(taken, out, highest, unit=crop.unit, at=at)
    much = _much(work, asked, (crop, source, taken), out)
    warned = warned_ceilings.of_making(much, out, asked.accepts, crop.unit)
    gtin = gtins.usable(product)
    guess = asked.estimated or stock.estimated
    return _Plan(
        source=source,
        stock=stock,
        crop=crop,
        product=product,
        revision=revision,
        pack=pack,
        taken=taken,
        out=out,
        lost=lost,
        packages=asked.packages,
        gtin=gtin,
        private=private,
        estimated=guess,
        density=by,
        much=much,
        warned=warned,
    )


def _product(work: Work, asked: PackingRequest, source: Batch) -> Product:
    # The order of locks is holder, product: whoever edits a product takes them so too.
    work.lock_party(source.holder_id)
    product = queries.by_code(work.db, asked.product, held=True)
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


def _revision(work: Work, asked: PackingRequest, product: Product) -> ProductRevision:
    """The newest revision, unless what was chosen on the screen is another one by now."""
    now = queries.newest_revision(work.db, product.id)
    if asked.product_revision not in (None, now.number):
        raise Conflict("product_changed", "product", name=now.name_vi, revision=now.number)
    return now


def _format(
    work: Work, asked: PackingRequest, product: Product, revision: ProductRevision
) -> PackFormat:
    for row in queries.pack_formats(work.db, product.id, revision.number):
        if row.number == asked.pack_format:
            return row
    raise Invalid("pack_format_unknown", "product", number=asked.pack_format)


def _taken(asked: PackingRequest, stock: BatchStock, crop: Crop, by: Density | None) -> int:
    if asked.quantity is None:
        if stock.on_hand == 0:
            raise RuleBroken("nothing_on_hand", "batch")
        return stock.on_hand
    return densities.drawn(asked.quantity, crop, by, "weight", stock.on_hand)


def _out(
    asked: PackingRequest, crop: Crop, pack: PackFormat, by: Density | None, taken: int
) -> tuple[int, str]:
    """What came out (g or ml) and the field that says so, by what the pack format counts."""
    basis = Basis(pack.basis)
    if basis is Basis.FIXED_NET:
        return _of_fixed_net(asked, crop, pack, by, taken), "packages"
    if asked.packed is None:
        raise Invalid("packed_needed", "packed")
    packages = _count(asked, basis)
    out = densities.drawn(asked.packed, crop, by, "packed", taken)
    if basis is Basis.PIECES and packages:
        unit = _unit_of(pack, crop)
        density = by.value if by is not None and unit != crop.unit else None
        packed = PackedAs(pack.name, basis, pack.net_amount, packages, unit, density)
        packed.check_pieces(packages, out)
    return out, "packed"


def _of_fixed_net(
    asked: PackingRequest, crop: Crop, pack: PackFormat, by: Density | None, taken: int
) -> int:
    packages = _count(asked, Basis.FIXED_NET)
    net = Quantity((packages or 0) * (pack.net_amount or 0), _unit_of(pack, crop))
    out = densities.drawn(net, crop, by, "packages", taken)
    if asked.packed not in (None, net, Quantity(out, _unit_of(None, crop))):
        raise Invalid("packed_differs", "packed", out=net.amount, unit=net.unit)
    return out


def _unit_of(pack: PackFormat | None, crop: Crop) -> Literal["g", "ml"]:
    unit = crop.unit if pack is None or pack.unit is None else pack.unit
    return "ml" if unit == "ml" else "g"


def _count(asked: PackingRequest, basis: Basis) -> int | None:
    if asked.packages is None:
        if basis in balance.COUNTED:
            raise Invalid("required", "packages")
        return None
    if asked.packages == 0:
        raise Invalid("no_packages", "packages")
    if not 1 <= asked.packages <= MOST_PACKAGES:
        raise Invalid("out_of_range", "packages", highest=MOST_PACKAGES)
    return asked.packages


def _highest(work: Work, asked: PackingRequest, source: Batch, taken: int) -> int:
    """The most that can be packed: what was taken, and what the harvest behind it can give."""
    drawn = [batches.Draw(source, taken)]
    most = raw_materials.most_finished(work, drawn, source.crop_code, asked.packed_on)
    return min(taken, most)


def _much(
    work: Work, asked: PackingRequest, drawn: tuple[Crop, Batch, int], out: int
) -> Usual | None:
    """What is usual where what was not finished before gave more than that; else None."""
    crop, source, taken = drawn
    if _is_finished(crop, source):
        return None
    draws = [batches.Draw(source, taken)]
    usual = raw_materials.usual_finished(work, draws, crop.code, asked.packed_on)
    return usual if usual is not None and usual.is_much(out) else None


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
        private={**plan.private, **plan.warned.private},
        device_at=asked.device_at,
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
        gtin=plan.gtin,
        made_on=asked.packed_on,
        expires_on=_expires(asked, plan),
        product_id=plan.product.id,
        product_revision=plan.revision.number,
        pack_format=plan.pack.number,
    )
    batches.draw(plan.stock, plan.taken)
    drawn = [batches.Draw(plan.source, plan.taken)]
    batches.add(work, batch, plan.out, drawn, estimated=plan.estimated)
    batches.add_origin(work, batch, batches.shares_of(work, plan.source))
    return batch


def _facts(asked: PackingRequest, plan: _Plan, lot: str) -> dict[str, object]:
    loss = asked.loss or usual_loss(plan.crop, plan.source)
    losses = {str(loss): plan.lost} if plan.lost else {}
    fixed = plan.basis is Basis.FIXED_NET
    return {
        "lot_code": lot,
        "packages": plan.packages,
        "net_amount": plan.pack.net_amount if fixed else None,
        "product_revision": plan.revision.number,
        "pack_format": plan.pack.number,
        "losses": losses,
        "gtin": plan.gtin,
        **({} if fixed else {"basis": str(plan.basis)}),
        **({} if plan.pack.unit is None else {"net_unit": plan.pack.unit}),
        **({} if plan.density is None else plan.density.facts),
        **({"weights": list(asked.weights)} if asked.weights else {}),
        **({"estimated": True} if plan.estimated else {}),
        **({} if plan.much is None else {"warned": ["unusual_ratio"]}),
        **plan.warned.facts,
    }


def usual_loss(crop: Crop, source: Batch) -> Loss:
    """What a loss usually is with a lot: leaf dries, honey is filtered, the rest is sorted.

    What is dry already dries no more.
    """
    usual = {"tea": Loss.DRIED, "herb": Loss.DRIED, "honey": Loss.FILTERED}
    found = usual.get(crop.family, Loss.SORTED_OUT)
    dry = found is Loss.DRIED and _is_finished(crop, source)
    return Loss.SORTED_OUT if dry else found


def _is_finished(crop: Crop, source: Batch) -> bool:
    return template_of(crop.family).material(source.material or FRESH).finished


def _expires(asked: PackingRequest, plan: _Plan) -> dt.date | None:
    days = plan.revision.shelf_life_days
    return None if days is None else asked.packed_on + dt.timedelta(days=days)
