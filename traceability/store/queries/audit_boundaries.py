"""What ``verify`` reads of boundaries, in pages."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from traceability.store.models import Place, PlaceGeometry, PlaceOverlap, PlaceRevision
from traceability.store.queries.registry import newest_revision

_PAGE = 500


_first = aliased(Place)
_second = aliased(Place)


def geometries(db: Session) -> Iterator[tuple[str, PlaceGeometry]]:
    """Every boundary that is kept, with the short code of its place."""
    wanted = select(Place.code, PlaceGeometry).join(Place, Place.id == PlaceGeometry.place_id)
    wanted = wanted.order_by(PlaceGeometry.place_id, PlaceGeometry.sha256)
    for code, row in db.execute(wanted.execution_options(yield_per=_PAGE)):
        yield str(code), row


def named_and_standing(db: Session) -> Iterator[tuple[str, str | None, str | None]]:
    """By place: the hash that its newest revision names, and the one of the standing boundary."""
    drawn = and_(PlaceGeometry.place_id == Place.id, PlaceGeometry.current.is_(True))
    wanted = (
        select(Place.code, PlaceRevision.geometry_sha256, PlaceGeometry.sha256)
        .select_from(Place)
        .join(PlaceRevision, and_(PlaceRevision.place_id == Place.id, newest_revision()))
        .outerjoin(PlaceGeometry, drawn)
        .order_by(Place.id)
    )
    for code, named, standing in db.execute(wanted.execution_options(yield_per=_PAGE)):
        yield str(code), named, standing


def overlaps(db: Session) -> Iterator[tuple[Place, Place, PlaceOverlap]]:
    """Every overlap with its two places."""
    wanted = (
        select(_first, _second, PlaceOverlap)
        .select_from(PlaceOverlap)
        .join(_first, _first.id == PlaceOverlap.place_id)
        .join(_second, _second.id == PlaceOverlap.other_id)
        .order_by(PlaceOverlap.place_id, PlaceOverlap.other_id)
    )
    rows = db.execute(wanted.execution_options(yield_per=_PAGE))
    yield from ((one, other, row) for one, other, row in rows)
