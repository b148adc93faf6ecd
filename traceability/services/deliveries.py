"""Dispatch: goods leave their holder by a delivery note; what is held or recalled never does."""

from __future__ import annotations

import datetime as dt
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from traceability.crypto.tokens import token_hash
from traceability.domain import growing_area
from traceability.domain.access import Action, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.balance import Basis
from traceability.domain.deliveries import NAMED, To
from traceability.domain.errors import Fault, Invalid, NotFound, RuleBroken, Together
from traceability.domain.events import Action as EventAction
from traceability.domain.events import Disposition, EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import Status
from traceability.domain.process import FRESH
from traceability.domain.quantity import Quantity
from traceability.domain.sacks import MOST_STRETCHES
from traceability.services import (
    alerts,
    area_codes,
    batches,
    buildings,
    buyers,
    densities,
    label_dispatch,
    late_entries,
    packed_formats,
    parties,
    recalls,
    recording,
    sacks,
    scan_answers,
    whole_packages,
)
from traceability.services.alerts import Facts
from traceability.services.batches import Draw
from traceability.services.packed_formats import PackedAs
from traceability.store.models import (
    Batch,
    BatchStock,
    DeliveryLine,
    DeliveryNote,
    Event,
    Party,
    Place,
)
from traceability.store.queries import areas
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import deliveries as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work

#: A note has room for so many lots; an event for 200 things.
MOST_LINES = 60
#: The address of a note's page has so many random bytes: 144 bits, 24 characters.
_SECRET_BYTES = 18


@dataclass(frozen=True)
class Send:
    """What goes: how much of a batch, or how many packages; all that is on hand by default.

    ``sacks`` are numbers of the packing list of a lot whose packages were weighed one by one.
    """

    batch: str
    quantity: Quantity | None = None
    packages: int | None = None
    sacks: tuple[int, ...] = ()


@dataclass(frozen=True)
class DeliveryRequest:
    """Goods that leave: to whom, by what, on which day.

    ``to`` is the code of a buyer or cooperative where ``kind`` names one. ``vehicle``, ``seal``,
    ``driver``, ``phone`` and ``remark`` are kept in private; ``place`` is the building they left.
    """

    kind: To
    lines: tuple[Send, ...]
    sent_on: dt.date
    to: str | None = None
    place: str | None = None
    vehicle: str | None = None
    seal: str | None = None
    driver: str | None = None
    phone: str | None = None
    remark: str | None = None
    late_reason: str | None = None

    @property
    def private(self) -> dict[str, str]:
        """The private values that are there, by field."""
        named = ("vehicle", "seal", "driver", "phone", "remark")
        values = ((name, getattr(self, name)) for name in named)
        return {name: value for name, value in values if value is not None}


@dataclass(frozen=True)
class Sent:
    """The note: its short code, its number of the year, how many lots went."""

    code: str
    year: int
    number: int
    lots: int


@dataclass(frozen=True)
class Line:
    """A line that was judged: what leaves a locked stock, and in how many packages.

    ``weighed`` are the grams that were told of goods kept by volume, ``sacks`` is what is drawn of
    which sacks (g) where they were weighed one by one, ``told`` how a leaf says so.
    """

    draw: Draw
    stock: BatchStock
    packages: int | None
    weighed: int | None = None
    sacks: Mapping[int, int] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Plan:
    """A delivery that was judged."""

    holder: Party
    receiver: Party | None
    place: Place | None
    lines: Sequence[Line]
    private: Mapping[str, str]


@dataclass(frozen=True)
class _Issued:
    """By what a note is known: its code, its number of the year, the address of its page."""

    code: str
    year: int
    number: int
    secret: str


def register(work: Work, asked: DeliveryRequest) -> Sent:
    """Record that goods left. More than is on hand, and what is held or recalled, is refused."""
    work.share_judgement()
    plan = _plan(work, asked)
    work.lock_party(plan.holder.id)
    year = asked.sent_on.year
    number = queries.newest_number(work.db, plan.holder.id, year) + 1
    code = recording.issue_code(work, "delivery_note")
    secret = urlsafe_b64encode(work.entropy(_SECRET_BYTES)).decode()
    issued = _Issued(code, year, number, secret)
    what = _occurrence(work, asked, plan, issued)
    event = recording.record(work, plan.holder.id, plan.holder.code, what)
    _store(work, asked, plan, event, issued)
    if asked.kind is To.COOPERATIVE and plan.receiver is not None:
        facts: Facts = {"number": f"{number}/{year}", "count": len(plan.lines)}
        alerts.tell(work, plan.receiver.id, AlertKind.GOODS_ARRIVED, code, facts)
    return Sent(code, year, number, len(plan.lines))


def forget(work: Work, code: str) -> None:
    """Delete the private words of a note and its answers: vehicle, driver, phone, who received."""
    note = known(work, code)
    require(work.actor, Action.FORGET_BUYER, Thing(holder=note.holder_id))
    buyers.forget_notes(work, [note.id])


def known(view: Reading, code: str) -> DeliveryNote:
    """The note of a short code."""
    note = queries.by_code(view.db, code)
    if note is None:
        raise NotFound
    return note


# --- what is judged ------------------------------------------------------------------------------


def _plan(work: Work, asked: DeliveryRequest) -> _Plan:
    found = _named(work, asked)
    holder = parties.known(work, found[0].holder_id)
    told, receiver, place, late = Together(), None, None, dict[str, str]()
    with told.check():
        receiver = _receiver(work, asked, holder)
    with told.check():
        _check_trader(asked)
    with told.check():
        batches.check_day(work, found, asked.sent_on, "sent_on")
        thing = Thing(holder=holder.id)
        late = late_entries.private(work, thing, asked.sent_on, asked.late_reason, at="sent_on")
    lines = _lines(work, asked, found, told)
    with told.check():
        _check_room(lines)
    with told.check():
        place = buildings.named(work, holder, asked.place, "place")
    told.settle()
    return _Plan(holder, receiver, place, lines, asked.private | late)


def _lines(
    work: Work, asked: DeliveryRequest, found: Sequence[Batch], told: Together
) -> list[Line]:
    """Every line that can go; ``told`` keeps what is refused of the others."""
    stocks = label_dispatch.lock_with_labels(work, found)
    lines: list[Line] = []
    for send, batch in zip(asked.lines, found, strict=True):
        with told.check():
            lines.append(_line(work, send, batch, stocks[batch.id]))
    return lines


def _named(work: Work, asked: DeliveryRequest) -> list[Batch]:
    if not 1 <= len(asked.lines) <= MOST_LINES:
        raise Invalid("too_many_on_note", "lines", most=MOST_LINES)
    found = [batches.known(work, each.batch) for each in asked.lines]
    if len({batch.id for batch in found}) != len(found):
        raise Invalid("batch_named_twice", "lines")
    for batch in found:
        require(work.actor, Action.DISPATCH_GOODS, recalls.thing(work, batch))
        recalls.refuse_held(work, batch)
    if len({batch.holder_id for batch in found}) > 1:
        raise Invalid("batches_of_several_holders", "lines")
    return found


def _receiver(work: Work, asked: DeliveryRequest, holder: Party) -> Party | None:
    """Who takes the goods, where the kind of delivery names somebody."""
    if asked.kind not in NAMED:
        if asked.to is not None:
            raise Invalid("receiver_not_named", "to")
        return None
    if asked.to is None:
        raise Invalid("required", "to")
    found = party_queries.by_code(work.db, asked.to)
    if found is None or not _may_take(work, asked.kind, found, holder):
        raise Invalid("receiver_unknown", "to")
    return found


def _may_take(work: Work, kind: To, found: Party, holder: Party) -> bool:
    if kind is To.COOPERATIVE:
        return found.kind in ("cooperative", "group", "company") and found.id != holder.id
    row = queries.buyer(work.db, found.id)
    return row is not None and row.holder_id == holder.id and found.erased_at is None


def _check_trader(asked: DeliveryRequest) -> None:
    """A trader at the garden is told by phone and plate: nobody else knows where goods went."""
    if asked.kind is To.FIELD_TRADER:
        lacking = [name for name in ("phone", "vehicle") if getattr(asked, name) is None]
        if lacking:
            raise Invalid.of(tuple(Fault("required", name) for name in lacking))


def _line(work: Work, send: Send, batch: Batch, stock: BatchStock) -> Line:
    packed = packed_formats.of_batch(work, batch) if batch.stage == "packed" else None
    if packed is not None and packed.basis is Basis.OWN_WEIGHT:
        return _sacks(work, send, batch, stock)
    _check_no_sacks(send, batch)
    if send.packages is None:
        amount = densities.taken(work, send.quantity, batch, stock, "lines")
        if packed is not None:
            whole_packages.check(packed, send.quantity, amount, batch, stock.on_hand, "lines")
        return Line(
            Draw(batch, amount), stock, _whole(packed, amount, stock), _weighed(send, batch)
        )
    if packed is None:
        raise Invalid("packages_of_packed", "lines", lot=batch.lot_code)
    if send.packages < 1:
        raise Invalid("must_be_positive", "lines")
    if packed.fixed_net is None:
        amount = densities.taken(work, send.quantity, batch, stock, "lines")
        return Line(Draw(batch, amount), stock, send.packages, _weighed(send, batch))
    amount = packed.taken(send.packages, stock.on_hand)
    net = Quantity(send.packages * packed.fixed_net, "ml" if packed.net_unit == "ml" else "g")
    if send.quantity not in (None, net):
        raise Invalid("packed_differs", "lines", out=net.amount, unit=net.unit)
    if amount > stock.on_hand:
        facts = {"on_hand": stock.on_hand, "asked": amount, "unit": batch.unit}
        left = packed.held(stock.on_hand)
        raise RuleBroken(
            "more_packages_than_left", "lines", count=send.packages, left=left, **facts
        )
    return Line(Draw(batch, amount), stock, send.packages)


def _check_no_sacks(send: Send, batch: Batch) -> None:
    """Sacks have numbers only where each was weighed by itself."""
    if send.sacks and batch.stage == "packed":
        raise Invalid("packages_are_counted", "lines", lot=batch.lot_code)
    if send.sacks:
        raise Invalid("packages_of_packed", "lines", lot=batch.lot_code)


def _sacks(work: Work, send: Send, batch: Batch, stock: BatchStock) -> Line:
    """Sacks that were weighed each by itself: told by number, how many, or their weight."""
    pile = sacks.pile(work, batch)
    asked = sacks.Going(send.quantity, send.packages, {})
    goes = sacks.going(pile, batch, stock, asked, send.sacks, "lines")
    if goes.packages is not None and goes.packages < 1:
        raise Invalid("must_be_positive", "lines")
    made = packed_formats.of_batch(work, batch).packages
    if goes.packages is not None and made is not None and goes.packages > made:
        raise RuleBroken("more_sacks_than_packed", "lines", lot=batch.lot_code, highest=made)
    amount = densities.taken(work, goes.quantity, batch, stock, "lines")
    weighed = _weighed(replace(send, quantity=goes.quantity), batch)
    told = sacks.told(batch, goes.drawn, pile.weights)
    return Line(Draw(batch, amount), stock, goes.packages, weighed, goes.drawn, told)


def _check_room(lines: Sequence[Line]) -> None:
    """A leaf has room for so many stretches of sacks."""
    said = [text for line in lines for text in line.told.values()]
    if sum(text.count(",") + 1 for text in said) > MOST_STRETCHES:
        raise Invalid("sacks_too_scattered", "lines", most=MOST_STRETCHES)


def _whole(packed: PackedAs | None, amount: int, stock: BatchStock) -> int | None:
    """How many whole packages an amount is, where each holds the same."""
    if packed is None or packed.fixed_net is None:
        return None
    count = packed.held(amount)
    return count if count and packed.taken(count, stock.on_hand) == amount else None


def _weighed(send: Send, batch: Batch) -> int | None:
    """The grams that goods kept by volume were told by."""
    told = send.quantity is not None and send.quantity.unit == "g" and batch.unit == "ml"
    return send.quantity.amount if told and send.quantity is not None else None


# --- what is written -----------------------------------------------------------------------------


def _occurrence(work: Work, asked: DeliveryRequest, plan: _Plan, issued: _Issued) -> Occurrence:
    gone = [
        Subject(Role.IN, each.draw.parent.code, each.draw.amount, each.draw.parent.unit)
        for each in plan.lines
    ]
    packages = {e.draw.parent.code: e.packages for e in plan.lines if e.packages is not None}
    weighed = {e.draw.parent.code: e.weighed for e in plan.lines if e.weighed is not None}
    named = {code: text for line in plan.lines for code, text in line.told.items()}
    return Occurrence(
        kind=Kind.OBJECT,
        step=EventStep.SHIP,
        disposition=Disposition.IN_TRANSIT,
        action=EventAction.OBSERVE,
        subjects=(*gone, Subject(Role.REF, issued.code)),
        occurred_on=asked.sent_on,
        place=None if plan.place is None else plan.place.code,
        facts={
            "to_kind": str(asked.kind),
            "to": None if plan.receiver is None else plan.receiver.code,
            "year": issued.year,
            "number": issued.number,
            "packages": packages,
            **({"weighed": weighed} if weighed else {}),
            **({"sacks": named} if named else {}),
            "codes": _codes_then(work, [each.draw.parent for each in plan.lines], asked.sent_on),
            "secret_sha256": token_hash(issued.secret),
        },
        private={**plan.private, "secret": issued.secret},
    )


def _codes_then(work: Work, found: Sequence[Batch], day: dt.date) -> dict[str, str]:
    """Of fresh goods, the growing-area codes that were not active on the day, with their status."""
    fresh = [each for each in found if each.product_id is None and each.material in (None, FRESH)]
    keys = {
        origin.area_code_id
        for batch in fresh
        for origin in batch_queries.origins(work.db, batch.id)
        if origin.area_code_id is not None
    }
    standing = {
        area.code: growing_area.status(area_codes.steps_of(work, area), day)
        for area in areas.codes_by_ids(work.db, sorted(keys)).values()
    }
    told = {code: str(status) for code, status in standing.items() if status is not Status.ACTIVE}
    return dict(sorted(told.items()))


def _store(work: Work, asked: DeliveryRequest, plan: _Plan, event: Event, issued: _Issued) -> None:
    note = DeliveryNote(
        code=issued.code,
        holder_id=plan.holder.id,
        year=issued.year,
        number=issued.number,
        kind=str(asked.kind),
        to_party_id=None if plan.receiver is None else plan.receiver.id,
        place_id=None if plan.place is None else plan.place.id,
        sent_on=asked.sent_on,
        secret_hash=token_hash(issued.secret),
        event_seq=event.seq,
        recorded_at=event.recorded_at,
    )
    work.add(note)
    rows = [
        DeliveryLine(
            note_id=note.id,
            line=number,
            batch_id=each.draw.parent.id,
            amount=each.draw.amount,
            packages=each.packages,
        )
        for number, each in enumerate(plan.lines, start=1)
    ]
    work.add(*rows)
    for each in plan.lines:
        batches.draw(each.stock, each.draw.amount)
        sacks.keep(work, each.draw.parent, event, each.sacks)
        if not each.stock.on_hand:
            label_dispatch.sent_whole(work, each.draw.parent, issued.code)
    packed = [each.draw.parent for each in plan.lines if each.draw.parent.stage == "packed"]
    if packed:
        scan_answers.settle(work, plan.holder.id, packed)
