"""What happened to a lot and what stands against it, read off lazily loading objects."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from benchmarks.harness.lookup_same_people import name_of
from traceability.data.processes import templates
from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep, How, Role
from traceability.domain.process import Words
from traceability.services import page_harvests
from traceability.services.page_harvests import Picked
from traceability.services.page_journey import Earlier, Journey, Notice, Step
from traceability.services.told_mistakes import Retracted
from traceability.services.told_weights import Opened

TOLD = (EventStep.PROCESS, EventStep.PACK, EventStep.ACCEPT)


def behind(batch: Any) -> dict[int, Any]:
    """The lot and everything that it was made of, by key, the older first."""
    found = {batch.id: batch}
    for edge in batch.into:
        found |= behind(edge.parent)
    return dict(sorted(found.items()))


def tellings(event: Any) -> Iterator[Any]:
    """An event, and every correction of it."""
    while event is not None:
        yield event
        event = event.correction


def journey(batch: Any, lots: Mapping[int, Any]) -> Journey:
    """Its harvests in one line, and the steps after them; what was taken back is not told."""
    standing = {}
    for lot in lots.values():
        told = list(tellings(lot.event))
        if told[-1].how != How.RETRACT:
            standing[lot.event_seq] = lot, told
    picked = [
        _picked(told, lot.household_id)
        for lot, told in standing.values()
        if lot.event.step == EventStep.HARVEST
    ]
    opened = _opened(batch, lots, standing)
    after = [told for lot, told in standing.values() if lot.event.step in TOLD]
    steps = [_step(each, batch, is_open=each[0].seq in opened.steps) for each in after]
    *_earlier, last = tellings(batch.event)
    return Journey(
        page_harvests.together(sorted(picked, key=lambda e: e.day), is_open=opened.harvests),
        tuple(sorted(steps, key=lambda step: step.day)),
        opened.shares,
        _retracted(last) if last.how == How.RETRACT else None,
    )


def notices(batch: Any) -> tuple[Notice, ...]:
    """Every hold and recall over a lot, the newest first."""
    return tuple(_notice(each.recall) for each in reversed(batch.notices))


def _opened(batch: Any, lots: Mapping[int, Any], standing: Mapping[int, Any]) -> Opened:
    """Which weights are told: none where a harvest was taken back since."""
    told = batch.told
    harvests = [lot for lot in lots.values() if lot.stage == "harvest"]
    if told is None or any(lot.event_seq not in standing for lot in harvests):
        return Opened()
    return Opened(told.harvests, frozenset(json.loads(told.steps)), told.shares)


def _retracted(event: Any) -> Retracted:
    return Retracted(day_in_vietnam(event.recorded_at), event.said.get("why", ""))


def _picked(told: list[Any], household: int | None) -> Picked:
    first, last = told[0], told[-1]
    day = dt.date.fromisoformat(last.said["occurred_on"])
    recorded_on = day_in_vietnam(first.recorded_at)
    corrected = _corrected(told, shown=False)
    return Picked(
        day=day,
        household=household,
        amount=_total(last, Role.OUT),
        unit=last.said["subjects"][0]["unit"],
        slip="slip" in first.facts,
        scale="slip" in last.facts and len(told) == 1,
        estimated=bool(last.facts.get("estimated")),
        told=recorded_on if recorded_on > day else None,
        corrected=tuple((each.until, each.weighed, each.why) for each in corrected),
    )


def _step(told: list[Any], batch: Any, *, is_open: bool) -> Step:
    event = told[-1]
    facts = event.facts
    out = _subjects(event, Role.OUT)
    taken_over = event.said["step"] == EventStep.ACCEPT
    own = event.said["step"] == EventStep.PACK and [each["code"] for each in out] == [batch.code]
    shown = not taken_over and (is_open or own)
    day = dt.date.fromisoformat(event.said["occurred_on"])
    recorded_on = day_in_vietnam(told[0].recorded_at)
    return Step(
        day=day,
        step=EventStep(event.said["step"]),
        amount=_total(event, Role.OUT) if shown else None,
        unit=out[0]["unit"],
        packages=facts.get("packages") if shown else None,
        net_amount=facts.get("net_amount") if shown else None,
        late=recorded_on > day,
        recorded_on=recorded_on,
        event_id=event.event_id,
        process=_process(facts),
        estimated=not taken_over and bool(facts.get("estimated")),
        corrected=_corrected(told, shown=shown),
        net_unit=facts.get("net_unit") or out[0]["unit"],
        receiver=name_of(event.owner) if taken_over else None,
        taken=_taken(event) if is_open and not taken_over else None,
    )


def _subjects(event: Any, role: Role) -> list[dict[str, Any]]:
    return [each for each in event.said["subjects"] if each["role"] == role]


def _total(event: Any, role: Role) -> int:
    return sum(each["amount"] for each in _subjects(event, role))


def _taken(event: Any) -> int | None:
    """What went into a step, where it is another amount than came out, in the same unit."""
    into, out = _subjects(event, Role.IN), _subjects(event, Role.OUT)
    units = {each["unit"] for each in (*into, *out)}
    total = _total(event, Role.IN)
    return total if into and len(units) == 1 and total != _total(event, Role.OUT) else None


def _process(facts: Mapping[str, Any]) -> Words | None:
    template = templates().get(facts.get("process", ""))
    step = None if template is None else template.step(facts["process_step"])
    return None if step is None else step.words


def _corrected(told: list[Any], *, shown: bool) -> tuple[Earlier, ...]:
    return tuple(_earlier(one, other, shown=shown) for one, other in pairwise(told))


def _earlier(event: Any, later: Any, *, shown: bool) -> Earlier:
    facts = event.facts
    return Earlier(
        until=day_in_vietnam(later.recorded_at),
        amount=_total(event, Role.OUT) if shown else None,
        weighed=bool(facts.get("estimated")) and not later.facts.get("estimated"),
        why=later.said.get("why", ""),
        packages=facts.get("packages") if shown else None,
        net_amount=facts.get("net_amount") if shown else None,
        net_unit=facts.get("net_unit") if shown else None,
    )


def _notice(recall: Any) -> Notice:
    texts = {value.field: value.value for value in recall.event.values}
    lift = recall.lifts[0] if recall.lifts else None
    owners = [recall.event.owner, *([] if lift is None else [lift.event.owner])]
    said = {lang: texts.get(f"notice_{lang}", "") for lang in ("en", "zh")}
    return Notice(
        kind=recall.kind,
        reason=recall.reason,
        since=day_in_vietnam(recall.opened_at),
        text=texts.get("notice", ""),
        contact=texts.get("contact", ""),
        lifted_on=None if lift is None else day_in_vietnam(lift.lifted_at),
        code=recall.code,
        texts={lang: text for lang, text in said.items() if text},
        by=name_of(recall.event.owner),
        by_office=any(owner.kind == "authority" for owner in owners),
        lifted_by="" if lift is None else name_of(lift.event.owner),
    )
