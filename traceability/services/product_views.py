"""A cooperative's products: what stands on each now, and who keeps what stood before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import labels
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.balance import Basis
from traceability.domain.label_fields import LabelField
from traceability.domain.text import sort_key
from traceability.services import label_needs, parties, products
from traceability.store.models import Crop, PackFormat, Product, ProductRevision
from traceability.store.queries import events, lots, product_history
from traceability.store.queries import products as queries
from traceability.store.queries.product_history import Uses
from traceability.store.unit import Reading

#: What stands on a label besides the names, by its column.
LABEL_TEXTS = ("brand", "origin", "ingredients", "usage", "storage", "warnings", "standard")
_COMPARED = ("name_vi", "name_en", "name_zh", *LABEL_TEXTS, "shelf_life_days")


@dataclass(frozen=True)
class Format:
    """A pack format: its name, the amount and what labels count against.

    The amount is in the product's unit, or in ``unit`` where it says another.
    """

    name: str
    net_amount: int | None
    basis: Basis
    unit: str | None = None


@dataclass(frozen=True)
class ProductLine:
    """A product as its newest revision says; ``missing`` is what a goods label would still need."""

    code: str
    name_vi: str
    name_en: str | None
    name_zh: str | None
    crop: str
    crop_code: str
    family: str
    unit: str
    gtin: str | None
    gtin_state: str | None
    picture: str | None
    photo: bool
    shelf_life_days: int | None
    texts: dict[str, str]
    formats: tuple[Format, ...]
    missing: tuple[LabelField, ...]
    revision: int
    revised_at: dt.datetime

    @property
    def pictured(self) -> bool:
        """Whether buyers see a picture; without one nothing is published."""
        return self.photo or self.picture is not None

    @property
    def undrawable(self) -> str:
        """Characters of what a label would say that the labels' typeface lacks."""
        return labels.undrawable(" ".join(self.texts.values()))


@dataclass(frozen=True)
class Keeper:
    """A published lot that keeps the name it was packed under."""

    code: str
    lot_code: str
    name: str


@dataclass(frozen=True)
class Revised:
    """One revision: when, by whom (``None``: the operator), what it changed, and who keeps it."""

    number: int
    at: dt.datetime
    by: str | None
    name_vi: str
    changed: tuple[str, ...]
    formats: tuple[Format, ...]
    uses: Uses


@dataclass(frozen=True)
class ProductPage:
    """A product with its revisions, the newest first, and the published lots of older ones."""

    line: ProductLine
    revisions: tuple[Revised, ...]
    keepers: tuple[Keeper, ...]

    @property
    def older(self) -> Uses:
        """What keeps a revision that is not the newest."""
        return _sum(each.uses for each in self.revisions[1:])

    @property
    def packed(self) -> Uses:
        """What would keep the revision it has, if there were a newer one."""
        return _sum(each.uses for each in self.revisions)


@dataclass(frozen=True)
class CropChoice:
    """A crop that a product can be made of; ``own`` where the cooperative grows it."""

    code: str
    name_vi: str
    name_en: str
    unit: str
    own: bool


def listed(view: Reading, actor: Actor) -> list[ProductLine]:
    """The products of the actor's cooperative."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    return [_line(view, each) for each in queries.of_holder(view.db, holder.id)]


def shown(view: Reading, actor: Actor, code: str) -> ProductPage:
    """The page of a product; another cooperative's is ``NotFound``."""
    product = products.known(view, code)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=product.holder_id))
    names = lots.product_names(view.db, product.holder_id)
    line = _line(view, product)
    keepers = (
        Keeper(batch.code, batch.lot_code, names[product.id, batch.product_revision or 0])
        for batch in lots.published_under(view.db, product.id)
    )
    return ProductPage(line, _revisions(view, product), tuple(keepers))


def editable(view: Reading, actor: Actor, code: str) -> ProductPage:
    """A product for the one who may change it; refused to a recorder, unknown to a stranger."""
    product = products.known(view, code)
    require(actor, Action.EDIT_PRODUCT, Thing(holder=product.holder_id))
    return shown(view, actor, code)


def crops(view: Reading, actor: Actor) -> list[CropChoice]:
    """What a new product can be made of: what it grows comes first.

    Refused to who may not make one.
    """
    holder = parties.acting_party(view, actor)
    require(actor, Action.EDIT_PRODUCT, Thing(holder=holder.id))
    grown = queries.crops_of_holder(view.db, holder.id)
    place = {code: number for number, code in enumerate(grown)}
    known = queries.crops(view.db)
    known.sort(key=lambda crop: (place.get(crop.code, len(place)), sort_key(crop.name_vi)))
    return [_choice(crop, place) for crop in known]


def needed(view: Reading, crop: str) -> frozenset[LabelField]:
    """What a goods label of a crop must say."""
    return frozenset(label_needs.mandatory(view, crop))


def _choice(crop: Crop, grown: dict[str, int]) -> CropChoice:
    return CropChoice(crop.code, crop.name_vi, crop.name_en, crop.unit, crop.code in grown)


def _line(view: Reading, product: Product) -> ProductLine:
    revision = queries.newest_revision(view.db, product.id)
    crop = queries.crop(view.db, product.crop_code)
    formats = queries.pack_formats(view.db, product.id, revision.number)
    holder = parties.known(view, product.holder_id)
    texts = {name: getattr(revision, name) for name in LABEL_TEXTS}
    return ProductLine(
        code=product.code,
        name_vi=revision.name_vi,
        name_en=revision.name_en,
        name_zh=revision.name_zh,
        crop="" if crop is None else crop.name_vi,
        crop_code=product.crop_code,
        family="" if crop is None else crop.family,
        unit="g" if crop is None else crop.unit,
        gtin=product.gtin,
        gtin_state=product.gtin_state,
        picture=revision.picture,
        photo=revision.photo_sha256 is not None,
        shelf_life_days=revision.shelf_life_days,
        texts={name: text for name, text in texts.items() if text},
        formats=_formats(formats),
        missing=label_needs.missing(view, holder, product.crop_code, revision, formats),
        revision=revision.number,
        revised_at=revision.recorded_at,
    )


def _formats(rows: Sequence[PackFormat]) -> tuple[Format, ...]:
    return tuple(Format(row.name, row.net_amount, Basis(row.basis), row.unit) for row in rows)


def _revisions(view: Reading, product: Product) -> tuple[Revised, ...]:
    rows = product_history.revisions(view.db, product.id)
    uses = product_history.uses(view.db, product.id)
    people = _people(view, product)
    formats = {
        row.number: _formats(queries.pack_formats(view.db, product.id, row.number)) for row in rows
    }
    before = {row.number + 1: row for row in rows}
    return tuple(
        Revised(
            number=row.number,
            at=row.recorded_at,
            by=people.get(row.number),
            name_vi=row.name_vi,
            changed=_changed(row, before.get(row.number), formats),
            formats=formats[row.number],
            uses=uses.get(row.number, Uses()),
        )
        for row in rows
    )


def _changed(
    row: ProductRevision, before: ProductRevision | None, formats: dict[int, tuple[Format, ...]]
) -> tuple[str, ...]:
    if before is None:
        return ()
    found = [name for name in _COMPARED if getattr(row, name) != getattr(before, name)]
    if (row.picture, row.photo_sha256) != (before.picture, before.photo_sha256):
        found.append("picture")
    if formats[row.number] != formats[before.number]:
        found.append("formats")
    return tuple(found)


def _people(view: Reading, product: Product) -> dict[int, str]:
    """The names of who wrote the revisions, by number, where a member did."""
    authors = product_history.authors(view.db, product.code)
    known = [str(user) for user in authors if user is not None]
    names = events.private_values(view.db, "user", known)
    found = {
        number: names.get((str(user), "name"))
        for number, user in enumerate(authors, start=1)
        if user is not None
    }
    return {number: name for number, name in found.items() if name}


def _sum(many: Iterable[Uses]) -> Uses:
    found = list(many)
    return Uses(
        sum(each.lots for each in found),
        sum(each.published for each in found),
        sum(each.runs for each in found),
    )
