"""Goods of others under a code that was lent, and labels of its holder on them, within holds."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from traceability.domain.labels import LabelState
from traceability.store.models import (
    AreaCode,
    Batch,
    BatchEdge,
    BatchOrigin,
    CodeAuthorization,
    CodeUse,
    LabelRange,
    PrintRun,
    Recall,
    RecallBatch,
    RecallLift,
)
from traceability.store.queries.batches import made_of

_ON_GOODS = (LabelState.LINKED, LabelState.DISPATCHED)


def codes_within(db: Session, recall_id: int) -> list[AreaCode]:
    """The lent codes under which a hold or recall covers goods that others harvested, or made."""
    lent = select(CodeAuthorization.area_code_id).join(
        CodeUse, CodeUse.authorization_id == CodeAuthorization.id
    )
    wanted = (
        select(AreaCode)
        .join(BatchOrigin, BatchOrigin.area_code_id == AreaCode.id)
        .join(RecallBatch, RecallBatch.batch_id == BatchOrigin.batch_id)
        .join(Batch, Batch.id == RecallBatch.batch_id)
        .where(
            RecallBatch.recall_id == recall_id,
            Batch.holder_id != AreaCode.holder_id,
            AreaCode.id.in_(lent),
        )
        .distinct()
        .order_by(AreaCode.id)
    )
    return [area for area in db.scalars(wanted) if _covers(db, recall_id, area)]


def _covers(db: Session, recall_id: int, area: AreaCode) -> bool:
    """Whether it covers anything made of what was harvested by a permission; not what was sold."""
    used = (
        select(CodeUse.batch_id)
        .join(CodeAuthorization, CodeAuthorization.id == CodeUse.authorization_id)
        .where(CodeAuthorization.area_code_id == area.id)
    )
    wanted = select(RecallBatch.batch_id).join(Batch, Batch.id == RecallBatch.batch_id)
    wanted = wanted.where(
        RecallBatch.recall_id == recall_id,
        Batch.holder_id != area.holder_id,
        RecallBatch.batch_id.in_(made_of(used)),
    )
    return db.scalar(wanted.limit(1)) is not None


def labels_within(db: Session, recall_id: int, area: AreaCode) -> int:
    """How many labels of a code's holder are on goods of others under it that one covers."""
    many = func.coalesce(func.sum(LabelRange.last - LabelRange.first + 1), 0)
    under = exists().where(BatchOrigin.batch_id == Batch.id, BatchOrigin.area_code_id == area.id)
    wanted = (
        _labels(select(many))
        .join(RecallBatch, RecallBatch.batch_id == Batch.id)
        .where(RecallBatch.recall_id == recall_id, PrintRun.holder_id == area.holder_id, under)
    )
    return int(db.scalar(wanted) or 0)


def printers_within(db: Session, scope: Select[int]) -> list[int]:
    """Whose labels are on goods of others among what ``scope`` selects, by internal key."""
    wanted = _labels(select(PrintRun.holder_id)).where(Batch.id.in_(scope))
    return sorted(db.scalars(wanted.distinct()))


def _labels(wanted: Select[int]) -> Select[int]:
    """Of labels on goods that are not their printer's."""
    return (
        wanted.select_from(LabelRange)
        .join(PrintRun, PrintRun.id == LabelRange.run_id)
        .join(Batch, Batch.id == LabelRange.batch_id)
        .where(
            LabelRange.state.in_([str(state) for state in _ON_GOODS]),
            PrintRun.holder_id != Batch.holder_id,
        )
    )


def stopped(db: Session, batch_ids: Sequence[int]) -> dict[int, set[tuple[str, bool]]]:
    """Which of some batches are held or recalled, or have something made of them that is.

    By batch: ``hold`` or ``recall``, and whether it covers the batch itself.
    """
    root, here = Batch.id.label("root"), Batch.id.label("id")
    begin = select(root, here).where(Batch.id.in_(batch_ids)).cte("walk", recursive=True)
    step = select(begin.c.root, BatchEdge.child_id).join(begin, BatchEdge.parent_id == begin.c.id)
    walked = begin.union(step)
    wanted = (
        select(walked.c.root, Recall.kind, walked.c.id == walked.c.root)
        .join(RecallBatch, RecallBatch.batch_id == walked.c.id)
        .join(Recall, Recall.id == RecallBatch.recall_id)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
        .where(RecallLift.recall_id.is_(None))
        .distinct()
    )
    found: dict[int, set[tuple[str, bool]]] = {}
    for key, kind, itself in db.execute(wanted):
        found.setdefault(key, set()).add((kind, bool(itself)))
    return found
