"""What waits in a cooperative, each in one or two statements whatever there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import ITEM, LIVE
from traceability.store.models import (
    Alert,
    Batch,
    BatchStock,
    Certificate,
    Event,
    LabelRange,
    PrintRun,
    Recall,
    RecallBatch,
    RecallLift,
)
from traceability.store.queries import lots
from traceability.store.queries.lots import Lot

#: So many lots whose packing was told anew are looked at for labels too many, the newest.
MOST_CORRECTED = 60


@dataclass(frozen=True)
class Labelled:
    """A packed lot, how much of it was made (its own unit), how many of its labels live.

    ``stuck`` of these are stickers on single fruit.
    """

    lot: Batch
    made: int
    live: int
    stuck: int = 0


def estimated(db: Session, holder_id: int, most: int) -> tuple[int, list[Lot]]:
    """The lots whose weight is a stated guess: how many, and the newest.

    What came from another cooperative waits for its sender's scale.
    """
    came = exists().where(Event.seq == Batch.event_seq, Event.step == EventStep.ACCEPT)
    guess = (BatchStock.estimated.is_(True), BatchStock.made > 0, ~came)
    return _counted(db, (Batch.holder_id == holder_id, *guess), most)


def guesses(db: Session, holder_id: int) -> list[tuple[str, str, bool]]:
    """The lots that wait for the scale of their own cooperative: code, stage, whether open."""
    came = exists().where(Event.seq == Batch.event_seq, Event.step == EventStep.ACCEPT)
    wanted = (
        select(Batch.code, Batch.stage, lots.is_in("open"))
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.holder_id == holder_id)
        .where(BatchStock.estimated.is_(True), BatchStock.made > 0, ~came)
    )
    return [(code, stage, bool(is_open)) for code, stage, is_open in db.execute(wanted)]


def unprinted(db: Session, holder_id: int, most: int) -> tuple[int, list[Lot]]:
    """The published lots with something on hand that no label was ever made for."""
    labelled = exists().where(LabelRange.batch_id == Batch.id)
    here = (
        Batch.holder_id == holder_id,
        Batch.stage == "packed",
        lots.is_in("published"),
        BatchStock.on_hand > 0,
        ~labelled,
    )
    return _counted(db, here, most)


def _counted(
    db: Session, here: tuple[ColumnElement[bool], ...], most: int
) -> tuple[int, list[Lot]]:
    wanted = select(func.count()).select_from(Batch)
    wanted = wanted.join(BatchStock, BatchStock.batch_id == Batch.id).where(*here)
    total = db.scalar(wanted) or 0
    return total, lots.read(db, lots.where(*here).limit(most)) if total else []


def labelled_and_corrected(db: Session, holder_id: int) -> list[Labelled]:
    """The newest packed lots with labels whose packing was told anew since."""
    again = exists().where(Event.corrects == Batch.event_seq)
    many = LabelRange.last - LabelRange.first + 1
    of_fruit = PrintRun.design == LabelDesign.FRUIT_STICKER
    live, stuck = func.sum(many), func.sum(case((of_fruit, many), else_=0))
    counted = (
        select(LabelRange.batch_id, live.label("live"), stuck.label("stuck"))
        .join(PrintRun, PrintRun.id == LabelRange.run_id)
        .where(
            LabelRange.holder_id == holder_id,
            LabelRange.state.in_([str(s) for s in LIVE]),
            PrintRun.level == ITEM,
        )
        .group_by(LabelRange.batch_id)
        .subquery()
    )
    wanted = (
        select(Batch, BatchStock.made, counted.c.live, counted.c.stuck)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .join(counted, counted.c.batch_id == Batch.id)
        .where(Batch.holder_id == holder_id, again)
        .order_by(Batch.id.desc())
        .limit(MOST_CORRECTED)
    )
    return [
        Labelled(lot, made, int(live), int(stuck)) for lot, made, live, stuck in db.execute(wanted)
    ]


def holds_for(db: Session, holder_id: int, reason: str, most: int) -> list[Recall]:
    """The newest open holds of a reason over a holder's lots."""
    wanted = (
        select(Recall)
        .join(RecallBatch, RecallBatch.recall_id == Recall.id)
        .join(Batch, Batch.id == RecallBatch.batch_id)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
        .where(Batch.holder_id == holder_id, Recall.reason == reason)
        .where(RecallLift.recall_id.is_(None))
        .distinct()
        .order_by(Recall.id.desc())
        .limit(most)
    )
    return list(db.scalars(wanted))


def held_because(db: Session, holder_id: int) -> list[tuple[str, int]]:
    """Each reason that a holder's held lots wait for, with how many, the most first."""
    held = func.count(Batch.id.distinct())
    wanted = (
        select(Recall.reason, held)
        .join(RecallBatch, RecallBatch.recall_id == Recall.id)
        .join(Batch, Batch.id == RecallBatch.batch_id)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
        .where(Batch.holder_id == holder_id, lots.is_in("held"))
        .where(RecallLift.recall_id.is_(None))
        .group_by(Recall.reason)
        .order_by(held.desc(), Recall.reason)
    )
    return [(reason, int(count)) for reason, count in db.execute(wanted)]


def scan_alerts(db: Session, holder_id: int, kinds: Sequence[str]) -> list[Alert]:
    """A holder's alerts of some kinds that nobody has read, the newest first."""
    wanted = select(Alert).where(
        Alert.party_id == holder_id, Alert.kind.in_(kinds), Alert.seen_at.is_(None)
    )
    return list(db.scalars(wanted.order_by(Alert.id.desc())))


def scanned_lots(db: Session, holder_id: int, kind: str) -> list[Batch]:
    """Lots on hand that a holder has unread alerts of one kind of, those told of last first."""
    told = (
        select(Alert.subject, func.max(Alert.id).label("last"))
        .where(Alert.party_id == holder_id, Alert.kind == kind, Alert.seen_at.is_(None))
        .group_by(Alert.subject)
        .subquery()
    )
    wanted = (
        select(Batch)
        .join(told, told.c.subject == Batch.code)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.holder_id == holder_id, BatchStock.on_hand > 0)
    )
    return list(db.scalars(wanted.order_by(told.c.last.desc())))


def certificates_ending(
    db: Session, holder_id: int, first: dt.date, last: dt.date, most: int
) -> tuple[int, list[Certificate]]:
    """A holder's certificates that end within a span of days, the first to end first."""
    here = (
        Certificate.holder_id == holder_id,
        Certificate.valid_to >= first,
        Certificate.valid_to <= last,
        Certificate.withdrawn_on.is_(None),
    )
    total = db.scalar(select(func.count()).select_from(Certificate).where(*here)) or 0
    wanted = select(Certificate).where(*here).order_by(Certificate.valid_to, Certificate.id)
    return total, list(db.scalars(wanted.limit(most))) if total else []
