"""Registers read from a spreadsheet, and month reports as they were frozen."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Digest, Id, Moment, Word, append_only


class RegisterImport(Base):
    """One list of codes that an office read in; ``rows_done`` moves while the job works.

    ``sheet`` is the list as it was read (JSON), cleared when it is stored or given up.
    """

    __tablename__ = "register_import"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'stored', 'failed', 'undone')", name="state_known"),
        CheckConstraint("rows_done >= 0 AND rows_done <= rows_total", name="done_within_total"),
    )

    id: Mapped[Id]
    import_id: Mapped[str] = mapped_column(String(36), unique=True)
    register_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    sheet_sha256: Mapped[Digest]
    sheet: Mapped[str | None] = mapped_column(Text)
    skip_faulty: Mapped[bool]
    state: Mapped[Word]
    rows_total: Mapped[int]
    rows_done: Mapped[int]
    created_at: Mapped[Moment]
    finished_at: Mapped[Moment | None]
    undone_at: Mapped[Moment | None]


class RegisterImportRow(Base):
    """What became of one row: the code it entered, or what was wrong with it (JSON)."""

    __tablename__ = "register_import_row"
    __table_args__ = (
        CheckConstraint("outcome IN ('entered', 'conflict', 'refused')", name="outcome_known"),
        CheckConstraint("(outcome = 'refused') = (area_code_id IS NULL)", name="entered_has_code"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("register_import.id"), primary_key=True)
    row_no: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[Word]
    area_code_id: Mapped[int | None] = mapped_column(ForeignKey("area_code.id"), index=True)
    faults: Mapped[str] = mapped_column(Text)


@append_only
class MonthReport(Base):
    """The figures of an office's month as they were frozen, canonical JSON with its SHA-256."""

    __tablename__ = "month_report"
    __table_args__ = (UniqueConstraint("party_id", "month", "number"),)

    id: Mapped[Id]
    report_id: Mapped[str] = mapped_column(String(36), unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    month: Mapped[dt.date]
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[Digest]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    frozen_at: Mapped[Moment]
