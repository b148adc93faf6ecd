"""How far a cooperative has come in setting itself up: counts of what there is, in one look."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from traceability.store.models import (
    AreaCode,
    Batch,
    BatchStock,
    Consent,
    LabelRange,
    Party,
    Product,
    RecallBatch,
    RecallLift,
    SetupStep,
)

_LIVE = ("linked", "dispatched")


@dataclass(frozen=True)
class Counts:
    """What a cooperative has: ``consents`` are households that answered, ``labels`` live ones."""

    households: int
    consents: int
    areas: int
    products: int
    labels: int


def counts(db: Session, party_id: int) -> Counts:
    """Everything that steps are derived from, in one query."""
    own = (Party.tenant_id == party_id, Party.erased_at.is_(None))
    answered = select(func.count(Consent.party_id.distinct())).join(
        Party, Party.id == Consent.party_id
    )
    wanted = select(
        select(func.count()).select_from(Party).where(*own).scalar_subquery(),
        answered.where(*own).scalar_subquery(),
        _count(AreaCode.holder_id == party_id),
        _count(Product.holder_id == party_id),
        select(func.coalesce(func.sum(LabelRange.last - LabelRange.first + 1), 0))
        .where(LabelRange.holder_id == party_id, LabelRange.state.in_(_LIVE))
        .scalar_subquery(),
    )
    return Counts(*db.execute(wanted).one())


def steps(db: Session, party_id: int) -> dict[str, SetupStep]:
    """The steps that were skipped, or said to be done, by name."""
    rows = db.scalars(select(SetupStep).where(SetupStep.party_id == party_id))
    return {row.step: row for row in rows}


def labels_printed(db: Session, party_id: int) -> int:
    """How many labels a cooperative ever ordered; a run of cartons need not begin at 1."""
    wanted = select(func.coalesce(func.sum(LabelRange.last - LabelRange.first + 1), 0))
    return int(db.scalar(wanted.where(LabelRange.holder_id == party_id)) or 0)


def newest_batch(db: Session, holder_id: int, stage: str) -> tuple[Batch, BatchStock] | None:
    """The newest batch of a stage that nothing holds, with its stock."""
    held = (
        select(RecallBatch.batch_id)
        .outerjoin(RecallLift, RecallLift.recall_id == RecallBatch.recall_id)
        .where(RecallLift.recall_id.is_(None))
    )
    wanted = select(Batch, BatchStock).join(BatchStock, BatchStock.batch_id == Batch.id)
    wanted = wanted.where(Batch.holder_id == holder_id, Batch.stage == stage, Batch.id.not_in(held))
    row = db.execute(wanted.order_by(Batch.id.desc()).limit(1)).first()
    return None if row is None else (row[0], row[1])


def first_live_label(db: Session, holder_id: int) -> LabelRange | None:
    """The range that holds a cooperative's newest run's first label that was linked."""
    wanted = select(LabelRange).where(
        LabelRange.holder_id == holder_id, LabelRange.state.in_(_LIVE)
    )
    newest = wanted.order_by(LabelRange.run_id.desc(), LabelRange.first).limit(1)
    return db.scalars(newest).first()


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(condition).scalar_subquery()
