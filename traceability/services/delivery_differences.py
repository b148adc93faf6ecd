"""Differences between what was sent and what came, and how the sender closes one.

A difference is closed as an answer beside the receiver's: either what they counted holds, and what
is missing was lost on the way, or the note holds and why was talked over. No stock moves by it:
what went has left the sender's hand by the note. A later answer opens it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from traceability.domain.access import Action, Thing, require
from traceability.domain.deliveries import Answer, Came
from traceability.domain.errors import Invalid, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import deliveries, delivery_answers, parties, recording
from traceability.store.models import DeliveryAnswer, Event
from traceability.store.queries import deliveries as queries
from traceability.store.queries import events
from traceability.store.unit import Reading, Work


class Settled(StrEnum):
    """What the sender says of a difference: the receiver counted right, or the note holds."""

    AGREED = "agreed"
    KEPT = "kept"


@dataclass(frozen=True)
class SettleRequest:
    """How the difference of a note is closed; ``reason`` is private, needed where it is kept."""

    note: str
    how: Settled
    reason: str | None = None


@dataclass(frozen=True)
class Gap:
    """Of a note's answers: how a difference was closed, and what was lost on the way, by unit."""

    settled: Settled | None
    lost: Mapping[str, int]


#: Of a note that nobody answered otherwise.
NO_GAP = Gap(None, {})


def settle(work: Work, asked: SettleRequest) -> None:
    """Close the difference that the newest answer states."""
    note = deliveries.known(work, asked.note)
    require(work.actor, Action.CORRECT_ENTRY, Thing(holder=note.holder_id))
    delivery_answers.refuse_retracted(work, note)
    work.lock_chains([note.code])
    said = queries.answers(work.db, [note.id])[note.id]
    if not said or said[-1].kind != Answer.DIFFERS:
        raise RuleBroken("no_difference")
    if asked.how is Settled.KEPT and asked.reason is None:
        raise Invalid("required", "reason")
    last = events.by_seq(work.db, [said[-1].event_seq])[said[-1].event_seq]
    stated = _facts(last)["received"]
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.DELIVERY_ANSWERED,
        subjects=(Subject(Role.REF, note.code),),
        occurred_on=work.today,
        facts={
            "answer": str(Answer.CONFIRMED),
            "received": stated,
            "settled": str(asked.how),
        },
        private={} if asked.reason is None else {"reason": asked.reason},
    )
    holder = parties.known(work, note.holder_id)
    event = recording.record(work, holder.id, holder.code, what)
    lots = [batch for _line, batch in queries.lines(work.db, note.id)]
    came = {batch: Came(stated[batch.code], 0) for batch in lots}
    delivery_answers.keep(work, note, Answer.CONFIRMED, event, came)


def gaps(view: Reading, said: Mapping[int, Sequence[DeliveryAnswer]]) -> dict[int, Gap]:
    """The gap of each of some notes, by the note's number, from their answers."""
    made = events.by_seq(view.db, [each.event_seq for some in said.values() for each in some])
    return {note: gap([made[each.event_seq] for each in answers]) for note, answers in said.items()}


def gap(answered: Sequence[Event]) -> Gap:
    """The gap that the events of a note's answers tell of, the newest last."""
    lost: dict[str, int] = {}
    for event in answered:
        for code, amount in _facts(event).get("lost", {}).items():
            unit = next(s["unit"] for s in json.loads(event.leaf)["subjects"] if s["code"] == code)
            lost[unit] = lost.get(unit, 0) + amount
    return Gap(settled(answered[-1]) if answered else None, lost)


def settled(event: Event) -> Settled | None:
    """How an answer closed a difference; ``None`` for what a receiver says."""
    how = _facts(event).get("settled")
    return None if how is None else Settled(how)


def _facts(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.leaf)["facts"]
    return found
