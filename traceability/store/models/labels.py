"""Label keys by fingerprint, print runs that never change, and the state of every label."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Base,
    BigId,
    Code,
    Digest,
    Id,
    Line,
    Moment,
    Word,
    append_only,
)


@append_only
class LabelKey(Base):
    """A key that runs were printed under, by fingerprint; the key itself is never stored."""

    __tablename__ = "label_key"

    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    first_used_at: Mapped[Moment]


@append_only
class PrintRun(Base):
    """An order of labels: the random run number, the key, the host and the frozen text.

    One for no batch (a blank run) names the product, its revision and pack format itself.
    """

    __tablename__ = "print_run"
    __table_args__ = (
        CheckConstraint("count > 0 AND count <= 268435456", name="count_range"),
        CheckConstraint("run_no >= 0 AND run_no <= 4294967295", name="run_no_range"),
        CheckConstraint("level IN ('item', 'carton')", name="level_known"),
        CheckConstraint("start_position >= 0", name="start_position"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    run_no: Mapped[int] = mapped_column(BigInteger, unique=True)
    key_id: Mapped[str] = mapped_column(ForeignKey("label_key.key_id"))
    base_url: Mapped[Line]
    level: Mapped[Word]
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
    design: Mapped[Word]
    design_revision: Mapped[int]
    stock: Mapped[Word]
    start_position: Mapped[int]
    frozen: Mapped[str] = mapped_column(Text)
    count: Mapped[int]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), index=True)
    recorded_at: Mapped[Moment]
    product_id: Mapped[int | None] = mapped_column(BigId)
    product_revision: Mapped[int | None]
    pack_format: Mapped[int | None]


@append_only
class PrintResult(Base):
    """One drawing of a run: the file's hash and how many of its labels were decoded."""

    __tablename__ = "print_result"
    __table_args__ = (CheckConstraint("decoded >= 0", name="decoded_counts"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("print_run.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    file_sha256: Mapped[Digest]
    decoded: Mapped[int]
    at: Mapped[Moment]


class PrintOrderLink(Base):
    """A one-time link by which a printing house takes the files of a run, kept by its token's hash.

    Each kind of file may be taken ``most`` times before ``expires_at``.
    """

    __tablename__ = "print_order_link"
    __table_args__ = (
        CheckConstraint("expires_at > created_at", name="expires_later"),
        CheckConstraint("most > 0", name="most_counts"),
        CheckConstraint(
            "pdf_taken BETWEEN 0 AND most AND csv_taken BETWEEN 0 AND most"
            " AND paper_taken BETWEEN 0 AND most",
            name="taken_within_most",
        ),
    )

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("print_run.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(43), unique=True)
    by_actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    most: Mapped[int]
    pdf_taken: Mapped[int] = mapped_column(default=0)
    csv_taken: Mapped[int] = mapped_column(default=0)
    paper_taken: Mapped[int] = mapped_column(default=0)
    last_taken_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]


class LabelRange(Base):
    """Labels ``first`` to ``last`` of a run (indexes from 0) and their one state.

    ``hand_seq`` is the event that handed them out, ``lost`` that they were reported lost.
    """

    __tablename__ = "label_range"
    __table_args__ = (
        Index("ix_label_range_holder_id_state", "holder_id", "state"),
        CheckConstraint("first >= 0 AND last >= first", name="first_to_last"),
        CheckConstraint(
            "state IN ('ordered', 'unused', 'linked', 'dispatched', 'spoiled', 'void')",
            name="state_known",
        ),
        CheckConstraint(
            "state NOT IN ('linked', 'dispatched') OR batch_id IS NOT NULL", name="linked_batch"
        ),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("print_run.id"), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    state: Mapped[Word]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    hand_seq: Mapped[int | None] = mapped_column(BigId)
    lost: Mapped[bool] = mapped_column(Boolean, server_default=false(), default=False)
