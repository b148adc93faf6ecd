"""Applications, the steps that offices propose on them, inspections, and the terms of offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from traceability.domain.growing_area import INTERNAL
from traceability.store.models import (
    AreaCode,
    AreaCodeCrop,
    AreaCodePlace,
    AreaCodeStep,
    Event,
    EventSubject,
    Inspection,
    Membership,
    PlaceGeometry,
    PlaceOverlap,
    ReferenceValue,
    StepProposal,
)
from traceability.store.queries.areas import entered
from traceability.store.queries.boundaries import OF_PLACES


def applications(db: Session) -> list[AreaCode]:
    """Every application that has led to no code, oldest first."""
    wanted = select(AreaCode).where(AreaCode.scheme != INTERNAL, ~entered())
    return list(db.scalars(wanted.order_by(AreaCode.id)))


def files_over(db: Session, place_id: int) -> list[AreaCode]:
    """Every code that a place stands under and every application that names it, oldest first."""
    wanted = select(AreaCode).join(AreaCodePlace, AreaCodePlace.area_code_id == AreaCode.id)
    wanted = wanted.where(AreaCodePlace.place_id == place_id).distinct()
    return list(db.scalars(wanted.order_by(AreaCode.id)))


def applied_for(db: Session, holder_id: int) -> list[AreaCode]:
    """What a holder applied for by itself, granted or not, newest first."""
    wanted = (
        select(AreaCode)
        .join(EventSubject, EventSubject.subject == AreaCode.code)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(
            AreaCode.holder_id == holder_id,
            AreaCode.scheme != INTERNAL,
            EventSubject.chain_no == 1,
            Event.owner_id == holder_id,
        )
    )
    return list(db.scalars(wanted.order_by(AreaCode.id.desc())))


def replace_content(
    db: Session, area_code_id: int, crops: Sequence[AreaCodeCrop], links: Sequence[AreaCodePlace]
) -> None:
    """Write the crops and places of an application anew."""
    for model in (AreaCodeCrop, AreaCodePlace):
        for row in db.scalars(select(model).where(model.area_code_id == area_code_id)):
            db.delete(row)
    db.flush()
    db.add_all([*crops, *links])
    db.flush()


def events_of(db: Session, code: str) -> list[Event]:
    """The events that speak of a code, in order."""
    wanted = select(Event).join(EventSubject, EventSubject.event_seq == Event.seq)
    return list(db.scalars(wanted.where(EventSubject.subject == code).order_by(Event.seq)))


def step(db: Session, area_code_id: int, seq: int) -> AreaCodeStep | None:
    """One step of a code by its number."""
    return db.get(AreaCodeStep, (area_code_id, seq))


def open_proposal(db: Session, area_code_id: int) -> StepProposal | None:
    """The proposal that stands open on a code."""
    wanted = select(StepProposal).where(
        StepProposal.area_code_id == area_code_id, StepProposal.closed_at.is_(None)
    )
    return db.scalar(wanted)


def open_proposals(db: Session) -> dict[int, StepProposal]:
    """Every open proposal by the internal key of its code."""
    rows = db.scalars(select(StepProposal).where(StepProposal.closed_at.is_(None)))
    return {row.area_code_id: row for row in rows}


def proposal(db: Session, proposal_id: str) -> StepProposal | None:
    """A proposal by its UUID."""
    return db.scalar(select(StepProposal).where(StepProposal.proposal_id == proposal_id))


def declared_kin(db: Session, actor_id: int, holder_ids: Sequence[int]) -> bool:
    """Whether the person behind an actor ever said to be kin of the people of any holder."""
    user = select(Membership.user_id).where(Membership.actor_id == actor_id).scalar_subquery()
    own = select(Membership.actor_id).where(Membership.user_id == user)
    wanted = (
        select(func.count())
        .select_from(StepProposal)
        .join(AreaCode, AreaCode.id == StepProposal.area_code_id)
        .where(
            AreaCode.holder_id.in_(holder_ids),
            StepProposal.why == "kin",
            StepProposal.proposed_by.in_(own),
        )
    )
    return bool(db.scalar(wanted))


def inspections(db: Session, area_code_id: int) -> list[Inspection]:
    """The checks on the ground of a code's places, newest first."""
    wanted = select(Inspection).where(Inspection.area_code_id == area_code_id)
    return list(db.scalars(wanted.order_by(Inspection.inspected_on.desc(), Inspection.id.desc())))


def inspection(db: Session, code: str) -> Inspection | None:
    """One check by its short code."""
    return db.scalar(select(Inspection).where(Inspection.code == code))


def measured(db: Session, place_ids: Sequence[int]) -> dict[int, int]:
    """The measured area (m²) of the boundary that stands of each place that has one."""
    wanted = select(PlaceGeometry.place_id, PlaceGeometry.measured_m2).where(
        PlaceGeometry.place_id.in_(place_ids), OF_PLACES
    )
    return {row.place_id: row.measured_m2 for row in db.execute(wanted)}


def overlaps(db: Session, place_ids: Sequence[int]) -> dict[int, int]:
    """The ground (m²) that places share with others, those an officer accepted left out."""
    wanted = select(PlaceOverlap).where(
        PlaceOverlap.accepted_at.is_(None),
        PlaceOverlap.place_id.in_(place_ids) | PlaceOverlap.other_id.in_(place_ids),
    )
    found: dict[int, int] = {}
    for row in db.scalars(wanted):
        for key in {row.place_id, row.other_id} & set(place_ids):
            found[key] = found.get(key, 0) + row.shared_m2
    return found


def proposals_taken_by(db: Session, actor_ids: Sequence[int]) -> list[str]:
    """The events of steps that some actors proposed and a second officer took."""
    wanted = (
        select(Event.event_id)
        .join(AreaCodeStep, AreaCodeStep.event_seq == Event.seq)
        .join(StepProposal, StepProposal.area_code_id == AreaCodeStep.area_code_id)
        .where(
            StepProposal.proposed_by.in_(actor_ids),
            StepProposal.step == AreaCodeStep.step,
            StepProposal.closed_at == AreaCodeStep.recorded_at,
        )
    )
    return list(db.scalars(wanted))


def terms(db: Session, key: str) -> list[ReferenceValue]:
    """The values of a key that is of no crop, the newest day first, the last word first."""
    wanted = select(ReferenceValue).where(
        ReferenceValue.key == key, ReferenceValue.crop_code.is_(None)
    )
    return list(
        db.scalars(wanted.order_by(ReferenceValue.from_on.desc(), ReferenceValue.id.desc()))
    )


def holidays(db: Session, key: str) -> set[dt.date]:
    """The days that the last word about them calls holidays."""
    found: dict[dt.date, int] = {}
    for row in reversed(terms(db, key)):
        found[row.from_on] = row.value
    return {day for day, value in found.items() if value}
