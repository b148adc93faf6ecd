"""Batches: a header that never changes, and projections of the events that fold again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Amount, Base, BigId, Code, Id, Moment, Word, append_only


@append_only
class Batch(Base):
    """One batch. A harvest names its place, code, crop and day; a packed one its revision.

    ``material`` is what a run made, in the words of the family's template; ``NULL``: as harvested.
    """

    __tablename__ = "batch"
    __table_args__ = (
        UniqueConstraint("holder_id", "lot_code"),
        UniqueConstraint("gtin", "lot_code"),
        Index("ix_batch_holder_id_made_on_id", "holder_id", "made_on", "id"),
        Index("ix_batch_area_code_id_made_on_id", "area_code_id", "made_on", "id"),
        ForeignKeyConstraint(
            ["product_id", "product_revision"],
            ["product_revision.product_id", "product_revision.number"],
        ),
        CheckConstraint("stage IN ('harvest', 'received', 'processed', 'packed')", name="stage"),
        CheckConstraint("unit IN ('g', 'ml', 'pc')", name="unit_known"),
        CheckConstraint("(stage = 'packed') = (product_id IS NOT NULL)", name="packed_product"),
        CheckConstraint(
            "(product_id IS NULL) = (product_revision IS NULL)", name="product_revision_whole"
        ),
        CheckConstraint("stage <> 'harvest' OR place_id IS NOT NULL", name="harvest_place"),
        CheckConstraint("expires_on IS NULL OR expires_on > made_on", name="expires_later"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    stage: Mapped[Word]
    crop_code: Mapped[str] = mapped_column(ForeignKey("crop.code"))
    unit: Mapped[str] = mapped_column(String(2))
    lot_code: Mapped[str] = mapped_column(String(20))
    gtin: Mapped[str | None] = mapped_column(String(14))
    made_on: Mapped[dt.date]
    expires_on: Mapped[dt.date | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    area_code_id: Mapped[int | None] = mapped_column(ForeignKey("area_code.id"))
    material: Mapped[Word | None]
    grade: Mapped[Word | None]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    product_id: Mapped[int | None]
    product_revision: Mapped[int | None]
    pack_format: Mapped[int | None]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), index=True)
    recorded_at: Mapped[Moment]


class BatchStock(Base):
    """What was made and what is on hand: the row that every verb on the batch locks.

    ``estimated``: labelled before it was weighed (*chờ cân*), so what was made is a stated guess.
    A batch that was recorded by mistake is ``retracted``: nothing was made.
    ``place_id`` is the building that the lot was last stored in, where that was told.
    """

    __tablename__ = "batch_stock"
    __table_args__ = (
        CheckConstraint("on_hand >= 0 AND on_hand <= made", name="on_hand_within_made"),
        CheckConstraint("(state = 'open') = (on_hand > 0)", name="open_is_not_empty"),
        CheckConstraint("(state = 'retracted') = (made = 0)", name="retracted_is_nothing"),
        CheckConstraint("state IN ('open', 'closed', 'retracted')", name="state_known"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    made: Mapped[Amount]
    on_hand: Mapped[Amount]
    state: Mapped[Word]
    published_on: Mapped[dt.date | None]
    rev: Mapped[int]
    estimated: Mapped[bool] = mapped_column(default=False)
    # No foreign key: SQLite takes none with a new column, and this table is not written anew.
    place_id: Mapped[int | None] = mapped_column(BigId)


class BatchEdge(Base):
    """``amount`` of the parent went into the child by an event: the first that told of it."""

    __tablename__ = "batch_edge"
    __table_args__ = (
        Index("ix_batch_edge_child_id_parent_id", "child_id", "parent_id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("parent_id <> child_id", name="no_self"),
    )

    parent_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), primary_key=True, index=True)
    amount: Mapped[Amount]


class RetiredEdge(Base):
    """An edge whose event was taken back by ``retracted_by``; what is traced knows it no more.

    The count and hash of a recall that was opened before then rest on it.
    """

    __tablename__ = "retired_edge"
    __table_args__ = (CheckConstraint("parent_id <> child_id", name="no_self"),)

    parent_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True, index=True)
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), primary_key=True)
    retracted_by: Mapped[int] = mapped_column(ForeignKey("event.seq"))


class BatchOrigin(Base):
    """The share of a batch that comes from a place under a code (or outside any), in ppm."""

    __tablename__ = "batch_origin"
    __table_args__ = (
        UniqueConstraint("batch_id", "place_id", "area_code_id"),
        # NULLs are distinct to the constraint above: outside every code, a place stands once too.
        Index(
            "uq_batch_origin_outside_codes",
            "batch_id",
            "place_id",
            unique=True,
            sqlite_where=text("area_code_id IS NULL"),
            postgresql_where=text("area_code_id IS NULL"),
        ),
        CheckConstraint("ppm > 0 AND ppm <= 1000000", name="ppm_range"),
    )

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    area_code_id: Mapped[int | None] = mapped_column(ForeignKey("area_code.id"))
    ppm: Mapped[int] = mapped_column(BigInteger)
