"""Growing-area codes as opaque strings, what they were granted for, and each step of their life."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Code, Id, Line, Moment, Word, append_only


class AreaCode(Base):
    """A code as issued (``raw``) and its normal form, unique a scheme and issuing register.

    A second claim on the same string is stored with the next ``claim_no``. Until a string is issued
    ``raw`` is the file number (``growing_area.file_number``). ``figures_open`` is the holder's
    choice to show kilograms on the public page.
    """

    __tablename__ = "area_code"
    __table_args__ = (
        UniqueConstraint("scheme", "register_id", "norm", "claim_no"),
        CheckConstraint(
            "scheme IN ('vn_domestic', 'vn_export_cn', 'vn_export_other', 'packing_house',"
            " 'apiary', 'gacp_area', 'internal')",
            name="scheme_known",
        ),
        CheckConstraint("claim_no >= 1", name="claim_no_counts"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    scheme: Mapped[Word]
    register_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    raw: Mapped[str] = mapped_column(String(64))
    norm: Mapped[str] = mapped_column(String(64), index=True)
    claim_no: Mapped[int]
    market: Mapped[Word]
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    created_at: Mapped[Moment]
    figures_open: Mapped[bool] = mapped_column(Boolean, server_default=false())


class AreaCodeCrop(Base):
    """A crop that the code was granted for, and the varieties as written where it names them."""

    __tablename__ = "area_code_crop"

    area_code_id: Mapped[int] = mapped_column(ForeignKey("area_code.id"), primary_key=True)
    crop_code: Mapped[str] = mapped_column(ForeignKey("crop.code"), primary_key=True)
    variety: Mapped[Line | None]


class AreaCodePlace(Base):
    """A place that stands under the code, from one day to another (or open)."""

    __tablename__ = "area_code_place"
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="to_after_from"),)

    area_code_id: Mapped[int] = mapped_column(ForeignKey("area_code.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True, index=True)
    from_on: Mapped[dt.date] = mapped_column(primary_key=True)
    to_on: Mapped[dt.date | None]


@append_only
class AreaCodeStep(Base):
    """One step of a code's life: who stands behind it, and from which day it holds."""

    __tablename__ = "area_code_step"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= effective_on", name="valid_after"),
    )

    area_code_id: Mapped[int] = mapped_column(ForeignKey("area_code.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[Word]
    effective_on: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    decision_no: Mapped[str | None] = mapped_column(String(64))
    authority: Mapped[Line | None]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), index=True)
    recorded_at: Mapped[Moment]
