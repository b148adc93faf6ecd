"""The farm diary, and the operator's list of substances with the rules of each market."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Id, Line, Moment, Word, append_only


class Substance(Base):
    """What is sprayed, spread or given: its name as printed, and the names of what works in it."""

    __tablename__ = "substance"
    __table_args__ = (
        CheckConstraint("kind IN ('drug', 'fertiliser', 'pesticide')", name="kind_known"),
        CheckConstraint("phi_days IS NULL OR phi_days >= 0", name="days_count"),
    )

    code: Mapped[Word] = mapped_column(primary_key=True)
    kind: Mapped[Word]
    name: Mapped[Line]
    folded: Mapped[Line]
    active: Mapped[Line]
    phi_days: Mapped[int | None]
    recorded_at: Mapped[Moment]


@append_only
class SubstanceRule(Base):
    """What a market says of a substance from a day on; a change is the next row.

    ``market`` is one of the area codes' markets, or ``vn`` for everybody. ``set_by`` is the actor's
    code.
    """

    __tablename__ = "substance_rule"
    __table_args__ = (
        CheckConstraint("market IN ('vn', 'domestic', 'cn', 'other')", name="market_known"),
        CheckConstraint("verdict IN ('allowed', 'limited', 'banned')", name="verdict_known"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="to_after_from"),
    )

    id: Mapped[Id]
    substance_code: Mapped[Word] = mapped_column(ForeignKey("substance.code"), index=True)
    market: Mapped[Word]
    verdict: Mapped[Word]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(Text)
    set_by: Mapped[Word]
    recorded_at: Mapped[Moment]


@append_only
class FarmLog(Base):
    """One line of a place's diary. Product, dose and remark are private values of its event.

    ``free_on`` is the first day on which may be harvested again; none where nothing is waited for.
    """

    __tablename__ = "farm_log"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('fertiliser', 'pesticide', 'irrigation', 'pest_trap', 'feeding', 'drug')",
            name="kind_known",
        ),
        CheckConstraint("until_on IS NULL OR until_on >= done_on", name="until_after_done"),
        CheckConstraint("phi_days IS NULL OR phi_days >= 0", name="days_count"),
        CheckConstraint("free_on IS NULL OR free_on > done_on", name="free_later"),
        Index("ix_farm_log_place_id_done_on", "place_id", "done_on"),
    )

    id: Mapped[Id]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    kind: Mapped[Word]
    done_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    crop_code: Mapped[str | None] = mapped_column(ForeignKey("crop.code"))
    substance_code: Mapped[Word | None] = mapped_column(ForeignKey("substance.code"))
    phi_days: Mapped[int | None]
    free_on: Mapped[dt.date | None]
    household_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    recorded_at: Mapped[Moment]
