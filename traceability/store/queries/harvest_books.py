"""What a harvest book is judged by at one stroke."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from traceability.store.models import (
    AreaCodePlace,
    Batch,
    FarmLog,
    ReferenceValue,
)
from traceability.store.queries.at_once import among

_SOME = 500


def lots_between(db: Session, holder_id: int, first: str, last: str) -> set[str]:
    """The lot codes of a holder from one up to another, in the order of their letters."""
    wanted = select(Batch.lot_code).where(
        Batch.holder_id == holder_id, Batch.lot_code >= first, Batch.lot_code <= last
    )
    return set(db.scalars(wanted))


def lots_named(db: Session, holder_id: int, codes: Sequence[str]) -> set[str]:
    """Those of some lot codes that a holder has already."""
    wanted = select(Batch.lot_code).where(
        Batch.holder_id == holder_id, among(db, Batch.lot_code, codes)
    )
    return set(db.scalars(wanted))


def waits(db: Session, place_ids: Collection[int]) -> list[tuple[dt.date, dt.date]]:
    """From when to when (without that day) the diary of places lets harvests wait."""
    wanted = select(FarmLog.done_on, FarmLog.free_on).where(
        FarmLog.place_id.in_(place_ids), FarmLog.free_on > FarmLog.done_on
    )
    return [(done, free) for done, free in db.execute(wanted.distinct()) if free is not None]


def covered(db: Session, area_id: int, place_id: int) -> list[tuple[dt.date, dt.date | None]]:
    """The first and last days (or none) on which a place stood under a code."""
    wanted = select(AreaCodePlace.from_on, AreaCodePlace.to_on).where(
        AreaCodePlace.area_code_id == area_id, AreaCodePlace.place_id == place_id
    )
    return [(begins, ends) for begins, ends in db.execute(wanted)]


def ceilings_change(db: Session, area_id: int, crop: str, first: dt.date, last: dt.date) -> bool:
    """Whether a reference value of a crop, or a place of a code, comes or goes within a span."""
    values = select(ReferenceValue.id).where(
        ReferenceValue.crop_code == crop,
        ReferenceValue.from_on > first,
        ReferenceValue.from_on <= last,
    )
    comes = and_(AreaCodePlace.from_on > first, AreaCodePlace.from_on <= last)
    goes = and_(AreaCodePlace.to_on >= first, AreaCodePlace.to_on <= last)
    links = select(AreaCodePlace.place_id).where(
        AreaCodePlace.area_code_id == area_id, or_(comes, goes)
    )
    return any(db.scalar(each.limit(1)) is not None for each in (values, links))
