"""Harvest books that were read in: one row a list, and the lots that each of its rows made."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Id, Moment, append_only


@append_only
class HarvestImport(Base):
    """One list of harvests that was stored: by whom, when, how many rows."""

    __tablename__ = "harvest_import"
    __table_args__ = (CheckConstraint("row_count > 0", name="rows_counted"),)

    id: Mapped[Id]
    import_id: Mapped[str] = mapped_column(String(36), unique=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    row_count: Mapped[int]
    recorded_at: Mapped[Moment]


@append_only
class HarvestImportRow(Base):
    """The lot that a line of the list made."""

    __tablename__ = "harvest_import_row"
    __table_args__ = (CheckConstraint("line > 0", name="line_counts"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("harvest_import.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), unique=True)


@append_only
class HarvestImportUndo(Base):
    """A list was taken back: every entry that stood was retracted."""

    __tablename__ = "harvest_import_undo"

    import_id: Mapped[int] = mapped_column(ForeignKey("harvest_import.id"), primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    undone_at: Mapped[Moment]
