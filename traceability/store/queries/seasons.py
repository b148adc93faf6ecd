"""Seasons, what is used of them, and the reference values that they are judged by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from traceability.domain.place_kinds import OUTSIDE_GROUND
from traceability.store import lock_order
from traceability.store.lock_order import Rank
from traceability.store.models import (
    Actor,
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    Base,
    Batch,
    BatchStock,
    CodeAuthorization,
    CodeUse,
    Crop,
    Membership,
    Place,
    PlaceOverlap,
    PlaceRevision,
    ReferenceValue,
    Season,
    SeasonUse,
)
from traceability.store.queries import parties
from traceability.store.queries.registry import Standing, newest_revision

PLACE, CODE, AUTHORIZATION = "place", "code", "authorization"


# Built once: a harvest asks it six times, for its season and for each ceiling.
_VALUES = (
    select(ReferenceValue)
    .where(
        ReferenceValue.crop_code == bindparam("crop"),
        ReferenceValue.key.in_(bindparam("keys", expanding=True)),
    )
    .order_by(ReferenceValue.from_on, ReferenceValue.id)
)


def values(db: Session, crop_code: str, keys: Collection[str]) -> list[ReferenceValue]:
    """The rows of some keys for a crop, in the order in which they come to count."""
    return list(db.scalars(_VALUES, {"crop": crop_code, "keys": list(keys)}))


def values_of_all(db: Session, keys: Collection[str]) -> list[ReferenceValue]:
    """The rows of some keys for every crop, newest first."""
    wanted = select(ReferenceValue).where(ReferenceValue.key.in_(keys))
    return list(
        db.scalars(wanted.order_by(ReferenceValue.from_on.desc(), ReferenceValue.id.desc()))
    )


def setters(db: Session, codes: Collection[str | None]) -> dict[str, str]:
    """The names of the people who sign as actors, by the actors' codes; a dash where erased."""
    wanted = select(Actor.code, Membership.user_id).join(
        Membership, Membership.actor_id == Actor.id
    )
    rows = {code: str(user) for code, user in db.execute(wanted.where(Actor.code.in_(codes)))}
    names = parties.names(db, list(rows.values()), kind="user")
    return {code: names.get(user, "–") for code, user in rows.items()}


def crops_of_family(db: Session, family: str) -> list[Crop]:
    """The crops of a family."""
    return list(db.scalars(select(Crop).where(Crop.family == family).order_by(Crop.code)))


def make_season(db: Session, crop_code: str, days: tuple[dt.date, dt.date], label: str) -> int:
    """The key of the row of a season (first and last day), made where nobody has made it yet."""
    starts_on, ends_on = days
    wanted = select(Season.id).where(Season.crop_code == crop_code, Season.starts_on == starts_on)
    found = db.scalar(wanted)
    if found is not None:
        return found
    row = {"crop_code": crop_code, "starts_on": starts_on, "ends_on": ends_on, "label": label}
    db.execute(_insert(db, Season, row).on_conflict_do_nothing())
    return db.scalars(wanted).one()


def add_use(db: Session, kind: str, subject_id: int, season_id: int, amount: int) -> int:
    """Add to what a place, code or authorisation has used; the sum. The row stays locked.

    Less than nothing is taken off, after a correction: the row is there then.
    """
    key = {"subject_kind": kind, "subject_id": subject_id, "season_id": season_id}
    if amount < 0:
        lower = update(SeasonUse).filter_by(**key).values(used=SeasonUse.used + amount)
        return db.scalars(lower.returning(SeasonUse.used)).one()
    adding = _insert(db, SeasonUse, key | {"used": amount})
    added = adding.on_conflict_do_update(
        index_elements=list(key), set_={"used": SeasonUse.used + adding.excluded.used}
    )
    used: int = db.execute(added.returning(SeasonUse.used)).scalar_one()
    return used


def add_uses(db: Session, added: Sequence[tuple[str, int, int, int]]) -> None:
    """The same, of many: kind, subject, season and an amount above nothing; one may come twice."""
    if not added:
        return
    names = ("subject_kind", "subject_id", "season_id", "used")
    adding = _insert(db, SeasonUse, {name: bindparam(name) for name in names})
    adding = adding.on_conflict_do_update(
        index_elements=names[:3], set_={"used": SeasonUse.used + adding.excluded.used}
    )
    db.connection().execute(adding, [dict(zip(names, each, strict=True)) for each in added])


def uses_of(
    db: Session, subjects: Mapping[str, Collection[int]]
) -> dict[tuple[str, int, str, dt.date], int]:
    """What subjects of some kinds have used, by kind, key, crop and the season's first day."""
    wanted = (
        select(
            SeasonUse.subject_kind,
            SeasonUse.subject_id,
            Season.crop_code,
            Season.starts_on,
            SeasonUse.used,
        )
        .join(Season, Season.id == SeasonUse.season_id)
        .where(
            or_(
                *(
                    and_(SeasonUse.subject_kind == kind, SeasonUse.subject_id.in_(keys))
                    for kind, keys in subjects.items()
                )
            )
        )
    )
    rows = db.execute(wanted)
    return {(kind, key, crop, starts_on): used for kind, key, crop, starts_on, used in rows}


def _insert(db: Session, model: type[Base], row: dict[str, Any]) -> Any:
    of = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    adding: Insert = of(model).values(**row)
    return adding


def lock_place(db: Session, place_id: int) -> None:
    """One harvest at a time of one place: crops that share its land are judged together."""
    lock_order.note(db, Rank.PLACE, [place_id])
    wanted = select(Place.id).where(Place.id == place_id)
    db.execute(wanted.with_for_update(key_share=True))


def own_beside(db: Session, place: Place) -> list[tuple[Place, int]]:
    """The holder's other places whose lines share ground with a place, each with the shared m²."""
    wanted = (
        select(Place, PlaceOverlap.shared_m2)
        .join(
            PlaceOverlap, or_(PlaceOverlap.place_id == Place.id, PlaceOverlap.other_id == Place.id)
        )
        .where(
            or_(PlaceOverlap.place_id == place.id, PlaceOverlap.other_id == place.id),
            Place.id != place.id,
            Place.holder_id == place.holder_id,
        )
        .order_by(Place.id)
    )
    return [(other, shared_m2) for other, shared_m2 in db.execute(wanted)]


def used(db: Session, kind: str, subject_id: int, crop_code: str, starts_on: dt.date) -> int:
    """What a subject has used of a season; nothing where there is no row."""
    wanted = (
        select(SeasonUse.used)
        .join(Season, Season.id == SeasonUse.season_id)
        .where(
            SeasonUse.subject_kind == kind,
            SeasonUse.subject_id == subject_id,
            Season.crop_code == crop_code,
            Season.starts_on == starts_on,
        )
    )
    return db.scalar(wanted) or 0


def used_in_all(db: Session, kind: str, subject_id: int) -> int:
    """What a subject has used in all seasons together."""
    wanted = select(func.coalesce(func.sum(SeasonUse.used), 0)).where(
        SeasonUse.subject_kind == kind, SeasonUse.subject_id == subject_id
    )
    return int(db.scalar(wanted) or 0)


def crops_used(db: Session, place_id: int) -> set[str]:
    """The crops of which anything was ever harvested at a place."""
    wanted = (
        select(Season.crop_code)
        .join(SeasonUse, SeasonUse.season_id == Season.id)
        .where(SeasonUse.subject_kind == PLACE, SeasonUse.subject_id == place_id)
    )
    return set(db.scalars(wanted))


def crops_granted(db: Session, place_id: int, day: dt.date) -> list[Crop]:
    """The crops that the codes over a place on a day were granted for."""
    wanted = (
        select(Crop)
        .join(AreaCodeCrop, AreaCodeCrop.crop_code == Crop.code)
        .join(AreaCodePlace, AreaCodePlace.area_code_id == AreaCodeCrop.area_code_id)
        .where(AreaCodePlace.place_id == place_id, *_on(day))
        .distinct()
        .order_by(Crop.code)
    )
    return list(db.scalars(wanted))


def _on(day: dt.date) -> Any:
    until = or_(AreaCodePlace.to_on.is_(None), AreaCodePlace.to_on >= day)
    return AreaCodePlace.from_on <= day, until


def places_under(db: Session, area_id: int, day: dt.date) -> list[Standing]:
    """The places under a code on a day, each once, with their newest revision."""
    under = select(AreaCodePlace.place_id).where(AreaCodePlace.area_code_id == area_id, *_on(day))
    wanted = (
        select(Place, PlaceRevision)
        .join(PlaceRevision, PlaceRevision.place_id == Place.id)
        .where(Place.id.in_(under), newest_revision())
        .order_by(Place.id)
    )
    return [(place, revision) for place, revision in db.execute(wanted)]


def harvests_of(
    db: Session, place_id: int, crop_code: str, since: dt.date, until: dt.date
) -> list[tuple[Batch, BatchStock, AreaCode | None]]:
    """The harvests of a place between two days with the code of each, newest first."""
    wanted = (
        select(Batch, BatchStock, AreaCode)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .outerjoin(AreaCode, AreaCode.id == Batch.area_code_id)
        .where(
            Batch.stage == "harvest",
            Batch.place_id == place_id,
            Batch.crop_code == crop_code,
            Batch.made_on.between(since, until),
        )
        .order_by(Batch.made_on.desc(), Batch.id.desc())
    )
    return [(batch, stock, area) for batch, stock, area in db.execute(wanted)]


def harvested_since(db: Session, crop_code: str, since: dt.date, until: dt.date) -> int:
    """How many harvests of a crop fall between two days."""
    wanted = select(func.count()).select_from(Batch)
    return db.scalar(wanted.where(*_harvests(crop_code), Batch.made_on.between(since, until))) or 0


def _harvests(crop_code: str) -> tuple[Any, ...]:
    return Batch.stage == "harvest", Batch.crop_code == crop_code


# --- moving the beginning ------------------------------------------------------------------------


def seasons_from(db: Session, crop_code: str, day: dt.date) -> list[Season]:
    """The rows of a crop's seasons that end on a day or later, for this unit alone to change."""
    wanted = select(Season).where(Season.crop_code == crop_code, Season.ends_on >= day)
    return list(db.scalars(wanted.order_by(Season.starts_on).with_for_update()))


def end_season(db: Session, season_id: int, ends_on: dt.date, label: str) -> None:
    """Let a season end on another day."""
    change = update(Season).where(Season.id == season_id)
    db.execute(change.values(ends_on=ends_on, label=label))


# --- folding again -------------------------------------------------------------------------------


#: Where sellers outside every code grow what they bring: no season counts it.
_OUTSIDE = select(Place.id).where(Place.kind == OUTSIDE_GROUND)


def every_season(db: Session) -> Iterator[Season]:
    """Every season's row, in the order of their keys."""
    last = 0
    while row := db.scalars(select(Season).where(Season.id > last).order_by(Season.id)).first():
        yield row
        last = row.id


def uses_kept(db: Session, season_id: int) -> dict[tuple[str, int], int]:
    """What ``season_use`` says of a season, by ``(kind, key)``."""
    rows = db.scalars(select(SeasonUse).where(SeasonUse.season_id == season_id))
    return {(row.subject_kind, row.subject_id): row.used for row in rows}


def uses_told(db: Session, season: Season) -> dict[tuple[str, int], int]:
    """What the harvests of a season add up to by place, by code and by authorisation."""
    of = [
        (PLACE, Batch.place_id),
        (CODE, Batch.area_code_id),
        (AUTHORIZATION, CodeUse.authorization_id),
    ]
    told: dict[tuple[str, int], int] = {}
    for kind, column in of:
        wanted = (
            select(column, func.sum(BatchStock.made))
            .select_from(Batch)
            .join(BatchStock, BatchStock.batch_id == Batch.id)
            .outerjoin(CodeUse, CodeUse.batch_id == Batch.id)
            .where(*_harvests(season.crop_code))
            .where(Batch.made_on.between(season.starts_on, season.ends_on), column.is_not(None))
            .where(Batch.place_id.not_in(_OUTSIDE))
            .group_by(column)
        )
        told |= {(kind, key): int(made) for key, made in db.execute(wanted) if key is not None}
    return told


def outside_seasons(db: Session) -> list[str]:
    """The codes of harvests that no season's row covers."""
    covered = select(Season.id).where(
        Season.crop_code == Batch.crop_code,
        Season.starts_on <= Batch.made_on,
        Season.ends_on >= Batch.made_on,
    )
    counted = (Batch.stage == "harvest", Batch.place_id.not_in(_OUTSIDE))
    wanted = select(Batch.code).where(*counted, ~covered.exists())
    return list(db.scalars(wanted.order_by(Batch.code)))


def codes_of(db: Session, subjects: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The short codes of places, codes and authorisations, by kind and key."""
    found: dict[tuple[str, int], str] = {}
    of = ((PLACE, Place), (CODE, AreaCode), (AUTHORIZATION, CodeAuthorization))
    for kind, model in of:
        ids = [key for each, key in subjects if each == kind]
        rows = db.execute(select(model.id, model.code).where(model.id.in_(ids)))
        found |= {(kind, key): code for key, code in rows}
    return found
