"""Handovers: goods of one cooperative come to another, which takes them or sends them back.

What is taken becomes a new batch of the receiver with an edge from the sender's. Where it grew and
under which code is carried over, and so is every hold and recall that is open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.deliveries import Answer, Came, To, WriteOff
from traceability.domain.errors import Invalid, NotFound, RuleBroken, Together
from traceability.domain.events import Action as EventAction
from traceability.domain.events import Disposition, EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.quantity import Quantity
from traceability.services import (
    batches,
    deliveries,
    delivery_answers,
    densities,
    label_dispatch,
    late_entries,
    packed_formats,
    parties,
    recording,
    sacks,
    whole_packages,
)
from traceability.services.batches import Draw
from traceability.store.models import Batch, Crop, DeliveryLine, DeliveryNote, Event, Party
from traceability.store.queries import deliveries as queries
from traceability.store.queries import products
from traceability.store.unit import Reading, Work

#: What a difference on the way may be.
ON_THE_WAY = (WriteOff.LOST, WriteOff.SPOILED)


@dataclass(frozen=True)
class Arrived:
    """Of one lot: what came (all as sent by default), or that the whole of it is sent back.

    ``packages`` are how many came of what was sent in packages, instead of an amount.
    """

    batch: str
    received: Quantity | None = None
    refused: bool = False
    packages: int | None = None


@dataclass(frozen=True)
class ArrivalRequest:
    """What a cooperative says of goods that came; a lot that is not spoken of came as sent.

    ``reason`` says why something is sent back and is needed there; it is kept in private. ``loss``
    names what a difference was.
    """

    note: str
    received_on: dt.date
    lines: tuple[Arrived, ...] = ()
    reason: str | None = None
    loss: WriteOff = WriteOff.LOST
    late_reason: str | None = None


@dataclass(frozen=True)
class Taken:
    """The receiver's new batches in the order of the note, and how many lots went back.

    A lot of which nothing came is neither.
    """

    codes: tuple[str, ...]
    returned: int


@dataclass(frozen=True)
class _Line:
    """A line of the note: how much was sent of which batch, and what came of it.

    ``guessed``: it waited for the scale when it was sent, and was not weighed on its arrival.
    """

    batch: Batch
    sent: int
    came: Came
    guessed: bool


@dataclass(frozen=True)
class _Desk:
    """Goods at the receiver's door, as rows."""

    note: DeliveryNote
    holder: Party
    lines: Sequence[_Line]
    private: Mapping[str, str]

    @property
    def accepted(self) -> list[_Line]:
        """The lines that stay, or of which nothing came."""
        return [each for each in self.lines if not each.came.returned]

    @property
    def arrived(self) -> list[_Line]:
        """The lines of which something is here now."""
        return [each for each in self.lines if each.came.received]

    @property
    def refused(self) -> list[_Line]:
        """The lines that go back."""
        return [each for each in self.lines if each.came.returned]


def register(work: Work, asked: ArrivalRequest) -> Taken:
    """Take goods and send others back, once for each note.

    What was received is never more than what was sent; what is sent back is on the sender's hand
    again.
    """
    work.share_judgement()
    desk = _desk(work, asked)
    codes = _accept(work, asked, desk) if desk.accepted else ()
    if desk.refused:
        _refuse(work, asked, desk)
    return Taken(tuple(codes), len(desk.refused))


def due(work: Work, code: str) -> DeliveryNote:
    """The note of goods that the actor's cooperative is to answer; any other is ``NotFound``."""
    note = deliveries.known(work, code)
    if note.kind != To.COOPERATIVE:
        raise NotFound
    require(work.actor, Action.RECEIVE_GOODS, Thing(holder=note.to_party_id))
    return note


# --- what is judged ------------------------------------------------------------------------------


def _desk(work: Work, asked: ArrivalRequest) -> _Desk:
    """The goods, judged; all that both events of an arrival may touch is locked.

    The chains of the sender's lots go by their stock, like those of every verb on them; a lot that
    goes back takes its labels with it; the lot codes are the receiver's.
    """
    note = due(work, asked.note)
    rows = queries.lines(work.db, note.id)
    lots = [batch for _line, batch in rows]
    label_dispatch.lock_with_labels(work, lots)
    work.lock_party(note.to_party_id or 0)
    work.lock_chains([note.code, *(batch.code for batch in lots)])
    if queries.answers(work.db, [note.id])[note.id]:
        raise RuleBroken("already_answered")
    delivery_answers.refuse_retracted(work, note)
    holder = parties.known(work, note.to_party_id or 0)
    told, private = Together(), dict[str, str]()
    lines = _judged(work, asked, rows, told)
    with told.check():
        private = _check_days(work, asked, note, holder)
    with told.check():
        if any(each.refused for each in asked.lines):
            if asked.reason is None:
                raise Invalid("required", "reason")
            private = {**private, "reason": asked.reason}
    with told.check():
        if asked.loss not in ON_THE_WAY:
            raise Invalid("choice_unknown", "loss")
    told.settle()
    return _Desk(note, holder, lines, private)


def _judged(
    view: Reading,
    asked: ArrivalRequest,
    rows: Sequence[tuple[DeliveryLine, Batch]],
    told: Together,
) -> list[_Line]:
    """Every line that can be so; ``told`` keeps what is refused of the others."""
    said = {each.batch: each for each in asked.lines}
    if len(said) != len(asked.lines):
        raise Invalid("batch_named_twice", "lines")
    unknown = said.keys() - {batch.code for _line, batch in rows}
    if unknown:
        raise Invalid("lot_not_on_note", "lines")
    lines: list[_Line] = []
    for line, batch in rows:
        with told.check():
            came = _came(view, each := said.get(batch.code), batch, line)
            guessed = _unweighed(each) and batches.guessed(view, [batch])
            lines.append(_Line(batch, line.amount, came, guessed))
    return lines


def _unweighed(said: Arrived | None) -> bool:
    return said is None or (said.received is None and said.packages is None)


def _came(view: Reading, said: Arrived | None, batch: Batch, line: DeliveryLine) -> Came:
    sent = line.amount
    if said is not None and said.refused:
        return Came(0, sent)
    at = f"received_{batch.code}"
    if said is not None and said.packages is not None:
        came = _counted(view, said.packages, batch, line, at)
    elif said is not None and said.received is not None:
        came = _weighed(view, said.received, batch, sent, at)
    else:
        return Came(sent, 0)
    if came > sent:
        facts = {"taken": sent, "asked": came, "unit": batch.unit}
        raise RuleBroken("more_received_than_sent", at, **facts)
    return Came(came, 0)


def _counted(view: Reading, count: int, batch: Batch, line: DeliveryLine, at: str) -> int:
    """What so many packages hold: of one net amount exactly that, else their part of the line."""
    if line.packages is not None and count < line.packages and batch.stage == "packed":
        packed = packed_formats.of_batch(view, batch)
        if packed.fixed_net is not None:
            return packed.taken(count, line.amount)
    return delivery_answers.held_by(line, count, at)


def _weighed(view: Reading, told: Quantity, batch: Batch, sent: int, at: str) -> int:
    """What came by weight; of packages of one net amount whole ones come (``half_packages``)."""
    came = densities.came(view, told, batch, at, sent)
    if batch.stage == "packed" and 0 < came <= sent:
        packed = packed_formats.of_batch(view, batch)
        whole_packages.check(packed, told, came, batch, sent, at)
    return came


def _check_days(
    work: Work, asked: ArrivalRequest, note: DeliveryNote, holder: Party
) -> dict[str, str]:
    day = asked.received_on
    if day > work.today:
        raise Invalid("day_in_future", "received_on", day=day, today=work.today)
    if day < note.sent_on:
        raise Invalid("received_before_sent", "received_on", sent_on=note.sent_on)
    thing = Thing(holder=holder.id)
    return late_entries.private(work, thing, day, asked.late_reason, at="received_on")


# --- what is written -----------------------------------------------------------------------------


def _accept(work: Work, asked: ArrivalRequest, desk: _Desk) -> list[str]:
    lines = desk.arrived
    codes = recording.issue_codes(work, "batch", len(lines))
    lots = _lot_codes(work, asked, desk)
    event = recording.record(
        work, desk.holder.id, desk.holder.code, _taking(asked, desk, codes, lots)
    )
    for line, code, lot in zip(lines, codes, lots, strict=True):
        _add(work, asked, desk, event, line, (code, lot))
    came = {each.batch: each.came for each in desk.accepted}
    delivery_answers.keep(work, desk.note, Answer.ACCEPTED, event, came)
    delivery_answers.tell_sender(work, desk.note, AlertKind.GOODS_ACCEPTED, len(lines))
    return codes


def _lot_codes(work: Work, asked: ArrivalRequest, desk: _Desk) -> list[str]:
    """The next lot codes of the day, each by its crop."""
    by_crop: dict[str, list[str]] = {}
    for crop in dict.fromkeys(each.batch.crop_code for each in desk.arrived):
        wanted = [None for each in desk.arrived if each.batch.crop_code == crop]
        row = _crop(work, crop)
        by_crop[crop] = batches.lot_codes(work, desk.holder.id, row, asked.received_on, wanted)
    turns = {crop: iter(found) for crop, found in by_crop.items()}
    return [next(turns[each.batch.crop_code]) for each in desk.arrived]


def _crop(work: Work, code: str) -> Crop:
    found = products.crop(work.db, code)
    if found is None:
        raise NotFound
    return found


def _taking(
    asked: ArrivalRequest, desk: _Desk, codes: Sequence[str], lots: Sequence[str]
) -> Occurrence:
    lines, spoken_of = desk.arrived, desk.accepted
    came = [Subject(Role.PARENT, e.batch.code, e.sent, e.batch.unit) for e in spoken_of]
    made = [
        Subject(Role.OUT, code, each.came.received, each.batch.unit)
        for code, each in zip(codes, lines, strict=True)
    ]
    pairs = zip(codes, lines, strict=True)
    guessed = {code: True for code, each in pairs if each.guessed}
    lost = {e.batch.code: e.came.lost(e.sent) for e in spoken_of if e.came.lost(e.sent)}
    return Occurrence(
        kind=Kind.OBJECT,
        action=EventAction.ADD,
        step=EventStep.ACCEPT,
        disposition=Disposition.IN_PROGRESS,
        subjects=(*came, *made, Subject(Role.REF, desk.note.code)),
        occurred_on=asked.received_on,
        facts={
            "of": {code: each.batch.code for code, each in zip(codes, lines, strict=True)},
            "lots": dict(zip(codes, lots, strict=True)),
            "lost": lost,
            **({"loss": str(asked.loss)} if lost else {}),
            **({"estimated": guessed} if guessed else {}),
        },
        private={key: value for key, value in desk.private.items() if key != "reason"},
    )


def _add(
    work: Work,
    asked: ArrivalRequest,
    desk: _Desk,
    event: Event,
    line: _Line,
    named: tuple[str, str],
) -> None:
    """The receiver's batch: what it is stays, when it was packed too; its lot code is its own."""
    parent, (code, lot) = line.batch, named
    packed = parent.stage == "packed"
    batch = batches.header(
        event,
        code=code,
        holder_id=desk.holder.id,
        stage=received_stage(parent.stage),
        crop_code=parent.crop_code,
        unit=parent.unit,
        lot_code=lot,
        made_on=parent.made_on if packed else asked.received_on,
        expires_on=parent.expires_on,
        material=parent.material,
        grade=parent.grade,
        product_id=parent.product_id,
        product_revision=parent.product_revision,
        pack_format=parent.pack_format,
    )
    drawn = [Draw(parent, line.sent)]
    batches.add(work, batch, line.came.received, drawn, estimated=line.guessed)
    batches.add_origin(work, batch, batches.shares_of(work, parent))


def received_stage(stage: str) -> str:
    """The stage of goods that came: a harvest was harvested once, and is received here."""
    return "received" if stage == "harvest" else stage


def _refuse(work: Work, asked: ArrivalRequest, desk: _Desk) -> None:
    lines = desk.refused
    what = Occurrence(
        kind=Kind.OBJECT,
        step=EventStep.RETURN,
        disposition=Disposition.IN_PROGRESS,
        subjects=(
            *(Subject(Role.OUT, e.batch.code, e.sent, e.batch.unit) for e in lines),
            Subject(Role.REF, desk.note.code),
        ),
        occurred_on=asked.received_on,
        private=desk.private,
    )
    stocks = work.lock_stock([each.batch.id for each in lines])
    event = recording.record(work, desk.holder.id, desk.holder.code, what)
    for each in lines:
        batches.give_back(stocks[each.batch.id], each.came.returned)
    lots = [each.batch for each in lines]
    sacks.bring_back(work, desk.note.event_seq, lots)
    label_dispatch.take_back(work, desk.note.code, lots)
    came = {each.batch: each.came for each in lines}
    delivery_answers.keep(work, desk.note, Answer.REFUSED, event, came)
    delivery_answers.tell_sender(work, desk.note, AlertKind.GOODS_REFUSED, len(lines))
