"""The farm diary: lines of places, the harvests that an interval covers, substances and rules."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.events import EventStep
from traceability.domain.holds import HoldReason
from traceability.store.models import (
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    AuditEntry,
    Batch,
    BatchStock,
    Crop,
    Event,
    EventSubject,
    FarmLog,
    Party,
    Place,
    Recall,
    RecallLift,
    Substance,
    SubstanceRule,
)
from traceability.store.queries.audit import next_page
from traceability.store.queries.portions import portions

Lines = Select[FarmLog, Event]


_later = aliased(Event)
_here = aliased(Place)
_there = aliased(Place)


def _standing() -> ColumnElement[bool]:
    """Lines whose event no later one corrects."""
    return ~exists().where(_later.corrects == FarmLog.event_seq)


def _lines() -> Lines:
    return select(FarmLog, Event).join(Event, Event.seq == FarmLog.event_seq).where(_standing())


def _spans(day: dt.date, crop: str) -> ColumnElement[bool]:
    of_crop = or_(FarmLog.crop_code.is_(None), FarmLog.crop_code == crop)
    return and_(FarmLog.done_on <= day, FarmLog.free_on > day, of_crop)


def over(
    db: Session, place_ids: Collection[int], crop: str, day: dt.date
) -> list[tuple[FarmLog, Event]]:
    """The lines of places whose interval a harvest of a crop falls into, oldest first.

    One that was taken back is among them: that somebody did so releases nothing.
    """
    wanted = select(FarmLog, Event).join(Event, Event.seq == FarmLog.event_seq)
    wanted = wanted.where(FarmLog.place_id.in_(place_ids), _spans(day, crop))
    return [(row, event) for row, event in db.execute(wanted.order_by(FarmLog.id))]


def harvested_inside(
    db: Session, place_ids: Collection[int], crop: str | None, first: dt.date, free: dt.date
) -> list[Batch]:
    """The harvests of places from a day on up to and without another, oldest first.

    One that was taken back never was.
    """
    wanted = (
        select(Batch)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(
            Batch.place_id.in_(place_ids),
            Batch.stage == "harvest",
            Batch.made_on >= first,
            Batch.made_on < free,
            BatchStock.state != "retracted",
        )
    )
    if crop is not None:
        wanted = wanted.where(Batch.crop_code == crop)
    return list(db.scalars(wanted.order_by(Batch.id)))


def holds_open(db: Session, event_id: str) -> bool:
    """Whether an open hold stands on the line of an event."""
    wanted = (
        select(Recall.id)
        .join(Event, Event.seq == Recall.event_seq)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
        .where(
            Recall.reason == HoldReason.INSIDE_PHI,
            RecallLift.recall_id.is_(None),
            Event.leaf.contains(f'"{event_id}"'),
        )
    )
    return db.scalar(wanted.limit(1)) is not None


def by_events(db: Session, event_ids: Collection[str]) -> dict[str, FarmLog]:
    """Lines by the UUID of their event, corrected ones too."""
    wanted = select(Event.event_id, FarmLog).join(Event, Event.seq == FarmLog.event_seq)
    wanted = wanted.where(Event.event_id.in_(event_ids))
    return {told[0]: told[1] for told in db.execute(wanted)}


@dataclass(frozen=True)
class Chosen:
    """Which lines are looked for: of which places, kind, days, and crop (those of none too)."""

    places: Sequence[int]
    kind: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    crop: str | None = None


def listed(db: Session, chosen: Chosen, skip: int, most: int) -> list[tuple[FarmLog, Event]]:
    """Lines, the newest day first."""
    wanted = _lines().where(*_conditions(chosen))
    wanted = wanted.order_by(FarmLog.done_on.desc(), FarmLog.id.desc())
    return [(row, event) for row, event in db.execute(wanted.offset(skip).limit(most))]


def count(db: Session, chosen: Chosen) -> int:
    """How many lines there are."""
    wanted = select(func.count()).select_from(FarmLog).where(_standing(), *_conditions(chosen))
    return db.scalar(wanted) or 0


def _conditions(chosen: Chosen) -> Iterator[ColumnElement[bool]]:
    yield FarmLog.place_id.in_(chosen.places)
    if chosen.kind is not None:
        yield FarmLog.kind == chosen.kind
    if chosen.first is not None:
        yield FarmLog.done_on >= chosen.first
    if chosen.last is not None:
        yield FarmLog.done_on <= chosen.last
    if chosen.crop is not None:
        yield or_(FarmLog.crop_code.is_(None), FarmLog.crop_code == chosen.crop)


def newest_place(db: Session, holder_id: int) -> int | None:
    """The place that a holder wrote of last."""
    wanted = select(FarmLog.place_id).join(Place, Place.id == FarmLog.place_id)
    wanted = wanted.where(Place.holder_id == holder_id)
    return db.scalar(wanted.order_by(FarmLog.id.desc()).limit(1))


def crops_at(db: Session, place_ids: Sequence[int]) -> dict[int, list[Crop]]:
    """The crops of the codes over each place."""
    wanted = (
        select(AreaCodePlace.place_id, Crop)
        .join(AreaCodeCrop, AreaCodeCrop.area_code_id == AreaCodePlace.area_code_id)
        .join(Crop, Crop.code == AreaCodeCrop.crop_code)
        .where(AreaCodePlace.place_id.in_(place_ids))
        .distinct()
        .order_by(Crop.code)
    )
    found: dict[int, list[Crop]] = defaultdict(list)
    for place_id, crop in db.execute(wanted):
        found[place_id].append(crop)
    return found


def crops_by_codes(db: Session, codes: Collection[str]) -> dict[str, Crop]:
    """Crops by their codes."""
    return {row.code: row for row in db.scalars(select(Crop).where(Crop.code.in_(codes)))}


def markets_over(db: Session, place_id: int, day: dt.date) -> list[AreaCode]:
    """The codes that a place stands under on a day."""
    wanted = (
        select(AreaCode)
        .join(AreaCodePlace, AreaCodePlace.area_code_id == AreaCode.id)
        .where(
            AreaCodePlace.place_id == place_id,
            AreaCodePlace.from_on <= day,
            or_(AreaCodePlace.to_on.is_(None), AreaCodePlace.to_on >= day),
        )
        .distinct()
        .order_by(AreaCode.id)
    )
    return list(db.scalars(wanted))


# --- substances -----------------------------------------------------------------------------------


def substance(db: Session, code: str) -> Substance | None:
    """The substance of a code."""
    return db.get(Substance, code)


def substances(db: Session, kind: str | None = None) -> list[Substance]:
    """The substances of a kind, or all, by name."""
    wanted = select(Substance).order_by(Substance.folded, Substance.code)
    return list(db.scalars(wanted if kind is None else wanted.where(Substance.kind == kind)))


def named(db: Session, kind: str, folded: str) -> list[Substance]:
    """The substances of a kind that bear a name, folded."""
    wanted = select(Substance).where(Substance.kind == kind, Substance.folded == folded)
    return list(db.scalars(wanted.order_by(Substance.code)))


def rules(db: Session, codes: Collection[str]) -> dict[str, list[SubstanceRule]]:
    """The rules of substances in the order in which they were entered."""
    found: dict[str, list[SubstanceRule]] = defaultdict(list)
    for some in portions(sorted(codes)):
        wanted = select(SubstanceRule).where(SubstanceRule.substance_code.in_(some))
        for row in db.scalars(wanted.order_by(SubstanceRule.id)):
            found[row.substance_code].append(row)
    return found


# --- looking in an inspection ---------------------------------------------------------------------


def opened_since(db: Session, actor_id: int, action: str, thing: str, since: dt.datetime) -> bool:
    """Whether an actor left such a row of the audit since a moment."""
    wanted = select(AuditEntry.id).where(
        AuditEntry.actor_id == actor_id,
        AuditEntry.action == action,
        AuditEntry.thing == thing,
        AuditEntry.at >= since,
    )
    return db.scalar(wanted.limit(1)) is not None


# --- verify ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """An event of the diary, with the codes of its place and of its line's place and household."""

    event: Event
    place: str | None
    row: FarmLog | None
    row_place: str | None
    household: str | None


def told(db: Session) -> Iterator[list[Told]]:
    """Every event of the diary with its line, if it has one, a page at a time."""
    wanted = (
        select(Event, _here.code, FarmLog, _there.code, Party.code)
        .outerjoin(_here, _here.id == Event.place_id)
        .outerjoin(FarmLog, FarmLog.event_seq == Event.seq)
        .outerjoin(_there, _there.id == FarmLog.place_id)
        .outerjoin(Party, Party.id == FarmLog.household_id)
        .where(Event.step == EventStep.FARM_WORK, Event.corrects.is_(None))
    )
    last = 0
    while rows := db.execute(next_page(wanted, Event.seq, last)).all():
        yield [Told(*row) for row in rows]
        last = rows[-1][0].seq


def named_by(db: Session, seqs: Sequence[int]) -> dict[int, set[str]]:
    """The things that events name, by the event's number."""
    found: dict[int, set[str]] = defaultdict(set)
    wanted = select(EventSubject.event_seq, EventSubject.subject)
    for seq, subject in db.execute(wanted.where(EventSubject.event_seq.in_(seqs))):
        found[seq].add(subject)
    return found


def strangers(db: Session) -> list[tuple[int, str]]:
    """Lines of events that speak of no work: their keys, and those events' UUIDs."""
    wanted = select(FarmLog.id, Event.event_id).join(Event, Event.seq == FarmLog.event_seq)
    wanted = wanted.where(Event.step != EventStep.FARM_WORK).order_by(FarmLog.id)
    return [(key, event_id) for key, event_id in db.execute(wanted)]
