"""What ``verify`` reads of goods, labels and recalls: the projections and what they fold from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.events import EventStep, Role
from traceability.store.models import (
    Batch,
    BatchEdge,
    BatchOrigin,
    BatchStock,
    Event,
    EventSubject,
    PrintRun,
    Recall,
    RecallBatch,
    RecallLift,
    RetiredEdge,
)
from traceability.store.queries.audit import PAGE, next_page
from traceability.store.queries.corrections import firsts_of, holds

#: A leaf is canonical JSON without a word of free text, so this stands in it as a member alone.
_GUESSED = Event.leaf.contains('"estimated":true')
#: A handover says it of each lot that it brought, and only as long as the sender's is a guess too.
_CARRIED = (Event.step == EventStep.ACCEPT) & Event.leaf.contains(
    '"' + EventSubject.subject + '":true'
)
_OF_HANDOVERS = (EventStep.ACCEPT, EventStep.RETURN)
#: Steps that reach a batch's page through ``recall_batch``, or never, and leave its ``rev`` alone.
_NO_REVISION = (
    *(EventStep.HELD, EventStep.RECALLED),
    *(EventStep.COMPLAINT, EventStep.COMPLAINT_ANSWERED),
)


#: A handover that was taken names the sender's lot too, and changes nothing of it.
_BACK = Event.step == EventStep.RETURN
_SPOKEN_OF = Event.step.in_(_NO_REVISION) | (
    (EventSubject.role == Role.PARENT) & (Event.step == EventStep.ACCEPT)
)


_child = aliased(Batch)
_parent = aliased(Batch)


@dataclass(frozen=True)
class Movements:
    """What the events of a batch add up to (g, ml or pieces), each as it is told today.

    ``returned`` came back from a handover; ``stored`` is the event that stored the lot last.
    """

    made: int
    taken: int
    events: int
    published_on: dt.date | None
    estimated: bool
    returned: int = 0
    stored: int | None = None

    @property
    def on_hand(self) -> int:
        """What is left; below 0 where more was taken than there was."""
        return self.made - self.taken + self.returned


def batches(db: Session) -> Iterator[list[tuple[Batch, BatchStock | None]]]:
    """Every batch with its stock row, a page at a time."""
    wanted = select(Batch, BatchStock).outerjoin(BatchStock, BatchStock.batch_id == Batch.id)
    last = 0
    while rows := db.execute(next_page(wanted, Batch.id, last)).all():
        yield [(batch, stock) for batch, stock in rows]
        last = rows[-1][0].id


def _sum_where(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, EventSubject.amount))), 0)


#: What the events of a batch tell, as ``Movements`` has it.
_MOVED = (
    select(
        EventSubject.subject,
        _sum_where((EventSubject.role == Role.OUT) & ~_BACK & holds()),
        _sum_where((EventSubject.role == Role.IN) & holds()),
        func.sum(case((_SPOKEN_OF, 0), else_=1)),
        func.min(case((Event.step == EventStep.PUBLISHED, Event.occurred_on))),
        _sum_where((EventSubject.role == Role.OUT) & holds() & _GUESSED),
        _sum_where((EventSubject.role == Role.OUT) & _BACK & holds()),
        func.max(case((Event.step == EventStep.STORE, Event.seq))),
        _sum_where((EventSubject.role == Role.OUT) & holds() & _CARRIED),
    )
    .join(Event, Event.seq == EventSubject.event_seq)
    .group_by(EventSubject.subject)
)


def movements(db: Session, codes: Sequence[str]) -> dict[str, Movements]:
    """What went in and out of batches by their events, how many speak of them, and publication."""
    rows = db.execute(_MOVED.where(EventSubject.subject.in_(codes))).all()
    guesses = {row[0] for row in rows if row[5]}
    guesses |= _still_guessed(db, [row[0] for row in rows if row[8]])
    return {
        subject: Movements(
            made=int(made),
            taken=int(taken),
            events=int(told),
            published_on=published,
            estimated=subject in guesses,
            returned=int(back),
            stored=stored,
        )
        for subject, made, taken, told, published, _guess, back, stored, _carried in rows
    }


def _still_guessed(db: Session, codes: Sequence[str]) -> set[str]:
    """Those of some lots that came as a guess whose sender has not weighed them since."""
    if not codes:
        return set()
    wanted = (
        select(_child.code, _parent.code)
        .select_from(BatchEdge)
        .join(Event, Event.seq == BatchEdge.event_seq)
        .join(_child, _child.id == BatchEdge.child_id)
        .join(_parent, _parent.id == BatchEdge.parent_id)
        .where(Event.step == EventStep.ACCEPT, _child.code.in_(codes))
    )
    sent: dict[str, str] = {row[0]: row[1] for row in db.execute(wanted)}
    told = movements(db, list(sent.values()))
    return {came for came, gone in sent.items() if told[gone].estimated}


def taken_over(db: Session, ids: Collection[int]) -> list[Batch]:
    """The lots that other cooperatives took over of some."""
    wanted = (
        select(Batch)
        .join(BatchEdge, BatchEdge.child_id == Batch.id)
        .join(Event, Event.seq == BatchEdge.event_seq)
        .where(Event.step == EventStep.ACCEPT, BatchEdge.parent_id.in_(ids))
    )
    return list(db.scalars(wanted.order_by(Batch.id)))


def places_of_events(db: Session, seqs: Sequence[int]) -> dict[int, int | None]:
    """Where events happened, by event."""
    wanted = select(Event).where(Event.seq.in_(seqs))
    return {event.seq: event.place_id for event in db.scalars(wanted)}


#: ``(parent's code, event, amount)``.
Edge = tuple[str, int, int | None]


@dataclass(frozen=True)
class Run:
    """What went in and came out by one event, as told today: ``seq`` is its first telling's."""

    seq: int
    taken: dict[str, int]
    made: dict[str, int]


def runs_of(db: Session, children: Sequence[str]) -> list[Run]:
    """The events that made batches out of others, whole: with what else came out of them."""
    made_by = (
        select(EventSubject.event_seq)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(
            EventSubject.subject.in_(children),
            EventSubject.role == Role.OUT,
            Event.step.not_in(_OF_HANDOVERS),
        )
    )
    moved = EventSubject.role.in_((Role.IN, Role.OUT)) & EventSubject.amount.is_not(None)
    wanted = (
        select(EventSubject, Event)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(EventSubject.event_seq.in_(made_by), moved, holds())
    )
    rows = db.execute(wanted.order_by(EventSubject.event_seq)).all()
    firsts = firsts_of(db, {event.seq: event for _row, event in rows})
    found: dict[int, Run] = {}
    for row, _event in rows:
        run = found.setdefault(row.event_seq, Run(firsts[row.event_seq], {}, {}))
        (run.taken if row.role == Role.IN else run.made)[row.subject] = row.amount or 0
    return list(found.values())


_KEPT = (
    select(_child.code, _parent.code, BatchEdge.event_seq, BatchEdge.amount)
    .join(_child, _child.id == BatchEdge.child_id)
    .join(_parent, _parent.id == BatchEdge.parent_id)
)


def edges_kept(db: Session, children: Sequence[str]) -> dict[str, set[Edge]]:
    """What went into batches as ``batch_edge`` keeps it, by child."""
    return _edges(db.execute(_KEPT.where(_child.code.in_(children))))


def _edges(rows: Iterable[Any]) -> dict[str, set[Edge]]:
    found: dict[str, set[Edge]] = defaultdict(set)
    for child, parent, seq, amount in rows:
        found[child].add((parent, seq, amount))
    return found


#: Shares of origin: ``(place, area code or None)`` → ppm, by internal key.
Shares = dict[tuple[int, int | None], int]


def origins(db: Session, codes: Sequence[str]) -> dict[str, Shares]:
    """The shares of origin of batches, by batch."""
    wanted = select(Batch.code, BatchOrigin).join(Batch, Batch.id == BatchOrigin.batch_id)
    found: dict[str, Shares] = defaultdict(dict)
    for code, row in db.execute(wanted.where(Batch.code.in_(codes))):
        found[code][row.place_id, row.area_code_id] = row.ppm
    return found


# --- labels and recalls --------------------------------------------------------------------------


def runs(db: Session) -> Iterator[PrintRun]:
    """Every print run."""
    last = 0
    while rows := db.scalars(next_page(select(PrintRun), PrintRun.id, last)).all():
        yield from rows
        last = rows[-1].id


def recalls(db: Session) -> Iterator[tuple[Recall, Event, RecallLift | None]]:
    """Every hold and recall with the event that opened it and its lift if there is one."""
    wanted = (
        select(Recall, Event, RecallLift)
        .join(Event, Event.seq == Recall.event_seq)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
    )
    last = 0
    while rows := db.execute(next_page(wanted, Recall.id, last)).all():
        yield from ((recall, event, lift) for recall, event, lift in rows)
        last = rows[-1][0].id


def made_of(event_seq: int, before: int | None, standing: int | None = None) -> Select[int]:
    """The batches that an event names and all made of them before event ``before``.

    What was taken back counts too, unless it was before event ``standing``.
    """
    edges = select(BatchEdge.parent_id, BatchEdge.child_id, BatchEdge.event_seq)
    retired = select(RetiredEdge.parent_id, RetiredEdge.child_id, RetiredEdge.event_seq)
    if standing is not None:
        retired = retired.where(RetiredEdge.retracted_by > standing)
    every = edges.union_all(retired).subquery()
    named = (
        select(Batch.id.label("id"))
        .join(EventSubject, EventSubject.subject == Batch.code)
        .where(EventSubject.event_seq == event_seq)
        .cte("walk", recursive=True)
    )
    step = select(every.c.child_id).join(named, every.c.parent_id == named.c.id)
    if before is not None:
        step = step.where(every.c.event_seq < before)
    return select(named.union(step).c.id)


def codes_within(db: Session, scope: Select[int]) -> Iterator[str]:
    """The codes of batches, sorted; digits stand before capitals in every collation."""
    wanted = select(Batch.code).where(Batch.id.in_(scope)).order_by(Batch.code)
    yield from db.scalars(wanted.execution_options(yield_per=PAGE))


def kept_apart(db: Session, recall_id: int, scope: Select[int]) -> tuple[list[str], list[str]]:
    """The codes that ``recall_batch`` lacks of a scope, and those it holds beyond it."""
    kept = select(RecallBatch.batch_id).where(RecallBatch.recall_id == recall_id)
    codes = select(Batch.code).order_by(Batch.code)
    lacking = db.scalars(codes.where(Batch.id.in_(scope), Batch.id.not_in(kept)))
    beyond = db.scalars(codes.where(Batch.id.in_(kept), Batch.id.not_in(scope)))
    return list(lacking), list(beyond)
