"""Crops, reference values, products and their revisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.store.models import (
    Crop,
    PackFormat,
    Product,
    ProductRevision,
    ReferenceValue,
)


def crop(db: Session, code: str) -> Crop | None:
    """A crop by its code."""
    return db.get(Crop, code)


def crops(db: Session) -> list[Crop]:
    """Every crop."""
    return list(db.scalars(select(Crop).order_by(Crop.code)))


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


def by_code(db: Session, code: str) -> Product | None:
    """The product of a short code."""
    return db.scalar(select(Product).where(Product.code == code))


def by_gtin(db: Session, gtin: str) -> Product | None:
    """The product of a GTIN (14 digits, as stored)."""
    return db.scalar(select(Product).where(Product.gtin == gtin))


def by_ids(db: Session, ids: Sequence[int]) -> dict[int, Product]:
    """Products by internal key."""
    return {row.id: row for row in db.scalars(select(Product).where(Product.id.in_(ids)))}


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


def revision(db: Session, product_id: int, number: int) -> ProductRevision:
    """One revision of a product."""
    found = db.get(ProductRevision, (product_id, number))
    if found is None:
        raise LookupError((product_id, number))
    return found


def pack_formats(db: Session, product_id: int, revision_no: int) -> list[PackFormat]:
    """The pack formats of a revision by number."""
    wanted = (
        select(PackFormat)
        .where(PackFormat.product_id == product_id, PackFormat.revision == revision_no)
        .order_by(PackFormat.number)
    )
    return list(db.scalars(wanted))
