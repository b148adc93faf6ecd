"""Forms that somebody began: what was typed is kept for that person until it is recorded."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Id, Moment


class Draft(Base):
    """One form of one person in one organisation, by the key of its one sending.

    ``endpoint`` and ``parts`` (JSON) say where it is sent, ``query`` how its page was asked for.
    ``typed`` is a JSON list of pairs; it may name people, so it is no part of the record: rows are
    deleted when the form is recorded, with their person's membership, and after 60 days.
    """

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version_counts"),
        UniqueConstraint("party_id", "request_key", "user_id"),
        Index("ix_draft_user_id_party_id", "user_id", "party_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    request_key: Mapped[str] = mapped_column(String(64))
    endpoint: Mapped[str] = mapped_column(String(80))
    parts: Mapped[str] = mapped_column(String(400))
    query: Mapped[str] = mapped_column(String(400))
    typed: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[Moment] = mapped_column(index=True)
    version: Mapped[int]
