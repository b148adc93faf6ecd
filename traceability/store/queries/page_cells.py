"""Where places lie that many households work: the middles of their boundaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from traceability.domain.communes import Point
from traceability.store.models import PlaceGeometry, PlaceHousehold


def middles(db: Session, place_ids: Collection[int], day: dt.date, least: int) -> list[Point]:
    """The middles of those places that at least so many households work on a day, in no order.

    A place without a boundary has none.
    """
    many = (
        select(PlaceHousehold.place_id)
        .where(PlaceHousehold.place_id.in_(place_ids), PlaceHousehold.from_on <= day)
        .where(or_(PlaceHousehold.to_on.is_(None), PlaceHousehold.to_on >= day))
        .group_by(PlaceHousehold.place_id)
        .having(func.count(PlaceHousehold.household_id.distinct()) >= least)
    )
    box = PlaceGeometry
    wanted = select(box.south, box.north, box.west, box.east).where(
        box.place_id.in_(many), box.current
    )
    rows = db.execute(wanted)
    return [Point((south + north) // 2, (west + east) // 2) for south, north, west, east in rows]
