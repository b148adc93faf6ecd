"""Harvest books that were read in, and what a list is judged by at one stroke."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from traceability.store.models import (
    AreaCodePlace,
    Batch,
    BatchEdge,
    BatchStock,
    Event,
    FarmLog,
    HarvestImport,
    HarvestImportRow,
    HarvestImportUndo,
    ReferenceValue,
)
from traceability.store.queries.at_once import among

_SOME = 500


def lots_between(db: Session, holder_id: int, first: str, last: str) -> set[str]:
    """The lot codes of a holder from one up to another, in the order of their letters."""
    wanted = select(Batch.lot_code).where(
        Batch.holder_id == holder_id, Batch.lot_code >= first, Batch.lot_code <= last
    )
    return set(db.scalars(wanted))


def lots_named(db: Session, holder_id: int, codes: Sequence[str]) -> set[str]:
    """Those of some lot codes that a holder has already."""
    wanted = select(Batch.lot_code).where(
        Batch.holder_id == holder_id, among(db, Batch.lot_code, codes)
    )
    return set(db.scalars(wanted))


def waits(db: Session, place_id: int) -> list[tuple[dt.date, dt.date]]:
    """From when to when (without that day) the diary of a place lets harvests wait."""
    wanted = select(FarmLog.done_on, FarmLog.free_on).where(
        FarmLog.place_id == place_id, FarmLog.free_on > FarmLog.done_on
    )
    return [(done, free) for done, free in db.execute(wanted.distinct()) if free is not None]


def covered(db: Session, area_id: int, place_id: int) -> list[tuple[dt.date, dt.date | None]]:
    """The first and last days (or none) on which a place stood under a code."""
    wanted = select(AreaCodePlace.from_on, AreaCodePlace.to_on).where(
        AreaCodePlace.area_code_id == area_id, AreaCodePlace.place_id == place_id
    )
    return [(begins, ends) for begins, ends in db.execute(wanted)]


def ceilings_change(db: Session, area_id: int, crop: str, first: dt.date, last: dt.date) -> bool:
    """Whether a reference value of a crop, or a place of a code, comes or goes within a span."""
    values = select(ReferenceValue.id).where(
        ReferenceValue.crop_code == crop,
        ReferenceValue.from_on > first,
        ReferenceValue.from_on <= last,
    )
    comes = and_(AreaCodePlace.from_on > first, AreaCodePlace.from_on <= last)
    goes = and_(AreaCodePlace.to_on >= first, AreaCodePlace.to_on <= last)
    links = select(AreaCodePlace.place_id).where(
        AreaCodePlace.area_code_id == area_id, or_(comes, goes)
    )
    return any(db.scalar(each.limit(1)) is not None for each in (values, links))


def imported(db: Session, holder_id: int, import_id: str) -> HarvestImport | None:
    """A holder's list by its UUID."""
    wanted = select(HarvestImport).where(
        HarvestImport.holder_id == holder_id, HarvestImport.import_id == import_id
    )
    return db.scalar(wanted)


def listed(db: Session, holder_id: int, most: int) -> list[HarvestImport]:
    """A holder's newest lists."""
    wanted = select(HarvestImport).where(HarvestImport.holder_id == holder_id)
    return list(db.scalars(wanted.order_by(HarvestImport.id.desc()).limit(most)))


def undone(db: Session, ids: Collection[int]) -> dict[int, HarvestImportUndo]:
    """When lists were taken back."""
    wanted = select(HarvestImportUndo).where(HarvestImportUndo.import_id.in_(ids))
    return {row.import_id: row for row in db.scalars(wanted)}


def rows_of(db: Session, key: int) -> list[tuple[int, Batch, BatchStock, str]]:
    """The lines of a list: the lot, its stock, and the UUID of its first event."""
    wanted = (
        select(HarvestImportRow.line, Batch, BatchStock, Event.event_id)
        .join(Batch, Batch.id == HarvestImportRow.batch_id)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .join(Event, Event.seq == Batch.event_seq)
        .where(HarvestImportRow.import_id == key)
        .order_by(HarvestImportRow.line)
    )
    return [(line, batch, stock, event) for line, batch, stock, event in db.execute(wanted)]


def parents(db: Session, key: int) -> set[int]:
    """Lots of a list that something was made of, or that were moved or changed since."""
    wanted = (
        select(HarvestImportRow.batch_id)
        .join(BatchStock, BatchStock.batch_id == HarvestImportRow.batch_id)
        .where(HarvestImportRow.import_id == key)
    )
    used = select(BatchEdge.child_id).where(BatchEdge.parent_id == HarvestImportRow.batch_id)
    less = and_(BatchStock.state != "retracted", BatchStock.on_hand < BatchStock.made)
    return set(db.scalars(wanted.where(or_(less, used.exists()))))


def tellings(db: Session, key: int) -> dict[str, str]:
    """The entries of a list that were told anew: the first telling's UUID and today's."""
    first = select(Event.seq, Event.event_id).join(Batch, Batch.event_seq == Event.seq)
    first = first.join(HarvestImportRow, HarvestImportRow.batch_id == Batch.id)
    rows = db.execute(first.where(HarvestImportRow.import_id == key))
    names = {seq: (event, event) for seq, event in rows}
    ahead = list(names)
    while ahead:
        later = select(Event.seq, Event.corrects, Event.event_id)
        found = []
        for begin in range(0, len(ahead), _SOME):
            some = ahead[begin : begin + _SOME]
            found += list(db.execute(later.where(Event.corrects.in_(some))))
        ahead = []
        for seq, corrected, event in found:
            names[seq] = (names[corrected or 0][0], event)
            ahead.append(seq)
    return dict(names.values())
