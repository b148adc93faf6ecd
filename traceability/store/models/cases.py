"""What an officer must decide, who has it in hand, and what somebody should be told."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Base,
    Code,
    CommuneCode,
    Id,
    Moment,
    Vintage,
    Word,
    append_only,
)


class CaseFile(Base):
    """A question for the registrar of a territory; ``outcome`` says how it ended.

    ``key`` is what it is about (a GTIN): one case a key is open at a time. Without a commune it is
    for the province.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="end_is_whole"),
        CheckConstraint(
            "(commune_code IS NULL) = (commune_vintage IS NULL)", name="commune_is_whole"
        ),
        ForeignKeyConstraint(
            ["commune_code", "commune_vintage"], ["commune.code", "commune.vintage"]
        ),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    kind: Mapped[Word]
    key: Mapped[str] = mapped_column(String(64), index=True)
    commune_code: Mapped[CommuneCode | None]
    commune_vintage: Mapped[Vintage | None]
    opened_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]
    outcome: Mapped[Word | None]


@append_only
class CaseSubject(Base):
    """A thing that a case is about, by its short code."""

    __tablename__ = "case_subject"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(ForeignKey("public_code.code"), primary_key=True)


@append_only
class HandOver(Base):
    """An officer's work given to a successor in one act; the assignments that name it are it."""

    __tablename__ = "hand_over"

    id: Mapped[Id]
    code: Mapped[Code]
    from_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[Moment]


@append_only
class CaseAssignment(Base):
    """Who has a case in hand from then on; the newest row counts."""

    __tablename__ = "case_assignment"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    hand_over_id: Mapped[int | None] = mapped_column(ForeignKey("hand_over.id"), index=True)
    at: Mapped[Moment]


class Alert(Base):
    """Something that an organisation, or one member of it, should be told; no personal value.

    ``alert_id`` (a UUID) is what pages call it by. ``subject`` is a short code, ``facts`` a JSON
    object of what the sentence needs. One with ``hand_over_id`` came to the member by it.
    """

    __tablename__ = "alert"

    id: Mapped[Id]
    alert_id: Mapped[str] = mapped_column(String(36), unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"), index=True)
    kind: Mapped[Word]
    subject: Mapped[str | None] = mapped_column(String(13))
    facts: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]
    seen_at: Mapped[Moment | None]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    hand_over_id: Mapped[int | None] = mapped_column(ForeignKey("hand_over.id"), index=True)
