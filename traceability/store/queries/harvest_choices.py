"""What the form of a harvest offers: the newest harvest, codes with their places and crops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from traceability.store.models import AreaCode, AreaCodeCrop, AreaCodePlace, Batch, Crop, Place
from traceability.store.queries.areas import entered


def newest_harvest(db: Session, holder_id: int) -> Batch | None:
    """The harvest that a holder recorded last."""
    wanted = select(Batch).where(Batch.holder_id == holder_id, Batch.stage == "harvest")
    return db.scalar(wanted.order_by(Batch.id.desc()).limit(1))


def places_under_codes(
    db: Session, holder_id: int, day: dt.date
) -> Sequence[tuple[AreaCode, Place]]:
    """The codes of a holder with the places that stand under each on a day, in order."""
    wanted = (
        select(AreaCode, Place)
        .join(AreaCodePlace, AreaCodePlace.area_code_id == AreaCode.id)
        .join(Place, Place.id == AreaCodePlace.place_id)
        .where(
            AreaCode.holder_id == holder_id,
            entered(),
            or_(AreaCodePlace.to_on.is_(None), AreaCodePlace.to_on >= day),
        )
        .distinct()
        .order_by(AreaCode.norm, AreaCode.id, Place.id)
    )
    return [(area, place) for area, place in db.execute(wanted)]


def places_ever(
    db: Session, area_codes: Collection[str]
) -> list[tuple[str, str, str, dt.date, dt.date | None]]:
    """Codes by short code and string, with each place that stood under them, from when to when."""
    wanted = (
        select(AreaCode.code, AreaCode.raw, Place.code, AreaCodePlace.from_on, AreaCodePlace.to_on)
        .join(AreaCodePlace, AreaCodePlace.area_code_id == AreaCode.id)
        .join(Place, Place.id == AreaCodePlace.place_id)
        .where(AreaCode.code.in_(area_codes))
        .order_by(AreaCode.norm, AreaCode.id, Place.id, AreaCodePlace.from_on)
    )
    return [tuple(row) for row in db.execute(wanted)]  # type: ignore[misc]


def codes_entered(db: Session, holder_id: int) -> list[str]:
    """The short codes of all codes that a holder was ever given."""
    wanted = select(AreaCode.code).where(AreaCode.holder_id == holder_id, entered())
    return list(db.scalars(wanted.order_by(AreaCode.id)))


def crops_granted(db: Session, holder_id: int) -> dict[int, list[Crop]]:
    """The crops of each of a holder's codes, by the code's internal key."""
    wanted = (
        select(AreaCodeCrop.area_code_id, Crop)
        .join(Crop, Crop.code == AreaCodeCrop.crop_code)
        .join(AreaCode, AreaCode.id == AreaCodeCrop.area_code_id)
        .where(AreaCode.holder_id == holder_id)
        .order_by(Crop.code)
    )
    found: dict[int, list[Crop]] = {}
    for area_code_id, crop in db.execute(wanted):
        found.setdefault(area_code_id, []).append(crop)
    return found
