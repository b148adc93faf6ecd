"""Products and their revisions: a batch names the revision it was packed under."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import (
    Amount,
    Base,
    Code,
    Digest,
    Id,
    Line,
    Moment,
    Word,
    append_only,
)


class Product(Base):
    """A product of one holder, made of one crop.

    A GTIN is ``declared`` until a registrar confirms it; where two products claim one, all are in
    ``conflict`` until it is decided, and those it was not given to are ``refused``.
    """

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("(gtin IS NULL) = (gtin_state IS NULL)", name="gtin_state"),
        CheckConstraint(
            "gtin_state IN ('declared', 'confirmed', 'conflict', 'refused')",
            name="gtin_state_known",
        ),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    crop_code: Mapped[str] = mapped_column(ForeignKey("crop.code"))
    gtin: Mapped[str | None] = mapped_column(String(14), index=True)
    gtin_state: Mapped[Word | None]
    created_at: Mapped[Moment]


@append_only
class ProductRevision(Base):
    """What stood on the product from then on; ``content_sha256`` is named in the event's leaf.

    Its picture is one of the house's drawings by name, or a photograph of its own.
    """

    __tablename__ = "product_revision"
    __table_args__ = (
        CheckConstraint("shelf_life_days IS NULL OR shelf_life_days > 0", name="shelf_life"),
        CheckConstraint("picture IS NULL OR photo_sha256 IS NULL", name="one_picture"),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name_vi: Mapped[Line]
    name_en: Mapped[Line | None]
    name_zh: Mapped[Line | None]
    picture: Mapped[Word | None]
    photo_sha256: Mapped[str | None] = mapped_column(ForeignKey("file.sha256"), index=True)
    shelf_life_days: Mapped[int | None]
    ingredients: Mapped[str | None] = mapped_column(Text)
    standard: Mapped[Line | None]
    brand: Mapped[Line | None]
    origin: Mapped[Line | None]
    usage: Mapped[str | None] = mapped_column(Text)
    storage: Mapped[str | None] = mapped_column(Text)
    warnings: Mapped[str | None] = mapped_column(Text)
    content_sha256: Mapped[Digest]
    recorded_at: Mapped[Moment]


@append_only
class PackFormat(Base):
    """How a revision is packed, and what its labels are counted against.

    ``net_amount``, in the crop's base unit, is what a package holds (``fixed_net``) or the least
    that a piece can plausibly weigh (``pieces``); ``own_weight`` and ``none`` have none. ``unit``
    is g where what is kept in ml is packed by weight.
    """

    __tablename__ = "pack_format"
    __table_args__ = (
        ForeignKeyConstraint(
            ["product_id", "revision"], ["product_revision.product_id", "product_revision.number"]
        ),
        CheckConstraint(
            "basis IN ('fixed_net', 'own_weight', 'pieces', 'none')", name="basis_known"
        ),
        CheckConstraint(
            "(basis IN ('fixed_net', 'pieces')) = (net_amount IS NOT NULL)", name="net_where_needed"
        ),
        CheckConstraint("net_amount > 0", name="net_positive"),
    )

    product_id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Line]
    basis: Mapped[Word]
    net_amount: Mapped[Amount | None]
    unit: Mapped[str | None] = mapped_column(String(2))
