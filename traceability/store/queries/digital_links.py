"""What is behind GS1 keys and behind the codes of places and organisations, once it is public."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from traceability.store.models import (
    Batch,
    BatchOrigin,
    BatchStock,
    Party,
    Place,
    PlaceRevision,
    WeighSlip,
)
from traceability.store.queries.portions import portions
from traceability.store.queries.registry import newest_revision
from traceability.store.queries.remembering import once


def lot(db: Session, gtin: str, lot_code: str) -> Batch | None:
    """The published lot that carries a lot code under a GTIN; nobody else can have the two."""
    return db.scalar(_published().where(Batch.gtin == gtin, Batch.lot_code == lot_code))


def lots(db: Session, named: Collection[tuple[str, str]]) -> dict[tuple[str, str], Batch]:
    """The published lots of some pairs of GTIN and lot code, by these."""
    wanted, found = set(named), {}
    for some in portions(sorted({gtin for gtin, _lot in wanted})):
        codes = sorted({code for gtin, code in wanted if gtin in some})
        rows = _published().where(Batch.gtin.in_(some), Batch.lot_code.in_(codes))
        found.update({(row.gtin or "", row.lot_code): row for row in db.scalars(rows)})
    return {pair: row for pair, row in found.items() if pair in wanted}


def gtins(db: Session, some: Collection[str]) -> set[str]:
    """Those of some GTINs under which a lot was published."""
    joined = select(Batch.gtin).join(BatchStock, BatchStock.batch_id == Batch.id)
    wanted = joined.where(BatchStock.published_on.is_not(None), Batch.gtin.in_(sorted(some)))
    return {gtin for gtin in db.scalars(wanted.distinct()) if gtin is not None}


def lot_of(db: Session, holder_id: int, lot_code: str) -> Batch | None:
    """The published lot of a holder that carries a lot code."""
    return db.scalar(_published().where(Batch.holder_id == holder_id, Batch.lot_code == lot_code))


def slips(db: Session, codes: Sequence[str]) -> set[str]:
    """Those of some short codes that are a weigh slip's."""
    wanted = (select(WeighSlip.code).where(WeighSlip.code.in_(some)) for some in portions(codes))
    return {code for each in wanted for code in db.scalars(each)}


def places(db: Session, codes: Sequence[str]) -> list[Place]:
    """The places of some short codes, of whatever kind."""
    wanted = (select(Place).where(Place.code.in_(some)) for some in portions(codes))
    return [place for each in wanted for place in db.scalars(each)]


def parties(db: Session, codes: Sequence[str]) -> list[Party]:
    """The parties of some short codes, of whatever kind."""
    wanted = (select(Party).where(Party.code.in_(some)) for some in portions(codes))
    return [party for each in wanted for party in db.scalars(each)]


@once
def under_gtin(db: Session, gtin: str) -> list[Batch]:
    """The newest published lot of each product that ever carried a GTIN."""
    newest = (
        select(func.max(Batch.id))
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.gtin == gtin, BatchStock.published_on.is_not(None))
        .group_by(Batch.product_id)
    )
    return list(db.scalars(select(Batch).where(Batch.id.in_(newest)).order_by(Batch.id)))


def publishes(db: Session, holder_id: int) -> bool:
    """Whether a holder has a published lot."""
    return db.scalar(_published().where(Batch.holder_id == holder_id).limit(1)) is not None


def publishing(db: Session, holder_ids: Collection[int]) -> set[int]:
    """Those of some holders that have a published lot."""
    found: set[int] = set()
    for some in portions(sorted(holder_ids)):
        lots = _published().where(Batch.holder_id == Party.id).exists()
        found.update(db.scalars(select(Party.id).where(Party.id.in_(some), lots)))
    return found


def holders_that_publish(db: Session) -> list[int]:
    """The internal keys of all holders with a published lot."""
    wanted = select(Batch.holder_id).join(BatchStock, BatchStock.batch_id == Batch.id)
    wanted = wanted.where(BatchStock.published_on.is_not(None))
    return list(db.scalars(wanted.distinct().order_by(Batch.holder_id)))


def is_shown(db: Session, place_id: int) -> bool:
    """Whether a published lot came from a place."""
    wanted = _published().join(BatchOrigin, BatchOrigin.batch_id == Batch.id)
    return db.scalar(wanted.where(BatchOrigin.place_id == place_id).limit(1)) is not None


def shown(db: Session, place_ids: Collection[int]) -> set[int]:
    """Those of some places that a published lot came from."""
    joined = _published().join(BatchOrigin, BatchOrigin.batch_id == Batch.id)
    found: set[int] = set()
    for some in portions(sorted(place_ids)):
        lots = joined.where(BatchOrigin.place_id == Place.id).exists()
        found.update(db.scalars(select(Place.id).where(Place.id.in_(some), lots)))
    return found


def places_at(db: Session, gln: str) -> list[Place]:
    """The places that state a GLN as theirs today."""
    wanted = select(Place).join(PlaceRevision, PlaceRevision.place_id == Place.id)
    wanted = wanted.where(PlaceRevision.gln == gln, newest_revision())
    return list(db.scalars(wanted.order_by(Place.id)))


def _published() -> Select[Batch]:
    joined = select(Batch).join(BatchStock, BatchStock.batch_id == Batch.id)
    return joined.where(BatchStock.published_on.is_not(None))
