"""What happened to a batch, day by day, and what stands against it: told as the leaves tell it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from traceability.data.processes import templates
from traceability.domain.access import Action
from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep, How, Role
from traceability.domain.process import Words
from traceability.domain.sights import Behind, open_to_all
from traceability.services import parties
from traceability.store.models import Batch, Event
from traceability.store.queries import corrections, events
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading

_TOLD = frozenset(
    {
        *(EventStep.HARVEST, EventStep.RECEIVE, EventStep.PROCESS),
        *(EventStep.PACK, EventStep.ACCEPT),
    }
)


@dataclass(frozen=True)
class Earlier:
    """What a step said before it was corrected on a day; the amount may be withheld.

    ``weighed`` tells that it was a guess, which the scale replaced; else it was a mistake.
    """

    until: dt.date
    amount: int | None
    weighed: bool = False


@dataclass(frozen=True)
class Step:
    """One dated line of the journey, as its leaf tells it; amounts in ``unit`` or withheld.

    ``process`` names the step of making by the template that it was recorded under; ``receiver``
    is who took the goods over from another cooperative.
    ``late`` tells that it was written down on a later day than it happened, ``recorded_on``.
    ``net_amount`` is in ``net_unit``. ``estimated`` is an amount that waits for the scale;
    ``corrected`` holds what was told before. ``taken`` is what went in, in the same unit, where it
    is not what came out; ``scale`` tells that the amount was read off one, on a weigh slip.
    ``slip`` tells that there is one, corrected or not; ``household`` is an internal key to count
    by, and is never told.
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
    estimated: bool = False
    corrected: tuple[Earlier, ...] = ()
    net_unit: str | None = None
    receiver: str | None = None
    taken: int | None = None
    scale: bool = False
    slip: bool = False
    household: int | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Notice:
    """A hold or recall over the batch, with its words to the buyer; open without ``lifted_on``."""

    kind: str
    reason: str
    since: dt.date
    text: str
    contact: str
    lifted_on: dt.date | None
    code: str = ""


def steps(view: Reading, batch: Batch, ancestors: dict[int, Batch]) -> tuple[Step, ...]:
    """The dated steps of a batch and its ancestors, by day.

    Amounts of steps before the batch itself are told only where enough households stand behind it.
    """
    households = {each.household_id for each in ancestors.values() if each.household_id}
    open_weights = open_to_all(Action.SEE_STEP_KG, Behind(len(households)))
    seqs = sorted({each.event_seq for each in ancestors.values()})
    firsts = events.by_seq(view.db, seqs)
    histories = corrections.histories(view.db, [firsts[seq] for seq in seqs])
    told = [
        histories[seq]
        for seq in seqs
        if firsts[seq].step in _TOLD and histories[seq][-1].how != How.RETRACT
    ]
    taken = [each[0].owner_id for each in told if each[0].step == EventStep.ACCEPT]
    names = parties.names_of(view, taken) if taken else {}
    pickers = {each.event_seq: each.household_id for each in ancestors.values()}
    shown = (
        replace(
            _step(each, batch, names, open_weights=open_weights), household=pickers[each[0].seq]
        )
        for each in told
    )
    return tuple(sorted(shown, key=lambda step: step.day))


def _step(
    tellings: Sequence[Event], batch: Batch, names: Mapping[int, str], *, open_weights: bool
) -> Step:
    """A step as it is told today, with what its earlier tellings said."""
    event = tellings[-1]
    leaf: dict[str, Any] = json.loads(event.leaf)
    out = [each for each in leaf["subjects"] if each["role"] == Role.OUT]
    # A handover may be of many lots, and is told without what each weighed.
    taken = leaf["step"] == EventStep.ACCEPT
    shown = not taken and (open_weights or [each["code"] for each in out] == [batch.code])
    day = dt.date.fromisoformat(leaf["occurred_on"])
    recorded_on = day_in_vietnam(tellings[0].recorded_at)
    amount = sum(each["amount"] for each in out)
    return Step(
        day=day,
        step=EventStep(leaf["step"]),
        amount=amount if shown else None,
        unit=out[0]["unit"],
        packages=leaf["facts"].get("packages"),
        net_amount=leaf["facts"].get("net_amount"),
        late=recorded_on > day,
        recorded_on=recorded_on,
        event_id=event.event_id,
        process=_process(leaf["facts"]),
        estimated=not taken and bool(leaf["facts"].get("estimated")),
        corrected=_corrected(tellings, shown=shown),
        net_unit=leaf["facts"].get("net_unit") or out[0]["unit"],
        receiver=names.get(event.owner_id) if taken else None,
        taken=_taken(leaf, out, amount) if open_weights and not taken else None,
        scale="slip" in leaf["facts"] and len(tellings) == 1,
        slip="slip" in json.loads(tellings[0].leaf)["facts"],
    )


def _taken(leaf: dict[str, Any], out: Sequence[Mapping[str, Any]], amount: int) -> int | None:
    """What went into a step, where it can be set beside what came out and is another amount."""
    into = [each for each in leaf["subjects"] if each["role"] == Role.IN]
    units = {each["unit"] for each in (*into, *out)}
    total = sum(each["amount"] for each in into)
    return total if into and len(units) == 1 and total != amount else None


def _corrected(tellings: Sequence[Event], *, shown: bool) -> tuple[Earlier, ...]:
    """What was told before, each until the day that the next put it right."""
    return tuple(
        Earlier(
            until=day_in_vietnam(later.recorded_at),
            amount=_out_of(earlier) if shown else None,
            weighed=_is_guess(earlier) and not _is_guess(later),
        )
        for earlier, later in pairwise(tellings)
    )


def _is_guess(event: Event) -> bool:
    return bool(json.loads(event.leaf)["facts"].get("estimated"))


def _out_of(event: Event) -> int:
    leaf = json.loads(event.leaf)
    return sum(each["amount"] for each in leaf["subjects"] if each["role"] == Role.OUT)


def _process(told: dict[str, Any]) -> Words | None:
    """The words of a step of making, as the template had them when it was recorded."""
    template = templates().get(told.get("process", ""))
    step = None if template is None else template.step(told["process_step"])
    return None if step is None else step.words


def retracted_on(view: Reading, batch: Batch) -> dt.date | None:
    """The day on which the making of a batch was taken back; ``None`` where it stands."""
    first = events.by_seq(view.db, [batch.event_seq])[batch.event_seq]
    last = corrections.histories(view.db, [first])[first.seq][-1]
    return day_in_vietnam(last.recorded_at) if last.how == How.RETRACT else None


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
            code=each.recall.code,
        )
        for each in reversed(covering)
    )
