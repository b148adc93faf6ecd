"""The list of a cooperative's lots: what one decides by, newest first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.access import Action, Actor, Thing, require
from traceability.services import parties
from traceability.store.models import Batch
from traceability.store.queries import lots as queries
from traceability.store.queries.lots import Lot
from traceability.store.unit import Reading

PAGE = 50
STAGES = ("harvest", "packed")


class BatchState(StrEnum):
    """What a lot is today, the gravest first where several hold."""

    RECALLED = "recalled"
    HELD = "held"
    PUBLISHED = "published"
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True)
class BatchLine:
    """One lot: its codes, what it is, its state, what is left of what was made (``unit``), age.

    ``name`` is the product of a packed lot, the crop of a harvest.
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
    found = queries.lots(view.db, holder_id, _stages(stage), state, most, skip)
    return tuple(_line(lot, view.today) for lot in found)


def state_of(view: Reading, batch: Batch) -> BatchState:
    """The state of a lot today."""
    return BatchState(queries.state(view.db, batch.id))


def _stages(stage: str | None) -> tuple[str, ...]:
    return (stage,) if stage in STAGES else STAGES


def _line(lot: Lot, today: dt.date) -> BatchLine:
    batch = lot.batch
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
    )
