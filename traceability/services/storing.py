"""Storing: a lot is brought, whole, to a building of its holder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, require
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import (
    batches,
    buildings,
    late_entries,
    parties,
    recalls,
    recording,
)
from traceability.store.models import Batch
from traceability.store.unit import Work


@dataclass(frozen=True)
class StoreRequest:
    """Which lot, into which building (by short code), on which day."""

    batch: str
    place: str
    stored_on: dt.date
    late_reason: str | None = None


def register(work: Work, asked: StoreRequest) -> Batch:
    """Record where all that is on hand of a lot lies from now on; held goods may be moved too."""
    work.share_judgement()
    batch = batches.known(work, asked.batch)
    thing = recalls.thing(work, batch)
    require(work.actor, Action.STORE_GOODS, thing)
    holder = parties.known(work, batch.holder_id)
    place = buildings.named(work, holder, asked.place, "place")
    if place is None:
        raise Invalid("required", "place")
    batches.check_day(work, [batch], asked.stored_on, "stored_on")
    day, reason = asked.stored_on, asked.late_reason
    private = late_entries.private(work, thing, day, reason, at="stored_on")
    stock = work.lock_stock([batch.id])[batch.id]
    if stock.on_hand == 0:
        raise RuleBroken("nothing_on_hand", "place")
    what = Occurrence(
        kind=Kind.OBJECT,
        step=EventStep.STORE,
        disposition=None,
        subjects=(Subject(Role.REF, batch.code, stock.on_hand, batch.unit),),
        occurred_on=day,
        place=place.code,
        private=private,
    )
    recording.record(work, holder.id, holder.code, what)
    stock.place_id = place.id
    stock.rev += 1
    return batch
