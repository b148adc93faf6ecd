"""Who else may use a code, how much, until when; and each harvest that did."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from traceability.store.models.base import Amount, Base, Code, Id, Moment, Word, append_only


class CodeAuthorization(Base):
    """The holder of a code lets another organisation use it: one crop, one market, capped, dated.

    ``cap`` is in the crop's base unit (g or ml). After ``withdrawn_on`` (the last day it held) it
    opens nothing; what was harvested by then stays under the code.
    """

    __tablename__ = "code_authorization"
    __table_args__ = (
        CheckConstraint("cap > 0", name="cap_positive"),
        CheckConstraint("to_on >= from_on", name="to_after_from"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_on IS NULL)", name="withdrawal_is_whole"
        ),
    )

    id: Mapped[Id]
    code: Mapped[Code]
    area_code_id: Mapped[int] = mapped_column(ForeignKey("area_code.id"), index=True)
    grantee_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    crop_code: Mapped[str] = mapped_column(ForeignKey("crop.code"))
    market: Mapped[Word]
    cap: Mapped[Amount]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    event_seq: Mapped[int] = mapped_column(ForeignKey("event.seq"))
    created_at: Mapped[Moment]
    withdrawn_on: Mapped[dt.date | None]
    withdrawn_at: Mapped[Moment | None]


@append_only
class CodeUse(Base):
    """A harvest that another organisation entered under the code, by an authorisation.

    ``amount`` is what was entered first; what was made, corrections included, is its stock's.
    """

    __tablename__ = "code_use"
    __table_args__ = (
        Index("ix_code_use_authorization_id_batch_id", "authorization_id", "batch_id"),
    )

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    authorization_id: Mapped[int] = mapped_column(ForeignKey("code_authorization.id"))
    amount: Mapped[Amount]
    recorded_at: Mapped[Moment]
