"""Where colonies stand, and the values that say how far apart."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from traceability.domain.communes import Box
from traceability.store.models import Place, PlaceRevision, ReferenceValue, SiteStay


def all_of(db: Session, place_id: int) -> list[SiteStay]:
    """Every stay of an apiary, withdrawn ones too, the newest first."""
    wanted = select(SiteStay).where(SiteStay.place_id == place_id)
    return list(db.scalars(wanted.order_by(SiteStay.from_on.desc(), SiteStay.number.desc())))


def standing(db: Session, place_id: int) -> list[SiteStay]:
    """The stays of an apiary that were not withdrawn."""
    return [row for row in all_of(db, place_id) if row.withdrawn_at is None]


def by_number(db: Session, place_id: int, number: int) -> SiteStay | None:
    """One stay of an apiary."""
    wanted = select(SiteStay).where(SiteStay.place_id == place_id, SiteStay.number == number)
    return db.scalar(wanted)


def next_number(db: Session, place_id: int) -> int:
    """The number of the next stay of an apiary."""
    wanted = select(func.max(SiteStay.number)).where(SiteStay.place_id == place_id)
    return (db.scalar(wanted) or 0) + 1


def near(
    db: Session, box: Box, from_on: dt.date, to_on: dt.date | None
) -> list[tuple[SiteStay, Place]]:
    """The stays with a point in a box that have a day in common with a time."""
    wanted = (
        select(SiteStay, Place)
        .join(Place, Place.id == SiteStay.place_id)
        .where(
            SiteStay.withdrawn_at.is_(None),
            SiteStay.lat.between(box.south, box.north),
            SiteStay.lon.between(box.west, box.east),
            or_(SiteStay.to_on.is_(None), SiteStay.to_on >= from_on),
        )
    )
    if to_on is not None:
        wanted = wanted.where(SiteStay.from_on <= to_on)
    return [(stay, place) for stay, place in db.execute(wanted.order_by(SiteStay.id))]


def species(db: Session, place_id: int) -> str | None:
    """The bees of an apiary, as last stated."""
    wanted = select(PlaceRevision.species).where(PlaceRevision.place_id == place_id)
    return db.scalars(wanted.order_by(PlaceRevision.number.desc()).limit(1)).first()


def value_of(db: Session, key: str, day: dt.date) -> ReferenceValue | None:
    """The newest value of a key whose day has come, whatever crop it stands at."""
    wanted = select(ReferenceValue).where(ReferenceValue.key == key, ReferenceValue.from_on <= day)
    newest = wanted.order_by(ReferenceValue.from_on.desc(), ReferenceValue.id.desc())
    return db.scalars(newest.limit(1)).first()
