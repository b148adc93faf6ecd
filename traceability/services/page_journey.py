"""What happened to a batch, day by day, and what stands against it: told as the leaves tell it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from traceability.data.processes import templates
from traceability.domain.access import Action
from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep, Role
from traceability.domain.process import Words
from traceability.domain.sights import Behind, open_to_all
from traceability.services import parties
from traceability.store.models import Batch, Event
from traceability.store.queries import events
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading

_TOLD = frozenset({EventStep.HARVEST, EventStep.PROCESS, EventStep.PACK, EventStep.ACCEPT})


@dataclass(frozen=True)
class Step:
    """One dated line of the journey, as its leaf tells it; amounts in ``unit`` or withheld.

    ``process`` names the step of making by the template that it was recorded under; ``receiver``
    is who took the goods over from another cooperative.
    ``late`` tells that it was written down on a later day than it happened, ``recorded_on``.
    """

    day: dt.date
    step: EventStep
    amount: int | None
    unit: str | None
    packages: int | None
    net_amount: int | None
    late: bool
    recorded_on: dt.date
    event_id: str
    process: Words | None = None
    receiver: str | None = None


@dataclass(frozen=True)
class Notice:
    """A hold or recall over the batch, with its words to the buyer; open without ``lifted_on``."""

    kind: str
    reason: str
    since: dt.date
    text: str
    contact: str
    lifted_on: dt.date | None


def steps(view: Reading, batch: Batch, ancestors: dict[int, Batch]) -> tuple[Step, ...]:
    """The dated steps of a batch and its ancestors, by day.

    Amounts of steps before the batch itself are told only where enough households stand behind it.
    """
    households = {each.household_id for each in ancestors.values() if each.household_id}
    open_weights = open_to_all(Action.SEE_STEP_KG, Behind(len(households)))
    made_by = events.by_seq(view.db, list({each.event_seq for each in ancestors.values()}))
    found = (made_by[seq] for seq in sorted(made_by))
    told = [event for event in found if event.step in _TOLD]
    taken = [event.owner_id for event in told if event.step == EventStep.ACCEPT]
    names = parties.names_of(view, taken) if taken else {}
    shown = (_step(event, batch, names, open_weights=open_weights) for event in told)
    return tuple(sorted(shown, key=lambda step: step.day))


def _step(event: Event, batch: Batch, names: Mapping[int, str], *, open_weights: bool) -> Step:
    leaf: dict[str, Any] = json.loads(event.leaf)
    out = [each for each in leaf["subjects"] if each["role"] == Role.OUT]
    # A handover may be of many lots, and is told without what each weighed.
    taken = leaf["step"] == EventStep.ACCEPT
    shown = not taken and (open_weights or [each["code"] for each in out] == [batch.code])
    day = dt.date.fromisoformat(leaf["occurred_on"])
    recorded_on = day_in_vietnam(event.recorded_at)
    return Step(
        day=day,
        step=EventStep(leaf["step"]),
        amount=sum(each["amount"] for each in out) if shown else None,
        unit=out[0]["unit"],
        packages=leaf["facts"].get("packages"),
        net_amount=leaf["facts"].get("net_amount"),
        late=recorded_on > day,
        recorded_on=recorded_on,
        event_id=event.event_id,
        process=_process(leaf["facts"]),
        receiver=names.get(event.owner_id) if taken else None,
    )


def _process(told: dict[str, Any]) -> Words | None:
    """The words of a step of making, as the template had them when it was recorded."""
    template = templates().get(told.get("process", ""))
    step = None if template is None else template.step(told["process_step"])
    return None if step is None else step.words


def notices(view: Reading, batch: Batch) -> tuple[Notice, ...]:
    """Every hold and recall over a batch, the newest first."""
    covering = recall_queries.covering(view.db, [batch.id])[batch.id]
    texts = events.private_values(view.db, "event", [each.event.event_id for each in covering])
    return tuple(
        Notice(
            kind=each.recall.kind,
            reason=each.recall.reason,
            since=day_in_vietnam(each.recall.opened_at),
            text=texts.get((each.event.event_id, "notice"), ""),
            contact=texts.get((each.event.event_id, "contact"), ""),
            lifted_on=None if each.lift is None else day_in_vietnam(each.lift.lifted_at),
        )
        for each in reversed(covering)
    )
