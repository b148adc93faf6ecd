"""The one screen for somebody on the phone with a code: what the lot is, was made of and became.

Everything is the holder's own. Lists show the newest of what there is and say how much there is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.deliveries import To
from traceability.domain.errors import NotFound
from traceability.domain.labels import LabelState
from traceability.services import (
    batch_views,
    batches,
    certificate_covering,
    complaint_origins,
    diary_views,
    parties,
    report_views,
)
from traceability.services.batch_list_views import BatchState
from traceability.services.batch_views import BatchPage
from traceability.services.certificate_covering import CertificateShown
from traceability.services.complaint_origins import Input, Step
from traceability.services.diary_views import LineShown
from traceability.services.report_views import ReportLine
from traceability.store.models import Batch, DeliveryLine, DeliveryNote, LabelRange
from traceability.store.queries import complaint_goods as goods
from traceability.store.queries import complaints, deliveries, events, labels
from traceability.store.queries.complaints import Noted
from traceability.store.unit import Reading

MOST_SHOWN = 30
#: So long before the first harvest the diary is read.
DIARY_BEFORE = dt.timedelta(days=45)
Row = TypeVar("Row")
Told = TypeVar("Told")


@dataclass(frozen=True)
class Some(Generic[Row]):
    """The first of some rows, and how many there are."""

    total: int
    shown: tuple[Row, ...]


@dataclass(frozen=True)
class LabelSpan:
    """Labels ``first`` to ``last`` of a run, by the numbers printed on them, in one state."""

    run: str
    first: int
    last: int
    state: LabelState


@dataclass(frozen=True)
class Sister:
    """Another lot that something of the same inputs went into, with what is on hand of it."""

    code: str
    lot_code: str
    name: str
    stage: str
    state: BatchState
    on_hand: int
    unit: str


@dataclass(frozen=True)
class Buyer:
    """Who got some of the lot: the note's code, the name (none: by kind), the day, how much."""

    code: str
    kind: To
    name: str | None
    day: dt.date
    amount: int
    unit: str
    phone: str | None = None


@dataclass(frozen=True)
class ComplaintShown:
    """A complaint as its holder reads it; ``answer`` is there once it is answered."""

    event: str
    lot: str
    lot_code: str
    kind: str
    said_on: dt.date
    recorded_at: dt.datetime
    said: str
    by: str | None
    answered_at: dt.datetime | None
    answer: str | None


@dataclass(frozen=True)
class CallScreen:
    """Everything that a call about a lot needs."""

    lot: BatchPage
    inputs: Some[Input]
    steps: Some[Step]
    diary: tuple[LineShown, ...]
    papers: tuple[CertificateShown, ...]
    labels: Some[LabelSpan]
    sisters: Some[Sister]
    buyers: Some[Buyer]
    complaints: tuple[ComplaintShown, ...]
    reports: tuple[ReportLine, ...] = ()


def screen(view: Reading, actor: Actor, code: str) -> CallScreen:
    """The screen of a lot of the actor's cooperative."""
    batch = _own(view, actor, code)
    behind = complaint_origins.behind(view, batch)
    harvests = behind.inputs
    sent = deliveries.of_batch(view.db, batch.id)
    return CallScreen(
        lot=batch_views.shown(view, actor, code),
        inputs=_some(harvests, lambda rows: complaint_origins.inputs(view, actor, behind, rows)),
        steps=_some(behind.made, lambda rows: complaint_origins.steps(view, behind, rows)),
        diary=_diary(view, actor, harvests),
        papers=certificate_covering.covering(view, batch),
        labels=_some(labels.ranges_of_batch(view.db, batch.id), lambda rows: _spans(view, rows)),
        sisters=_sisters(view, batch, list(behind.rows)),
        buyers=_some(sent, lambda rows: _buyers(view, batch, rows)),
        complaints=of_batch(view, batch),
        reports=report_views.of_lot(view, actor, batch),
    )


def lot_of_note(view: Reading, actor: Actor, code: str) -> tuple[str, str]:
    """The code and lot code of a lot that a complaint can be noted of."""
    batch = _own(view, actor, code)
    return batch.code, batch.lot_code


def one(view: Reading, actor: Actor, event_id: str) -> ComplaintShown:
    """A complaint about a lot of the actor's cooperative."""
    found = complaints.by_event(view.db, event_id)
    if found is None:
        raise NotFound
    require(actor, Action.NOTE_COMPLAINT, Thing(holder=found.lot.holder_id))
    return _complaints(view, [found])[0]


def of_batch(view: Reading, batch: Batch) -> tuple[ComplaintShown, ...]:
    """The complaints about a lot, the newest first; the caller has asked ``may``."""
    return _complaints(view, complaints.of_batch(view.db, batch.id))


def of_lot(view: Reading, actor: Actor, code: str) -> tuple[ComplaintShown, ...]:
    """The complaints about a lot of a short code, for who may read them; else none."""
    batch = batches.known(view, code)
    if not may(actor, Action.NOTE_COMPLAINT, Thing(holder=batch.holder_id)):
        return ()
    return of_batch(view, batch)


def _own(view: Reading, actor: Actor, code: str) -> Batch:
    batch = batches.known(view, code)
    require(actor, Action.NOTE_COMPLAINT, Thing(holder=batch.holder_id))
    return batch


def _complaints(view: Reading, found: Sequence[Noted]) -> tuple[ComplaintShown, ...]:
    told = [each for noted in found for each in (noted.event, noted.answer) if each is not None]
    words = events.private_values(view.db, "event", [each.event_id for each in told])
    return tuple(
        ComplaintShown(
            event=each.event.event_id,
            lot=each.lot.code,
            lot_code=each.lot.lot_code,
            kind=each.row.kind,
            said_on=each.row.said_on,
            recorded_at=each.row.recorded_at,
            said=words.get((each.event.event_id, "said"), ""),
            by=words.get((each.event.event_id, "by")),
            answered_at=None if each.answer is None else each.answer.recorded_at,
            answer=None if each.answer is None else words.get((each.answer.event_id, "answer")),
        )
        for each in found
    )


# --- what went in --------------------------------------------------------------------------------


def _some(rows: Sequence[Row], tell: Callable[[Sequence[Row]], Iterable[Told]]) -> Some[Told]:
    return Some(len(rows), tuple(tell(rows[:MOST_SHOWN])))


def _diary(view: Reading, actor: Actor, harvests: Sequence[Batch]) -> tuple[LineShown, ...]:
    if not harvests:
        return ()
    first, last = harvests[-1].made_on - DIARY_BEFORE, harvests[0].made_on
    places = {row.place_id for row in harvests if row.place_id is not None}
    return diary_views.between(view, actor, sorted(places), first, last)[:MOST_SHOWN]


# --- what became of it ---------------------------------------------------------------------------


def _spans(view: Reading, rows: Sequence[LabelRange]) -> Iterable[LabelSpan]:
    codes = goods.run_codes(view.db, [row.run_id for row in rows])
    for row in rows:
        yield LabelSpan(codes[row.run_id], row.first + 1, row.last + 1, LabelState(row.state))


def _sisters(view: Reading, batch: Batch, behind: Sequence[int]) -> Some[Sister]:
    """Everything of the holder's made of the same inputs, and what is left of these themselves."""
    total, found = goods.made_beside(view.db, batch, behind, MOST_SHOWN)
    rows = (
        Sister(
            code=each.batch.code,
            lot_code=each.batch.lot_code,
            name=each.name,
            stage=each.batch.stage,
            state=BatchState(each.state),
            on_hand=each.stock.on_hand,
            unit=each.batch.unit,
        )
        for each in found
    )
    return Some(total, tuple(rows))


def _buyers(
    view: Reading, batch: Batch, rows: Sequence[tuple[DeliveryNote, DeliveryLine]]
) -> Iterable[Buyer]:
    """Names are of whom one has in the book, or of another cooperative; others are their kind."""
    names = parties.names_of(view, [note.to_party_id for note, _line in rows if note.to_party_id])
    told = events.by_seq(view.db, [note.event_seq for note, _line in rows])
    kept = events.private_values(view.db, "event", [each.event_id for each in told.values()])
    for note, line in rows:
        name, to = names.get(note.to_party_id or 0), To(note.kind)
        phone = kept.get((told[note.event_seq].event_id, "phone"))
        yield Buyer(note.code, to, name, note.sent_on, line.amount, batch.unit, phone)
