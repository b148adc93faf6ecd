"""Complaints about a lot, as somebody told them, and their answers."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Id, Moment, Word, append_only


@append_only
class Complaint(Base):
    """What was said of a lot; the words and who said them are private values of its event."""

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("kind IN ('quality', 'label', 'fake', 'other')", name="kind_known"),
    )

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    kind: Mapped[Word]
    said_on: Mapped[dt.date]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), unique=True)
    recorded_at: Mapped[Moment]


@append_only
class ComplaintAnswer(Base):
    """The end of a complaint; the note is a private value of its event."""

    __tablename__ = "complaint_answer"

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), unique=True)
    answered_at: Mapped[Moment]
