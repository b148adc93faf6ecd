"""Codes that were issued, parties that hold things, and every private value apart from them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Base,
    Code,
    CommuneCode,
    Id,
    Moment,
    Vintage,
    Word,
    append_only,
)


@append_only
class PublicCode(Base):
    """Every short code ever issued, and what kind of thing it names.

    The thing itself is the row of that kind's table with this code.
    """

    __tablename__ = "public_code"

    code: Mapped[str] = mapped_column(String(13), primary_key=True)
    kind: Mapped[Word]
    issued_at: Mapped[Moment]


class Party(Base):
    """An organisation, household, buyer, authority or laboratory; its names are private values.

    ``tenant_id`` is the cooperative whose household this is; ``number`` is the random number by
    which the public page speaks of the household ("Hộ 07"), ``standing`` how it stands to the
    cooperative (member, linked, outside). ``old_commune_code`` (vintage pre-2025-07) is the commune
    that the address names as it was. After ``erased_at`` no private value of it is left.
    """

    __tablename__ = "party"
    __table_args__ = (
        CheckConstraint("(kind = 'household') = (tenant_id IS NOT NULL)", name="household_tenant"),
        CheckConstraint("(kind = 'household') = (number IS NOT NULL)", name="household_number"),
        CheckConstraint("(kind = 'household') = (standing IS NOT NULL)", name="household_standing"),
        CheckConstraint("standing IN ('member', 'linked', 'outside')", name="standing_known"),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    kind: Mapped[Word]
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    number: Mapped[int | None]
    commune_code: Mapped[CommuneCode | None]
    commune_vintage: Mapped[Vintage | None]
    old_commune_code: Mapped[CommuneCode | None]
    standing: Mapped[Word | None]
    created_at: Mapped[Moment]
    erased_at: Mapped[Moment | None]


class PrivateValue(Base):
    """Names, phones, free text and exact positions: the only place where they stand.

    ``salt`` (16 bytes) goes with the value when it is erased; the commitment in the leaf stays.
    """

    __tablename__ = "private_value"

    owner_kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    field: Mapped[str] = mapped_column(String(32), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    value: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
