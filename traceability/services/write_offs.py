"""Goods that end without being delivered: spoiled, lost, destroyed, tasted, given away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, require
from traceability.domain.deliveries import REACHES_PEOPLE, WriteOff
from traceability.domain.errors import Together
from traceability.domain.events import Action as EventAction
from traceability.domain.events import Disposition, EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.quantity import Quantity
from traceability.domain.sacks import Pile
from traceability.services import (
    batches,
    densities,
    late_entries,
    packed_formats,
    parties,
    recalls,
    recording,
    sacks,
    whole_packages,
)
from traceability.store.unit import Work


@dataclass(frozen=True)
class WriteOffRequest:
    """How much of a batch ended (all on hand by default), why, when; ``remark`` is private.

    ``sacks`` are numbers of the packing list, where it is known which: whole ones, or one that
    ``quantity`` is a part of.
    """

    batch: str
    reason: WriteOff
    day: dt.date
    quantity: Quantity | None = None
    remark: str | None = None
    late_reason: str | None = None
    sacks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Ended:
    """How much ended and how much is left (g or ml); the event that says so."""

    event: str
    amount: int
    left: int


def register(work: Work, asked: WriteOffRequest) -> Ended:
    """Record that goods ended. Held and recalled ones may be destroyed, or be found spoiled.

    What reaches people (used, given away) is refused for those, as a dispatch is.
    """
    work.share_judgement()
    batch = batches.known(work, asked.batch)
    thing = recalls.thing(work, batch)
    require(work.actor, Action.WRITE_OFF, thing)
    if asked.reason in REACHES_PEOPLE:
        recalls.refuse_held(work, batch)
    checks, private = Together(), dict[str, str]()
    goes, amount = sacks.Going(asked.quantity, None, {}), 0
    with checks.check():
        batches.check_day(work, [batch], asked.day, "day")
        private = late_entries.private(work, thing, asked.day, asked.late_reason, at="day")
    stock = work.lock_stock([batch.id])[batch.id]
    pile = sacks.pile(work, batch) if batch.stage == "packed" else Pile({})
    with checks.check():
        goes = sacks.ending(pile, batch, stock, asked.quantity, asked.sacks)
        amount = densities.taken(work, goes.quantity, batch, stock, "weight")
        if batch.stage == "packed":
            packed = packed_formats.of_batch(work, batch)
            whole_packages.check(packed, goes.quantity, amount, batch, stock.on_hand, "weight")
    checks.settle()
    if asked.remark is not None:
        private = {**private, "remark": asked.remark}
    told = sacks.told(batch, goes.drawn, pile.weights)
    destroyed = asked.reason is WriteOff.DESTROYED
    what = Occurrence(
        kind=Kind.OBJECT,
        action=EventAction.DELETE,
        step=EventStep.DESTROY if destroyed else EventStep.LOSE,
        disposition=Disposition.DESTROYED if destroyed else None,
        subjects=(Subject(Role.IN, batch.code, amount, batch.unit),),
        occurred_on=asked.day,
        facts={"reason": str(asked.reason), **({"sacks": told} if told else {})},
        private=private,
    )
    holder = parties.known(work, batch.holder_id)
    event = recording.record(work, holder.id, holder.code, what)
    batches.draw(stock, amount)
    sacks.keep(work, batch, event, goes.drawn)
    return Ended(event.event_id, amount, stock.on_hand)
