"""A cooperative's products: what stands on each now, and which lots keep an older name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.services import parties, products
from traceability.store.models import Product
from traceability.store.queries import lots
from traceability.store.queries import products as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Format:
    """A pack format: its name and the net amount of a package in the product's unit."""

    name: str
    net_amount: int


@dataclass(frozen=True)
class ProductLine:
    """A product as its newest revision says."""

    code: str
    name_vi: str
    name_en: str | None
    crop: str
    unit: str
    gtin: str | None
    gtin_state: str | None
    picture: str | None
    shelf_life_days: int | None
    standard: str | None
    formats: tuple[Format, ...]
    revision: int
    revised_at: dt.datetime


@dataclass(frozen=True)
class Keeper:
    """A published lot that keeps the name it was packed under."""

    code: str
    lot_code: str
    name: str


@dataclass(frozen=True)
class ProductForm:
    """A product to rename: what stands on it now, and the published lots that keep their name."""

    line: ProductLine
    keepers: tuple[Keeper, ...]


def listed(view: Reading, actor: Actor) -> list[ProductLine]:
    """The products of the actor's cooperative."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    return [_line(view, each) for each in queries.of_holder(view.db, holder.id)]


def editable(view: Reading, actor: Actor, code: str) -> ProductForm:
    """A product for the one who may change it; refused to a recorder, unknown to a stranger."""
    product = products.known(view, code)
    require(actor, Action.EDIT_PRODUCT, Thing(holder=product.holder_id))
    names = lots.product_names(view.db, product.holder_id)
    keepers = (
        Keeper(batch.code, batch.lot_code, names[product.id, batch.product_revision or 0])
        for batch in lots.published_under(view.db, product.id)
    )
    return ProductForm(_line(view, product), tuple(keepers))


def _line(view: Reading, product: Product) -> ProductLine:
    revision = queries.newest_revision(view.db, product.id)
    crop = queries.crop(view.db, product.crop_code)
    formats = queries.pack_formats(view.db, product.id, revision.number)
    return ProductLine(
        code=product.code,
        name_vi=revision.name_vi,
        name_en=revision.name_en,
        crop="" if crop is None else crop.name_vi,
        unit="g" if crop is None else crop.unit,
        gtin=product.gtin,
        gtin_state=product.gtin_state,
        picture=revision.picture,
        shelf_life_days=revision.shelf_life_days,
        standard=revision.standard,
        formats=tuple(Format(row.name, row.net_amount) for row in formats),
        revision=revision.number,
        revised_at=revision.recorded_at,
    )
