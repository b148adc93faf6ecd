"""Batches, stock, edges and origins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep
from traceability.domain.process import FRESH
from traceability.store.models import Batch, BatchEdge, BatchOrigin, BatchStock, Event
from traceability.store.queries.portions import portions
from traceability.store.queries.remembering import by_keys, each_once, once, plain


def by_code(db: Session, code: str) -> Batch | None:
    """The batch of a short code."""
    return db.scalar(select(Batch).where(Batch.code == code))


_PUBLISHED = (
    select(Batch)
    .join(BatchStock, BatchStock.batch_id == Batch.id)
    .where(Batch.code == bindparam("code"), BatchStock.published_on.is_not(None))
)


def published_by_code(db: Session, code: str) -> Batch | None:
    """The batch of a short code, where it is published."""
    return db.scalar(_PUBLISHED, {"code": code})


def by_codes(db: Session, codes: Sequence[str]) -> dict[str, Batch]:
    """The batches of short codes, by code."""
    wanted = (select(Batch).where(Batch.code.in_(some)) for some in portions(codes))
    return {row.code: row for each in wanted for row in db.scalars(each)}


def by_ids(db: Session, ids: Sequence[int]) -> dict[int, Batch]:
    """Batches by internal key."""
    return by_keys(db, Batch, Batch.id, ids)


def of_holder(db: Session, holder_id: int, stages: Sequence[str]) -> list[tuple[Batch, BatchStock]]:
    """A holder's batches of some stages with their stock, newest first."""
    wanted = (
        select(Batch, BatchStock)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.holder_id == holder_id, Batch.stage.in_(stages))
        .order_by(Batch.made_on.desc(), Batch.id.desc())
    )
    return [(batch, stock) for batch, stock in db.execute(wanted)]


def workable(
    db: Session, holder_id: int, crop: str, material: str | None, most: int
) -> list[tuple[Batch, BatchStock]]:
    """A holder's lots of one crop and material that something is on hand of, newest first."""
    wanted = (
        select(Batch, BatchStock)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(
            Batch.holder_id == holder_id,
            Batch.crop_code == crop,
            Batch.stage != "packed",
            func.coalesce(Batch.material, FRESH) == (material or FRESH),
            BatchStock.state == "open",
        )
        .order_by(Batch.made_on.desc(), Batch.id.desc())
        .limit(most)
    )
    return [(batch, stock) for batch, stock in db.execute(wanted)]


def stock(db: Session, batch_id: int) -> BatchStock:
    """The stock row of a batch."""
    return db.scalars(select(BatchStock).where(BatchStock.batch_id == batch_id)).one()


def was_taken_over(db: Session, batch: Batch) -> bool:
    """Whether a batch came from another cooperative."""
    return db.get_one(Event, batch.event_seq).step == EventStep.ACCEPT


def guessed(db: Session, batch_ids: Collection[int]) -> bool:
    """Whether the weight of one of some batches is a stated guess."""
    wanted = select(BatchStock.batch_id).where(
        BatchStock.batch_id.in_(batch_ids), BatchStock.estimated.is_(True)
    )
    return db.scalar(wanted.limit(1)) is not None


def published(db: Session, batch_ids: Sequence[int]) -> set[int]:
    """Those of some batches that are published."""
    stocks = select(BatchStock.batch_id).where(BatchStock.published_on.is_not(None))
    wanted = (stocks.where(BatchStock.batch_id.in_(some)) for some in portions(batch_ids))
    return {key for each in wanted for key in db.scalars(each)}


def lots_with_prefix(db: Session, holder_id: int, prefix: str) -> int:
    """How many lot codes of a holder begin with ``prefix``."""
    wanted = select(func.count()).select_from(Batch)
    wanted = wanted.where(
        Batch.holder_id == holder_id, Batch.lot_code.startswith(prefix, autoescape=True)
    )
    return db.scalar(wanted) or 0


def lot_exists(db: Session, holder_id: int, lot_code: str, gtin: str | None = None) -> bool:
    """Whether a holder already has this lot code, or anybody has it under ``gtin``."""
    taken = Batch.holder_id == holder_id
    if gtin is not None:
        taken |= Batch.gtin == gtin
    wanted = select(Batch.id).where(Batch.lot_code == lot_code, taken).limit(1)
    return db.scalar(wanted) is not None


def harvested_under(db: Session, area_code_id: int, since: dt.date) -> list[Batch]:
    """The harvests under a code from a day on."""
    wanted = (
        select(Batch)
        .where(Batch.area_code_id == area_code_id, Batch.stage == "harvest", Batch.made_on >= since)
        .order_by(Batch.id)
    )
    return list(db.scalars(wanted))


def unpublished_from(db: Session, place_id: int) -> list[Batch]:
    """What is on hand of a place's goods and has no page yet, in the order it was made."""
    wanted = (
        select(Batch)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .join(BatchOrigin, BatchOrigin.batch_id == Batch.id)
        .where(
            BatchOrigin.place_id == place_id,
            BatchStock.state == "open",
            BatchStock.published_on.is_(None),
        )
        .distinct()
        .order_by(Batch.id)
    )
    return list(db.scalars(wanted))


def any_published(db: Session, batch_ids: Sequence[int]) -> bool:
    """Whether one of the batches has a page."""
    wanted = select(BatchStock.batch_id).where(
        BatchStock.batch_id.in_(batch_ids), BatchStock.published_on.is_not(None)
    )
    return db.scalar(wanted.limit(1)) is not None


def count_since(db: Session, area_code_id: int, holder_id: int, since: dt.date) -> int:
    """How many harvests of one holder from ``since`` on stand under a code."""
    wanted = select(func.count()).select_from(Batch)
    wanted = wanted.where(
        Batch.area_code_id == area_code_id,
        Batch.holder_id == holder_id,
        Batch.stage == "harvest",
        Batch.made_on >= since,
    )
    return db.scalar(wanted) or 0


def newest_under(db: Session, area_code_id: int, most: int) -> list[Batch]:
    """The newest harvests under a code, newest first."""
    wanted = select(Batch).where(Batch.area_code_id == area_code_id, Batch.stage == "harvest")
    return list(db.scalars(wanted.order_by(Batch.made_on.desc(), Batch.id.desc()).limit(most)))


def count_under(db: Session, area_code_id: int) -> int:
    """How many harvests there are under a code."""
    wanted = select(func.count()).select_from(Batch)
    wanted = wanted.where(Batch.area_code_id == area_code_id, Batch.stage == "harvest")
    return db.scalar(wanted) or 0


def parents(db: Session, batch_id: int, most: int) -> list[tuple[BatchEdge, Batch]]:
    """What went into a batch: the newest lots, oldest of these first."""
    wanted = select(BatchEdge, Batch).join(Batch, Batch.id == BatchEdge.parent_id)
    wanted = wanted.where(BatchEdge.child_id == batch_id)
    found = db.execute(wanted.order_by(BatchEdge.parent_id.desc()).limit(most))
    return [(edge, batch) for edge, batch in reversed(found.all())]


def children(db: Session, batch_id: int, most: int) -> list[tuple[BatchEdge, Batch]]:
    """What became of a batch: the newest lots, oldest of these first."""
    wanted = select(BatchEdge, Batch).join(Batch, Batch.id == BatchEdge.child_id)
    wanted = wanted.where(BatchEdge.parent_id == batch_id)
    found = db.execute(wanted.order_by(BatchEdge.child_id.desc()).limit(most))
    return [(edge, batch) for edge, batch in reversed(found.all())]


def edge_counts(db: Session, batch_id: int) -> tuple[int, int]:
    """How many lots went into a batch, and how many were made of it."""
    into = select(func.count()).where(BatchEdge.child_id == batch_id).scalar_subquery()
    out = select(func.count()).where(BatchEdge.parent_id == batch_id).scalar_subquery()
    counted = db.execute(select(into, out)).one()
    return counted[0], counted[1]


def edges_into(db: Session, batch_id: int) -> list[BatchEdge]:
    """What went into a batch."""
    wanted = select(BatchEdge).where(BatchEdge.child_id == batch_id)
    return list(db.scalars(wanted.order_by(BatchEdge.parent_id)))


def edges_out_of(db: Session, batch_id: int) -> list[BatchEdge]:
    """What became of a batch."""
    wanted = select(BatchEdge).where(BatchEdge.parent_id == batch_id)
    return list(db.scalars(wanted.order_by(BatchEdge.child_id)))


def harvested_here(db: Session, batch: Batch, newest: int) -> list[int]:
    """How much the newest harvests of a place gave of a crop (g or ml), beside this one."""
    found = (
        select(BatchStock.made)
        .join(Batch, Batch.id == BatchStock.batch_id)
        .where(
            Batch.stage == "harvest",
            Batch.place_id == batch.place_id,
            Batch.crop_code == batch.crop_code,
            Batch.id != batch.id,
            BatchStock.made > 0,
        )
        .order_by(Batch.id.desc())
        .limit(newest)
    )
    return list(db.scalars(found))


_INTO = select(BatchEdge).where(BatchEdge.child_id.in_(bindparam("batches", expanding=True)))


@once
def edges_among(db: Session, batch_ids: Sequence[int]) -> list[BatchEdge]:
    """What went into some batches."""
    found = (db.scalars(_INTO, {"batches": some}) for some in portions(batch_ids))
    return [row for each in found for row in each]


def made(db: Session, batch_ids: Sequence[int]) -> dict[int, int]:
    """How much was made of batches (g or ml), by internal key."""
    stocks = select(BatchStock.batch_id, BatchStock.made)
    wanted = (stocks.where(BatchStock.batch_id.in_(each)) for each in portions(batch_ids))
    return {key: amount for each in wanted for key, amount in db.execute(each)}


def materials(db: Session, batch_ids: Sequence[int]) -> dict[int, str]:
    """What batches are of, by internal key; a harvest that nothing was said of is fresh."""
    named = select(Batch.id, func.coalesce(Batch.material, FRESH))
    wanted = (named.where(Batch.id.in_(each)) for each in portions(batch_ids))
    return {key: material for each in wanted for key, material in db.execute(each)}


class Share(NamedTuple):
    """How much of a batch comes from a place under a code, or outside any, in ppm."""

    place_id: int
    area_code_id: int | None
    ppm: int


def origins(db: Session, batch_id: int) -> list[Share]:
    """The shares of origin of a batch, largest first."""
    return origins_of(db, [batch_id])[batch_id]


_ORIGINS = (
    select(BatchOrigin.batch_id, BatchOrigin.place_id, BatchOrigin.area_code_id, BatchOrigin.ppm)
    .where(BatchOrigin.batch_id.in_(bindparam("batches", expanding=True)))
    .order_by(BatchOrigin.ppm.desc(), BatchOrigin.id)
)


@each_once
def origins_of(db: Session, batch_ids: Sequence[int]) -> dict[int, list[Share]]:
    """The shares of origin of batches by internal key, the largest first."""
    found: dict[int, list[Share]] = {key: [] for key in batch_ids}
    for some in portions(batch_ids):
        for key, place, area, ppm in plain(db, _ORIGINS, {"batches": some}):
            found[key].append(Share(place, area, ppm))
    return found


def forget_origins(db: Session, batch_ids: Sequence[int]) -> None:
    """Take away the shares of origin of batches: they are folded anew."""
    for some in portions(batch_ids):
        db.execute(delete(BatchOrigin).where(BatchOrigin.batch_id.in_(some)))


def ancestors(db: Session, batch_id: int) -> list[int]:
    """The batch and everything it came from, by one recursive query."""
    return ancestors_of(db, [batch_id])


@once
def ancestors_of(db: Session, batch_ids: Sequence[int]) -> list[int]:
    """The batches and everything they came from, older first."""
    return list(plain(db, _CAME_FROM, {"start": batch_ids}).scalars())


@once
def ways_to(db: Session, batch_ids: Sequence[int]) -> list[tuple[int, int]]:
    """What went into the batches and everything they came from: keys of a lot and of its parent.

    One recursive query finds all of it.
    """
    return [(child, parent) for child, parent in plain(db, _WAYS_TO, {"start": batch_ids})]


def descendants(db: Session, batch_ids: Sequence[int]) -> list[int]:
    """The batches and everything made of them, by one recursive query."""
    return list(db.scalars(made_of(batch_ids)))


def made_of(batch_ids: Sequence[int] | Select[int]) -> Select[int]:
    """The keys of the batches and of everything made of them, to be read or inserted from."""
    return _walk(Batch.id.in_(batch_ids), up=False)


def _walk(start: ColumnElement[bool], *, up: bool) -> Select[int]:
    here = select(Batch.id.label("id")).where(start).cte("walk", recursive=True)
    if up:
        step = select(BatchEdge.parent_id).join(here, BatchEdge.child_id == here.c.id)
    else:
        step = select(BatchEdge.child_id).join(here, BatchEdge.parent_id == here.c.id)
    walked = here.union(step)
    return select(walked.c.id).order_by(walked.c.id)


def _ways() -> Select[int, int]:
    # A lot may have gone into another by several acts.
    edges = select(BatchEdge.child_id, BatchEdge.parent_id, BatchEdge.event_seq)
    into = edges.where(BatchEdge.child_id.in_(bindparam("start", expanding=True)))
    here = into.cte("ways", recursive=True)
    walked = here.union(edges.join(here, BatchEdge.child_id == here.c.parent_id))
    return select(walked.c.child_id, walked.c.parent_id).order_by(*walked.c)


#: Put together once: every page walks, and that takes longer than the walk.
_CAME_FROM = _walk(Batch.id.in_(bindparam("start", expanding=True)), up=True)
_WAYS_TO = _ways()
