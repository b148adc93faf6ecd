"""What happened to a batch, day by day, and what stands against it: told as the leaves tell it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from traceability.data.processes import templates
from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep, How, Role
from traceability.domain.process import Words
from traceability.services import page_harvests, parties, told_mistakes, told_weights
from traceability.services.page_harvests import Harvests, Picked
from traceability.services.told_mistakes import Retracted
from traceability.store.models import Batch, Event
from traceability.store.queries import corrections, events
from traceability.store.queries import parties as party_queries
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading

#: What is told of each by itself. Harvests are told together; that slips were joined in the books
#: tells a buyer nothing, and of one household's its kilograms.
_TOLD = frozenset({EventStep.PROCESS, EventStep.PACK, EventStep.ACCEPT})


@dataclass(frozen=True)
class Earlier:
    """What a step said before it was corrected on a day; the amount may be withheld.

    ``weighed`` tells that it was a guess, which the scale replaced; else it was a mistake, of the
    kind ``why`` where one was named. Of a packing it is told in the same packs as what stands now:
    ``packages`` of ``net_amount`` in ``net_unit``.
    """

    until: dt.date
    amount: int | None
    weighed: bool = False
    why: str = ""
    packages: int | None = None
    net_amount: int | None = None
    net_unit: str | None = None


@dataclass(frozen=True)
class Step:
    """One dated line of the journey, as its leaf tells it; amounts in ``unit`` or withheld.

    ``process`` names the step of making by the template that it was recorded under; ``receiver``
    is who took the goods over from another cooperative.
    ``late`` tells that it was written down on a later day than it happened, ``recorded_on``.
    ``net_amount`` is in ``net_unit``. ``estimated`` is an amount that waits for the scale;
    ``corrected`` holds what was told before. ``taken`` is what went in, in the same unit, where it
    is not what came out.
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


@dataclass(frozen=True)
class Notice:
    """A hold or recall over the batch, with its words to the buyer; open without ``lifted_on``.

    ``text`` is Vietnamese, ``texts`` what was said in other languages too, by language; ``by`` is
    whose act it was. ``by_office`` tells that an office began or ended it, ``lifted_by``
    who ended it.
    """

    kind: str
    reason: str
    since: dt.date
    text: str
    contact: str
    lifted_on: dt.date | None
    code: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    by_office: bool = False
    lifted_by: str = ""


@dataclass(frozen=True)
class Journey:
    """What happened to a batch: its harvests in one line, and the dated steps after them.

    ``shares`` tells that shares may be told exactly beside the weights that it tells. ``retracted``
    is when and why the making of the batch itself was taken back.
    """

    harvests: Harvests | None
    steps: tuple[Step, ...]
    shares: bool
    retracted: Retracted | None = None


def journey(view: Reading, batch: Batch, ancestors: Mapping[int, Batch]) -> Journey:
    """The journey of a batch, ``ancestors`` and itself; retracted steps are not told."""
    seqs = sorted({each.event_seq for each in ancestors.values()})
    firsts = events.by_seq(view.db, seqs)
    histories = corrections.histories(view.db, [firsts[seq] for seq in seqs])
    stands = [histories[seq] for seq in seqs if histories[seq][-1].how != How.RETRACT]
    pickers = {each.event_seq: each.household_id for each in ancestors.values()}
    picked = [
        _picked(each, pickers[each[0].seq])
        for each in stands
        if firsts[each[0].seq].step == EventStep.HARVEST
    ]
    after = [each for each in stands if each[0].step in _TOLD]
    standing = {each[0].seq for each in stands}
    told = told_weights.opened(view, batch, ancestors.values(), standing)
    return Journey(
        page_harvests.together(sorted(picked, key=lambda each: each.day), is_open=told.harvests),
        _steps(view, batch, after, told.steps),
        told.shares,
        _taken_back(histories[batch.event_seq]),
    )


def _steps(
    view: Reading, batch: Batch, told: Sequence[Sequence[Event]], is_open: Collection[int]
) -> tuple[Step, ...]:
    """The steps after the harvests, by day; ``is_open`` are those whose weight is told.

    What the batch itself was packed as is told always; else a weight only where enough households
    stand behind it, and behind what it differs by from the others that are told.
    """
    taken = [each[0].owner_id for each in told if each[0].step == EventStep.ACCEPT]
    names = parties.names_of(view, taken) if taken else {}
    shown = (_step(each, batch, names, is_open=each[0].seq in is_open) for each in told)
    return tuple(sorted(shown, key=lambda step: step.day))


def _picked(tellings: Sequence[Event], household: int | None) -> Picked:
    """A harvest as it is told today."""
    leaf: dict[str, Any] = json.loads(tellings[-1].leaf)
    day = dt.date.fromisoformat(leaf["occurred_on"])
    recorded_on = day_in_vietnam(tellings[0].recorded_at)
    corrected = _corrected(tellings, shown=False)
    return Picked(
        day=day,
        household=household,
        amount=_out_of(tellings[-1]),
        unit=leaf["subjects"][0]["unit"],
        slip="slip" in json.loads(tellings[0].leaf)["facts"],
        scale="slip" in leaf["facts"] and len(tellings) == 1,
        estimated=bool(leaf["facts"].get("estimated")),
        told=recorded_on if recorded_on > day else None,
        corrected=tuple((each.until, each.weighed, each.why) for each in corrected),
    )


def _step(
    tellings: Sequence[Event], batch: Batch, names: Mapping[int, str], *, is_open: bool
) -> Step:
    """A step as it is told today, with what its earlier tellings said."""
    event = tellings[-1]
    leaf: dict[str, Any] = json.loads(event.leaf)
    out = [each for each in leaf["subjects"] if each["role"] == Role.OUT]
    # A handover may be of many lots, and is told without what each weighed.
    taken = leaf["step"] == EventStep.ACCEPT
    own = leaf["step"] == EventStep.PACK and [each["code"] for each in out] == [batch.code]
    shown = not taken and (is_open or own)
    day = dt.date.fromisoformat(leaf["occurred_on"])
    recorded_on = day_in_vietnam(tellings[0].recorded_at)
    amount = sum(each["amount"] for each in out)
    return Step(
        day=day,
        step=EventStep(leaf["step"]),
        amount=amount if shown else None,
        unit=out[0]["unit"],
        packages=leaf["facts"].get("packages") if shown else None,
        net_amount=leaf["facts"].get("net_amount") if shown else None,
        late=recorded_on > day,
        recorded_on=recorded_on,
        event_id=event.event_id,
        process=_process(leaf["facts"]),
        estimated=not taken and bool(leaf["facts"].get("estimated")),
        corrected=_corrected(tellings, shown=shown),
        net_unit=leaf["facts"].get("net_unit") or out[0]["unit"],
        receiver=names.get(event.owner_id) if taken else None,
        taken=_taken(leaf, out, amount) if is_open and not taken else None,
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
            why=told_mistakes.why(later),
            **(_packs(earlier) if shown else {}),
        )
        for earlier, later in pairwise(tellings)
    )


def _packs(event: Event) -> dict[str, Any]:
    """How many packs of how much a telling of a packing names."""
    facts = json.loads(event.leaf)["facts"]
    return {name: facts.get(name) for name in ("packages", "net_amount", "net_unit")}


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


def retracted(view: Reading, batch: Batch) -> Retracted | None:
    """When and why the making of a batch was taken back; ``None`` where it stands."""
    first = events.by_seq(view.db, [batch.event_seq])[batch.event_seq]
    return _taken_back(corrections.histories(view.db, [first])[first.seq])


def _taken_back(tellings: Sequence[Event]) -> Retracted | None:
    last = tellings[-1]
    return told_mistakes.retracted(last) if last.how == How.RETRACT else None


def notices(view: Reading, batch: Batch) -> tuple[Notice, ...]:
    """Every hold and recall over a batch, the newest first."""
    if not recall_queries.any_over(view.db, batch.id):
        return ()  # as of most goods
    covering = recall_queries.covering(view.db, [batch.id])[batch.id]
    texts = events.private_values(view.db, "event", [each.event.event_id for each in covering])
    ended = _ended_by(view, covering)
    owners = {*ended.values(), *(each.event.owner_id for each in covering)}
    by = parties.names_of(view, sorted(owners))
    official = _by_offices(view, covering, ended)
    return tuple(
        Notice(
            kind=each.recall.kind,
            reason=each.recall.reason,
            since=day_in_vietnam(each.recall.opened_at),
            text=texts.get((each.event.event_id, "notice"), ""),
            contact=texts.get((each.event.event_id, "contact"), ""),
            lifted_on=None if each.lift is None else day_in_vietnam(each.lift.lifted_at),
            code=each.recall.code,
            texts=_translated(texts, each.event.event_id),
            by=by[each.event.owner_id],
            by_office=each.recall.id in official,
            lifted_by=by[ended[each.recall.id]] if each.recall.id in ended else "",
        )
        for each in reversed(covering)
    )


def _ended_by(view: Reading, told: Sequence[recall_queries.Covering]) -> dict[int, int]:
    """Whose act ended a hold or recall, by its key: the keys of the parties."""
    lifts = {each.recall.id: each.lift.event_seq for each in told if each.lift is not None}
    ended = events.by_seq(view.db, list(lifts.values())) if lifts else {}
    return {recall: ended[seq].owner_id for recall, seq in lifts.items()}


def _by_offices(
    view: Reading, told: Sequence[recall_queries.Covering], ended: Mapping[int, int]
) -> frozenset[int]:
    """The keys of the holds and recalls that an office began or ended."""
    owners = {each.recall.id: {each.event.owner_id} for each in told}
    for recall, owner in ended.items():
        owners[recall].add(owner)
    every = sorted({owner for some in owners.values() for owner in some})
    kinds = {key: party.kind for key, party in party_queries.by_ids(view.db, every).items()}
    return frozenset(
        recall for recall, some in owners.items() if "authority" in {kinds[owner] for owner in some}
    )


def _translated(texts: Mapping[tuple[str, str], str], event: str) -> dict[str, str]:
    """What a notice says in other languages than Vietnamese, by language."""
    found = {lang: texts.get((event, f"notice_{lang}"), "") for lang in ("en", "zh")}
    return {lang: text for lang, text in found.items() if text}
