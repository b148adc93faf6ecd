"""Days of buying, their slips and loads, and what these became."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.store import lock_order
from traceability.store.lock_order import Rank
from traceability.store.models import (
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    Batch,
    BatchEdge,
    BatchStock,
    Event,
    EventSubject,
    Party,
    Place,
    PlaceHousehold,
    PlaceRevision,
    PrivateValue,
    Reception,
    WeighLoad,
    WeighSlip,
)
from traceability.store.queries.areas import codes_by_ids, entered, places_by_ids
from traceability.store.queries.portions import portions
from traceability.store.queries.registry import newest_revision


def by_code(db: Session, code: str) -> Reception | None:
    """The reception of a short code."""
    return db.scalar(select(Reception).where(Reception.code == code))


def by_id(db: Session, reception_id: int) -> Reception:
    """The reception of an internal key."""
    return db.scalars(select(Reception).where(Reception.id == reception_id)).one()


def lock(db: Session, row: Reception) -> None:
    """One slip at a time: nobody else adds to a reception, or closes it, until the unit ends."""
    lock_order.note(db, Rank.RECEPTION, [row.id])
    db.refresh(row, with_for_update={"key_share": True})


def of_holder(db: Session, holder_id: int, most: int, skip: int = 0) -> list[Reception]:
    """A holder's receptions: the open ones first, then the newest."""
    wanted = select(Reception).where(Reception.holder_id == holder_id)
    order = (Reception.state.desc(), Reception.day.desc(), Reception.id.desc())
    return list(db.scalars(wanted.order_by(*order).limit(most).offset(skip)))


def crops_bought(db: Session, holder_id: int) -> list[str]:
    """The crops that a holder ever opened a day for."""
    wanted = select(Reception.crop_code).where(Reception.holder_id == holder_id).distinct()
    return list(db.scalars(wanted.order_by(Reception.crop_code)))


def open_on(
    db: Session, holder_id: int, day: dt.date | None = None, crop: str | None = None
) -> list[Reception]:
    """A holder's open receptions (of a day, of a crop), the newest first."""
    wanted = select(Reception).where(Reception.holder_id == holder_id, Reception.state == "open")
    if day is not None:
        wanted = wanted.where(Reception.day == day)
    if crop is not None:
        wanted = wanted.where(Reception.crop_code == crop)
    return list(db.scalars(wanted.order_by(Reception.day.desc(), Reception.id.desc())))


def on_day(db: Session, holder_id: int, day: dt.date, crop: str) -> list[Reception]:
    """A holder's receptions of a crop on a day, open or closed, the newest first."""
    wanted = select(Reception).where(
        Reception.holder_id == holder_id, Reception.day == day, Reception.crop_code == crop
    )
    return list(db.scalars(wanted.order_by(Reception.id.desc())))


def totals(db: Session, reception_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many slips each reception has and what they weigh net, without those taken back."""
    wanted = (
        select(WeighSlip.reception_id, func.count(), func.sum(WeighSlip.net))
        .join(BatchStock, BatchStock.batch_id == WeighSlip.batch_id)
        .where(WeighSlip.reception_id.in_(reception_ids), BatchStock.state != "retracted")
        .group_by(WeighSlip.reception_id)
    )
    return {key: (count, int(net)) for key, count, net in db.execute(wanted)}


def slips(
    db: Session, reception_id: int, newest: int | None = None, *, retracted: bool = False
) -> list[tuple[WeighSlip, Batch, BatchStock, Party]]:
    """The slips of a reception (or its newest) by number, with batch, stock and seller.

    Without those that were taken back, unless asked for.
    """
    wanted = (
        select(WeighSlip, Batch, BatchStock, Party)
        .join(Batch, Batch.id == WeighSlip.batch_id)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .join(Party, Party.id == WeighSlip.seller_id)
        .where(WeighSlip.reception_id == reception_id)
        .order_by(WeighSlip.number.desc())
        .limit(newest)
    )
    if not retracted:
        wanted = wanted.where(BatchStock.state != "retracted")
    return [tuple(row) for row in reversed(db.execute(wanted).all())]  # type: ignore[misc]


def newest(db: Session, reception_id: int) -> WeighSlip | None:
    """The last slip of a reception."""
    wanted = select(WeighSlip).where(WeighSlip.reception_id == reception_id)
    return db.scalar(wanted.order_by(WeighSlip.number.desc()).limit(1))


def last_load(db: Session, reception_id: int) -> int:
    """The number of a reception's last truck; 0 without one."""
    wanted = select(func.max(WeighLoad.number)).where(WeighLoad.reception_id == reception_id)
    return db.scalar(wanted) or 0


def load(db: Session, reception_id: int, number: int) -> WeighLoad | None:
    """A truck of a reception, by its number."""
    return db.get(WeighLoad, (reception_id, number))


def nets_of_load(db: Session, reception_id: int, number: int) -> list[int]:
    """What the slips of a truck weigh net, without those taken back."""
    wanted = (
        select(WeighSlip.net)
        .join(BatchStock, BatchStock.batch_id == WeighSlip.batch_id)
        .where(
            WeighSlip.reception_id == reception_id,
            WeighSlip.load == number,
            BatchStock.state != "retracted",
        )
    )
    return list(db.scalars(wanted))


def slip_of_event(db: Session, event_seq: int) -> WeighSlip | None:
    """The slip that a harvest was bought by, as the event tells it."""
    return db.scalar(select(WeighSlip).where(WeighSlip.event_seq == event_seq))


def slips_of_events(db: Session, event_seqs: Sequence[int]) -> list[WeighSlip]:
    """The slips that some harvests were bought by."""
    wanted = (
        select(WeighSlip).where(WeighSlip.event_seq.in_(some)) for some in portions(event_seqs)
    )
    return [row for each in wanted for row in db.scalars(each)]


def slip(db: Session, code: str) -> tuple[WeighSlip, Reception] | None:
    """The slip of a short code with its reception."""
    wanted = select(WeighSlip, Reception).join(Reception, Reception.id == WeighSlip.reception_id)
    row = db.execute(wanted.where(WeighSlip.code == code)).first()
    return None if row is None else (row[0], row[1])


def lots(db: Session, reception_id: int) -> list[Batch]:
    """The lots that a reception's slips were joined into when it was closed."""
    wanted = (
        select(Batch)
        .join(BatchEdge, BatchEdge.child_id == Batch.id)
        .join(WeighSlip, WeighSlip.batch_id == BatchEdge.parent_id)
        .where(WeighSlip.reception_id == reception_id, Batch.stage == "received")
    )
    return list(db.scalars(wanted.distinct().order_by(Batch.id)))


def place_of(db: Session, slip: WeighSlip) -> Place | None:
    """The ground that a slip's goods came from; None where only the commune is told."""
    wanted = select(Place).join(Batch, Batch.place_id == Place.id)
    return db.scalar(wanted.where(Batch.id == slip.batch_id, Place.kind != OUTSIDE_GROUND))


# --- ground --------------------------------------------------------------------------------------


def outside_ground(db: Session, holder_id: int, commune: str) -> Place | None:
    """The ground of a holder's sellers outside every code in a commune."""
    wanted = (
        select(Place)
        .join(PlaceRevision, PlaceRevision.place_id == Place.id)
        .where(
            Place.holder_id == holder_id,
            Place.kind == OUTSIDE_GROUND,
            PlaceRevision.commune_code == commune,
            newest_revision(),
        )
    )
    return db.scalar(wanted.order_by(Place.id).limit(1))


def worked_by(db: Session, household_id: int, day: dt.date) -> list[Place]:
    """The places that a household works on a day."""
    wanted = (
        select(Place)
        .join(PlaceHousehold, PlaceHousehold.place_id == Place.id)
        .where(
            PlaceHousehold.household_id == household_id,
            PlaceHousehold.from_on <= day,
            or_(PlaceHousehold.to_on.is_(None), PlaceHousehold.to_on >= day),
        )
    )
    return list(db.scalars(wanted.distinct().order_by(Place.id)))


def brought_from(db: Session, household_id: int, crop: str) -> list[tuple[Place, AreaCode | None]]:
    """From where a household's goods of a crop came, under which code; the last used first."""
    last = func.max(Batch.id)
    wanted = (
        select(Batch.place_id, Batch.area_code_id, last)
        .where(
            Batch.household_id == household_id, Batch.crop_code == crop, Batch.stage == "harvest"
        )
        .group_by(Batch.place_id, Batch.area_code_id)
        .order_by(last.desc())
    )
    found = [(place, area) for place, area, _last in db.execute(wanted)]
    places = places_by_ids(db, [place for place, _area in found if place])
    codes = codes_by_ids(db, [area for _place, area in found if area])
    return [(places[place or 0], codes.get(area or 0)) for place, area in found]


def grounds(db: Session, holder_id: int, crop: str, day: dt.date) -> list[tuple[AreaCode, Place]]:
    """The codes of a holder for a crop, with the places that stand under each on a day."""
    wanted = (
        select(AreaCode, Place)
        .join(AreaCodePlace, AreaCodePlace.area_code_id == AreaCode.id)
        .join(Place, Place.id == AreaCodePlace.place_id)
        .join(AreaCodeCrop, AreaCodeCrop.area_code_id == AreaCode.id)
        .where(
            AreaCode.holder_id == holder_id,
            AreaCodeCrop.crop_code == crop,
            entered(),
            AreaCodePlace.from_on <= day,
            or_(AreaCodePlace.to_on.is_(None), AreaCodePlace.to_on >= day),
        )
        .distinct()
        .order_by(AreaCode.norm, AreaCode.id, Place.id)
    )
    return [(area, place) for area, place in db.execute(wanted)]


# --- private values ------------------------------------------------------------------------------


def prices(db: Session, reception_id: int) -> dict[str, str]:
    """The prices that were agreed for the slips of a reception, by slip."""
    wanted = (
        select(PrivateValue.owner_id, PrivateValue.value)
        .join(WeighSlip, WeighSlip.code == PrivateValue.owner_id)
        .where(
            WeighSlip.reception_id == reception_id,
            PrivateValue.owner_kind == "weigh_slip",
            PrivateValue.field == "price",
        )
    )
    return {row.owner_id: row.value for row in db.execute(wanted)}


def forget(db: Session, seller_id: int) -> None:
    """Delete what was kept in private with the slips of a seller."""
    theirs = select(WeighSlip.code).where(WeighSlip.seller_id == seller_id)
    gone = delete(PrivateValue).where(
        PrivateValue.owner_kind == "weigh_slip", PrivateValue.owner_id.in_(theirs)
    )
    db.execute(gone, execution_options={"synchronize_session": "fetch"})


# --- what became of a slip -----------------------------------------------------------------------


def packs(db: Session, batch_ids: Sequence[int]) -> list[Batch]:
    """Those of some batches that are packed and have a page, the newest first."""
    wanted = (
        select(Batch)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(
            Batch.id.in_(batch_ids),
            Batch.stage == "packed",
            BatchStock.published_on.is_not(None),
        )
    )
    return list(db.scalars(wanted.order_by(Batch.made_on.desc(), Batch.id.desc())))


def made(db: Session, batch_ids: Sequence[int]) -> dict[int, int]:
    """How much was made of batches (g or ml)."""
    wanted = select(BatchStock.batch_id, BatchStock.made)
    return dict(map(tuple, db.execute(wanted.where(BatchStock.batch_id.in_(batch_ids)))))  # type: ignore[arg-type]


def closing(db: Session, code: str) -> Event | None:
    """The event that closed a reception."""
    wanted = select(Event).join(EventSubject, EventSubject.event_seq == Event.seq)
    wanted = wanted.where(EventSubject.subject == code, Event.step == "reception_closed")
    return db.scalar(wanted.order_by(Event.seq.desc()).limit(1))
