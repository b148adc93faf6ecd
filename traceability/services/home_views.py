"""A cooperative's day: what waits for somebody's hands, and the lots of late."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.access import Actor
from traceability.services import batch_list_views as lists
from traceability.services import home_tasks, season_views
from traceability.services.batch_list_views import BatchLine
from traceability.services.home_tasks import Task
from traceability.services.season_views import Gauge
from traceability.store.unit import Reading

RECENT = 8


@dataclass(frozen=True)
class Day:
    """The first page: tasks with their numbers, the lots of late, seasons near their ceiling."""

    tasks: tuple[Task, ...]
    recent: tuple[BatchLine, ...]
    seasons: tuple[Gauge, ...]

    def task(self, kind: str) -> Task:
        """The task of a kind, empty where nothing waits for it."""
        return next((each for each in self.tasks if each.kind == kind), Task(kind, 0))


def day(view: Reading, actor: Actor) -> Day:
    """What waits in the actor's cooperative."""
    holder = lists.holder_of(view, actor)
    return Day(
        tasks=home_tasks.waiting(view, actor),
        recent=lists.lines(view, holder, None, None, RECENT),
        seasons=season_views.near_ceiling(view, actor),
    )
