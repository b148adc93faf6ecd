"""Deliveries: who buys, what was sent by which note, and what its receiver answered."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Amount,
    Base,
    Code,
    Digest,
    Id,
    Moment,
    Word,
    append_only,
)


class Buyer(Base):
    """A line of a cooperative's address book; name, phone and address are private values."""

    __tablename__ = "buyer"

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)


@append_only
class DeliveryNote(Base):
    """A note that went with goods; ``number`` counts a holder's notes of a ``year``.

    ``secret_hash`` is of the address of its page; the secret, the vehicle, the driver and the seal
    are private values of its event.
    """

    __tablename__ = "delivery_note"
    __table_args__ = (
        UniqueConstraint("holder_id", "year", "number"),
        Index("ix_delivery_note_holder_id_id", "holder_id", "id"),
        CheckConstraint(
            "kind IN ('buyer', 'walk_in', 'field_trader', 'cooperative')", name="kind_known"
        ),
        CheckConstraint(
            "(kind IN ('buyer', 'cooperative')) = (to_party_id IS NOT NULL)", name="receiver_named"
        ),
        CheckConstraint("number > 0", name="number_counts"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    year: Mapped[int]
    number: Mapped[int]
    kind: Mapped[Word]
    to_party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    sent_on: Mapped[dt.date]
    secret_hash: Mapped[Digest] = mapped_column(unique=True)
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), index=True)
    recorded_at: Mapped[Moment]


@append_only
class DeliveryLine(Base):
    """How much of a batch went by a note, and in how many packages where they were counted."""

    __tablename__ = "delivery_line"
    __table_args__ = (
        UniqueConstraint("note_id", "batch_id"),
        CheckConstraint("line > 0", name="line_counts"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("packages > 0", name="packages_positive"),
    )

    note_id: Mapped[int] = mapped_column(ForeignKey("delivery_note.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    amount: Mapped[Amount]
    packages: Mapped[int | None]


@append_only
class DeliveryAnswer(Base):
    """What a receiver said of a note; never overwritten, the newest counts."""

    __tablename__ = "delivery_answer"
    __table_args__ = (
        UniqueConstraint("note_id", "number"),
        CheckConstraint(
            "kind IN ('confirmed', 'differs', 'accepted', 'refused')", name="kind_known"
        ),
        CheckConstraint("number > 0", name="number_counts"),
    )

    id: Mapped[Id]
    note_id: Mapped[int] = mapped_column(ForeignKey("delivery_note.id"))
    number: Mapped[int]
    kind: Mapped[Word]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), index=True)
    recorded_at: Mapped[Moment]


@append_only
class DeliveryAnswerLine(Base):
    """Of one line of the note: what came, and what was sent back."""

    __tablename__ = "delivery_answer_line"
    __table_args__ = (
        CheckConstraint("received >= 0", name="received_counts"),
        CheckConstraint("returned >= 0", name="returned_counts"),
    )

    answer_id: Mapped[int] = mapped_column(ForeignKey("delivery_answer.id"), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    received: Mapped[Amount]
    returned: Mapped[Amount]


class SackDraw(Base):
    """How much of a sack of a packing list left (g), by the entry that it left by.

    Follows from the events: an entry that is taken back leaves no row.
    """

    __tablename__ = "sack_draw"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("grams > 0", name="grams_positive"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_seq: Mapped[int] = mapped_column(
        ForeignKey("event.seq"), primary_key=True, autoincrement=False, index=True
    )
    grams: Mapped[Amount]
