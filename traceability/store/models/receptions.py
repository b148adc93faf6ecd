"""Days of buying at a place, and their weigh slips: projections of the events that fold again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Amount, Base, Code, Id, Moment, Word


class Reception(Base):
    """A day on which a holder receives one crop: the row that every slip of it locks.

    ``version`` counts what was recorded of it: its opening, each slip, its closing. The scale's
    total is in the crop's unit.
    """

    __tablename__ = "reception"
    __table_args__ = (
        Index("ix_reception_holder_id_day_id", "holder_id", "day", "id"),
        CheckConstraint("state IN ('open', 'closed')", name="state_known"),
        CheckConstraint("scale_total IS NULL OR scale_total > 0", name="total_positive"),
        CheckConstraint("version > 0", name="version_counts"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    crop_code: Mapped[str] = mapped_column(ForeignKey("crop.code"))
    day: Mapped[dt.date]
    building_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    state: Mapped[Word]
    scale_total: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int]
    opened_at: Mapped[Moment]


class WeighLoad(Base):
    """A truck that brought several slips of a reception: what it weighed full and empty."""

    __tablename__ = "weigh_load"
    __table_args__ = (
        CheckConstraint("(gross IS NULL) = (tare IS NULL)", name="both_or_none"),
        CheckConstraint("gross IS NULL OR (tare > 0 AND tare < gross)", name="tare_within"),
        CheckConstraint("number > 0", name="number_counts"),
    )

    reception_id: Mapped[int] = mapped_column(ForeignKey("reception.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    gross: Mapped[int | None] = mapped_column(BigInteger)
    tare: Mapped[int | None] = mapped_column(BigInteger)


class WeighSlip(Base):
    """What one seller brought: figures in the crop's unit (g or ml), and the batch it became.

    ``net`` is what is there, ``payable`` what is paid for; the price is a private value.
    """

    __tablename__ = "weigh_slip"
    __table_args__ = (
        UniqueConstraint("reception_id", "number"),
        Index("ix_weigh_slip_seller_id_id", "seller_id", "id"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("bags >= 0 AND tare >= 0", name="tare_counts"),
        CheckConstraint("net > 0 AND net = gross - bags * tare", name="net_is_physical"),
        CheckConstraint(
            "deduction_ppm >= 0 AND deduction_ppm < 1000000", name="deduction_is_a_part"
        ),
        CheckConstraint("payable >= 0 AND payable <= net", name="payable_within_net"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    reception_id: Mapped[int] = mapped_column(ForeignKey("reception.id"))
    number: Mapped[int]
    seller_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    gross: Mapped[Amount]
    bags: Mapped[int]
    tare: Mapped[Amount]
    deduction_ppm: Mapped[int]
    net: Mapped[Amount]
    payable: Mapped[Amount]
    grade: Mapped[Word | None]
    load: Mapped[int | None]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), unique=True)
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), unique=True)
    recorded_at: Mapped[Moment]
