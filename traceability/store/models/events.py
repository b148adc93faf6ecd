"""Events, their subjects with the chains, and the files that go with them. Nothing is updated."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Digest, Id, Moment, Word, append_only


@append_only
class Event(Base):
    """What happened; ``leaf`` is its canonical JSON and ``leaf_hash`` the SHA-256 of that."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("(corrects IS NULL) = (how IS NULL)", name="correction_whole"),
        CheckConstraint("how IS NULL OR how IN ('amend', 'retract')", name="how_known"),
        CheckConstraint("(occurred_at IS NULL) = (offset_minutes IS NULL)", name="moment_whole"),
    )

    seq: Mapped[Id]
    event_id: Mapped[str] = mapped_column(String(36), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    kind: Mapped[Word]
    action: Mapped[Word]
    step: Mapped[Word]
    disposition: Mapped[Word | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    occurred_on: Mapped[dt.date]
    occurred_at: Mapped[Moment | None]
    offset_minutes: Mapped[int | None]
    device_at: Mapped[Moment | None]
    recorded_at: Mapped[Moment]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    corrects: Mapped[int | None] = mapped_column(ForeignKey("event.seq"), index=True, unique=True)
    how: Mapped[Word | None]
    leaf: Mapped[str] = mapped_column(Text)
    leaf_hash: Mapped[str] = mapped_column(String(43), unique=True)


@append_only
class EventSubject(Base):
    """What an event is about, by short code: the quantities, and each subject's own chain."""

    __tablename__ = "event_subject"
    __table_args__ = (
        UniqueConstraint("subject", "chain_no"),
        CheckConstraint("amount IS NULL OR amount > 0", name="amount_positive"),
        CheckConstraint("(amount IS NULL) = (unit IS NULL)", name="amount_unit"),
        CheckConstraint("(chain_no = 1) = (prev_leaf_hash IS NULL)", name="first_has_no_prev"),
        CheckConstraint("role IN ('in', 'out', 'child', 'parent', 'ref')", name="role_known"),
    )

    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), primary_key=True)
    role: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject: Mapped[str] = mapped_column(ForeignKey("public_code.code"), primary_key=True)
    amount: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[str | None] = mapped_column(String(2))
    chain_no: Mapped[int]
    prev_leaf_hash: Mapped[Digest | None]


@append_only
class File(Base):
    """A stored file by the SHA-256 of its bytes; the row stays when the bytes are erased."""

    __tablename__ = "file"
    __table_args__ = (CheckConstraint("size > 0", name="size_positive"),)

    sha256: Mapped[str] = mapped_column(String(43), primary_key=True)
    content_type: Mapped[Word]
    size: Mapped[int]
    storage_name: Mapped[str] = mapped_column(String(64), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    stored_at: Mapped[Moment]


@append_only
class EventFile(Base):
    """A file that belongs to an event; its hash stands in the leaf."""

    __tablename__ = "event_file"

    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("file.sha256"), primary_key=True)
