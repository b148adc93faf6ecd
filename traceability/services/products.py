"""Products: an edit makes a revision, and what was packed keeps the one it was packed under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import labels
from traceability.domain import gs1
from traceability.domain.access import Action, Thing, require
from traceability.domain.canonical import canonical_json, sha256_b64
from traceability.domain.errors import Conflict, Invalid, NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import recording
from traceability.store.models import PackFormat, Party, Product, ProductRevision
from traceability.store.queries import products as queries
from traceability.store.unit import Reading, Work

#: What revisions of before these were asked for do not speak of; left out where it is empty.
_LATER = ("brand", "origin", "usage", "storage", "warnings")


@dataclass(frozen=True)
class FormatRequest:
    """A pack format: its name and the net amount of a package (g or ml, the crop's unit)."""

    name: str
    net_amount: int


@dataclass(frozen=True)
class RevisionRequest:
    """What stands on a product from now on."""

    name_vi: str
    name_en: str | None
    name_zh: str | None
    picture: str | None
    shelf_life_days: int | None
    ingredients: str | None
    standard: str | None
    formats: tuple[FormatRequest, ...]


def create(
    work: Work, holder: Party, crop: str, asked: RevisionRequest, gtin: str | None = None
) -> Product:
    """Make a product of ``holder`` from a crop, with its first revision.

    A GTIN that another product has is refused with ``gtin_taken``, a Vietnamese name that no label
    could show with ``label_missing_glyph``.
    """
    require(work.actor, Action.EDIT_PRODUCT, Thing(holder=holder.id))
    if queries.crop(work.db, crop) is None:
        raise Invalid("crop_unknown", "crop", crop=crop)
    number = None if gtin is None else _free_gtin(work, gtin)
    product = Product(
        code=recording.issue_code(work, "product"),
        holder_id=holder.id,
        crop_code=crop,
        gtin=number,
        gtin_state=None if number is None else "declared",
        created_at=work.now,
    )
    work.add(product)
    _add_revision(work, holder, product, 1, asked)
    return product


def revise(work: Work, holder: Party, code: str, asked: RevisionRequest) -> int:
    """Add a revision; batches packed before keep theirs. Returns its number.

    A Vietnamese name that no label could show is refused with ``label_missing_glyph``.
    """
    product = known(work, code)
    require(work.actor, Action.EDIT_PRODUCT, Thing(holder=product.holder_id))
    number = queries.newest_revision(work.db, product.id).number + 1
    _add_revision(work, holder, product, number, asked)
    return number


def known(view: Reading, code: str) -> Product:
    """The product of a short code."""
    product = queries.by_code(view.db, code)
    if product is None:
        raise NotFound
    return product


def stated(product: Product) -> dict[str, object]:
    """What a leaf says of a product whatever its revision: crop, GTIN and the state of that."""
    return {"crop": product.crop_code, "gtin": product.gtin, "gtin_state": product.gtin_state}


def content_sha256(
    product_code: str, revision: ProductRevision, formats: Sequence[PackFormat]
) -> str:
    """The hash by which a leaf names what stood on a product."""
    body = {
        "product": product_code,
        "number": revision.number,
        "name_vi": revision.name_vi,
        "name_en": revision.name_en,
        "name_zh": revision.name_zh,
        "picture": revision.picture,
        "shelf_life_days": revision.shelf_life_days,
        "ingredients": revision.ingredients,
        "standard": revision.standard,
        **{name: value for name in _LATER if (value := getattr(revision, name)) is not None},
        "formats": [[row.number, row.name, row.basis, row.net_amount] for row in formats],
    }
    return sha256_b64(canonical_json(body))


def _free_gtin(work: Work, typed: str) -> str:
    number = gs1.gtin(typed, "gtin")
    work.lock_word(f"gtin:{number}")
    if queries.by_gtin(work.db, number) is not None:
        raise Conflict("gtin_taken", "gtin", gtin=number)
    return number


def _check_drawable(name: str) -> None:
    """Goods packed under a name that labels cannot show could never be labelled."""
    if missing := labels.undrawable(name):
        raise Invalid("label_missing_glyph", "name_vi", characters=missing, field="product")


def _add_revision(
    work: Work, holder: Party, product: Product, number: int, asked: RevisionRequest
) -> None:
    _check_drawable(asked.name_vi)
    fields = asdict(asked)
    del fields["formats"]
    row = ProductRevision(
        product_id=product.id, number=number, recorded_at=work.now, content_sha256="", **fields
    )
    formats = [
        PackFormat(
            product_id=product.id,
            revision=number,
            number=position,
            name=each.name,
            basis="fixed_net",
            net_amount=each.net_amount,
        )
        for position, each in enumerate(asked.formats, start=1)
    ]
    row.content_sha256 = content_sha256(product.code, row, formats)
    work.add(row)
    work.add(*formats)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.PRODUCT_REVISED,
        subjects=(Subject(Role.REF, product.code),),
        occurred_on=work.today,
        facts={
            "revision": number,
            "content_sha256": row.content_sha256,
            **stated(product),
        },
    )
    recording.record(work, holder.id, holder.code, what)
