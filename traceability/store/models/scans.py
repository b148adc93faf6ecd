"""From when on scans of a product's labels are worth a look, as its cooperative set it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Moment, append_only


@append_only
class ScanLimit(Base):
    """The limits of a product (``domain.scans.Limits``); the highest number counts."""

    __tablename__ = "scan_limit"
    __table_args__ = (
        CheckConstraint("visitors > 0", name="visitors_positive"),
        CheckConstraint("late_days > 0", name="late_days_positive"),
        CheckConstraint("early > 0", name="early_positive"),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    visitors: Mapped[int]
    late_days: Mapped[int]
    early: Mapped[int]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), unique=True)
    recorded_at: Mapped[Moment]
