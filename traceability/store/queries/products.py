"""Crops, reference values, products and their revisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import and_, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import Session

from traceability.store.models import (
    AreaCode,
    AreaCodeCrop,
    Crop,
    PackFormat,
    Product,
    ProductRevision,
    ReferenceValue,
)
from traceability.store.queries.remembering import by_key, by_keys, once, remembers


def crop(db: Session, code: str) -> Crop | None:
    """A crop by its code."""
    return by_key(db, Crop, Crop.code, code)


def crops(db: Session) -> list[Crop]:
    """Every crop."""
    return list(db.scalars(select(Crop).order_by(Crop.code)))


def crops_by_codes(db: Session, codes: Collection[str]) -> dict[str, Crop]:
    """Crops by code."""
    return {row.code: row for row in db.scalars(select(Crop).where(Crop.code.in_(codes)))}


def references(db: Session, key: str, crops: Collection[str]) -> dict[str, list[ReferenceValue]]:
    """Every value of ``key`` for some crops, the one that counts first of those of a day."""
    found: dict[str, list[ReferenceValue]] = {crop: [] for crop in crops}
    wanted = select(ReferenceValue).where(
        ReferenceValue.key == key, ReferenceValue.crop_code.in_(sorted(crops))
    )
    newest = (ReferenceValue.from_on.desc(), ReferenceValue.id.desc())
    for row in db.scalars(wanted.order_by(*newest)):
        found[row.crop_code or ""].append(row)
    return found


def reference(db: Session, key: str, crop_code: str, day: dt.date) -> ReferenceValue | None:
    """The value of ``key`` for a crop in force on a day: the newest that begins by then."""
    wanted = (
        select(ReferenceValue)
        .where(
            ReferenceValue.key == key,
            ReferenceValue.crop_code == crop_code,
            ReferenceValue.from_on <= day,
        )
        .order_by(ReferenceValue.from_on.desc(), ReferenceValue.id.desc())
        .limit(1)
    )
    return db.scalar(wanted)


def by_code(db: Session, code: str, *, held: bool = False) -> Product | None:
    """The product of a short code; ``held`` as it stands until the end of this unit."""
    wanted = select(Product).where(Product.code == code)
    if held:
        wanted = wanted.with_for_update(read=True).execution_options(populate_existing=True)
    return db.scalar(wanted)


def locked(db: Session, codes: Sequence[str]) -> list[Product]:
    """Products as they stand now, for this unit alone to change, in the order of their keys."""
    wanted = select(Product).where(Product.code.in_(codes)).order_by(Product.id)
    wanted = wanted.with_for_update(key_share=True)
    return list(db.scalars(wanted.execution_options(populate_existing=True)))


def claiming(db: Session, gtin: str, states: Collection[str]) -> list[str]:
    """The codes of the products that claim a GTIN (14 digits) and stand in one of ``states``."""
    wanted = select(Product.code).where(Product.gtin == gtin, Product.gtin_state.in_(states))
    return list(db.scalars(wanted.order_by(Product.id)))


def crops_of_holder(db: Session, holder_id: int) -> list[str]:
    """The crops that a holder's growing-area codes are granted for, the newest code's first."""
    wanted = (
        select(AreaCodeCrop.crop_code)
        .join(AreaCode, AreaCode.id == AreaCodeCrop.area_code_id)
        .where(AreaCode.holder_id == holder_id)
        .order_by(AreaCode.id.desc(), AreaCodeCrop.crop_code)
    )
    return list(dict.fromkeys(db.scalars(wanted)))


def newest_names(db: Session, holder_id: int) -> list[tuple[str, str]]:
    """The code of each product of a holder with its Vietnamese name as it stands now."""
    newest = (
        select(func.max(ProductRevision.number))
        .where(ProductRevision.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )
    wanted = (
        select(Product.code, ProductRevision.name_vi)
        .join(ProductRevision, ProductRevision.product_id == Product.id)
        .where(Product.holder_id == holder_id, ProductRevision.number == newest)
        .order_by(Product.id)
    )
    return [(code, name) for code, name in db.execute(wanted)]


def label_rules(db: Session, prefix: str, crop_code: str, day: dt.date) -> list[ReferenceValue]:
    """The values whose key begins with ``prefix`` that are in force for a crop on a day.

    Those for every crop come first, then the crop's own, each in the order of time.
    """
    wanted = (
        select(ReferenceValue)
        .where(
            ReferenceValue.key.startswith(prefix, autoescape=True),
            or_(ReferenceValue.crop_code.is_(None), ReferenceValue.crop_code == crop_code),
            ReferenceValue.from_on <= day,
        )
        .order_by(ReferenceValue.crop_code.is_not(None), ReferenceValue.from_on, ReferenceValue.id)
    )
    return list(db.scalars(wanted))


def by_ids(db: Session, ids: Sequence[int]) -> dict[int, Product]:
    """Products by internal key."""
    return by_keys(db, Product, Product.id, ids)


def of_holder(db: Session, holder_id: int) -> list[Product]:
    """The products of a cooperative."""
    wanted = select(Product).where(Product.holder_id == holder_id).order_by(Product.id)
    return list(db.scalars(wanted))


def newest_revision(db: Session, product_id: int) -> ProductRevision:
    """The revision that a new batch will name."""
    wanted = (
        select(ProductRevision)
        .where(ProductRevision.product_id == product_id)
        .order_by(ProductRevision.number.desc())
        .limit(1)
    )
    return db.scalars(wanted).one()


_IN_PACKS = (
    select(ProductRevision, PackFormat)
    .outerjoin(
        PackFormat,
        and_(
            PackFormat.product_id == ProductRevision.product_id,
            PackFormat.revision == ProductRevision.number,
        ),
    )
    .where(
        ProductRevision.product_id == bindparam("product"),
        ProductRevision.number == bindparam("number"),
    )
    .order_by(PackFormat.number)
)


@once
def in_packs(db: Session, product_id: int, number: int) -> tuple[ProductRevision, list[PackFormat]]:
    """One revision of a product with the pack formats that it comes in, by number."""
    rows = db.execute(_IN_PACKS, {"product": product_id, "number": number}).all()
    if not rows:
        raise LookupError((product_id, number))
    return rows[0][0], [pack for _revision, pack in rows if pack is not None]


def revision(db: Session, product_id: int, number: int) -> ProductRevision:
    """One revision of a product."""
    if remembers(db):
        return in_packs(db, product_id, number)[0]
    found = db.get(ProductRevision, (product_id, number))
    if found is None:
        raise LookupError((product_id, number))
    return found


def revisions(
    db: Session, named: Collection[tuple[int, int]]
) -> dict[tuple[int, int], ProductRevision]:
    """Revisions by product and number."""
    key = tuple_(ProductRevision.product_id, ProductRevision.number)
    wanted = select(ProductRevision).where(key.in_(sorted(named)))
    return {(row.product_id, row.number): row for row in db.scalars(wanted)}


def formats_of(
    db: Session, named: Collection[tuple[int, int]]
) -> dict[tuple[int, int, int], PackFormat]:
    """The pack formats of revisions, by product, revision and number."""
    key = tuple_(PackFormat.product_id, PackFormat.revision)
    wanted = select(PackFormat).where(key.in_(sorted(named)))
    return {(row.product_id, row.revision, row.number): row for row in db.scalars(wanted)}


_PACK_FORMATS = (
    select(PackFormat)
    .where(
        PackFormat.product_id == bindparam("product"), PackFormat.revision == bindparam("revision")
    )
    .order_by(PackFormat.number)
)


def pack_formats(db: Session, product_id: int, revision_no: int) -> list[PackFormat]:
    """The pack formats of a revision by number."""
    return list(db.scalars(_PACK_FORMATS, {"product": product_id, "revision": revision_no}))
