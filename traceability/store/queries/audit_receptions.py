"""What ``verify`` reads of days of buying: the rows, and the events that they fold from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep, How, Role
from traceability.store.models import (
    Batch,
    Event,
    EventSubject,
    Party,
    Place,
    PublicCode,
    Reception,
    WeighLoad,
    WeighSlip,
)
from traceability.store.queries.audit import PAGE, next_page
from traceability.store.queries.corrections import first_of, of_events


@dataclass(frozen=True)
class ReceptionRow:
    """A reception with the codes that it points to, how many slips and corrections of them."""

    row: Reception
    holder: str
    building: str | None
    slips: int
    corrections: int


def receptions(db: Session) -> Iterator[list[ReceptionRow]]:
    """Every reception, a page at a time."""
    counted = (
        select(func.count())
        .select_from(WeighSlip)
        .where(WeighSlip.reception_id == Reception.id)
        .scalar_subquery()
    )
    corrected = (
        select(func.count())
        .select_from(WeighSlip)
        .join(EventSubject, EventSubject.subject == WeighSlip.code)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(WeighSlip.reception_id == Reception.id, Event.corrects.is_not(None))
        .scalar_subquery()
    )
    wanted = (
        select(Reception, Party.code, Place.code, counted, corrected)
        .join(Party, Party.id == Reception.holder_id)
        .outerjoin(Place, Place.id == Reception.building_id)
    )
    last = 0
    while rows := db.execute(next_page(wanted, Reception.id, last)).all():
        yield [ReceptionRow(*row) for row in rows]
        last = rows[-1][0].id


@dataclass(frozen=True)
class SlipRow:
    """A slip with its batch, reception and seller by code, its load, and what its event says.

    ``first`` is the first telling of that event; ``told_anew`` that a later one is not followed.
    """

    row: WeighSlip
    reception: str
    seller: str
    batch: str
    event: Event
    load: WeighLoad | None
    first: Event
    told_anew: bool


def slips(db: Session) -> Iterator[list[SlipRow]]:
    """Every slip, a page at a time."""
    wanted = (
        select(WeighSlip, Reception.code, Party.code, Batch.code, Event, WeighLoad)
        .join(Reception, Reception.id == WeighSlip.reception_id)
        .join(Party, Party.id == WeighSlip.seller_id)
        .join(Batch, Batch.id == WeighSlip.batch_id)
        .join(Event, Event.seq == WeighSlip.event_seq)
        .outerjoin(
            WeighLoad,
            (WeighLoad.reception_id == WeighSlip.reception_id)
            & (WeighLoad.number == WeighSlip.load),
        )
    )
    last = 0
    while rows := db.execute(next_page(wanted, WeighSlip.id, last)).all():
        later = of_events(db, [row[0].event_seq for row in rows])
        amended = {seq for seq, event in later.items() if event.how == How.AMEND}
        yield [SlipRow(*row, first_of(db, row[4]), row[0].event_seq in amended) for row in rows]
        last = rows[-1][0].id


def subjects(db: Session, seqs: Sequence[int]) -> dict[int, list[EventSubject]]:
    """The subjects of events."""
    found: dict[int, list[EventSubject]] = {seq: [] for seq in seqs}
    wanted = select(EventSubject).where(EventSubject.event_seq.in_(seqs))
    for row in db.scalars(wanted):
        found[row.event_seq].append(row)
    return found


def told(db: Session, code: str, step: EventStep) -> list[Event]:
    """The events of a step that speak of a reception, in order."""
    wanted = (
        select(Event)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .where(EventSubject.subject == code, EventSubject.role == Role.REF, Event.step == step)
    )
    return list(db.scalars(wanted.order_by(Event.seq)))


def without_row(db: Session) -> Iterator[tuple[str, str]]:
    """The codes that were issued for receptions and slips and have no row, with their kind."""
    for kind, model in (("reception", Reception), ("weigh_slip", WeighSlip)):
        kept = select(model.code)
        wanted = select(PublicCode.code).where(
            PublicCode.kind == kind, PublicCode.code.not_in(kept)
        )
        for code in db.scalars(wanted.execution_options(yield_per=PAGE)):
            yield kind, code


def idle_loads(db: Session) -> list[tuple[str, int]]:
    """The trucks that brought no slip: none is written without."""
    used = select(WeighSlip.id).where(
        WeighSlip.reception_id == WeighLoad.reception_id, WeighSlip.load == WeighLoad.number
    )
    wanted = (
        select(Reception.code, WeighLoad.number)
        .join(Reception, Reception.id == WeighLoad.reception_id)
        .where(~used.exists())
    )
    return [(code, number) for code, number in db.execute(wanted)]
