"""What a registrar asks of products that claim a GTIN."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from traceability.store.models import Batch, BatchStock, Party, Product


def declared(db: Session, communes: Collection[str], province: bool) -> list[Product]:
    """The products of holders in some communes, or all, whose GTIN waits to be confirmed."""
    wanted = select(Product).join(Party, Party.id == Product.holder_id)
    return list(db.scalars(wanted.where(*_waiting(communes, province)).order_by(Product.id)))


def count_declared(db: Session, communes: Collection[str], province: bool) -> int:
    """How many such products there are."""
    wanted = select(func.count()).select_from(Product)
    wanted = wanted.join(Party, Party.id == Product.holder_id)
    return db.scalar(wanted.where(*_waiting(communes, province))) or 0


def published(db: Session, product_ids: Sequence[int]) -> dict[int, int]:
    """How many published lots each product has; one without any is absent."""
    wanted = (
        select(Batch.product_id, func.count())
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.product_id.in_(product_ids), BatchStock.published_on.is_not(None))
        .group_by(Batch.product_id)
    )
    return {key: number for key, number in db.execute(wanted) if key is not None}


def _waiting(communes: Collection[str], province: bool) -> tuple[ColumnElement[bool], ...]:
    here = true() if province else Party.commune_code.in_(communes)
    return Product.gtin_state == "declared", here
