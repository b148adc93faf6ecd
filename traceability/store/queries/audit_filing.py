"""What ``verify`` reads of the work of offices: inspections, and steps that were proposed first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.events import EventStep
from traceability.domain.growing_area import CodeStep
from traceability.store.models import (
    AreaCode,
    AreaCodeStep,
    Event,
    EventSubject,
    Inspection,
    Place,
    PrivateValue,
    RegisterImport,
    RegisterImportRow,
    StepProposal,
)
from traceability.store.queries.audit import PAGE

_struck = aliased(AreaCodeStep)


@dataclass(frozen=True)
class Inspected:
    """An event that a check made, with its row and the short codes that the row names."""

    event: Event
    row: Inspection | None
    area: str | None
    place: str | None


def inspections(db: Session) -> Iterator[Inspected]:
    """Every event of a check."""
    wanted = (
        select(Event, Inspection, AreaCode.code, Place.code)
        .outerjoin(Inspection, Inspection.event_seq == Event.seq)
        .outerjoin(AreaCode, AreaCode.id == Inspection.area_code_id)
        .outerjoin(Place, Place.id == Inspection.place_id)
        .where(Event.step == EventStep.INSPECTED)
        .order_by(Event.seq)
        .execution_options(yield_per=PAGE)
    )
    for row in db.execute(wanted):
        yield Inspected(*row)


def inspections_untold(db: Session) -> list[str]:
    """The checks whose event is none of a check."""
    wanted = select(Inspection.code).join(Event, Event.seq == Inspection.event_seq)
    return list(db.scalars(wanted.where(Event.step != EventStep.INSPECTED)))


def proposals(db: Session) -> list[tuple[StepProposal, str]]:
    """Every proposal with the short code of what it is about."""
    wanted = select(StepProposal, AreaCode.code).join(
        AreaCode, AreaCode.id == StepProposal.area_code_id
    )
    return [(row, code) for row, code in db.execute(wanted.order_by(StepProposal.id))]


def proposals_told(db: Session) -> Iterator[tuple[Event, str]]:
    """Every event by which a step was proposed or a proposal dropped, with what it is about."""
    wanted = (
        select(Event, EventSubject.subject)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .where(Event.step.in_((EventStep.STEP_PROPOSED, EventStep.PROPOSAL_CLOSED)))
        .order_by(Event.seq)
        .execution_options(yield_per=PAGE)
    )
    yield from ((event, subject) for event, subject in db.execute(wanted))


def said(db: Session, event_id: str) -> dict[str, str]:
    """What an event said in words, as far as it is kept."""
    wanted = select(PrivateValue).where(
        PrivateValue.owner_kind == "event", PrivateValue.owner_id == event_id
    )
    return {row.field: row.value for row in db.scalars(wanted)}


@dataclass(frozen=True)
class Imported:
    """An import: how many codes it entered, how many of them are struck out, and when those were.

    ``all_at_once`` tells that every code of it was struck out at one moment.
    """

    import_id: str
    state: str
    codes: int
    struck: int
    all_at_once: bool


def imports(db: Session) -> list[Imported]:
    """Every import with what became of its codes."""
    wanted = (
        select(
            RegisterImport.import_id,
            RegisterImport.state,
            func.count(RegisterImportRow.area_code_id.distinct()),
            func.count(_struck.area_code_id.distinct()),
            func.count(_struck.recorded_at.distinct()),
        )
        .join(RegisterImportRow, RegisterImportRow.import_id == RegisterImport.id)
        .outerjoin(
            _struck,
            and_(
                _struck.area_code_id == RegisterImportRow.area_code_id,
                _struck.step == CodeStep.STRIKE,
            ),
        )
        .group_by(RegisterImport.import_id, RegisterImport.state)
        .order_by(RegisterImport.import_id)
    )
    return [
        Imported(key, state, codes, gone, moments == 1 and codes > 1)
        for key, state, codes, gone, moments in db.execute(wanted)
    ]


def words_of(db: Session, proposal: str) -> list[PrivateValue]:
    """What was said in words of a proposal, as far as it is kept."""
    wanted = select(PrivateValue).where(PrivateValue.owner_kind == "proposal")
    return list(db.scalars(wanted.where(PrivateValue.owner_id == proposal)))


def steps_proposed(
    db: Session,
) -> Iterator[tuple[Event, AreaCodeStep, StepProposal | None]]:
    """Every step of a code for which a proposal was taken at its moment, and those that name one.

    A leaf alone says whether it names one, so all steps come of codes with a proposal.
    """
    ever = select(StepProposal.area_code_id)
    same = and_(
        StepProposal.area_code_id == AreaCodeStep.area_code_id,
        StepProposal.closed_at == AreaCodeStep.recorded_at,
    )
    wanted = (
        select(Event, AreaCodeStep, StepProposal)
        .join(AreaCodeStep, AreaCodeStep.event_seq == Event.seq)
        .outerjoin(StepProposal, same)
        .where(AreaCodeStep.area_code_id.in_(ever))
        .order_by(Event.seq)
        .execution_options(yield_per=PAGE)
    )
    for row in db.execute(wanted):
        yield row[0], row[1], row[2]


def proposals_taken(db: Session) -> list[str]:
    """The proposals that stand as taken."""
    return list(db.scalars(select(StepProposal.proposal_id).where(StepProposal.outcome == "taken")))
