"""Books that were read in: one row a list, and the entry that each of its rows made or is part of.

A delivery note is one entry of several rows, so an entry may stand at more than one line.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Id, Moment, Word, append_only


@append_only
class BookImport(Base):
    """One list that was stored: its kind, by whom, when, how many rows."""

    __tablename__ = "book_import"
    __table_args__ = (
        CheckConstraint("row_count > 0", name="rows_counted"),
        CheckConstraint("kind IN ('harvests', 'slips', 'dispatches')", name="kind_known"),
    )

    id: Mapped[Id]
    import_id: Mapped[str] = mapped_column(String(36), unique=True)
    kind: Mapped[Word]
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    row_count: Mapped[int]
    recorded_at: Mapped[Moment]


@append_only
class BookImportRow(Base):
    """The entry that a line of the list made, by its first telling."""

    __tablename__ = "book_import_row"
    __table_args__ = (CheckConstraint("line > 0", name="line_counts"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("book_import.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), index=True)


@append_only
class BookImportUndo(Base):
    """A list was taken back: every entry that stood was retracted."""

    __tablename__ = "book_import_undo"

    import_id: Mapped[int] = mapped_column(ForeignKey("book_import.id"), primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    undone_at: Mapped[Moment]
