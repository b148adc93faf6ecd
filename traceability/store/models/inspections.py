"""Checks on the ground, and decisions that wait for a second officer."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Code, Id, Line, Moment, Word, append_only


@append_only
class Inspection(Base):
    """One check of a code's places by an officer.

    ``findings`` is a JSON object of the official form's counted and chosen fields; what was written
    in words, and the position, are private values of the event.
    """

    __tablename__ = "inspection"
    __table_args__ = (
        CheckConstraint("conclusion IN ('passed', 'to_mend', 'failed')", name="conclusion_known"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    area_code_id: Mapped[int] = mapped_column(ForeignKey("area_code.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    inspected_on: Mapped[dt.date]
    conclusion: Mapped[Word]
    findings: Mapped[str] = mapped_column(Text)
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), unique=True)
    recorded_at: Mapped[Moment]


class StepProposal(Base):
    """A step that an officer too near to the matter proposed; a second one takes it, or not.

    ``why`` says how near (kin, member). The reason in words is a private value of owner kind
    ``proposal``. One proposal a code stands open at a time.
    """

    __tablename__ = "step_proposal"
    __table_args__ = (
        CheckConstraint("why IN ('kin', 'member')", name="why_known"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="end_is_whole"),
        CheckConstraint(
            "outcome IS NULL OR outcome IN ('taken', 'refused', 'withdrawn')", name="outcome_known"
        ),
    )

    id: Mapped[Id]
    proposal_id: Mapped[str] = mapped_column(String(36), unique=True)
    area_code_id: Mapped[int] = mapped_column(ForeignKey("area_code.id"), index=True)
    step: Mapped[Word]
    why: Mapped[Word]
    effective_on: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    raw: Mapped[str | None] = mapped_column(String(64))
    decision_no: Mapped[str | None] = mapped_column(String(64))
    authority: Mapped[Line | None]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    proposed_at: Mapped[Moment]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    closed_at: Mapped[Moment | None]
    outcome: Mapped[Word | None]
