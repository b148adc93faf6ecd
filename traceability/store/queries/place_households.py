"""Which households work which places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep
from traceability.store.models import Event, Party, Place, PlaceHousehold, SiteStay
from traceability.store.queries.audit import PAGE


def links(db: Session, place_ids: Sequence[int]) -> list[tuple[str, PlaceHousehold]]:
    """Every link of places, with the short code of its household."""
    wanted = select(Party.code, PlaceHousehold).join(Party, Party.id == PlaceHousehold.household_id)
    rows = db.execute(wanted.where(PlaceHousehold.place_id.in_(place_ids)).order_by(Party.number))
    return [(code, link) for code, link in rows]


def places_worked(db: Session, household_id: int) -> list[Place]:
    """The places that a household works with no end stated."""
    wanted = select(Place).join(PlaceHousehold, PlaceHousehold.place_id == Place.id)
    here = wanted.where(PlaceHousehold.household_id == household_id, PlaceHousehold.to_on.is_(None))
    return list(db.scalars(here.order_by(Place.id)))


def drop(db: Session, place_id: int, keys: Sequence[tuple[int, dt.date]]) -> None:
    """Delete links of a place by household and first day."""
    for household_id, from_on in keys:
        db.execute(
            delete(PlaceHousehold).where(
                PlaceHousehold.place_id == place_id,
                PlaceHousehold.household_id == household_id,
                PlaceHousehold.from_on == from_on,
            )
        )


def spoken_of(db: Session) -> Iterator[Sequence[Place]]:
    """Every place with a household or a stay, by its rows or by an event, a page at a time."""
    steps = (EventStep.PLACE_HOUSEHOLDS, EventStep.SITE_STAY)
    told = select(Event.place_id).where(Event.step.in_(steps), Event.place_id.is_not(None))
    some = or_(
        Place.id.in_(select(PlaceHousehold.place_id)),
        Place.id.in_(select(SiteStay.place_id)),
        Place.id.in_(told),
    )
    last = 0
    while True:
        wanted = select(Place).where(some, Place.id > last).order_by(Place.id).limit(PAGE)
        found = list(db.scalars(wanted))
        if not found:
            return
        yield found
        last = found[-1].id
