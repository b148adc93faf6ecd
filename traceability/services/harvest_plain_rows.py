"""Which rows of a harvest book are plain: nothing about them has to be judged but their season."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from traceability.domain.access import Action, Thing, may
from traceability.domain.days import is_late
from traceability.domain.errors import Refusal
from traceability.domain.growing_area import Step
from traceability.domain.holds import HarvestUnderCode, judge_harvest
from traceability.domain.season import Window
from traceability.services import (
    area_codes,
    harvest_claims,
    households,
    overlaps,
    phi,
    seasons,
)
from traceability.services.harvest_book_rows import Entry
from traceability.services.harvests import HarvestRequest
from traceability.store.models import (
    AreaCode,
    Crop,
    Party,
    Place,
)
from traceability.store.queries import areas, products
from traceability.store.queries import harvest_books as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Work

_WORDS = tuple[str | None, str | None, str | None]
_DAY = dt.timedelta(days=1)


@dataclass
class Ground:
    """A place under an own code for one crop, and what was found out about it once."""

    holder: Party
    area: AreaCode
    place: Place
    crop: Crop
    granted: list[str]
    steps: list[Step]
    waits: bool
    spans: list[tuple[dt.date, dt.date | None]]
    days: dict[dt.date, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class PlainRow:
    """A plain row: where its harvest comes from and the season that it counts in."""

    entry: Entry
    ground: Ground
    household: Party | None
    season: Window
    private: Mapping[str, str]


class Sorter:
    """Tells which rows are plain, asking about each ground, household and day once."""

    def __init__(self, work: Work, entries: Sequence[Entry]) -> None:
        """Days are asked about within the span of the entries."""
        self._work = work
        days = [entry.asked.harvested_on for entry in entries]
        self._span = (min(days), max(days)) if days else (work.today, work.today)
        self._grounds: dict[_WORDS, Ground | None] = {}
        self._households: dict[str, Party | None] = {}
        self._windows: dict[tuple[str, dt.date], Window] = {}
        self._late: dict[int, bool] = {}

    def plain(self, entry: Entry) -> PlainRow | None:
        """The row, if it is plain."""
        asked = entry.asked
        words = (asked.area_code, asked.place, asked.crop)
        if words not in self._grounds:
            self._grounds[words] = self._ground(*words)
        ground = self._grounds[words]
        if ground is None or not self._in_order(asked, ground):
            return None
        household = None
        if asked.household is not None:
            household = self._household(ground.holder, asked.household)
            if household is None:
                return None
        window = self._window(ground.crop.code, asked.harvested_on)
        late = is_late(asked.harvested_on, self._work.today)
        private = {"late_reason": asked.late_reason or ""} if late else {}
        return PlainRow(entry, ground, household, window, private)

    def _ground(self, code: str | None, place: str | None, crop: str | None) -> Ground | None:
        work = self._work
        if code is None:
            return None
        try:
            area, holder = harvest_claims.recorder_of(work, code)
            found = area_codes.place_under(work, area, place)
        except Refusal:
            return None
        granted = areas.crops_of(work.db, area.id)
        kind = granted[0] if crop is None and len(granted) == 1 else None
        if crop is not None:
            kind = products.crop(work.db, crop)
        disputed = areas.conflicted(work.db, area) or overlaps.contested(work, found)
        if kind is None or disputed or holder.id != area.holder_id:
            return None
        return Ground(
            holder,
            area,
            found,
            kind,
            [each.code for each in granted],
            area_codes.steps_of(work, area),
            queries.waits_within(work.db, found.id, *self._span),
            queries.covered(work.db, area.id, found.id),
        )

    def _in_order(self, asked: HarvestRequest, ground: Ground) -> bool:
        """Whether nothing about the day or the amount needs a word with anybody."""
        day, work = asked.harvested_on, self._work
        if day > work.today or asked.quantity.unit != ground.crop.unit or not asked.quantity.amount:
            return False
        if asked.photo is not None or asked.slip is not None:
            return False
        if is_late(day, work.today) and not self._may_late(ground, asked):
            return False
        if day not in ground.days:
            ground.days[day] = self._covered(ground, day)
        return ground.days[day]

    def _may_late(self, ground: Ground, asked: HarvestRequest) -> bool:
        holder = ground.holder.id
        if holder not in self._late:
            self._late[holder] = may(self._work.actor, Action.RECORD_LATE, Thing(holder=holder))
        return self._late[holder] and asked.late_reason is not None

    def _covered(self, ground: Ground, day: dt.date) -> bool:
        harvest = HarvestUnderCode(
            crop=ground.crop.code,
            granted=ground.granted,
            steps=ground.steps,
            harvested_on=day,
            recorded_on=self._work.today,
            place_covered=any(
                begins <= day and (ends is None or day <= ends) for begins, ends in ground.spans
            ),
        )
        if judge_harvest(harvest):
            return False
        waits = ground.waits and phi.over(self._work, ground.place, ground.crop.code, day)
        return not waits

    def _household(self, holder: Party, code: str) -> Party | None:
        if code not in self._households:
            found = party_queries.by_code(self._work.db, code)
            if found is not None and found.tenant_id == holder.id:
                households.lock(self._work, found)
                found = None if found.erased_at is not None else found
            else:
                found = None
            self._households[code] = found
        return self._households[code]

    def _window(self, crop: str, day: dt.date) -> Window:
        if (crop, day) not in self._windows:
            window = seasons.season_of(self._work, crop, day)
            for number in range((window.ends_on - window.starts_on).days + 1):
                self._windows[crop, window.starts_on + number * _DAY] = window
        return self._windows[crop, day]
