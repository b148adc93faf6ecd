"""The register read whole, for files and reports: codes, steps, land and links at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.store.models import (
    AreaCode,
    AreaCodePlace,
    AreaCodeStep,
    Place,
    PlaceRevision,
)
from traceability.store.queries.portions import portions

Revisions = dict[int, list[PlaceRevision]]
"""The revisions of places by the place's key, oldest first."""


def codes(db: Session) -> list[AreaCode]:
    """Every code in the order in which they were entered."""
    return list(db.scalars(select(AreaCode).order_by(AreaCode.id)))


def all_steps(db: Session) -> dict[int, list[AreaCodeStep]]:
    """The steps of every code by its key, each list in order."""
    found: dict[int, list[AreaCodeStep]] = defaultdict(list)
    wanted = select(AreaCodeStep).order_by(AreaCodeStep.area_code_id, AreaCodeStep.seq)
    for row in db.scalars(wanted):
        found[row.area_code_id].append(row)
    return found


def all_links(db: Session) -> dict[int, list[AreaCodePlace]]:
    """The places under every code with their days, by the code's key."""
    found: dict[int, list[AreaCodePlace]] = defaultdict(list)
    wanted = select(AreaCodePlace).order_by(
        AreaCodePlace.area_code_id, AreaCodePlace.place_id, AreaCodePlace.from_on
    )
    for row in db.scalars(wanted):
        found[row.area_code_id].append(row)
    return found


def revisions(db: Session, place_ids: Sequence[int]) -> Revisions:
    """Every revision of places."""
    found: Revisions = defaultdict(list)
    for some in portions(place_ids):
        wanted = select(PlaceRevision).where(PlaceRevision.place_id.in_(some))
        for row in db.scalars(wanted.order_by(PlaceRevision.place_id, PlaceRevision.number)):
            found[row.place_id].append(row)
    return found


def places(db: Session, place_ids: Sequence[int]) -> dict[int, Place]:
    """Places by key."""
    wanted = (select(Place).where(Place.id.in_(some)) for some in portions(place_ids))
    return {row.id: row for each in wanted for row in db.scalars(each)}
