"""Searching what a cooperative buys and sells: buyers, delivery notes, weigh slips, complaints.

Phones and plates are private values: they are compared where they are kept, and no hit repeats
one. A number is compared by its digits, a plate by its letters and digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from traceability.domain.access import Action, Actor, Thing, may
from traceability.domain.deliveries import To
from traceability.domain.search import Question, phone_digits
from traceability.services import buyers, complaint_views, delivery_views, parties
from traceability.services.delivery_views import NoteLine
from traceability.services.search_hits import (
    FULL_CODE,
    MOST_OF_A_KIND,
    Hit,
    HitKind,
    least,
    rank_of,
    rank_of_digits,
)
from traceability.store.models import DeliveryNote
from traceability.store.queries import parties as party_queries
from traceability.store.queries import search_trade as queries
from traceability.store.queries.search_trade import SlipFound
from traceability.store.unit import Reading

_MOST = MOST_OF_A_KIND + 1
#: What was found by a number or plate that is kept with it, and what is found through its buyer.
_BY_VALUE, _BY_BUYER = 1, 3


def hits(view: Reading, actor: Actor, holder: int, asked: Question) -> Iterator[Hit]:
    """What of the holder's trade answers, for who may see it."""
    thing = Thing(holder=holder)
    if may(actor, Action.SEE_DELIVERIES, thing):
        found = list(_buyers(view, actor, asked))
        yield from found
        yield from _notes(view, holder, asked, [hit.code for hit in found])
        yield from _arrivals(view, holder, asked)
    if may(actor, Action.SEE_BATCH, thing):
        yield from _slips(view, holder, asked, may(actor, Action.SEE_HOUSEHOLDS, thing))
    if may(actor, Action.NOTE_COMPLAINT, thing):
        yield from _complaints(view, actor, holder, asked)


def _buyers(view: Reading, actor: Actor, asked: Question) -> Iterator[Hit]:
    """By name, phone or short code."""
    for code, each in buyers.listed(view, actor):
        rank = least(
            rank_of(asked.typed, [each.name]),
            rank_of_digits(asked.phone, phone_digits(each.phone or "")),
            FULL_CODE if asked.code == code else None,
        )
        if rank is not None:
            yield Hit(HitKind.BUYER, code, each.name, rank)


# --- delivery notes ------------------------------------------------------------------------------


def _notes(view: Reading, holder: int, asked: Question, buying: list[str]) -> Iterator[Hit]:
    """By number or code; by the phone or plate that was written on it; those of a buyer found."""
    ranks: dict[str, int] = {}
    rows: dict[str, DeliveryNote] = {}
    for rank, found in (
        (FULL_CODE, queries.notes_by_code(view.db, holder, asked.code)),
        (0, queries.notes_numbered(view.db, holder, asked.note, _MOST)),
        (_BY_VALUE, queries.notes_with(view.db, holder, _digits(asked), asked.plate, _MOST)),
        (_BY_BUYER, queries.notes_to(view.db, holder, buying, _MOST)),
    ):
        rows |= {row.code: row for row in found}
        for row in found:
            ranks.setdefault(row.code, rank)
    for line in _lines(view, list(rows.values())):
        yield _note(HitKind.NOTE, line, ranks[line.code])


def _arrivals(view: Reading, holder: int, asked: Question) -> Iterator[Hit]:
    """Goods that another cooperative handed over, by the number or code of its note."""
    rows = queries.arrivals(view.db, holder, asked.code, asked.note, _MOST)
    for line in _lines(view, rows, came=True):
        yield _note(HitKind.ARRIVAL, line, FULL_CODE if asked.code == line.code else 1)


def _lines(
    view: Reading, rows: Sequence[DeliveryNote], *, came: bool = False
) -> tuple[NoteLine, ...]:
    """Notes named by who got the goods, or by who sent what ``came``."""
    others = [row.holder_id if came else row.to_party_id for row in rows]
    names = parties.names_of(view, [key for key in others if key is not None])
    return delivery_views.lines(view, rows, names, others)


def _note(kind: HitKind, line: NoteLine, rank: int) -> Hit:
    amounts = list(line.amounts.items())
    unit, amount = amounts[0] if len(amounts) == 1 else ("g", None)
    named = line.other if line.kind in (To.BUYER, To.COOPERATIVE) else None
    return Hit(
        kind,
        line.code,
        line.number,
        rank,
        state=str(line.standing),
        about=named or "",
        stage=str(line.kind),
        day=line.sent_on,
        amount=amount,
        unit=unit,
    )


# --- weigh slips ---------------------------------------------------------------------------------


def _slips(view: Reading, holder: int, asked: Question, named: bool) -> Iterator[Hit]:
    """By number or code, by the plate of the truck, by the phone or name of who sold."""
    found: dict[str, tuple[int, SlipFound]] = {}
    phone = _digits(asked) if named else ""
    for rank, some in (
        (FULL_CODE, queries.slips_by_code(view.db, holder, asked.code)),
        (0, queries.slips_numbered(view.db, holder, asked.slip, _MOST)),
        (_BY_VALUE, queries.slips_of_plate(view.db, holder, asked.plate, _MOST)),
        (
            _BY_BUYER,
            queries.slips_of_phone(view.db, holder, phone, _MOST),
        ),
    ):
        for each in some:
            found.setdefault(each.slip.code, (rank, each))
    names = party_queries.names(view.db, [each.seller.code for _, each in found.values()])
    for rank, each in found.values():
        yield _slip(each, names.get(each.seller.code, "") if named else "", rank)


def _slip(found: SlipFound, name: str, rank: int) -> Hit:
    number = f"{found.seller.number:02d}"
    return Hit(
        HitKind.SLIP,
        found.slip.code,
        f"{number} · {name}" if name else number,
        rank,
        state="retracted" if found.retracted else "",
        day=found.reception.day,
        amount=found.slip.net,
        unit=found.unit,
        number=found.slip.number,
        lot=found.batch,
    )


# --- complaints ----------------------------------------------------------------------------------


def _complaints(view: Reading, actor: Actor, holder: int, asked: Question) -> Iterator[Hit]:
    """By who called: a phone among what was written of them, or their name."""
    if not asked.phone and len(asked.typed) < 3:
        return
    for key in queries.complaints_told(view.db, holder, _digits(asked), asked.typed, _MOST):
        told = complaint_views.one(view, actor, key)
        yield Hit(
            HitKind.COMPLAINT,
            key,
            told.lot_code,
            _BY_VALUE,
            state="open" if told.answered_at is None else "answered",
            about=told.kind,
            day=told.said_on,
            lot=told.lot,
        )


def _digits(asked: Question) -> str:
    """The digits of a phone without what a country's code would stand for."""
    return asked.phone.removeprefix("0") if asked.phone else ""
