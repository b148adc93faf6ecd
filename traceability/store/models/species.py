"""Protected species: what the operator's dated list says of a crop that may also grow wild."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Base, Id, Line, Moment, Word, append_only


@append_only
class SpeciesRule(Base):
    """What a list says of a species from a day on; a change is the next row.

    ``listing`` is where on which list it stands, as written; ``sample`` marks rows that came with
    the demonstration and bind nobody. ``set_by`` is the actor's code.
    """

    __tablename__ = "species_rule"
    __table_args__ = (
        CheckConstraint("verdict IN ('free', 'limited', 'banned')", name="verdict_known"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="to_after_from"),
    )

    id: Mapped[Id]
    crop_code: Mapped[str] = mapped_column(ForeignKey("crop.code"), index=True)
    latin: Mapped[Line]
    verdict: Mapped[Word]
    listing: Mapped[Line]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(Text)
    sample: Mapped[bool]
    set_by: Mapped[Word]
    recorded_at: Mapped[Moment]
