"""Processing runs: batches go in, new ones come out, and mass is conserved.

A step of the family's template makes another material; a split and a merge change only what lies
together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from traceability.data.processes import template_of
from traceability.domain import balance, process, shares
from traceability.domain.accepting import Accepted
from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Invalid, NotFound, RuleBroken, Together
from traceability.domain.events import Action as EventAction
from traceability.domain.events import Disposition, EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.process import FRESH, Loss, Material, Step, Template, Words
from traceability.domain.quantity import Quantity
from traceability.services import (
    batches,
    buildings,
    densities,
    late_entries,
    parties,
    raw_materials,
    recalls,
    recording,
    warned_ceilings,
)
from traceability.services.batches import Draw
from traceability.services.densities import Density
from traceability.services.raw_materials import Usual
from traceability.store.models import Batch, BatchStock, Crop, Event, Party, Place
from traceability.store.queries import products
from traceability.store.unit import Work

#: The two steps that every family has beside those of its template.
SPLIT, MERGE = "split", "merge"
#: An event names at most 200 things; so many leave room for the place that it happened at.
MOST_TAKEN, MOST_MADE = 160, 30


@dataclass(frozen=True)
class Take:
    """What goes in: how much of a batch, all that is on hand of it if ``quantity`` is ``None``."""

    batch: str
    quantity: Quantity | None = None


@dataclass(frozen=True)
class Make:
    """What comes out: a new batch, of a grade if it is graded, with a lot code if it has one.

    ``quantity`` may be ``None`` where it cannot differ: what one batch of a merge or split weighs.
    """

    quantity: Quantity | None = None
    grade: str | None = None
    lot_code: str | None = None


@dataclass(frozen=True)
class RunRequest:
    """A step of the family's template, or a split or merge: what goes in, what comes out, when.

    ``loss`` names what the difference was (the step's usual one if ``None``), ``measures`` holds
    what was measured by code, ``building`` where it happened. ``late_reason``, ``device_at`` and
    ``accepts`` (where much is made of the harvest) as for a harvest.
    """

    step: str
    takes: tuple[Take, ...]
    makes: tuple[Make, ...]
    run_on: dt.date
    building: str | None = None
    loss: Loss | None = None
    measures: Mapping[str, Decimal] = field(default_factory=dict)
    late_reason: str | None = None
    device_at: dt.datetime | None = None
    accepts: Accepted | None = None


@dataclass(frozen=True)
class Made:
    """A new batch: its short code and its lot code, and how much was made (g or ml)."""

    code: str
    lot_code: str
    amount: int


@dataclass(frozen=True)
class Done:
    """The new batches in the order asked, and what was lost (g or ml).

    ``unusual``: less or more came out than the step usually gives, or more than the harvest behind
    it does (``much`` says what that gives); it is stored with a warning.
    """

    made: tuple[Made, ...]
    lost: int
    unusual: bool = False
    much: Usual | None = None


@dataclass(frozen=True)
class _Goods:
    """What goes in, as rows: all of one holder, crop and material, their stock locked.

    ``density`` is that of all of it together, where it is kept by volume.
    """

    holder: Party
    crop: Crop
    material: str
    draws: Sequence[Draw]
    stocks: Mapping[int, BatchStock]
    density: Density | None

    @property
    def taken(self) -> int:
        """How much goes in (g or ml)."""
        return sum(draw.amount for draw in self.draws)

    @property
    def guessed(self) -> bool:
        """Whether any of it waits for the scale."""
        return any(stock.estimated for stock in self.stocks.values())


@dataclass(frozen=True)
class _Plan:
    """A run that was judged: what comes out, and what the record says of it."""

    step: EventStep
    material: str
    amounts: Sequence[int]
    lost: int
    place: Place | None
    facts: Mapping[str, object]
    private: Mapping[str, str]
    much: Usual | None = None


def register(work: Work, asked: RunRequest) -> Done:
    """Record a run. What comes out is never more than what goes in, and nobody overrides that.

    Refused as a packing is where there is less on hand; with ``step_not_for_material`` where the
    step does not take what the goods are; with ``more_out_than_in`` where more came out, or more
    finished goods than the harvest behind them can give.
    """
    work.share_judgement()
    goods = _goods(work, asked)
    plan = _plan(work, asked, goods)
    wanted = [make.lot_code for make in asked.makes]
    lots = batches.lot_codes(work, goods.holder.id, goods.crop, asked.run_on, wanted)
    codes = recording.issue_codes(work, "batch", len(asked.makes))
    what = _occurrence(asked, goods, plan, list(zip(codes, lots, strict=True)))
    event = recording.record(work, goods.holder.id, goods.holder.code, what)
    _store(work, asked, goods, plan, event, list(zip(codes, lots, strict=True)))
    made = (Made(*each) for each in zip(codes, lots, plan.amounts, strict=True))
    return Done(tuple(made), plan.lost, "warned" in plan.facts, plan.much)


# --- what goes in --------------------------------------------------------------------------------


def _goods(work: Work, asked: RunRequest) -> _Goods:
    found = [batches.known(work, take.batch) for take in asked.takes]
    if not 1 <= len(found) <= MOST_TAKEN:
        raise Invalid("too_many_batches", "takes", most=MOST_TAKEN)
    if len({batch.id for batch in found}) != len(found):
        raise Invalid("batch_named_twice", "takes")
    for batch in found:
        require(work.actor, Action.RECORD_RUN, recalls.thing(work, batch))
        recalls.refuse_recalled(work, batch)
    crop, material = _alike(work, found)
    stocks = work.lock_stock([batch.id for batch in found])
    draws = [
        Draw(batch, densities.taken(work, take.quantity, batch, stocks[batch.id], "takes"))
        for take, batch in zip(asked.takes, found, strict=True)
    ]
    mix = [(draw.parent, draw.amount) for draw in draws]
    density = densities.of_mix(work, mix) if crop.unit == "ml" else None
    holder = parties.known(work, found[0].holder_id)
    return _Goods(holder, crop, material, draws, stocks, density)


def _alike(work: Work, found: Sequence[Batch]) -> tuple[Crop, str]:
    """The one crop and material of what goes in together."""
    if len({batch.holder_id for batch in found}) > 1:
        raise Invalid("batches_of_several_holders", "takes")
    if any(batch.stage == "packed" for batch in found):
        raise RuleBroken("already_packed", "takes", lot=found[0].lot_code)
    crops, materials = {each.crop_code for each in found}, {material_of(each) for each in found}
    if len(crops) > 1 or len(materials) > 1:
        facts = {"crops": sorted(crops), "materials": sorted(materials)}
        raise RuleBroken("batches_not_alike", "takes", **facts)
    crop = products.crop(work.db, crops.pop())
    if crop is None:
        raise NotFound
    return crop, materials.pop()


def goods_of(batch: Batch, crop: Crop) -> tuple[Words, Words | None]:
    """What a lot that a run made is, and its grade if it was graded, by the newest template."""
    material = template_of(crop.family).material(material_of(batch))
    grades = {each.code: each.words for each in material.grades}
    return material.words, grades.get(batch.grade or "")


def material_of(batch: Batch) -> str:
    """What a batch that is not packed is made of, in the words of its family's template."""
    return batch.material or FRESH


# --- what comes out ------------------------------------------------------------------------------


def _plan(work: Work, asked: RunRequest, goods: _Goods) -> _Plan:
    told, private, place = Together(), dict[str, str](), None
    with told.check():
        private = _check_days(work, asked, goods)
    if not 1 <= len(asked.makes) <= MOST_MADE:
        raise Invalid("too_many_batches", "makes", most=MOST_MADE)
    with told.check():
        place = buildings.named(work, goods.holder, asked.building, "building")
    with told.last():
        if asked.step in (SPLIT, MERGE):
            return _rearranged(asked, goods, place, private)
        return _made(work, asked, goods, place, private)


def _check_days(work: Work, asked: RunRequest, goods: _Goods) -> dict[str, str]:
    if asked.run_on > work.today:
        raise Invalid("day_in_future", "run_on", day=asked.run_on, today=work.today)
    newest = max(draw.parent.made_on for draw in goods.draws)
    if asked.run_on < newest:
        raise Invalid("made_before_its_goods", "run_on", made_on=newest)
    thing = Thing(holder=goods.holder.id)
    return late_entries.private(work, thing, asked.run_on, asked.late_reason, at="run_on")


def _rearranged(
    asked: RunRequest, goods: _Goods, place: Place | None, private: Mapping[str, str]
) -> _Plan:
    """A split or merge: nothing is made, so nothing may be gained or lost."""
    if asked.step == SPLIT and len(goods.draws) != 1:
        raise Invalid("not_a_split", "takes")
    if asked.step == MERGE and (len(goods.draws) < 2 or len(asked.makes) != 1):
        raise Invalid("not_a_merge", "takes")
    amounts = _amounts(asked, goods, whole=True)
    if sum(amounts) != goods.taken:
        facts = {"taken": goods.taken, "out": sum(amounts), "unit": goods.crop.unit}
        raise RuleBroken("split_not_whole", "makes", **facts)
    step = EventStep.SPLIT if asked.step == SPLIT else EventStep.MERGE
    facts = {} if goods.density is None else goods.density.facts
    return _Plan(step, goods.material, amounts, 0, place, facts, private)


def _made(
    work: Work, asked: RunRequest, goods: _Goods, place: Place | None, private: Mapping[str, str]
) -> _Plan:
    template = template_of(goods.crop.family)
    step = template.step(asked.step)
    if step is None:
        raise Invalid("step_unknown", "step", step=asked.step)
    process.check_taken(step, [goods.material])
    made = template.material(step.gives[0])
    for make in asked.makes:
        made.check_grade(make.grade)
    amounts = _amounts(asked, goods, whole=False)
    highest = goods.taken
    if made.finished:
        crop, day = goods.crop.code, asked.run_on
        highest = min(highest, raw_materials.most_finished(work, goods.draws, crop, day))
    unit = goods.crop.unit
    lost = balance.check_out(goods.taken, sum(amounts), highest, unit=unit, at="makes")
    much = _much(work, asked, goods, made, sum(amounts))
    warned = warned_ceilings.of_making(much, sum(amounts), asked.accepts, unit)
    return _Plan(
        step=EventStep.PROCESS,
        material=made.code,
        amounts=amounts,
        lost=lost,
        place=place,
        facts={**_told(template, step, asked, goods, lost, much), **warned.facts},
        private={**private, **warned.private},
        much=much,
    )


def _much(
    work: Work, asked: RunRequest, goods: _Goods, made: Material, amount: int
) -> Usual | None:
    """What is usual where more was finished of a harvest than that; None where it was not."""
    fresh = not template_of(goods.crop.family).material(goods.material).finished
    if not (made.finished and fresh):
        return None
    usual = raw_materials.usual_finished(work, goods.draws, goods.crop.code, asked.run_on)
    return usual if usual is not None and usual.is_much(amount) else None


def _amounts(asked: RunRequest, goods: _Goods, *, whole: bool) -> list[int]:
    found = []
    for make in asked.makes:
        if make.quantity is None:
            if not whole or len(asked.makes) > 1:
                raise Invalid("required", "makes")
            return [goods.taken]
        found.append(densities.in_unit(make.quantity, goods.crop, goods.density, "makes"))
    if any(draw.amount < len(found) for draw in goods.draws):
        raise Invalid("too_little_to_share", "takes", least=len(found), unit=goods.crop.unit)
    return found


def _told(
    template: Template,
    step: Step,
    asked: RunRequest,
    goods: _Goods,
    lost: int,
    much: Usual | None,
) -> dict[str, object]:
    """What the leaf says of the making itself."""
    loss = asked.loss or step.losses[0]
    unusual = much is not None or step.is_unusual(goods.taken, goods.taken - lost)
    measured = process.check_measures(step, asked.measures)
    return {
        "process": template.name,
        "process_step": step.code,
        "losses": {str(loss): lost} if lost else {},
        **({"measures": measured} if measured else {}),
        **({} if goods.density is None else goods.density.facts),
        **({"warned": ["unusual_ratio"]} if unusual else {}),
    }


# --- what is written -----------------------------------------------------------------------------


def _guessed(goods: _Goods, plan: _Plan) -> bool:
    """Whether what comes out waits for the scale: a step of making has a scale of its own.

    What is split or merged is what went in, told by other parts.
    """
    return goods.guessed and plan.step in (EventStep.SPLIT, EventStep.MERGE)


def _occurrence(
    asked: RunRequest, goods: _Goods, plan: _Plan, named: Sequence[tuple[str, str]]
) -> Occurrence:
    unit = goods.crop.unit
    into = [Subject(Role.IN, draw.parent.code, draw.amount, unit) for draw in goods.draws]
    out = [
        Subject(Role.OUT, code, amount, unit)
        for (code, _lot_code), amount in zip(named, plan.amounts, strict=True)
    ]
    return Occurrence(
        kind=Kind.TRANSFORMATION,
        action=EventAction.ADD,
        step=plan.step,
        disposition=Disposition.IN_PROGRESS,
        subjects=(*into, *out),
        occurred_on=asked.run_on,
        place=None if plan.place is None else plan.place.code,
        facts={
            **plan.facts,
            **({"estimated": True} if _guessed(goods, plan) else {}),
            "material": plan.material,
            "lots": dict(named),
            "grades": {
                code: make.grade
                for (code, _lot_code), make in zip(named, asked.makes, strict=True)
                if make.grade is not None
            },
        },
        private=plan.private,
        device_at=asked.device_at,
    )


def _store(
    work: Work,
    asked: RunRequest,
    goods: _Goods,
    plan: _Plan,
    event: Event,
    named: Sequence[tuple[str, str]],
) -> None:
    for draw in goods.draws:
        batches.draw(goods.stocks[draw.parent.id], draw.amount)
    made = dict(zip((code for code, _lot_code in named), plan.amounts, strict=True))
    flows = shares.flows({draw.parent.code: draw.amount for draw in goods.draws}, made)
    origins = batches.shares_of_each(work, [draw.parent.id for draw in goods.draws])
    for (code, lot), make in zip(named, asked.makes, strict=True):
        batch = batches.header(
            event,
            code=code,
            holder_id=goods.holder.id,
            stage="processed",
            crop_code=goods.crop.code,
            unit=goods.crop.unit,
            lot_code=lot,
            made_on=asked.run_on,
            material=plan.material,
            grade=make.grade,
        )
        parts = [Draw(draw.parent, flows[draw.parent.code, code]) for draw in goods.draws]
        batches.add(work, batch, made[code], parts, estimated=_guessed(goods, plan))
        mixed = shares.mixed([(part.amount, origins[part.parent.id]) for part in parts])
        batches.add_origin(work, batch, mixed)
