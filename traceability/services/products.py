"""Products: an edit makes a revision, and what was packed keeps the one it was packed under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import labels
from traceability.domain import gs1
from traceability.domain.access import Action, Thing, require
from traceability.domain.balance import WITH_AMOUNT, Basis
from traceability.domain.canonical import canonical_json, sha256_b64
from traceability.domain.errors import Invalid, NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import gtins, photos, recording
from traceability.services.photos import Prepared
from traceability.store.models import PackFormat, Party, Product, ProductRevision
from traceability.store.queries import products as queries
from traceability.store.unit import Reading, Work

#: What revisions of before these were asked for do not speak of; left out where it is empty.
_LATER = ("brand", "origin", "usage", "storage", "warnings", "photo_sha256")


@dataclass(frozen=True)
class FormatRequest:
    """A pack format: its name and what its labels are counted against.

    ``net_amount`` (the crop's unit, g or ml) is what a package holds, or the least that a piece
    weighs; ``unit`` is the unit that was typed, where one was.
    """

    name: str
    net_amount: int | None = None
    basis: Basis = Basis.FIXED_NET
    unit: str | None = None


@dataclass(frozen=True)
class RevisionRequest:
    """What stands on a product from now on.

    Its picture is a drawing of the house by name, a photograph, or the photograph that it has.
    """

    name_vi: str
    name_en: str | None = None
    name_zh: str | None = None
    picture: str | None = None
    shelf_life_days: int | None = None
    ingredients: str | None = None
    standard: str | None = None
    formats: tuple[FormatRequest, ...] = ()
    brand: str | None = None
    origin: str | None = None
    usage: str | None = None
    storage: str | None = None
    warnings: str | None = None
    photo: Prepared | None = None
    keep_photo: bool = False


#: The columns that a revision takes as they were asked for.
TEXTS = tuple(
    each.name
    for each in fields(RevisionRequest)
    if each.name not in ("formats", "picture", "photo", "keep_photo")
)


def create(
    work: Work,
    holder: Party,
    crop: str,
    asked: RevisionRequest,
    gtin: str | None = None,
    same_name: Sequence[str] = (),
) -> Product:
    """Make a product of ``holder`` from a crop, with its first revision.

    Where another product claims the GTIN, both are in conflict from now on. A Vietnamese name, or
    one of a pack, that no label could show is refused with ``label_missing_glyph``. ``same_name``
    lists the products whose name it was knowingly given.
    """
    require(work.actor, Action.EDIT_PRODUCT, Thing(holder=holder.id))
    if queries.crop(work.db, crop) is None:
        raise Invalid("crop_unknown", "crop", crop=crop)
    number = None if gtin is None else gs1.gtin(gtin, "gtin")
    rivals = [] if number is None else gtins.rivals(work, number)
    product = Product(
        code=recording.issue_code(work, "product"),
        holder_id=holder.id,
        crop_code=crop,
        gtin=number,
        gtin_state=None if number is None else "conflict" if rivals else "declared",
        created_at=work.now,
    )
    work.add(product)
    _add_revision(work, holder, product, 1, asked, same_name)
    if rivals:
        gtins.contest(work, holder, product, rivals)
    return product


def revise(
    work: Work, holder: Party, code: str, asked: RevisionRequest, same_name: Sequence[str] = ()
) -> int:
    """Add a revision; batches packed before keep theirs. Returns its number.

    One that says what the newest says already is not added. A Vietnamese name, or one of a
    pack, that no label could show is refused with ``label_missing_glyph``.
    """
    found = known(work, code)
    require(work.actor, Action.EDIT_PRODUCT, Thing(holder=found.holder_id))
    (product,) = queries.locked(work.db, [found.code])
    now = queries.newest_revision(work.db, product.id)
    if _says(work, product, now, asked):
        return now.number
    _add_revision(work, holder, product, now.number + 1, asked, same_name, now.photo_sha256)
    return now.number + 1


def known(view: Reading, code: str) -> Product:
    """The product of a short code."""
    product = queries.by_code(view.db, code)
    if product is None:
        raise NotFound
    return product


def stated(product: Product) -> dict[str, object]:
    """What a leaf says of a product whatever its revision: crop, GTIN and the state of that."""
    return {"crop": product.crop_code, **gtins.stated(product)}


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
        "formats": [
            [row.number, row.name, row.basis, row.net_amount, *filter(None, [row.unit])]
            for row in formats
        ],
    }
    return sha256_b64(canonical_json(body))


def _check(work: Work, product: Product, asked: RevisionRequest) -> None:
    """Goods or packs of a name that labels cannot show could never be labelled."""
    if missing := labels.undrawable(asked.name_vi):
        raise Invalid("label_missing_glyph", "name_vi", characters=missing, field="product")
    crop = queries.crop(work.db, product.crop_code)
    for number, each in enumerate(asked.formats, start=1):
        at = f"formats.{number}.net"
        if missing := labels.undrawable(each.name):
            told = {"characters": missing, "field": "pack"}
            raise Invalid("label_missing_glyph", f"formats.{number}.name", **told)
        if each.basis in WITH_AMOUNT and each.net_amount is None:
            raise Invalid("required", at)
        if each.basis not in WITH_AMOUNT and each.net_amount is not None:
            raise Invalid("net_not_of_basis", at)
        if crop is not None and not _fits(each.unit, crop.unit):
            raise Invalid("unit_not_of_crop", at, unit=crop.unit)


def _fits(unit: str | None, kept_in: str) -> bool:
    """Goods are packed in the unit that they are kept in, and what is kept by volume by weight."""
    return unit in (None, kept_in) or (unit, kept_in) == ("g", "ml")


def _says(work: Work, product: Product, now: ProductRevision, asked: RevisionRequest) -> bool:
    """Whether the newest revision says all of it already."""
    photo = asked.photo.sha256 if asked.photo else now.photo_sha256 if asked.keep_photo else None
    row, formats = _rows(work, product, now.number, asked, photo)
    return content_sha256(product.code, row, formats) == now.content_sha256


def _rows(
    work: Work, product: Product, number: int, asked: RevisionRequest, photo: str | None
) -> tuple[ProductRevision, list[PackFormat]]:
    row = ProductRevision(
        product_id=product.id,
        number=number,
        recorded_at=work.now,
        content_sha256="",
        picture=None if photo else asked.picture,
        photo_sha256=photo,
        **{name: getattr(asked, name) for name in TEXTS},
    )
    crop = queries.crop(work.db, product.crop_code)
    unit = None if crop is None else crop.unit
    formats = [
        PackFormat(
            product_id=product.id,
            revision=number,
            number=position,
            name=each.name,
            basis=each.basis,
            net_amount=each.net_amount,
            unit=each.unit if each.net_amount is not None and each.unit != unit else None,
        )
        for position, each in enumerate(asked.formats, start=1)
    ]
    return row, formats


def _add_revision(
    work: Work,
    holder: Party,
    product: Product,
    number: int,
    asked: RevisionRequest,
    same_name: Sequence[str],
    photo: str | None = None,
) -> None:
    _check(work, product, asked)
    kept = photos.keep(work, holder.id, asked.photo) or tuple(
        filter(None, [photo if asked.keep_photo else None])
    )
    row, formats = _rows(work, product, number, asked, kept[0] if kept else None)
    row.content_sha256 = content_sha256(product.code, row, formats)
    work.add(row)
    work.add(*formats)
    accepted: dict[str, object] = {"same_name": sorted(same_name)} if same_name else {}
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.PRODUCT_REVISED,
        subjects=(Subject(Role.REF, product.code),),
        occurred_on=work.today,
        facts={
            "revision": number,
            "content_sha256": row.content_sha256,
            **stated(product),
            **accepted,
        },
        files=kept,
    )
    recording.record(work, holder.id, holder.code, what)
