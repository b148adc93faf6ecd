"""Reference data: communes old and new, crops, and the dated values an operator edits."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Id, Line, Moment, Word, append_only


class Commune(Base):
    """A commune of one vintage; a code alone is ambiguous. Degrees are whole millionths."""

    __tablename__ = "commune"
    __table_args__ = (
        CheckConstraint("vintage IN ('pre-2025-07', '2025-07')", name="vintage_known"),
    )

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    vintage: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[Line]
    folded: Mapped[str] = mapped_column(String(200), index=True)
    district: Mapped[Line | None]
    province: Mapped[Line]
    south: Mapped[int]
    west: Mapped[int]
    north: Mapped[int]
    east: Mapped[int]


class CommuneSuccession(Base):
    """Which new commune an old one went to; a split one has two rows and needs a human choice."""

    __tablename__ = "commune_succession"

    old_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    new_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    is_split: Mapped[bool]


class Crop(Base):
    """A crop or material: its process family, base unit (g or ml), names and verb of harvest."""

    __tablename__ = "crop"
    __table_args__ = (CheckConstraint("unit IN ('g', 'ml', 'pc')", name="unit_known"),)

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    family: Mapped[Word]
    unit: Mapped[str] = mapped_column(String(2))
    name_vi: Mapped[Line]
    name_en: Mapped[Line]
    name_zh: Mapped[Line]
    verb_vi: Mapped[Line]
    verb_en: Mapped[Line]
    lot_prefix: Mapped[str] = mapped_column(String(6))


@append_only
class ReferenceValue(Base):
    """A dated value with its source: a ratio in ppm, a ceiling in grams or millilitres.

    The newest row of a key and crop whose day has come counts. ``set_by`` is the actor's code; the
    defaults that came with the software have none.
    """

    __tablename__ = "reference_value"

    id: Mapped[Id]
    key: Mapped[Word]
    crop_code: Mapped[str | None] = mapped_column(ForeignKey("crop.code"), index=True)
    value: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[Word]
    from_on: Mapped[dt.date]
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[Moment]
    set_by: Mapped[str | None] = mapped_column(String(16))
