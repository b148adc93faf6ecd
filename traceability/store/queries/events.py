"""Chains, events and private values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, delete, func, select, tuple_
from sqlalchemy.orm import Session

from traceability.domain.events import Kind, Role
from traceability.store.models import Event, EventFile, EventSubject, PrivateValue, PublicCode
from traceability.store.queries.at_once import among
from traceability.store.queries.portions import portions
from traceability.store.queries.remembering import by_keys, once, plain


def chain_heads(db: Session, codes: Sequence[str]) -> dict[str, tuple[int, str]]:
    """For each subject that has events: its last ``chain_no`` and that event's leaf hash."""
    last = (
        select(EventSubject.subject, func.max(EventSubject.chain_no).label("chain_no"))
        .where(EventSubject.subject.in_(codes))
        .group_by(EventSubject.subject)
        .subquery()
    )
    heads = (
        select(EventSubject.subject, EventSubject.chain_no, Event.leaf_hash)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(
            tuple_(EventSubject.subject, EventSubject.chain_no).in_(
                select(last.c.subject, last.c.chain_no)
            )
        )
    )
    return {subject: (chain_no, leaf_hash) for subject, chain_no, leaf_hash in db.execute(heads)}


def codes_issued(db: Session, codes: Sequence[str]) -> set[str]:
    """Those of some codes that were issued before."""
    return set(db.scalars(select(PublicCode.code).where(among(db, PublicCode.code, codes))))


def of_subjects(db: Session, codes: Sequence[str]) -> list[tuple[Event, EventSubject]]:
    """The events of subjects with the row that names each, in recording order."""
    wanted = (
        select(Event, EventSubject)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .where(EventSubject.subject.in_(codes))
        .order_by(Event.seq)
    )
    return [(event, subject) for event, subject in db.execute(wanted)]


_OF_STEP = (
    select(Event)
    .join(EventSubject, EventSubject.event_seq == Event.seq)
    .where(EventSubject.subject == bindparam("code"), Event.step == bindparam("step"))
    .order_by(Event.seq.desc())
)


def of_step(db: Session, code: str, step: str) -> list[Event]:
    """The events of one step about one subject, newest first."""
    return list(db.scalars(_OF_STEP, {"code": code, "step": step}))


_LEAVES_AFTER = (
    select(Event.leaf)
    .join(EventSubject, EventSubject.event_seq == Event.seq)
    .where(
        EventSubject.subject == bindparam("code"),
        Event.step == bindparam("step"),
        Event.seq > bindparam("seq"),
    )
    .order_by(Event.seq)
)


def leaves_after(db: Session, code: str, step: str, seq: int) -> list[str]:
    """The leaves of the events of one step about one subject after another event, in order."""
    return [leaf for (leaf,) in plain(db, _LEAVES_AFTER, {"code": code, "step": step, "seq": seq})]


def of_step_since(
    db: Session, codes: Sequence[str], step: str, since: dt.datetime
) -> list[tuple[str, Event]]:
    """The events of one step about subjects that were recorded since, each by its subject."""
    rows = select(EventSubject.subject, Event).join(Event, EventSubject.event_seq == Event.seq)
    rows = rows.where(Event.step == step, Event.recorded_at >= since)
    wanted = (rows.where(EventSubject.subject.in_(some)) for some in portions(codes))
    return [(code, event) for each in wanted for code, event in db.execute(each)]


def of_register(db: Session, code: str) -> list[Event]:
    """The events of registers about one subject, in recording order: none that moved goods."""
    wanted = select(Event).join(EventSubject, EventSubject.event_seq == Event.seq)
    wanted = wanted.where(EventSubject.subject == code, Event.kind == Kind.REGISTRY)
    return list(db.scalars(wanted.order_by(Event.seq)))


def by_seq(db: Session, seqs: Sequence[int]) -> dict[int, Event]:
    """Events by their number."""
    return by_keys(db, Event, Event.seq, seqs)


def by_event_id(db: Session, event_id: str) -> Event | None:
    """The event of an id."""
    return db.scalar(select(Event).where(Event.event_id == event_id))


def seqs_of(db: Session, event_ids: Sequence[str]) -> dict[str, int]:
    """The numbers of the events of some ids."""
    rows = select(Event.event_id, Event.seq)
    wanted = (rows.where(Event.event_id.in_(some)) for some in portions(event_ids))
    return {event_id: seq for each in wanted for event_id, seq in db.execute(each)}


def subjects_of(db: Session, seq: int) -> list[EventSubject]:
    """The subjects of one event."""
    return list(db.scalars(select(EventSubject).where(EventSubject.event_seq == seq)))


def refs_of(db: Session, seqs: Sequence[int]) -> dict[int, str]:
    """What events refer to, by their number: one code of each that refers to anything."""
    rows = select(EventSubject.event_seq, EventSubject.subject).where(EventSubject.role == Role.REF)
    wanted = (rows.where(EventSubject.event_seq.in_(some)) for some in portions(seqs))
    return {seq: code for each in wanted for seq, code in db.execute(each)}


def children_of(db: Session, seqs: Sequence[int]) -> list[str]:
    """The codes of what events are about, each once."""
    rows = select(EventSubject.subject).where(EventSubject.role == Role.CHILD)
    wanted = (rows.where(EventSubject.event_seq.in_(some)) for some in portions(seqs))
    return sorted({code for each in wanted for code in db.scalars(each)})


def files_of(db: Session, seq: int) -> list[str]:
    """The hashes of the files that go with an event."""
    return list(db.scalars(select(EventFile.sha256).where(EventFile.event_seq == seq)))


_PRIVATE = select(PrivateValue.owner_id, PrivateValue.field, PrivateValue.value).where(
    PrivateValue.owner_kind == bindparam("kind"),
    PrivateValue.owner_id.in_(bindparam("owners", expanding=True)),
)


@once
def private_values(db: Session, kind: str, owners: Sequence[str]) -> dict[tuple[str, str], str]:
    """Private values of owners of one kind, by ``(owner, field)``."""
    if not owners:
        return {}
    rows = plain(db, _PRIVATE, {"kind": kind, "owners": list(owners)})
    return {(owner, field): value for owner, field, value in rows}


def ids_by_actors(db: Session, actor_ids: Collection[int]) -> list[str]:
    """The ids of the events that some actors recorded."""
    wanted = select(Event.event_id).where(Event.actor_id.in_(actor_ids))
    return list(db.scalars(wanted.order_by(Event.seq)))


def delete_field(db: Session, event_ids: Sequence[str], field: str) -> int:
    """Delete one private field of events; returns how many had it."""
    gone = delete(PrivateValue).where(
        PrivateValue.owner_kind == "event", PrivateValue.field == field
    )
    found = 0
    for some in portions(event_ids):
        result = db.execute(gone.where(PrivateValue.owner_id.in_(some)))
        found += cast("CursorResult[Any]", result).rowcount
    return found


def delete_private_values(db: Session, kind: str, owner: str, keeping: Collection[str]) -> None:
    """Delete an owner's private values, but for the fields in ``keeping``."""
    gone = delete(PrivateValue).where(
        PrivateValue.owner_kind == kind,
        PrivateValue.owner_id == owner,
        PrivateValue.field.not_in(keeping),
    )
    db.execute(gone, execution_options={"synchronize_session": "fetch"})
