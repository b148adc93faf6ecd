"""What the public page of a growing-area code shows: land, certificates, months, seasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, extract, func, or_, select
from sqlalchemy.orm import Session

from traceability.domain.growing_area import INTERNAL
from traceability.store.models import (
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    Batch,
    BatchStock,
    Crop,
    Place,
    PlaceRevision,
)
from traceability.store.queries.portions import portions
from traceability.store.queries.registry import newest_revision

#: More claims on one string than any register has.
_MOST_CLAIMS = 20


@dataclass(frozen=True)
class Harvested:
    """The harvests of a month in one unit, and how many they were.

    ``amount`` is what the code's holder itself harvested; a grantee's weight is its own to tell.
    """

    year: int
    month: int
    unit: str
    batches: int
    amount: int


@dataclass(frozen=True)
class OwnHarvest:
    """A harvest of the code's holder that weighs something: its key, month, unit and household."""

    id: int
    year: int
    month: int
    unit: str
    household: int | None


def places_on(db: Session, area_id: int, day: dt.date) -> list[tuple[Place, PlaceRevision]]:
    """The places under a code on a day with their newest revision; all that ever were, if none."""
    wanted = (
        select(Place, PlaceRevision)
        .distinct()
        .join(AreaCodePlace, AreaCodePlace.place_id == Place.id)
        .join(PlaceRevision, PlaceRevision.place_id == Place.id)
        .where(AreaCodePlace.area_code_id == area_id, newest_revision())
        .order_by(Place.id)
    )
    standing = wanted.where(
        AreaCodePlace.from_on <= day,
        or_(AreaCodePlace.to_on.is_(None), AreaCodePlace.to_on >= day),
    )
    rows = db.execute(standing).all() or db.execute(wanted).all()
    return [(place, revision) for place, revision in rows]


def strings(db: Session) -> list[str]:
    """The strings of all codes of offices in their normal forms."""
    return list(db.scalars(select(AreaCode.norm).where(AreaCode.scheme != INTERNAL)))


def by_strings(db: Session, norms: Collection[str]) -> dict[str, list[AreaCode]]:
    """The codes of offices that have some strings in their normal forms, each oldest first.

    Of one string no more claims are read than any register has.
    """
    found: dict[str, list[AreaCode]] = {norm: [] for norm in norms}
    for some in portions(sorted(norms)):
        for row in db.scalars(_oldest(AreaCode.norm.expression, AreaCode.norm.in_(some))):
            found[row.norm].append(row)
    return found


def by_bare_strings(
    db: Session, bares: Collection[str], alike: Mapping[str, str]
) -> dict[str, list[AreaCode]]:
    """The codes of offices by their strings with each sign as what it is ``alike``, of some."""
    bare: ColumnElement[str] = AreaCode.norm.expression
    for sign, other in alike.items():
        bare = func.replace(bare, sign, other)
    found: dict[str, list[AreaCode]] = {each: [] for each in bares}
    gone = str.maketrans(dict(alike))
    for some in portions(sorted(bares)):
        for row in db.scalars(_oldest(bare, bare.in_(some))):
            found[row.norm.translate(gone)].append(row)
    return found


def _oldest(string: ColumnElement[str], wanted: ColumnElement[bool]) -> Select[AreaCode]:
    """Codes of offices in the order of a string and of their keys, the first of each string."""
    place = func.row_number().over(partition_by=string, order_by=AreaCode.id)
    ranked = select(AreaCode.id, place.label("place")).where(wanted, AreaCode.scheme != INTERNAL)
    first = ranked.subquery()
    found = select(AreaCode).join(first, first.c.id == AreaCode.id)
    return found.where(first.c.place <= _MOST_CLAIMS).order_by(AreaCode.norm, AreaCode.id)


def crops_granted(db: Session, area_id: int) -> list[tuple[Crop, str | None]]:
    """The crops of a code with the varieties as written."""
    wanted = select(Crop, AreaCodeCrop.variety).join(
        AreaCodeCrop, AreaCodeCrop.crop_code == Crop.code
    )
    rows = db.execute(wanted.where(AreaCodeCrop.area_code_id == area_id).order_by(Crop.code))
    return [(crop, variety) for crop, variety in rows]


def harvested(db: Session, area: AreaCode) -> list[Harvested]:
    """The harvests under a code by month and unit, the newest month first."""
    own = case((Batch.holder_id == area.holder_id, BatchStock.made), else_=0)
    year, month = extract("year", Batch.made_on), extract("month", Batch.made_on)
    wanted = (
        select(
            year.label("year"),
            month.label("month"),
            Batch.unit,
            func.count().label("batches"),
            func.sum(own).label("amount"),
        )
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.area_code_id == area.id, Batch.stage == "harvest")
        .group_by(year, month, Batch.unit)
        .order_by(year.desc(), month.desc(), Batch.unit)
    )
    return [
        Harvested(int(r.year), int(r.month), r.unit, r.batches, int(r.amount))
        for r in db.execute(wanted)
    ]


def own_harvests(db: Session, area: AreaCode) -> list[OwnHarvest]:
    """The harvests under a code of its holder, one by one; those that were taken back weigh none.

    A grantee's are not among them.
    """
    wanted = (
        select(Batch.id, Batch.made_on, Batch.unit, Batch.household_id)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.area_code_id == area.id, Batch.stage == "harvest")
        .where(Batch.holder_id == area.holder_id, BatchStock.made > 0)
        .order_by(Batch.id)
    )
    return [
        OwnHarvest(key, day.year, day.month, unit, household)
        for key, day, unit, household in db.execute(wanted)
    ]
