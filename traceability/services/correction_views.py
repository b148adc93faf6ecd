"""The entries of a lot as its own people see them: every telling, who wrote it, and why."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from traceability.data.processes import templates
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.corrections import AMENDABLE, RETRACTABLE
from traceability.domain.events import EventStep, How, Role
from traceability.domain.process import Words
from traceability.domain.weigh_slips import Scale
from traceability.services import batches, goods_entries, officers, slip_corrections
from traceability.services.differences import facts
from traceability.services.goods_entries import Entry
from traceability.store.models import Event
from traceability.store.queries import accounts, deliveries, events, products
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import corrections as queries
from traceability.store.unit import Reading

#: A lot's page of entries shows so many, the first it has.
MOST_SHOWN = 100


@dataclass(frozen=True)
class Goods:
    """How much of a lot an entry tells of, in the entry's unit."""

    code: str
    lot_code: str
    amount: int


@dataclass(frozen=True)
class Telling:
    """One telling of an entry: the amounts, when, by whom and why it was told so.

    A retraction tells of no goods. ``packages`` where they were counted; ``scale`` what the weigh
    slip of bought goods said, in ``scale_unit``; ``why`` the kind of mistake, ``reason`` its words.
    """

    recorded_at: dt.datetime
    by: str | None
    how: How | None
    reason: str | None
    taken: tuple[Goods, ...]
    made: tuple[Goods, ...]
    packages: int | None
    estimated: bool
    scale: Scale | None = None
    scale_unit: str | None = None
    why: str = ""


@dataclass(frozen=True)
class AnsweredNote:
    """A delivery note that its receiver has answered: its code and its number of the year."""

    code: str
    number: str


@dataclass(frozen=True)
class EntryShown:
    """An entry: what it was, on which day, and its tellings, the one of today last.

    ``net_amount`` is what each package holds, where that is one amount; ``family`` whose words tell
    of it. ``answered`` is the note of goods that went, where its receiver has answered: it stays.
    """

    event: str
    step: EventStep
    process: Words | None
    day: dt.date
    unit: str
    tellings: tuple[Telling, ...]
    net_amount: int | None
    amendable: bool
    retractable: bool
    family: str = ""
    answered: AnsweredNote | None = None

    @property
    def now(self) -> Telling:
        """How it is told today."""
        return self.tellings[-1]

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return self.now.how is not How.RETRACT


def entries_of(view: Reading, actor: Actor, code: str) -> tuple[EntryShown, ...]:
    """The entries that made a lot or drew from it, in the order that they were first told."""
    batch = batches.known(view, code)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=batch.holder_id))
    firsts = queries.firsts_about(view.db, batch.code, MOST_SHOWN)
    return tuple(_shown(view, actor, first) for first in firsts)


def shown(view: Reading, actor: Actor, event_id: str) -> EntryShown:
    """One entry as it is told today; another's is NotFound."""
    found = goods_entries.entry(view, event_id)
    require(actor, Action.CORRECT_ENTRY, Thing(holder=found.owner.id))
    return _shown(view, actor, found.first)


def resting_on(view: Reading, actor: Actor, event_id: str) -> tuple[EntryShown, ...]:
    """The entries that rest on one, itself first: what falls with it if it is taken back.

    All of them can be taken back together if ``retractable`` holds for each.
    """
    found = {event_id: goods_entries.entry(view, event_id)}
    require(actor, Action.CORRECT_ENTRY, Thing(holder=found[event_id].owner.id))
    fresh: Sequence[Entry] = list(found.values())
    while fresh:
        made = [code for each in fresh for code in each.told.made]
        drawn = {event.event_id for event, _s in queries.moving(view.db, made, Role.IN)}
        fresh = [goods_entries.entry(view, each) for each in sorted(drawn - found.keys())]
        found |= {each.event.event_id: each for each in fresh}
    firsts = sorted((each.first for each in found.values()), key=lambda first: first.seq)
    return tuple(_shown(view, actor, first) for first in firsts)


def with_page(view: Reading, entries: Collection[EntryShown]) -> frozenset[str]:
    """The codes of the lots that entries made and that anybody can open the page of."""
    codes = sorted({goods.code for entry in entries for goods in entry.now.made})
    known = batch_queries.by_codes(view.db, codes)
    published = batch_queries.published(view.db, [lot.id for lot in known.values()])
    return frozenset(code for code, lot in known.items() if lot.id in published)


def _shown(view: Reading, actor: Actor, first: Event) -> EntryShown:
    told = queries.histories(view.db, [first])[first.seq]
    reasons = events.private_values(view.db, "event", [each.event_id for each in told])
    authors = _authors(view, told)
    goods = queries.batches_of(view.db, queries.subject_codes(view.db, first.seq))
    lots = {each.code: each.lot_code for each in goods}
    crop = products.crop(view.db, goods[0].crop_code) if goods else None
    said, answered = facts(first), _answered(view, first)
    return EntryShown(
        event=told[-1].event_id,
        step=EventStep(first.step),
        process=_process(first),
        day=first.occurred_on,
        unit=_unit(first),
        tellings=tuple(
            _telling(each, lots, authors.get(each.actor_id), reasons.get((each.event_id, "reason")))
            for each in told
        ),
        net_amount=said.get("net_amount"),
        amendable=_possible(actor, told, AMENDABLE),
        retractable=answered is None and _possible(actor, told, RETRACTABLE),
        family="" if crop is None else crop.family,
        answered=answered,
    )


def _answered(view: Reading, first: Event) -> AnsweredNote | None:
    if first.step != EventStep.SHIP:
        return None
    note = deliveries.by_event(view.db, first.seq)
    if note is None or not deliveries.answers(view.db, [note.id])[note.id]:
        return None
    return AnsweredNote(note.code, f"{note.number}/{note.year}")


def _possible(actor: Actor, told: Sequence[Event], steps: Collection[EventStep]) -> bool:
    first = told[0]
    known = first.step in steps and told[-1].how != How.RETRACT
    return known and may(actor, Action.CORRECT_ENTRY, Thing(holder=first.owner_id))


def _telling(event: Event, lots: dict[str, str], by: str | None, reason: str | None) -> Telling:
    leaf = json.loads(event.leaf)
    scale, scale_unit = slip_corrections.scale_of(leaf["facts"], _unit(event)) or (None, None)
    moved = [each for each in leaf["subjects"] if each["amount"] is not None]

    def of(role: Role) -> tuple[Goods, ...]:
        return tuple(
            Goods(each["code"], lots[each["code"]], each["amount"])
            for each in moved
            if each["role"] == role
        )

    return Telling(
        recorded_at=event.recorded_at,
        by=by,
        how=None if event.how is None else How(event.how),
        reason=reason,
        taken=of(Role.IN),
        made=of(Role.OUT),
        packages=_counted(leaf["facts"].get("packages")),
        estimated=bool(leaf["facts"].get("estimated")),
        scale=scale,
        scale_unit=scale_unit,
        why=leaf.get("why", ""),
    )


def _counted(said: int | Mapping[str, int] | None) -> int | None:
    """The packages of an entry in all: a delivery counts those of each lot."""
    return sum(said.values()) or None if isinstance(said, Mapping) else said


def _unit(first: Event) -> str:
    subjects = json.loads(first.leaf)["subjects"]
    return next((each["unit"] for each in subjects if each["unit"]), "g")


def _process(first: Event) -> Words | None:
    said = facts(first)
    template = templates().get(said.get("process", ""))
    step = None if template is None else template.step(said["process_step"])
    return None if step is None else step.words


def _authors(view: Reading, told: Sequence[Event]) -> dict[int, str]:
    members = [accounts.member_of_actor(view.db, event.actor_id) for event in told]
    known = [member for member in members if member is not None]
    names = officers.names(view, known)
    return {member.actor_id: names[member.id] for member in known}
