"""A cooperative's day: what waits for somebody's hands, and the lots of late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.access import Actor
from traceability.services import batch_list_views as lists
from traceability.services import reception_views, season_views
from traceability.services.batch_list_views import BatchLine, BatchState
from traceability.services.reception_views import DayLine
from traceability.services.season_views import Gauge
from traceability.store.queries import batches, recalls
from traceability.store.queries import lots as queries
from traceability.store.queries.lots import UnusedLabels
from traceability.store.unit import Reading

RECENT = 8
NAMED = 3


@dataclass(frozen=True)
class Lots:
    """How many lots wait for one thing, and the first of them."""

    total: int
    first: tuple[BatchLine, ...]


@dataclass(frozen=True)
class Held:
    """Lots that stand still, the first of them, and the reasons for those."""

    total: int
    first: tuple[BatchLine, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class WaitingRun:
    """A print run with labels that are linked to nothing yet: how many, the first and last."""

    code: str
    lot_code: str
    count: int
    first: int
    last: int


@dataclass(frozen=True)
class Day:
    """The first page: tasks with their numbers, the lots of late, seasons near their ceiling.

    ``labels`` counts the unused labels of all runs, ``runs`` are the first of those.
    """

    weighing: tuple[DayLine, ...]
    to_pack: Lots
    bought: Lots
    to_publish: Lots
    labels: int
    runs: tuple[WaitingRun, ...]
    held: Held
    recalled: Lots
    recent: tuple[BatchLine, ...]
    seasons: tuple[Gauge, ...]

    @property
    def idle(self) -> bool:
        """Whether nothing waits."""
        waiting = self.to_pack.total + self.bought.total + self.to_publish.total
        lots = waiting + self.held.total + self.recalled.total
        return not lots and not self.labels and not self.weighing


def day(view: Reading, actor: Actor) -> Day:
    """What waits in the actor's cooperative."""
    holder = lists.holder_of(view, actor)
    counted = queries.tallies(view.db, holder)
    waiting = queries.unused_labels(view.db, holder, NAMED)
    return Day(
        weighing=reception_views.open_days(view, actor),
        to_pack=_lots(view, holder, counted, BatchState.OPEN, "harvest"),
        bought=_lots(view, holder, counted, BatchState.OPEN, "received"),
        to_publish=_lots(view, holder, counted, BatchState.OPEN, "packed"),
        labels=queries.unused_count(view.db, holder) if waiting else 0,
        runs=tuple(_run(each) for each in waiting),
        held=_held(view, _lots(view, holder, counted, BatchState.HELD)),
        recalled=_lots(view, holder, counted, BatchState.RECALLED),
        recent=lists.lines(view, holder, None, None, RECENT),
        seasons=season_views.near_ceiling(view, actor),
    )


def _lots(
    view: Reading,
    holder_id: int,
    counted: Mapping[tuple[str, str], int],
    state: BatchState,
    stage: str | None = None,
) -> Lots:
    """The lots of a state; only those that there are, as ``counted``, are looked for."""
    stages = lists.STAGES if stage is None else (stage,)
    total = sum(counted.get((each, state), 0) for each in stages)
    if not total:
        return Lots(0, ())
    return Lots(total, lists.lines(view, holder_id, stage, state, NAMED))


def _held(view: Reading, lots: Lots) -> Held:
    rows = [batches.by_code(view.db, line.code) for line in lots.first]
    covering = recalls.open_over(view.db, [row.id for row in rows if row is not None])
    reasons = dict.fromkeys(each.reason for each in covering)
    return Held(lots.total, lots.first, tuple(reasons))


def _run(waiting: UnusedLabels) -> WaitingRun:
    return WaitingRun(
        code=waiting.run.code,
        lot_code=waiting.lot_code or "",
        count=waiting.count,
        first=waiting.first + 1,
        last=waiting.last + 1,
    )
