"""What a cooperative prints on and with: paper of its own, its printers, and who uses which.

No part of the record: a run keeps the paper that it was printed on itself. A row is never changed
but to put it away; a paper that was measured wrongly is put away and measured anew.
"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Id, Moment


class OwnStock(Base):
    """A sheet or one row of a roll as somebody measured it; lengths in µm.

    ``dpi`` is that of a roll's printer. ``direct_thermal`` paper fades: it darkens by heat alone.
    """

    __tablename__ = "own_stock"
    __table_args__ = (
        CheckConstraint("kind IN ('sheet', 'roll')", name="kind_known"),
        CheckConstraint("(kind = 'roll') = (dpi IS NOT NULL)", name="dpi_of_roll"),
        CheckConstraint("columns > 0 AND rows > 0", name="labels_counted"),
        CheckConstraint("label_width > 0 AND label_height > 0", name="label_positive"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(36), unique=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    name: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(8))
    page_width: Mapped[int]
    page_height: Mapped[int]
    label_width: Mapped[int]
    label_height: Mapped[int]
    columns: Mapped[int]
    rows: Mapped[int]
    margin_left: Mapped[int]
    margin_top: Mapped[int]
    gutter_x: Mapped[int]
    gutter_y: Mapped[int]
    radius: Mapped[int]
    dpi: Mapped[int | None]
    direct_thermal: Mapped[bool] = mapped_column(Boolean)
    made_at: Mapped[Moment]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    put_away_at: Mapped[Moment | None]


class Printer(Base):
    """A printer by name, and what it does to a page, as it is taken back (µm, ppm).

    ``dpi`` is that of a label printer; one for sheets has none.
    """

    __tablename__ = "printer"
    __table_args__ = (
        CheckConstraint("dpi IN (203, 300)", name="dpi_known"),
        CheckConstraint("scale_ppm > 0", name="scale_positive"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(36), unique=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    dpi: Mapped[int | None]
    dx_um: Mapped[int]
    dy_um: Mapped[int]
    scale_ppm: Mapped[int]
    made_at: Mapped[Moment]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    put_away_at: Mapped[Moment | None]


class PrinterChoice(Base):
    """The printer that somebody of an organisation uses: what is chosen for them next time."""

    __tablename__ = "printer_choice"

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), primary_key=True)
    printer_id: Mapped[int] = mapped_column(ForeignKey("printer.id"))
    at: Mapped[Moment]
