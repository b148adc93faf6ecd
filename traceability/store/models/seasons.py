"""Seasons, and how much of a season's capacity is used."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Amount, Base, Id, Line


class Season(Base):
    """One season of a crop; those of a crop follow one another without a gap or an overlap."""

    __tablename__ = "season"
    __table_args__ = (
        UniqueConstraint("crop_code", "starts_on"),
        CheckConstraint("ends_on > starts_on", name="ends_later"),
    )

    id: Mapped[Id]
    crop_code: Mapped[str] = mapped_column(ForeignKey("crop.code"))
    label: Mapped[Line]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]


class SeasonUse(Base):
    """What was harvested in a season by place, by code and by authorisation (base unit).

    The row is what every harvest of that subject and season locks; ``verify`` folds it again.
    """

    __tablename__ = "season_use"
    __table_args__ = (
        CheckConstraint("subject_kind IN ('place', 'code', 'authorization')", name="subject_known"),
        CheckConstraint("used >= 0", name="used_counts"),
    )

    subject_kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), primary_key=True)
    used: Mapped[Amount]
