"""Holds and recalls and what they cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Select, and_, bindparam, func, insert, literal, select
from sqlalchemy.orm import Session, aliased

from traceability.store.models import (
    Batch,
    BatchOrigin,
    Event,
    EventSubject,
    PlaceRevision,
    Recall,
    RecallBatch,
    RecallLift,
)
from traceability.store.queries.portions import portions
from traceability.store.queries.registry import newest_revision
from traceability.store.queries.remembering import plain


@dataclass(frozen=True)
class Covering:
    """A hold or recall over a batch, the event that opened it, and its lift if there is one."""

    recall: Recall
    event: Event
    lift: RecallLift | None


def by_code(db: Session, code: str) -> Recall | None:
    """The hold or recall of a short code."""
    return db.scalar(select(Recall).where(Recall.code == code))


def is_lifted(db: Session, recall_id: int) -> bool:
    """Whether a lift names it."""
    return db.get(RecallLift, recall_id) is not None


_ANY_OVER = select(RecallBatch.recall_id).where(RecallBatch.batch_id == bindparam("batch")).limit(1)


def any_over(db: Session, batch_id: int) -> bool:
    """Whether a hold or recall is or ever was over a batch; of hardly any is one."""
    return plain(db, _ANY_OVER, {"batch": batch_id}).first() is not None


_COVERING = (
    select(RecallBatch.batch_id, Recall, Event, RecallLift)
    .join(Recall, Recall.id == RecallBatch.recall_id)
    .join(Event, Event.seq == Recall.event_seq)
    .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
    .where(RecallBatch.batch_id.in_(bindparam("batches", expanding=True)))
    .order_by(Recall.id)
)


def covering(db: Session, batch_ids: Sequence[int]) -> dict[int, list[Covering]]:
    """Every hold and recall over each batch, open or lifted, oldest first."""
    found: dict[int, list[Covering]] = {key: [] for key in batch_ids}
    for some in portions(batch_ids):
        for batch_id, recall, event, lift in db.execute(_COVERING, {"batches": some}):
            found[batch_id].append(Covering(recall, event, lift))
    return found


def open_over(db: Session, batch_ids: Sequence[int]) -> list[Recall]:
    """The holds and recalls that cover any of the batches and are not lifted, oldest first."""
    wanted = (
        select(Recall)
        .join(RecallBatch, RecallBatch.recall_id == Recall.id)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
        .where(RecallLift.recall_id.is_(None))
        .distinct()
    )
    found = {
        recall.id: recall
        for some in portions(batch_ids)
        for recall in db.scalars(wanted.where(RecallBatch.batch_id.in_(some)))
    }
    return [found[key] for key in sorted(found)]


def stopped_beside(db: Session, recall_id: int, kinds: Collection[str]) -> dict[int, int]:
    """How many of the batches that one covers an open one of some kinds covers, too, by holder."""
    other = aliased(RecallBatch)
    wanted = (
        select(Batch.holder_id, func.count(Batch.id.distinct()))
        .join(RecallBatch, RecallBatch.batch_id == Batch.id)
        .join(other, other.batch_id == RecallBatch.batch_id)
        .join(Recall, Recall.id == other.recall_id)
        .outerjoin(RecallLift, RecallLift.recall_id == other.recall_id)
        .where(
            RecallBatch.recall_id == recall_id,
            other.recall_id != recall_id,
            Recall.kind.in_(kinds),
            RecallLift.recall_id.is_(None),
        )
        .group_by(Batch.holder_id)
    )
    return {holder: int(count) for holder, count in db.execute(wanted)}


def open_conflicts_at(db: Session, place_id: int, reason: str) -> list[Recall]:
    """The holds for a reason, not lifted, over batches that come from a place."""
    wanted = (
        select(Recall)
        .join(RecallBatch, RecallBatch.recall_id == Recall.id)
        .join(BatchOrigin, BatchOrigin.batch_id == RecallBatch.batch_id)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
        .where(
            Recall.kind == "hold",
            Recall.reason == reason,
            RecallLift.recall_id.is_(None),
            BatchOrigin.place_id == place_id,
        )
        .distinct()
        .order_by(Recall.id)
    )
    return list(db.scalars(wanted))


def scopes(db: Session) -> dict[int, list[str]]:
    """The codes of the batches that each hold or recall covers, sorted, by its key."""
    wanted = (
        select(RecallBatch.recall_id, Batch.code)
        .join(Batch, Batch.id == RecallBatch.batch_id)
        .order_by(Batch.code)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for recall_id, code in db.execute(wanted):
        found[recall_id].append(code)
    return found


#: ``(batch, its holder)`` → the communes that it comes from, by internal key.
Named = dict[tuple[int, int], set[str]]


def named(db: Session) -> dict[int, Named]:
    """The batches that the event of each hold or recall names, by the recall's key."""
    newest = and_(PlaceRevision.place_id == BatchOrigin.place_id, newest_revision())
    wanted = (
        select(Recall.id, Batch.id, Batch.holder_id, PlaceRevision.commune_code)
        .join(EventSubject, EventSubject.event_seq == Recall.event_seq)
        .join(Batch, Batch.code == EventSubject.subject)
        .outerjoin(BatchOrigin, BatchOrigin.batch_id == Batch.id)
        .outerjoin(PlaceRevision, newest)
    )
    found: dict[int, Named] = defaultdict(lambda: defaultdict(set))
    for recall_id, batch_id, holder_id, commune in db.execute(wanted):
        found[recall_id][batch_id, holder_id] |= set() if commune is None else {commune}
    return found


def listed(db: Session) -> list[tuple[Recall, RecallLift | None]]:
    """Every hold and recall, newest first."""
    wanted = (
        select(Recall, RecallLift)
        .outerjoin(RecallLift, RecallLift.recall_id == Recall.id)
        .order_by(Recall.id.desc())
    )
    return [(recall, lift) for recall, lift in db.execute(wanted)]


def cover(db: Session, recall_id: int, scope: Select[int]) -> None:
    """Put the batches that ``scope`` selects into a recall, by one insert-select."""
    found = scope.subquery()
    rows = select(literal(recall_id, BigInteger), found.c.id)
    db.execute(insert(RecallBatch).from_select(["recall_id", "batch_id"], rows))


def count_covered(db: Session, recall_id: int) -> int:
    """How many batches a hold or recall covers."""
    wanted = select(func.count()).where(RecallBatch.recall_id == recall_id)
    return db.scalar(wanted) or 0


def holders_within(db: Session, scope: Select[int]) -> list[int]:
    """Who holds one of the batches that ``scope`` selects, by internal key."""
    wanted = select(Batch.holder_id).where(Batch.id.in_(scope)).distinct()
    return sorted(db.scalars(wanted))


def lots_by_holder(db: Session, scope: Select[int]) -> dict[int, int]:
    """How many of the batches that ``scope`` selects each holder has, by internal key."""
    wanted = select(Batch.holder_id, func.count()).where(Batch.id.in_(scope))
    return {row[0]: row[1] for row in db.execute(wanted.group_by(Batch.holder_id))}


def covered_holders(
    db: Session, recall_id: int, but: Collection[int]
) -> list[tuple[int, int, Batch]]:
    """Who else holds something of a scope: the holder, how many batches, the oldest of them."""
    wanted = (
        select(Batch.holder_id, func.count(), func.min(Batch.id))
        .join(RecallBatch, RecallBatch.batch_id == Batch.id)
        .where(RecallBatch.recall_id == recall_id, Batch.holder_id.not_in(but))
        .group_by(Batch.holder_id)
        .order_by(Batch.holder_id)
    )
    return [
        (holder, int(count), db.get_one(Batch, first))
        for holder, count, first in db.execute(wanted)
    ]


def join_open_scopes(db: Session, parents: Sequence[int], child: int) -> None:
    """A new descendant joins every open scope of what it is made of."""
    open_rows = (
        select(RecallBatch.recall_id, literal(child))
        .outerjoin(RecallLift, RecallLift.recall_id == RecallBatch.recall_id)
        .where(RecallBatch.batch_id.in_(parents), RecallLift.recall_id.is_(None))
        .distinct()
    )
    db.execute(insert(RecallBatch).from_select(["recall_id", "batch_id"], open_rows))
