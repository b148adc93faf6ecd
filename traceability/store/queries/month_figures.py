"""What an office's month is counted from: households, harvests, labels, checks, overlaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import case, exists, or_, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.labels import ITEM
from traceability.store.models import (
    Batch,
    BatchOrigin,
    CaseFile,
    Inspection,
    Party,
    Place,
    PlaceHousehold,
    PlaceOverlap,
    PrintRun,
)
from traceability.store.queries.portions import portions

_one = aliased(Place)
_other = aliased(Place)


def households_on(
    db: Session, place_ids: Sequence[int], day: dt.date
) -> list[tuple[PlaceHousehold, Party]]:
    """Who works the places on a day, in the order of the places."""
    found: list[tuple[PlaceHousehold, Party]] = []
    for some in portions(place_ids):
        wanted = (
            select(PlaceHousehold, Party)
            .join(Party, Party.id == PlaceHousehold.household_id)
            .where(
                PlaceHousehold.place_id.in_(some),
                PlaceHousehold.from_on <= day,
                or_(PlaceHousehold.to_on.is_(None), PlaceHousehold.to_on >= day),
            )
        )
        found += [(link, party) for link, party in db.execute(wanted)]
    return sorted(found, key=lambda each: (each[0].place_id, each[0].household_id))


def harvests(db: Session, first: dt.date, last: dt.date) -> list[Batch]:
    """The harvests of a span of days."""
    wanted = select(Batch).where(
        Batch.stage == "harvest", Batch.made_on >= first, Batch.made_on <= last
    )
    return list(db.scalars(wanted.order_by(Batch.made_on, Batch.id)))


def runs(
    db: Session, since: dt.datetime, before: dt.datetime
) -> list[tuple[PrintRun, Batch | None]]:
    """The print runs of a span of time, each with the batch that it is for, if any."""
    wanted = select(PrintRun, Batch).outerjoin(Batch, Batch.id == PrintRun.batch_id)
    wanted = wanted.where(PrintRun.recorded_at >= since, PrintRun.recorded_at < before)
    wanted = wanted.where(PrintRun.level == ITEM)  # a carton never adds to its bags
    return [(run, batch) for run, batch in db.execute(wanted.order_by(PrintRun.id))]


def main_origins(db: Session, batch_ids: Sequence[int]) -> dict[int, BatchOrigin]:
    """The largest share of origin of each batch; the first recorded among equal ones."""
    found: dict[int, BatchOrigin] = {}
    for some in portions(batch_ids):
        wanted = select(BatchOrigin).where(BatchOrigin.batch_id.in_(some))
        for row in db.scalars(wanted.order_by(BatchOrigin.ppm.desc(), BatchOrigin.id)):
            found.setdefault(row.batch_id, row)
    return found


def inspections(db: Session, first: dt.date, last: dt.date) -> list[Inspection]:
    """The checks of a span of days."""
    wanted = select(Inspection).where(
        Inspection.inspected_on >= first, Inspection.inspected_on <= last
    )
    return list(db.scalars(wanted.order_by(Inspection.inspected_on, Inspection.id)))


def disputed_overlaps(db: Session, before: dt.datetime) -> list[PlaceOverlap]:
    """The overlaps about which a case was open at a moment."""
    key = case(
        (_one.code < _other.code, _one.code + "-" + _other.code),
        else_=_other.code + "-" + _one.code,
    )
    undecided = exists().where(
        CaseFile.kind == "overlap",
        CaseFile.key == key,
        CaseFile.opened_at < before,
        or_(CaseFile.closed_at.is_(None), CaseFile.closed_at >= before),
    )
    wanted = (
        select(PlaceOverlap)
        .join(_one, _one.id == PlaceOverlap.place_id)
        .join(_other, _other.id == PlaceOverlap.other_id)
        .where(PlaceOverlap.found_at < before, undecided)
    )
    return list(db.scalars(wanted.order_by(PlaceOverlap.place_id, PlaceOverlap.other_id)))
