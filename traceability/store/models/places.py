"""Land, stands, apiaries and buildings: the head, and one row a revision."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Base,
    Code,
    CommuneCode,
    Digest,
    Id,
    Moment,
    Vintage,
    Word,
    append_only,
)


class Place(Base):
    """A physical place of one holder; what it measures stands in its revisions."""

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('orchard', 'tea_plantation', 'ancient_tea_stand', 'herb_cultivation',"
            " 'wild_collection', 'apiary', 'packing_house', 'processing_facility', 'warehouse',"
            " 'outside_ground')",
            name="kind_known",
        ),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    kind: Mapped[Word]
    created_at: Mapped[Moment]


@append_only
class PlaceRevision(Base):
    """What was stated of a place from then on; areas in square metres, yield in grams a year."""

    __tablename__ = "place_revision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["commune_code", "commune_vintage"], ["commune.code", "commune.vintage"]
        ),
        CheckConstraint("area_m2 IS NULL OR area_m2 > 0", name="area_positive"),
        CheckConstraint(
            "productive_m2 IS NULL OR (productive_m2 > 0 AND productive_m2 <= area_m2)",
            name="productive_within_area",
        ),
        CheckConstraint("trees IS NULL OR trees > 0", name="trees_positive"),
        CheckConstraint("gln IS NULL OR length(gln) = 13", name="gln_length"),
        CheckConstraint("colonies IS NULL OR colonies > 0", name="colonies_positive"),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    commune_code: Mapped[CommuneCode]
    commune_vintage: Mapped[Vintage]
    old_commune_code: Mapped[CommuneCode | None]
    address_as_written: Mapped[str | None] = mapped_column(Text)
    area_m2: Mapped[int | None] = mapped_column(BigInteger)
    productive_m2: Mapped[int | None] = mapped_column(BigInteger)
    trees: Mapped[int | None]
    colonies: Mapped[int | None]
    planted_year: Mapped[int | None]
    intercrop_ppm: Mapped[int | None]
    yield_g: Mapped[int | None] = mapped_column(BigInteger)
    yield_set_by: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    geometry_sha256: Mapped[Digest | None]
    gln: Mapped[str | None] = mapped_column(String(13))
    recorded_at: Mapped[Moment]
    planted_until_year: Mapped[int | None]
    harvests_a_year: Mapped[int | None]
    species: Mapped[Word | None]


class PlaceHousehold(Base):
    """A household that works a place, from one day to another (or open); private, never public."""

    __tablename__ = "place_household"
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="to_after_from"),)

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True, index=True)
    from_on: Mapped[dt.date] = mapped_column(primary_key=True)
    to_on: Mapped[dt.date | None]
