"""What the search box asks of deliveries, weigh slips and complaints: by number, phone or plate.

Private values are compared as they are folded (``text.fold``), without spaces, dots and dashes;
what was typed reaches a statement as a parameter only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from traceability.domain.text import fold
from traceability.store.models import (
    Batch,
    BatchStock,
    Complaint,
    DeliveryNote,
    Event,
    Party,
    PrivateValue,
    Reception,
    WeighSlip,
)

_BETWEEN = (" ", ".", "-", "(", ")")
#: What is compared of a delivery note's event, and of a complaint's.
_PLATE, _PHONES, _TOLD = "vehicle", ("phone", "driver", "remark"), ("by", "said")


@dataclass(frozen=True)
class SlipFound:
    """A slip with its day of buying, who sold, the code and unit of its batch."""

    slip: WeighSlip
    reception: Reception
    seller: Party
    batch: str
    unit: str
    retracted: bool


# --- delivery notes ------------------------------------------------------------------------------


def notes_by_code(db: Session, holder_id: int, code: str | None) -> list[DeliveryNote]:
    """The holder's note of a short code."""
    return [] if code is None else _notes(db, holder_id, DeliveryNote.code == code, 1)


def notes_numbered(
    db: Session, holder_id: int, note: tuple[int, int | None] | None, most: int
) -> list[DeliveryNote]:
    """The holder's notes of a number, of its year or of every one."""
    return [] if note is None else _notes(db, holder_id, _numbered(*note), most)


def notes_with(
    db: Session, holder_id: int, digits: str, plate: str, most: int
) -> list[DeliveryNote]:
    """The holder's notes on which a phone or a number plate is written."""
    looked = [(_PHONES, digits), ((_PLATE,), plate.lower())]
    told = [and_(PrivateValue.field.in_(fields), _holds(text)) for fields, text in looked if text]
    if not told:
        return []
    kept = select(PrivateValue.owner_id)
    kept = kept.where(PrivateValue.owner_kind == "event", or_(*told))
    sent = select(Event.seq).where(Event.event_id.in_(kept))
    return _notes(db, holder_id, DeliveryNote.event_seq.in_(sent), most)


def notes_to(db: Session, holder_id: int, codes: Sequence[str], most: int) -> list[DeliveryNote]:
    """The holder's notes to some receivers, by their short codes."""
    theirs = select(Party.id).where(Party.code.in_(codes))
    return _notes(db, holder_id, DeliveryNote.to_party_id.in_(theirs), most) if codes else []


def arrivals(
    db: Session,
    party_id: int,
    code: str | None,
    note: tuple[int, int | None] | None,
    most: int,
) -> list[DeliveryNote]:
    """The notes by which goods were handed to a cooperative, by short code or number."""
    told = [] if code is None else [DeliveryNote.code == code]
    told += [] if note is None else [_numbered(*note)]
    if not told:
        return []
    wanted = select(DeliveryNote).where(
        DeliveryNote.to_party_id == party_id, DeliveryNote.kind == "cooperative", or_(*told)
    )
    return list(db.scalars(wanted.order_by(DeliveryNote.id.desc()).limit(most)))


def _notes(
    db: Session, holder_id: int, condition: ColumnElement[bool], most: int
) -> list[DeliveryNote]:
    wanted = select(DeliveryNote).where(DeliveryNote.holder_id == holder_id, condition)
    return list(db.scalars(wanted.order_by(DeliveryNote.id.desc()).limit(most)))


def _numbered(number: int, year: int | None) -> ColumnElement[bool]:
    same = DeliveryNote.number == number
    return same if year is None else and_(same, DeliveryNote.year == year)


# --- weigh slips ---------------------------------------------------------------------------------


def slips_by_code(db: Session, holder_id: int, code: str | None) -> list[SlipFound]:
    """The holder's slip of a short code."""
    return [] if code is None else _slips(db, holder_id, WeighSlip.code == code, 1)


def slips_numbered(db: Session, holder_id: int, number: int | None, most: int) -> list[SlipFound]:
    """The holder's newest slips of a number of the day."""
    return [] if number is None else _slips(db, holder_id, WeighSlip.number == number, most)


def slips_of_plate(db: Session, holder_id: int, plate: str, most: int) -> list[SlipFound]:
    """The holder's newest slips of goods that a truck of this plate brought."""
    if not plate:
        return []
    kept = select(PrivateValue.owner_id).where(
        PrivateValue.owner_kind == "weigh_slip",
        PrivateValue.field == "plate",
        _holds(plate.lower()),
    )
    return _slips(db, holder_id, WeighSlip.code.in_(kept), most)


def slips_of_phone(db: Session, holder_id: int, digits: str, most: int) -> list[SlipFound]:
    """The holder's newest slips of sellers with this phone."""
    if not digits:
        return []
    kept = select(PrivateValue.owner_id).where(
        PrivateValue.owner_kind == "party", PrivateValue.field == "phone", _holds(digits)
    )
    sold = select(Party.id).where(Party.tenant_id == holder_id, Party.code.in_(kept))
    return _slips(db, holder_id, WeighSlip.seller_id.in_(sold), most)


def _slips(
    db: Session, holder_id: int, condition: ColumnElement[bool], most: int
) -> list[SlipFound]:
    wanted = (
        select(WeighSlip, Reception, Party, Batch.code, Batch.unit, BatchStock.state)
        .join(Reception, Reception.id == WeighSlip.reception_id)
        .join(Party, Party.id == WeighSlip.seller_id)
        .join(Batch, Batch.id == WeighSlip.batch_id)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .where(Reception.holder_id == holder_id, condition)
        .order_by(WeighSlip.id.desc())
        .limit(most)
    )
    return [
        SlipFound(slip, day, seller, batch, unit, state == "retracted")
        for slip, day, seller, batch, unit, state in db.execute(wanted)
    ]


# --- complaints ----------------------------------------------------------------------------------


def complaints_told(db: Session, holder_id: int, digits: str, words: str, most: int) -> list[str]:
    """The events of the newest complaints about a holder's lots whose caller answers.

    By the digits of a phone anywhere in what was noted, or by the words of who called.
    """
    told: list[ColumnElement[bool]] = []
    if digits:
        told.append(and_(PrivateValue.field.in_(_TOLD), _holds(digits)))
    if fold(words):
        by = PrivateValue.folded.contains(fold(words), autoescape=True)
        told.append(and_(PrivateValue.field == "by", by))
    if not told:
        return []
    return list(db.scalars(_complaints(holder_id, or_(*told)).limit(most)))


def _complaints(holder_id: int, told: ColumnElement[bool]) -> Select[str]:
    kept = select(PrivateValue.owner_id).where(PrivateValue.owner_kind == "event", told)
    return (
        select(Event.event_id)
        .join(Complaint, Complaint.event_seq == Event.seq)
        .join(Batch, Batch.id == Complaint.batch_id)
        .where(Batch.holder_id == holder_id, Event.event_id.in_(kept))
        .order_by(Complaint.id.desc())
    )


def _holds(text: str) -> ColumnElement[bool]:
    """Whether a private value holds letters and digits in a row, marks between them left out."""
    bare = func.replace(PrivateValue.folded, _BETWEEN[0], "")
    for mark in _BETWEEN[1:]:
        bare = func.replace(bare, mark, "")
    return bare.contains(text, autoescape=True)
