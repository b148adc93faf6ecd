"""Corrections: which telling of an event holds today, and what it told before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from traceability.domain.events import EventStep, How, Role
from traceability.store.models import Batch, BatchEdge, BatchStock, Event, EventSubject, RetiredEdge
from traceability.store.queries.portions import portions
from traceability.store.queries.remembering import by_keys, once, plain

_correcting = aliased(Event)
_parent = aliased(Batch)
_child = aliased(Batch)
_retraction = aliased(Event)
#: Put together once: every page asks for it.
_CORRECTING = select(Event.corrects, Event.seq).where(
    Event.corrects.in_(bindparam("corrected", expanding=True))
)


@cache
def holds() -> ColumnElement[bool]:
    """Whether an event holds as it was told: no other corrects it. A retraction tells nothing."""
    return ~exists(select(_correcting.seq).where(_correcting.corrects == Event.seq))


@once
def of_events(db: Session, seqs: Collection[int]) -> dict[int, Event]:
    """The correction of each of some events, by the number of the one that it corrects."""
    found = {
        corrected: seq
        for some in portions(sorted(seqs))
        for corrected, seq in plain(db, _CORRECTING, {"corrected": some})
        if corrected is not None
    }
    # Hardly anything is corrected: what is, is read then.
    rows = by_seqs(db, found.values())
    return {corrected: rows[seq] for corrected, seq in found.items()}


def histories(db: Session, firsts: Sequence[Event]) -> dict[int, list[Event]]:
    """Every telling of some events, the first before its corrections, by the first's number."""
    told = {event.seq: [event] for event in firsts}
    newest = {event.seq: event.seq for event in firsts}
    while found := of_events(db, newest):
        newest = {row.seq: newest[corrected] for corrected, row in found.items()}
        for row in found.values():
            told[newest[row.seq]].append(row)
    return told


def in_force(db: Session, firsts: Sequence[Event]) -> dict[int, Event | None]:
    """How each of some events is told today, by its number; ``None`` for one taken back."""
    histories_of = histories(db, firsts)
    newest = {seq: told[-1] for seq, told in histories_of.items()}
    return {seq: None if row.how == How.RETRACT else row for seq, row in newest.items()}


def by_firsts(db: Session, seqs: Sequence[int]) -> dict[int, Event]:
    """How the entries with these first tellings are told today, but for those taken back."""
    found = by_keys(db, Event, Event.seq, seqs)
    told = in_force(db, [found[seq] for seq in sorted(found)])
    return {seq: row for seq, row in told.items() if row is not None}


def first_of(db: Session, event: Event) -> Event:
    """The event that a chain of corrections began with."""
    while event.corrects is not None:
        event = db.scalars(select(Event).where(Event.seq == event.corrects)).one()
    return event


def firsts_of(db: Session, told: Mapping[int, Event]) -> dict[int, int]:
    """The numbers of the events that chains of corrections began with, by those of their ends."""
    found = {seq: seq for seq in told}
    above = {seq: event.corrects for seq, event in told.items() if event.corrects is not None}
    while above:
        found |= above
        rows = by_seqs(db, set(above.values()))
        nearer = {seq: rows[key].corrects for seq, key in above.items()}
        above = {seq: key for seq, key in nearer.items() if key is not None}
    return found


def moving(db: Session, codes: Sequence[str], role: Role) -> list[tuple[Event, EventSubject]]:
    """The events that hold and that name goods in a role, by how much, in recording order."""
    wanted = (
        select(Event, EventSubject)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .where(
            EventSubject.subject.in_(codes),
            EventSubject.role == role,
            EventSubject.amount.is_not(None),
            holds(),
        )
        .order_by(Event.seq)
    )
    return [(event, subject) for event, subject in db.execute(wanted)]


def edges_of(db: Session, event_seqs: Sequence[int]) -> dict[int, list[BatchEdge]]:
    """What went into what by some events, by their numbers."""
    found: dict[int, list[BatchEdge]] = {seq: [] for seq in event_seqs}
    for some in portions(event_seqs):
        for edge in db.scalars(select(BatchEdge).where(BatchEdge.event_seq.in_(some))):
            found[edge.event_seq].append(edge)
    return found


def firsts_about(db: Session, code: str, most: int) -> list[Event]:
    """The first tellings of the entries that moved goods of a batch, the oldest so many."""
    wanted = (
        select(Event)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .where(
            EventSubject.subject == code,
            EventSubject.amount.is_not(None),
            EventSubject.role.in_((Role.IN, Role.OUT)),
            Event.corrects.is_(None),
        )
        .order_by(Event.seq)
    )
    return list(db.scalars(wanted.limit(most)))


def by_seqs(db: Session, seqs: Collection[int]) -> dict[int, Event]:
    """Events by their number."""
    return by_keys(db, Event, Event.seq, seqs)


def by_event_ids(db: Session, ids: Sequence[str]) -> list[Event]:
    """Events by their ids, in recording order."""
    wanted = select(Event).where(Event.event_id.in_(ids))
    return list(db.scalars(wanted.order_by(Event.seq)))


def subjects_of(db: Session, seqs: Sequence[int]) -> dict[int, list[EventSubject]]:
    """What events are about, by their numbers, by role and code."""
    found: dict[int, list[EventSubject]] = {seq: [] for seq in seqs}
    wanted = select(EventSubject).where(EventSubject.event_seq.in_(seqs))
    for row in db.scalars(wanted.order_by(EventSubject.role, EventSubject.subject)):
        found[row.event_seq].append(row)
    return found


def subject_codes(db: Session, seq: int) -> list[str]:
    """What an event is about, sorted."""
    wanted = select(EventSubject.subject).where(EventSubject.event_seq == seq)
    return sorted(db.scalars(wanted))


def retired_edges(db: Session) -> Iterator[tuple[RetiredEdge, str, Event]]:
    """Every edge that was taken back, with the code of what was made and the retraction."""
    wanted = (
        select(RetiredEdge, Batch.code, Event)
        .join(Batch, Batch.id == RetiredEdge.child_id)
        .join(Event, Event.seq == RetiredEdge.retracted_by)
        .order_by(RetiredEdge.child_id, RetiredEdge.parent_id)
    )
    rows = db.execute(wanted.execution_options(yield_per=500))
    yield from ((edge, code, event) for edge, code, event in rows)


def retractions(db: Session) -> Iterator[Event]:
    """Everything that took back an entry of goods made of others."""
    steps = (EventStep.PACK, EventStep.RECEIVE, EventStep.PROCESS, EventStep.SPLIT, EventStep.MERGE)
    wanted = select(Event).where(Event.how == How.RETRACT, Event.step.in_(steps))
    yield from db.scalars(wanted.order_by(Event.seq).execution_options(yield_per=500))


def moved_by(db: Session, seq: int) -> dict[str, list[str]]:
    """The goods that went in by an event, and those that came out, by the role of each."""
    wanted = select(EventSubject).where(
        EventSubject.event_seq == seq, EventSubject.amount.is_not(None)
    )
    found: dict[str, list[str]] = {Role.IN: [], Role.OUT: []}
    for row in db.scalars(wanted):
        found.setdefault(row.role, []).append(row.subject)
    return found


def retired_pairs(db: Session, seq: int) -> set[tuple[str, str]]:
    """What a retraction took back: the codes of what went in, and of what it went into."""
    wanted = (
        select(_parent.code, _child.code)
        .join(RetiredEdge, RetiredEdge.parent_id == _parent.id)
        .join(_child, _child.id == RetiredEdge.child_id)
        .where(RetiredEdge.retracted_by == seq)
    )
    return {(one, other) for one, other in db.execute(wanted)}


def edge_stands(db: Session, edge: RetiredEdge) -> bool:
    """Whether what was taken back still stands among the edges."""
    key = (edge.parent_id, edge.child_id, edge.event_seq)
    return db.get(BatchEdge, key) is not None


def unretired(db: Session) -> list[tuple[str, str]]:
    """Goods that were taken back and still have edges: their code and the retraction's id."""
    wanted = (
        select(Batch.code, _retraction.event_id)
        .join(BatchEdge, BatchEdge.child_id == Batch.id)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .join(EventSubject, EventSubject.subject == Batch.code)
        .join(_retraction, _retraction.seq == EventSubject.event_seq)
        .where(BatchStock.state == "retracted", _retraction.how == How.RETRACT)
        .order_by(Batch.code)
    )
    return [(code, event_id) for code, event_id in db.execute(wanted)]


def batches_of(db: Session, codes: Sequence[str]) -> list[Batch]:
    """Those of some codes that are batches, in the order they were made."""
    return list(db.scalars(select(Batch).where(Batch.code.in_(codes)).order_by(Batch.id)))
