"""Where places lie exactly, and which of them lie over one another."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Digest, Moment, Word


class PlaceGeometry(Base):
    """The exact boundary of a place, as RFC 7946 GeoJSON; never public, and erasable.

    Leaves and revisions name it by ``sha256`` only. The box is in whole millionths of a degree,
    ``span`` the number of bits of its longer side: boxes of one span begin at most so far west of
    what they touch, which makes the index a spatial one. ``measured_m2`` is the area on the WGS 84
    ellipsoid. ``current`` marks the one that stands.
    """

    __tablename__ = "place_geometry"
    __table_args__ = (
        CheckConstraint("source IN ('drawn', 'walked', 'typed', 'imported')", name="source_known"),
        CheckConstraint("measured_m2 > 0", name="measured_positive"),
        CheckConstraint("south <= north AND west <= east", name="box_in_order"),
        CheckConstraint("span >= 0 AND span < 31", name="span_range"),
        Index("ix_place_geometry_box", "current", "span", "west", "east", "south", "north"),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    sha256: Mapped[Digest] = mapped_column(primary_key=True)
    geojson: Mapped[str] = mapped_column(Text)
    south: Mapped[int]
    west: Mapped[int]
    north: Mapped[int]
    east: Mapped[int]
    span: Mapped[int]
    measured_m2: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[Word]
    current: Mapped[bool] = mapped_column(Boolean)
    recorded_at: Mapped[Moment]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))


class PlaceOverlap(Base):
    """Two places whose boundaries share ground, as they stand; ``place_id`` is the lower key.

    ``ppm`` is the shared area as a part of the smaller place. ``accepted_at`` is when an officer
    decided that both stand as they are; a new boundary of either makes the row anew.
    """

    __tablename__ = "place_overlap"
    __table_args__ = (
        CheckConstraint("place_id < other_id", name="in_order"),
        CheckConstraint("shared_m2 > 0", name="shared_positive"),
        CheckConstraint("ppm > 0 AND ppm <= 1000000", name="ppm_range"),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True, index=True)
    shared_m2: Mapped[int] = mapped_column(BigInteger)
    ppm: Mapped[int]
    found_at: Mapped[Moment]
    accepted_at: Mapped[Moment | None]
