"""Where places lie that many households work: the middles of their boundaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from traceability.domain.communes import Point
from traceability.store.models import PlaceGeometry, PlaceHousehold
from traceability.store.queries.boundaries import OF_PLACES
from traceability.store.queries.remembering import plain

_MANY = (
    select(PlaceHousehold.place_id)
    .where(
        PlaceHousehold.place_id.in_(bindparam("places", expanding=True)),
        PlaceHousehold.from_on <= bindparam("day"),
        or_(PlaceHousehold.to_on.is_(None), PlaceHousehold.to_on >= bindparam("day")),
    )
    .group_by(PlaceHousehold.place_id)
    .having(func.count(PlaceHousehold.household_id.distinct()) >= bindparam("least"))
)
_BOXES = select(
    PlaceGeometry.south, PlaceGeometry.north, PlaceGeometry.west, PlaceGeometry.east
).where(PlaceGeometry.place_id.in_(_MANY), OF_PLACES)


def middles(db: Session, place_ids: Collection[int], day: dt.date, least: int) -> list[Point]:
    """The middles of those places that at least so many households work on a day, in no order.

    A place without a boundary has none.
    """
    rows = plain(db, _BOXES, {"places": list(place_ids), "day": day, "least": least})
    return [Point((south + north) // 2, (west + east) // 2) for south, north, west, east in rows]
