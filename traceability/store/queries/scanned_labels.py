"""What the record says of goods whose labels are scanned: limits, ranges, and what left of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep
from traceability.store.models import (
    Batch,
    DeliveryNote,
    Event,
    EventSubject,
    LabelRange,
    PrintRun,
    Product,
    ScanLimit,
)
from traceability.store.queries.portions import portions
from traceability.store.queries.remembering import plain


class LimitsSet(NamedTuple):
    """The limits of a product as they were set, by a number of their own."""

    product_id: int
    number: int
    visitors: int
    late_days: int
    early: int


_LIMITS = (
    select(
        ScanLimit.product_id,
        ScanLimit.number,
        ScanLimit.visitors,
        ScanLimit.late_days,
        ScanLimit.early,
    )
    .where(ScanLimit.product_id.in_(bindparam("products", expanding=True)))
    .order_by(ScanLimit.number)
)


def newest_limits(db: Session, product_ids: Sequence[int]) -> dict[int, LimitsSet]:
    """The newest limits that were set for products, by product."""
    found: dict[int, LimitsSet] = {}
    for some in portions(product_ids):
        sets = (LimitsSet(*row) for row in plain(db, _LIMITS, {"products": some}))
        found.update((each.product_id, each) for each in sets)
    return found


def every_limit(db: Session) -> list[tuple[ScanLimit, str]]:
    """All limits that were set, with the product's code."""
    wanted = select(ScanLimit, Product.code).join(Product, Product.id == ScanLimit.product_id)
    return [(row, code) for row, code in db.execute(wanted)]


def limit_events(db: Session) -> list[tuple[Event, str]]:
    """The events by which limits were set, with the product's code."""
    wanted = select(Event, EventSubject.subject).join(
        EventSubject, EventSubject.event_seq == Event.seq
    )
    rows = db.execute(wanted.where(Event.step == EventStep.SCAN_LIMITS_SET).order_by(Event.seq))
    return [(event, code) for event, code in rows]


def dispatched(db: Session, holder_id: int, since: Any) -> list[tuple[Event, DeliveryNote]]:
    """Events by which labels left on a holder's goods, whoever printed them, each with its note."""
    wanted = (
        select(Event, DeliveryNote)
        .join(EventSubject, EventSubject.event_seq == Event.seq)
        .join(DeliveryNote, DeliveryNote.code == EventSubject.subject)
        .where(DeliveryNote.holder_id == holder_id, Event.step == EventStep.LABELS_DISPATCHED)
        .where(Event.occurred_on >= since)
        .order_by(Event.seq)
    )
    return [(event, row) for event, row in db.execute(wanted)]


def runs_of_events(db: Session, seqs: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The codes of the runs whose labels events tell of, each with its level, by event number."""
    wanted = select(EventSubject.event_seq, PrintRun.code, PrintRun.level).join(
        PrintRun, PrintRun.code == EventSubject.subject
    )
    pages = (wanted.where(EventSubject.event_seq.in_(some)) for some in portions(seqs))
    return {seq: (code, level) for each in pages for seq, code, level in db.execute(each)}


def run_of_event(db: Session, seq: int) -> PrintRun | None:
    """The run whose labels an event tells of."""
    wanted = select(PrintRun).join(EventSubject, EventSubject.subject == PrintRun.code)
    return db.scalar(wanted.where(EventSubject.event_seq == seq))


def batches_called(db: Session, codes: Iterable[str]) -> dict[str, Batch]:
    """Batches by their short codes."""
    found: dict[str, Batch] = {}
    for some in portions(sorted(codes)):
        found.update(
            (row.code, row) for row in db.scalars(select(Batch).where(Batch.code.in_(some)))
        )
    return found


def linked_ranges(db: Session, batch_ids: Sequence[int]) -> list[tuple[LabelRange, int]]:
    """The stretches of labels that stand for lots, each with its run's number."""
    wanted = select(LabelRange, PrintRun.run_no).join(PrintRun, PrintRun.id == LabelRange.run_id)
    pages = (wanted.where(LabelRange.batch_id.in_(some)) for some in portions(batch_ids))
    return [(row, number) for each in pages for row, number in db.execute(each)]
