"""What the lists of one cooperative show, each in one query whatever their length.

A lot's state is judged here and nowhere else: the first of ``_STATES`` whose condition holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, select, true
from sqlalchemy.orm import Session

from traceability.domain.labels import LabelState
from traceability.store.models import (
    Batch,
    BatchStock,
    Crop,
    Job,
    LabelRange,
    PrintResult,
    PrintRun,
    Product,
    ProductRevision,
    Recall,
    RecallBatch,
    RecallLift,
)


def _covered(kind: str) -> ColumnElement[bool]:
    """Whether an open hold or recall covers the batch."""
    lifted = exists().where(RecallLift.recall_id == RecallBatch.recall_id)
    return exists(
        select(RecallBatch.recall_id)
        .join(Recall, Recall.id == RecallBatch.recall_id)
        .where(RecallBatch.batch_id == Batch.id, Recall.kind == kind, not_(lifted))
        .correlate(Batch)
    )


#: The gravest first; the last is what is left. What was never made is neither held nor sold.
_STATES: tuple[tuple[str, ColumnElement[bool]], ...] = (
    ("retracted", BatchStock.state == "retracted"),
    ("recalled", _covered("recall")),
    ("held", _covered("hold")),
    ("published", and_(Batch.stage == "packed", BatchStock.published_on.is_not(None))),
    ("open", BatchStock.on_hand > 0),
    ("closed", true()),
)
_STATE = case(*((holds, state) for state, holds in _STATES[:-1]), else_=_STATES[-1][0])


@dataclass(frozen=True)
class Lot:
    """A batch with its stock, its state, and its name: its product's, or its crop's."""

    batch: Batch
    stock: BatchStock
    state: str
    name: str


@dataclass(frozen=True)
class UnusedLabels:
    """The labels of a run that are linked to nothing: how many, the first and last index."""

    run: PrintRun
    lot_code: str | None
    count: int
    first: int
    last: int


def lots(
    db: Session, holder_id: int, stages: Sequence[str], state: str | None, most: int, skip: int
) -> list[Lot]:
    """A portion of a holder's lots of some stages and of one state (or any), newest first."""
    wanted = where(Batch.holder_id == holder_id, Batch.stage.in_(stages)).limit(most).offset(skip)
    if state is not None:
        wanted = wanted.where(is_in(state))
    return read(db, wanted)


def read(db: Session, wanted: Select[Batch, BatchStock, str, str]) -> list[Lot]:
    """The lots that a statement of ``where`` finds."""
    return [Lot(batch, stock, at, name) for batch, stock, at, name in db.execute(wanted)]


def where(*conditions: ColumnElement[bool]) -> Select[Batch, BatchStock, str, str]:
    """The columns of ``Lot`` for the batches that conditions choose, newest first."""
    return (
        select(Batch, BatchStock, _STATE, func.coalesce(ProductRevision.name_vi, Crop.name_vi))
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .join(Crop, Crop.code == Batch.crop_code)
        .outerjoin(
            ProductRevision,
            and_(
                ProductRevision.product_id == Batch.product_id,
                ProductRevision.number == Batch.product_revision,
            ),
        )
        .where(*conditions)
        .order_by(Batch.made_on.desc(), Batch.id.desc())
    )


def tallies(db: Session, holder_id: int) -> dict[tuple[str, str], int]:
    """How many lots of a holder there are, by stage and state."""
    state = _STATE.label("state")
    wanted = (
        select(Batch.stage, state, func.count())
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.holder_id == holder_id)
        .group_by(Batch.stage, state)
    )
    return {(stage, found): count for stage, found, count in db.execute(wanted)}


def state(db: Session, batch_id: int) -> str:
    """The state of one lot."""
    wanted = select(_STATE).select_from(Batch).join(BatchStock, BatchStock.batch_id == Batch.id)
    found: str = db.scalars(wanted.where(Batch.id == batch_id)).one()
    return found


def is_in(state: str) -> ColumnElement[bool]:
    """The condition of a state, and none of the graver ones: the cheap comparisons go first."""
    names = [name for name, _ in _STATES]
    if state not in names:
        return not_(true())
    place = names.index(state)
    graver = [not_(holds) for _, holds in _STATES[:place]]
    return and_(_STATES[place][1], *reversed(graver))


def unused_labels(db: Session, holder_id: int, most: int) -> list[UnusedLabels]:
    """The released runs of a holder's lots with unused labels, oldest first: what is begun goes on.

    Blank ones lie in a drawer until there is a harvest: nobody has to do anything about them.
    """
    many = func.sum(LabelRange.last - LabelRange.first + 1)
    spans = (
        select(
            LabelRange.run_id,
            many.label("many"),
            func.min(LabelRange.first).label("first"),
            func.max(LabelRange.last).label("last"),
        )
        .where(*_unused(holder_id))
        .group_by(LabelRange.run_id)
        .order_by(LabelRange.run_id)
        .limit(most)
        .subquery()
    )
    wanted = (
        select(PrintRun, Batch.lot_code, spans.c.many, spans.c.first, spans.c.last)
        .join(spans, spans.c.run_id == PrintRun.id)
        .outerjoin(Batch, Batch.id == PrintRun.batch_id)
        .order_by(PrintRun.id)
    )
    return [
        UnusedLabels(run, lot_code, int(count), first, last)
        for run, lot_code, count, first, last in db.execute(wanted)
    ]


def unused_count(db: Session, holder_id: int) -> int:
    """How many labels that were printed for a holder's lots are linked to nothing."""
    many = func.sum(LabelRange.last - LabelRange.first + 1)
    return int(db.scalar(select(many).where(*_unused(holder_id))) or 0)


def _unused(holder_id: int) -> tuple[ColumnElement[bool], ...]:
    released_run = exists().where(PrintResult.run_id == LabelRange.run_id)
    return (
        LabelRange.holder_id == holder_id,
        LabelRange.state == LabelState.UNUSED,
        LabelRange.batch_id.is_not(None),
        released_run,
    )


def product_names(db: Session, holder_id: int) -> dict[tuple[int, int], str]:
    """The Vietnamese name of every revision of a holder's products, by product and number."""
    wanted = (
        select(ProductRevision.product_id, ProductRevision.number, ProductRevision.name_vi)
        .join(Product, Product.id == ProductRevision.product_id)
        .where(Product.holder_id == holder_id)
    )
    return {(product, number): name for product, number, name in db.execute(wanted)}


def label_counts(db: Session, run_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many labels of each run stand in each state."""
    many = func.sum(LabelRange.last - LabelRange.first + 1)
    wanted = select(LabelRange.run_id, LabelRange.state, many)
    wanted = wanted.where(LabelRange.run_id.in_(run_ids))
    found: dict[int, dict[str, int]] = {key: {} for key in run_ids}
    for run_id, state, count in db.execute(wanted.group_by(LabelRange.run_id, LabelRange.state)):
        found[run_id][state] = int(count)
    return found


def released(db: Session, run_ids: Sequence[int]) -> set[int]:
    """Those of the runs whose file was decoded whole."""
    wanted = select(PrintResult.run_id).where(PrintResult.run_id.in_(run_ids)).distinct()
    return set(db.scalars(wanted))


def failures(db: Session, kind: str, targets: Sequence[int]) -> dict[int, str]:
    """The failure of the newest job of each target, for those whose newest job has failed."""
    wanted = select(Job).where(Job.kind == kind, Job.target.in_(targets)).order_by(Job.id)
    newest = {job.target: job for job in db.scalars(wanted)}
    return {target: job.failure or "" for target, job in newest.items() if job.state == "failed"}


def runs_page(db: Session, holder_id: int, most: int, skip: int) -> list[PrintRun]:
    """A portion of a holder's print runs, newest first."""
    wanted = select(PrintRun).where(PrintRun.holder_id == holder_id).order_by(PrintRun.id.desc())
    return list(db.scalars(wanted.limit(most).offset(skip)))


def published_under(db: Session, product_id: int) -> list[Batch]:
    """The published batches of a product, newest first; each names the revision it keeps."""
    wanted = (
        select(Batch)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Batch.product_id == product_id, BatchStock.published_on.is_not(None))
        .order_by(Batch.id.desc())
    )
    return list(db.scalars(wanted))
