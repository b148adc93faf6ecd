"""Why goods wait after farm work, as pages tell it: what was done, when, and the days that lacked.

What was used is private: it is named to those who may read the place's diary, and to nobody else.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from traceability.domain import diary
from traceability.domain.access import Actor
from traceability.domain.diary import FarmWork
from traceability.domain.holds import HoldReason
from traceability.services import diary_looks
from traceability.services.differences import facts
from traceability.store.models import Batch, Event, FarmLog, Recall
from traceability.store.queries import areas, events, recalls, registry
from traceability.store.queries import diary as queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Interval:
    """A line of a diary and the harvest that falls into its wait: ``days`` were still to wait.

    ``product`` is named to who may read the diary, and ``place`` (its short code) leads there;
    ``lot_code`` is the harvest's, once it has one.
    """

    kind: FarmWork
    product: str | None
    done_on: dt.date
    until_on: dt.date | None
    free_on: dt.date
    days: int
    harvested_on: dt.date
    lot_code: str | None = None
    place: str | None = None


Told = Mapping[str, tuple[Interval, ...]]


def of_holds(view: Reading, actor: Actor, holds: Iterable[tuple[Recall, Event]]) -> Told:
    """What each hold for a wait stands on, by the hold's code; nothing for any other."""
    wanted = [each for each in holds if each[0].reason == HoldReason.INSIDE_PHI]
    named = registry.batches_named(view.db, [event.seq for _recall, event in wanted])
    lines = queries.by_events(view.db, {key for _r, event in wanted for key in _because(event)})
    tell = _Telling(view, actor, lines)
    found: dict[str, list[Interval]] = defaultdict(list)
    for recall, event in wanted:
        for batch in named[event.seq]:
            keys = [key for key in _because(event) if key in lines]
            told = (tell.interval(key, batch.made_on, batch.lot_code) for key in keys)
            found[recall.code] += [each for each in told if each is not None]
    return {code: tuple(each) for code, each in found.items()}


def over_batch(view: Reading, actor: Actor, batch: Batch) -> Told:
    """What each open hold over a batch waits for, by the hold's code; only those that wait."""
    covering = recalls.covering(view.db, [batch.id])[batch.id]
    return of_holds(view, actor, [(e.recall, e.event) for e in covering if e.lift is None])


def of_batch(view: Reading, actor: Actor, batch: Batch) -> tuple[Interval, ...]:
    """The same together."""
    told = over_batch(view, actor, batch)
    return tuple(each for intervals in told.values() for each in intervals)


def _because(event: Event) -> list[str]:
    named = facts(event).get("because")
    return [str(each) for each in named] if isinstance(named, list) else []


class _Telling:
    """Lines by the UUID of their event, with the products for whom they are."""

    def __init__(self, view: Reading, actor: Actor, lines: Mapping[str, FarmLog]) -> None:
        self.lines = lines
        self.places = areas.places_by_ids(view.db, list({row.place_id for row in lines.values()}))
        may = {key: diary_looks.may_read(view, actor, place) for key, place in self.places.items()}
        self.open = {key for key, row in lines.items() if may[row.place_id]}
        self.words = events.private_values(view.db, "event", list(self.open))

    def interval(self, key: str, day: dt.date, lot_code: str | None) -> Interval | None:
        """What a line says of a harvest; nothing where the line waits for nothing."""
        row = self.lines[key]
        if row.free_on is None:
            return None
        return Interval(
            kind=FarmWork(row.kind),
            product=self.words.get((key, "product")),
            done_on=row.done_on,
            until_on=row.until_on,
            free_on=row.free_on,
            days=diary.days_left(day, row.free_on),
            harvested_on=day,
            lot_code=lot_code,
            place=self.places[row.place_id].code if key in self.open else None,
        )
