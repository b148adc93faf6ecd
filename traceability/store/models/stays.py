"""Where colonies stood: the site stays of an apiary."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Base,
    CommuneCode,
    Id,
    Line,
    Moment,
    Vintage,
)


class SiteStay(Base):
    """So many colonies of an apiary at one point from one day to another (or open).

    A stay outside the register's communes has none, and says where in ``elsewhere``. The point
    (whole millionths of a degree) is exact: never public, and erasable.
    """

    __tablename__ = "site_stay"
    __table_args__ = (
        ForeignKeyConstraint(
            ["commune_code", "commune_vintage"], ["commune.code", "commune.vintage"]
        ),
        UniqueConstraint("place_id", "number"),
        CheckConstraint("colonies > 0", name="colonies_positive"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="to_after_from"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="point_is_whole"),
        CheckConstraint("(commune_code IS NULL) = (elsewhere IS NOT NULL)", name="somewhere"),
    )

    id: Mapped[Id]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    number: Mapped[int]
    colonies: Mapped[int]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    commune_code: Mapped[CommuneCode | None]
    commune_vintage: Mapped[Vintage | None]
    elsewhere: Mapped[Line | None]
    lat: Mapped[int | None]
    lon: Mapped[int | None]
    nectar: Mapped[Line | None]
    withdrawn_at: Mapped[Moment | None]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"))
    recorded_at: Mapped[Moment]
