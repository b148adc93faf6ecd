"""What pages of lots tell of weights: decided when a lot is published, and kept."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, BigId


class ToldWeights(Base):
    """Whether the sum of all harvests behind a lot is told, and shares exactly; ``steps`` as JSON.

    ``steps`` are the numbers of the events whose weights are told.
    """

    __tablename__ = "told_weights"

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    harvests: Mapped[bool]
    steps: Mapped[str] = mapped_column(Text)
    shares: Mapped[bool]


class ToldGroup(Base):
    """The harvests that no told weight parts, each group by the number of its first one.

    A harvest stands in none before a lot is published that it is behind.
    """

    __tablename__ = "told_group"

    harvest_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(BigId, index=True)
