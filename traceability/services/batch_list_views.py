"""The list of a cooperative's lots: what one decides by, newest first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from traceability.domain.access import Action, Actor, Thing, require
from traceability.services import goods_names, parties
from traceability.store.models import AreaCode, Batch
from traceability.store.queries import areas, products
from traceability.store.queries import lots as queries
from traceability.store.queries.lots import Lot
from traceability.store.unit import Reading

PAGE = 50
STAGES = ("harvest", "received", "processed", "packed")


class BatchState(StrEnum):
    """What a lot is today, the gravest first where several hold."""

    RETRACTED = "retracted"
    RECALLED = "recalled"
    HELD = "held"
    PUBLISHED = "published"
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True)
class BatchLine:
    """One lot: its codes, what it is, its state, what is left of what was made (``unit``), age.

    ``name`` is the product of a packed lot, the crop of a harvest. A harvest under another's code
    names it as ``lent_code`` and its holder as ``lender``; ``outside`` says that it is under none.
    """

    code: str
    lot_code: str
    stage: str
    name: str
    state: BatchState
    made: int
    on_hand: int
    unit: str
    made_on: dt.date
    age_days: int
    lent_code: str | None = None
    lender: str | None = None
    outside: bool = False
    family: str = ""


@dataclass(frozen=True)
class BatchList:
    """A page of lots, how many there are of each state, and the page after (or none).

    ``tallies`` counts all lots of the stage, whatever state was asked for.
    """

    lines: tuple[BatchLine, ...]
    total: int
    tallies: dict[BatchState, int]
    next_page: int | None


def listed(
    view: Reading, actor: Actor, stage: str | None, state: str | None, page: int = 1
) -> BatchList:
    """The lots of the actor's cooperative of one stage and state (or any), a page at a time."""
    holder = holder_of(view, actor)
    counted = tallies(view, holder, stage)
    total = counted.get(BatchState(state), 0) if state else sum(counted.values())
    return BatchList(
        lines=lines(view, holder, stage, state, PAGE, (page - 1) * PAGE),
        total=total,
        tallies=counted,
        next_page=page + 1 if total > page * PAGE else None,
    )


def holder_of(view: Reading, actor: Actor) -> int:
    """The cooperative whose lots the actor may see in lists."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=holder.id))
    return holder.id


def tallies(view: Reading, holder_id: int, stage: str | None) -> dict[BatchState, int]:
    """How many lots of a stage (or any) are in each state that occurs."""
    found: Counter[BatchState] = Counter()
    for (each, state), count in queries.tallies(view.db, holder_id).items():
        if each in _stages(stage):
            found[BatchState(state)] += count
    return dict(found)


def lines(
    view: Reading, holder_id: int, stage: str | None, state: str | None, most: int, skip: int = 0
) -> tuple[BatchLine, ...]:
    """A portion of a cooperative's lots, newest first."""
    listed = queries.lots(view.db, holder_id, _stages(stage), state, most, skip)
    found = goods_names.in_lots(view, listed)
    under = [lot.batch.area_code_id for lot in found if lot.batch.area_code_id is not None]
    codes = areas.codes_by_ids(view.db, under)
    lent = {key: area for key, area in codes.items() if area.holder_id != holder_id}
    names = parties.names_of(view, [area.holder_id for area in lent.values()])
    families = {crop.code: crop.family for crop in products.crops(view.db)}
    shown = (_line(lot, view.today, lent, names) for lot in found)
    return tuple(
        replace(line, family=families.get(lot.batch.crop_code, ""))
        for line, lot in zip(shown, found, strict=True)
    )


def state_of(view: Reading, batch: Batch) -> BatchState:
    """The state of a lot today."""
    return BatchState(queries.state(view.db, batch.id))


def _stages(stage: str | None) -> tuple[str, ...]:
    return (stage,) if stage in STAGES else STAGES


def _line(
    lot: Lot, today: dt.date, lent: Mapping[int, AreaCode], names: Mapping[int, str]
) -> BatchLine:
    batch = lot.batch
    area = lent.get(batch.area_code_id or 0)
    return BatchLine(
        code=batch.code,
        lot_code=batch.lot_code,
        stage=batch.stage,
        name=lot.name,
        state=BatchState(lot.state),
        made=lot.stock.made,
        on_hand=lot.stock.on_hand,
        unit=batch.unit,
        made_on=batch.made_on,
        age_days=(today - batch.made_on).days,
        lent_code=None if area is None else area.raw,
        lender=None if area is None else names[area.holder_id],
        outside=batch.stage == "harvest" and batch.area_code_id is None,
    )
