"""What a person agreed to, and how far a cooperative has come in setting itself up."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Id, Moment, Word, append_only


@append_only
class Consent(Base):
    """A consent given or withdrawn for one purpose; the newest row of a purpose counts.

    ``text_version`` names the text that was read; ``form`` is how much the person agreed to show
    (``public_name``: full or short). The witness is a private value of the event.
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("state IN ('given', 'withdrawn')", name="state_known"),
        CheckConstraint("purpose IN ('public_name')", name="purpose_known"),
        CheckConstraint("form IN ('full', 'short')", name="form_known"),
        CheckConstraint("(state = 'given') = (form IS NOT NULL)", name="form_where_given"),
        CheckConstraint(
            "channel IN ('signed', 'thumbprint', 'spoken', 'erasure')", name="channel_known"
        ),
    )

    id: Mapped[Id]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    purpose: Mapped[Word]
    state: Mapped[Word]
    form: Mapped[Word | None]
    text_version: Mapped[str] = mapped_column(String(16))
    given_on: Mapped[dt.date]
    channel: Mapped[Word]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), unique=True)
    recorded_at: Mapped[Moment]


class SetupStep(Base):
    """A step of the first day that was skipped, or done where no other row shows it.

    ``choice`` is what was settled by doing it: the label stock of the printer test.
    """

    __tablename__ = "setup_step"
    __table_args__ = (CheckConstraint("state IN ('skipped', 'done')", name="state_known"),)

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[Word]
    choice: Mapped[Word | None]
    at: Mapped[Moment]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
