"""What ``verify`` reads of events: a page at a time, with the rows that each of them made.

Everything comes in pages or as a stream, so that memory does not grow with the record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from traceability.store.models import (
    Actor,
    AreaCode,
    AreaCodeStep,
    Base,
    Batch,
    CodeAuthorization,
    CodeUse,
    Consent,
    Event,
    EventFile,
    EventSubject,
    Party,
    Place,
    PrintRun,
    PrivateValue,
    Product,
    ProductRevision,
    Recall,
    RecallLift,
    WeighSlip,
)
from traceability.store.queries.portions import portions

PAGE = 500

#: The columns of a query.
Columns = TypeVarTuple("Columns")


_corrected = aliased(Event)


@dataclass(frozen=True)
class EventRow:
    """An event with the codes of its owner, actor and place, and everything that hangs on it.

    ``corrects`` is the id of the event that it corrects.
    """

    event: Event
    owner: str
    actor: str
    place: str | None
    corrects: str | None
    subjects: list[EventSubject]
    files: list[str]
    private: list[PrivateValue]


def events(db: Session) -> Iterator[list[EventRow]]:
    """Every event in recording order, a page at a time."""
    last = 0
    while rows := db.execute(_EVENTS, {"last": last}).all():
        seqs = [event.seq for event, *_ in rows]
        subjects = _grouped(db, _SUBJECTS, seqs)
        files = _grouped(db, _FILES, seqs)
        private = private_rows(db, "event", [event.event_id for event, *_ in rows])
        yield [
            EventRow(
                event,
                owner,
                actor,
                place,
                corrects,
                subjects[event.seq],
                sorted(file.sha256 for file in files[event.seq]),
                private.get(event.event_id, []),
            )
            for event, owner, actor, place, corrects in rows
        ]
        last = seqs[-1]


def private_rows(db: Session, kind: str, owners: Sequence[str]) -> dict[str, list[PrivateValue]]:
    """The private values of owners of one kind, by owner."""
    found: dict[str, list[PrivateValue]] = defaultdict(list)
    for row in db.scalars(_PRIVATE, {"kind": kind, "owners": list(owners)}):
        found[row.owner_id].append(row)
    return found


@dataclass(frozen=True)
class ChainLink:
    """One place in a subject's chain, with the hash of the leaf that stands there."""

    subject: str
    chain_no: int
    prev: str | None
    seq: int
    event_id: str
    leaf_hash: str


def chains(db: Session) -> Iterator[ChainLink]:
    """Every chain from its beginning, one after the other."""
    wanted = (
        select(
            EventSubject.subject,
            EventSubject.chain_no,
            EventSubject.prev_leaf_hash,
            Event.seq,
            Event.event_id,
            Event.leaf_hash,
        )
        .join(Event, Event.seq == EventSubject.event_seq)
        .order_by(EventSubject.subject, EventSubject.chain_no)
        .execution_options(yield_per=PAGE)
    )
    for row in db.execute(wanted):
        yield ChainLink(*row)


# --- rows that one event made --------------------------------------------------------------------


@dataclass(frozen=True)
class MadeRow:
    """A row that an event made, with the codes and values of the rows it points to."""

    row: Any
    codes: dict[str, Any]


def rows_made(db: Session, seqs: Sequence[int]) -> dict[int, list[MadeRow]]:
    """The batches, steps, runs, holds, recalls, lifts and consents that events made, by event."""
    found: dict[int, list[MadeRow]] = defaultdict(list)
    for wanted, names in _OF_EVENTS:
        for row in db.execute(wanted, {"seqs": list(seqs)}):
            made = MadeRow(row[0], dict(zip(names, row[1:], strict=True)))
            found[made.row.event_seq].append(made)
    return found


def batches_by_code(db: Session, codes: Sequence[str]) -> dict[str, MadeRow]:
    """Batches with the codes of the rows that they point to, by their own."""
    wanted, names, _column = _BATCHES
    found: dict[str, MadeRow] = {}
    for some in portions(codes):
        for row in db.execute(wanted.where(Batch.code.in_(some))):
            found[row[0].code] = MadeRow(row[0], dict(zip(names, row[1:], strict=True)))
    return found


def columns(row: Base) -> dict[str, Any]:
    """Every column of a row by its name."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


_holder, _household = aliased(Party), aliased(Party)
_revision_of_batch = and_(
    ProductRevision.product_id == Batch.product_id,
    ProductRevision.number == Batch.product_revision,
)
_Joined = tuple[Select[*tuple[Any, ...]], tuple[str, ...], Any]

_BATCHES: _Joined = (
    select(
        Batch,
        _holder.code,
        Place.code,
        AreaCode.code,
        _household.code,
        Product.code,
        Product.crop_code,
        ProductRevision.shelf_life_days,
        CodeAuthorization.code,
        WeighSlip.code,
    )
    .join(_holder, _holder.id == Batch.holder_id)
    .outerjoin(Place, Place.id == Batch.place_id)
    .outerjoin(AreaCode, AreaCode.id == Batch.area_code_id)
    .outerjoin(_household, _household.id == Batch.household_id)
    .outerjoin(Product, Product.id == Batch.product_id)
    .outerjoin(ProductRevision, _revision_of_batch)
    .outerjoin(CodeUse, CodeUse.batch_id == Batch.id)
    .outerjoin(CodeAuthorization, CodeAuthorization.id == CodeUse.authorization_id)
    .outerjoin(WeighSlip, WeighSlip.batch_id == Batch.id),
    (
        "holder",
        "place",
        "area",
        "household",
        "product",
        "product_crop",
        "shelf_life_days",
        "authorization",
        "slip",
    ),
    Batch.event_seq,
)
_STEPS: _Joined = (
    select(AreaCodeStep, AreaCode.code).join(AreaCode, AreaCode.id == AreaCodeStep.area_code_id),
    ("area",),
    AreaCodeStep.event_seq,
)
_RUNS: _Joined = (
    select(PrintRun, _holder.code, Batch.code, Product.code)
    .join(_holder, _holder.id == PrintRun.holder_id)
    .outerjoin(Batch, Batch.id == PrintRun.batch_id)
    .outerjoin(Product, Product.id == PrintRun.product_id),
    ("holder", "batch", "product"),
    PrintRun.event_seq,
)
_RECALLS: _Joined = (select(Recall), (), Recall.event_seq)
_LIFTS: _Joined = (
    select(RecallLift, Recall.code).join(Recall, Recall.id == RecallLift.recall_id),
    ("recall",),
    RecallLift.event_seq,
)
_CONSENTS: _Joined = (
    select(Consent, _household.code).join(_household, _household.id == Consent.party_id),
    ("household",),
    Consent.event_seq,
)
#: Each of them of some events; built once, for building takes as long as asking.
_OF_EVENTS = tuple(
    (wanted.where(column.in_(bindparam("seqs", expanding=True))), names)
    for wanted, names, column in (_BATCHES, _STEPS, _RUNS, _RECALLS, _LIFTS, _CONSENTS)
)


def next_page(wanted: Select[*Columns], key: Any, last: Any) -> Select[*Columns]:
    """The rows that follow key ``last``, a page of them."""
    return wanted.where(key > last).order_by(key).limit(PAGE)


def _grouped(db: Session, wanted: Select[Any], seqs: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.scalars(wanted, {"seqs": list(seqs)}):
        found[row.event_seq].append(row)
    return found


_EVENTS = next_page(
    select(Event, Party.code, Actor.code, Place.code, _corrected.event_id)
    .join(Party, Party.id == Event.owner_id)
    .join(Actor, Actor.id == Event.actor_id)
    .outerjoin(Place, Place.id == Event.place_id)
    .outerjoin(_corrected, _corrected.seq == Event.corrects),
    Event.seq,
    bindparam("last"),
)
_SEQS: BindParameter[int] = bindparam("seqs", expanding=True)
_SUBJECTS = select(EventSubject).where(EventSubject.event_seq.in_(_SEQS))
_FILES = select(EventFile).where(EventFile.event_seq.in_(_SEQS))
_PRIVATE = select(PrivateValue).where(
    PrivateValue.owner_kind == bindparam("kind"),
    PrivateValue.owner_id.in_(bindparam("owners", expanding=True)),
)
