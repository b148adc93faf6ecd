"""Reports of whoever holds the goods, and what was done with each."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Base,
    Code,
    CommuneCode,
    Digest,
    Id,
    Moment,
    Vintage,
    Word,
    append_only,
)


class DoubtReport(Base):
    """A report that somebody sent from a public page; a projection of its events.

    ``about_kind`` says what stood behind the code that it was sent from (``about``, none where
    nothing does). Without a commune it is the province's. What was said, a name and a contact are
    private values of the event. ``secret_hash`` opens the reporter's page, ``request_hash`` tells a
    second sending of the same form, ``body_hash`` whether it says the same. ``member_id`` has it in
    hand.
    """

    __tablename__ = "doubt_report"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('fake', 'label', 'safety', 'quality', 'origin', 'other')", name="kind_known"
        ),
        CheckConstraint("sent_to IN ('office', 'holder')", name="sent_to_known"),
        CheckConstraint(
            "about_kind IN ('batch', 'item', 'area', 'place', 'party', 'slip', 'unknown')",
            name="about_known",
        ),
        CheckConstraint("(about IS NULL) = (about_kind = 'unknown')", name="about_is_whole"),
        CheckConstraint("state IN ('sent', 'in_hand', 'answered', 'closed')", name="state_known"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="end_is_whole"),
        CheckConstraint(
            "(commune_code IS NULL) = (commune_vintage IS NULL)", name="commune_is_whole"
        ),
        ForeignKeyConstraint(
            ["commune_code", "commune_vintage"], ["commune.code", "commune.vintage"]
        ),
        Index("ix_doubt_report_about_sent_on", "about", "sent_on"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    kind: Mapped[Word]
    sent_to: Mapped[Word]
    about_kind: Mapped[Word]
    about: Mapped[str | None] = mapped_column(String(13))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
    commune_code: Mapped[CommuneCode | None]
    commune_vintage: Mapped[Vintage | None]
    language: Mapped[str] = mapped_column(String(2))
    secret_hash: Mapped[Digest]
    request_hash: Mapped[Digest] = mapped_column(unique=True)
    body_hash: Mapped[Digest]
    sent_on: Mapped[dt.date]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), unique=True)
    recorded_at: Mapped[Moment]
    state: Mapped[Word]
    released: Mapped[bool]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    closed_at: Mapped[Moment | None]
    forgotten_at: Mapped[Moment | None]


@append_only
class DoubtReportStep(Base):
    """Something done with a report; what was written is a private value of its event."""

    __tablename__ = "doubt_report_step"
    __table_args__ = (
        CheckConstraint(
            "step IN ('taken', 'given', 'released', 'forwarded', 'holder_answered', 'answered',"
            " 'closed', 'forgotten')",
            name="step_known",
        ),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("doubt_report.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[Word]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), unique=True)
    at: Mapped[Moment]
