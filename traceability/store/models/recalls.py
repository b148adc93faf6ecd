"""Holds and recalls: one row an act, its scope with all descendants, and the lifting."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Code, Id, Moment, Word, append_only


@append_only
class Recall(Base):
    """A hold or a recall; it is open until a lift names it."""

    __tablename__ = "recall"
    __table_args__ = (
        CheckConstraint("kind IN ('hold', 'recall')", name="kind_known"),
        CheckConstraint(
            "reason IN ('over_ceiling', 'code_not_active', 'recorded_after_suspension',"
            " 'variety_not_granted', 'inside_phi', 'conflict_open', 'ordered')",
            name="reason_known",
        ),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    kind: Mapped[Word]
    reason: Mapped[Word]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), index=True)
    opened_at: Mapped[Moment]


class RecallBatch(Base):
    """A batch within a recall's scope: the batches named and every descendant of theirs."""

    __tablename__ = "recall_batch"

    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True, index=True)


@append_only
class RecallLift(Base):
    """The end of a hold or recall; the page keeps the line that it once was."""

    __tablename__ = "recall_lift"

    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"), primary_key=True)
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), index=True)
    lifted_at: Mapped[Moment]
