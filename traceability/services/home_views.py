"""A cooperative's day: what waits for somebody's hands, and the lots of late."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.access import Actor
from traceability.services import batch_list_views as lists
from traceability.services import home_tasks, season_views
from traceability.services.batch_list_views import BatchLine
from traceability.services.home_tasks import Task
from traceability.services.season_views import Gauge
from traceability.store.queries import harvest_choices
from traceability.store.unit import Reading

RECENT = 8


@dataclass(frozen=True)
class Day:
    """The first page: tasks with their numbers, the lots of late, seasons near their ceiling.

    ``family`` is that of all crops of the cooperative, where it is one.
    """

    tasks: tuple[Task, ...]
    recent: tuple[BatchLine, ...]
    seasons: tuple[Gauge, ...]
    family: str | None = None

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
        family=_family(view, holder),
    )


def _family(view: Reading, holder_id: int) -> str | None:
    granted = harvest_choices.crops_granted(view.db, holder_id).values()
    found = {crop.family for crops in granted for crop in crops}
    return found.pop() if len(found) == 1 else None
