"""Where places lie, which of them lie near, and which lie over one another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, false, func, or_, select
from sqlalchemy.orm import Session

from traceability.domain.communes import Box
from traceability.store.models import Place, PlaceGeometry, PlaceOverlap
from traceability.store.queries.portions import portions

#: That a boundary stands, where its place is named. By the bare column SQLite, which knows nothing
#: of how many there are, would go through all that stand instead of the few of those places.
OF_PLACES = func.coalesce(PlaceGeometry.current, false())


def current(db: Session, place_id: int) -> PlaceGeometry | None:
    """The boundary of a place that stands."""
    wanted = select(PlaceGeometry).where(PlaceGeometry.place_id == place_id, OF_PLACES)
    return db.scalar(wanted)


def currents(db: Session, place_ids: Sequence[int]) -> dict[int, PlaceGeometry]:
    """The boundaries of places that stand, by the place's key."""
    wanted = select(PlaceGeometry).where(OF_PLACES)
    return {
        row.place_id: row
        for some in portions(place_ids)
        for row in db.scalars(wanted.where(PlaceGeometry.place_id.in_(some)))
    }


def history(db: Session, place_id: int) -> list[PlaceGeometry]:
    """Every boundary that is kept of a place, the newest first."""
    wanted = select(PlaceGeometry).where(PlaceGeometry.place_id == place_id)
    return list(db.scalars(wanted.order_by(PlaceGeometry.recorded_at.desc())))


def span_of(box: Box) -> int:
    """How many bits the longer side of a box has, in millionths of a degree."""
    return max(box.east - box.west, box.north - box.south).bit_length()


def near(db: Session, box: Box) -> list[PlaceGeometry]:
    """The standing boundaries whose boxes touch a box.

    For each span that there is, the index is read from the furthest west that a box of that span
    can begin to the east of the box: a strip, and not half of the table.
    """
    spans = list(db.scalars(_spans()))
    if not spans:
        return []
    return list(db.scalars(near_query(box, spans).order_by(PlaceGeometry.place_id)))


def near_query(box: Box, spans: Sequence[int]) -> Select[PlaceGeometry]:
    """The query of ``near`` for the spans that there are."""
    strips = (
        and_(
            _standing(),
            PlaceGeometry.span == span,
            PlaceGeometry.west.between(box.west - (1 << span), box.east),
            PlaceGeometry.east >= box.west,
            PlaceGeometry.south <= box.north,
            PlaceGeometry.north >= box.south,
        )
        for span in spans
    )
    return select(PlaceGeometry).where(or_(*strips))


def overlaps_of(db: Session, place_id: int) -> list[PlaceOverlap]:
    """The overlaps that a place has a part in."""
    mine = or_(PlaceOverlap.place_id == place_id, PlaceOverlap.other_id == place_id)
    wanted = select(PlaceOverlap).where(mine)
    return list(db.scalars(wanted.order_by(PlaceOverlap.place_id, PlaceOverlap.other_id)))


def overlap(db: Session, one: int, other: int) -> PlaceOverlap | None:
    """The overlap of two places."""
    return db.get(PlaceOverlap, (min(one, other), max(one, other)))


def drop(db: Session, place_id: int) -> int:
    """Delete every boundary of a place; how many there were."""
    found = len(history(db, place_id))
    db.execute(delete(PlaceGeometry).where(PlaceGeometry.place_id == place_id))
    return found


def drop_overlaps(db: Session, place_id: int, others: Collection[int]) -> None:
    """Delete the overlaps of a place with some others."""
    for other in others:
        low, high = min(place_id, other), max(place_id, other)
        db.execute(
            delete(PlaceOverlap).where(PlaceOverlap.place_id == low, PlaceOverlap.other_id == high)
        )


def of_holder(db: Session, holder_id: int) -> list[tuple[Place, PlaceGeometry]]:
    """A holder's places that have a boundary."""
    wanted = select(Place, PlaceGeometry).join(PlaceGeometry, PlaceGeometry.place_id == Place.id)
    rows = db.execute(wanted.where(Place.holder_id == holder_id, OF_PLACES).order_by(Place.id))
    return [(place, row) for place, row in rows]


def _standing() -> ColumnElement[bool]:
    return PlaceGeometry.current.is_(True)


def _spans() -> Select[Any]:
    """The spans that there are, each found by one step in the index."""
    first = select(func.min(PlaceGeometry.span).label("span")).where(_standing())
    walk = first.cte("spans", recursive=True)
    further = (
        select(func.min(PlaceGeometry.span))
        .where(_standing(), PlaceGeometry.span > walk.c.span)
        .scalar_subquery()
    )
    steps = walk.union_all(select(further).where(walk.c.span.is_not(None)))
    return select(steps.c.span).where(steps.c.span.is_not(None))
