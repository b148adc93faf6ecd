"""Which rows of a harvest book are plain: nothing about them has to be judged but their season."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from traceability.domain.access import Action, Thing, may
from traceability.domain.canonical import canonical_json
from traceability.domain.days import is_late
from traceability.domain.errors import Refusal
from traceability.domain.growing_area import Step
from traceability.domain.holds import HarvestUnderCode, judge_harvest
from traceability.domain.season import Window
from traceability.services import (
    area_codes,
    harvest_claims,
    harvest_facts,
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


@dataclass(frozen=True)
class Stated:
    """What is said of the harvests of a place on a day; ``text`` is the same, to compare."""

    facts: Mapping[str, object]
    text: str


_NOTHING = Stated({}, "")


@dataclass
class Ground:
    """A place under an own code for one crop, and what was found out about it once.

    ``days`` tells what is said of a day's harvests, or that they are not plain. The keys and codes
    of its rows stand here as they are: thousands of harvests ask for them.
    """

    holder: Party
    area: AreaCode
    place: Place
    crop: Crop
    granted: list[str]
    steps: list[Step]
    silent: bool
    waits: list[tuple[dt.date, dt.date]]
    spans: list[tuple[dt.date, dt.date | None]]
    days: dict[dt.date, Stated | None] = field(default_factory=dict)
    holder_id: int = field(init=False)
    area_id: int = field(init=False)
    place_id: int = field(init=False)
    place_code: str = field(init=False)
    crop_code: str = field(init=False)
    unit: str = field(init=False)
    lot_prefix: str = field(init=False)
    codes: tuple[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Read the keys and codes once."""
        self.holder_id, self.area_id, self.place_id = self.holder.id, self.area.id, self.place.id
        self.place_code, self.crop_code = self.place.code, self.crop.code
        self.unit, self.lot_prefix = self.crop.unit, self.crop.lot_prefix
        self.codes = (self.area.code, self.place_code)


@dataclass(frozen=True)
class Season:
    """The season of a crop that a day lies in, and whether the day's month is an unusual one."""

    window: Window
    outside_months: bool


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A plain row: where its harvest comes from, the season that it counts in, what is said."""

    entry: Entry
    ground: Ground
    household: Party | None
    season: Season
    stated: Stated
    private: Mapping[str, str]


class Sorter:
    """Tells which rows are plain, asking about each ground, household and day once."""

    def __init__(self, work: Work) -> None:
        """Nothing is known yet."""
        self._work, self._today = work, work.today
        self._grounds: dict[_WORDS, Ground | None] = {}
        self._households: dict[tuple[int, str], Party | None] = {}
        self._windows: dict[tuple[str, dt.date], Window] = {}
        self._seasons: dict[tuple[str, dt.date], Season] = {}
        self._late: dict[int, bool] = {}

    def plain(self, entry: Entry) -> PlainRow | None:
        """The row, if it is plain."""
        asked = entry.asked
        words = (asked.area_code, asked.place, asked.crop)
        if words not in self._grounds:
            self._grounds[words] = self._ground(*words)
        ground = self._grounds[words]
        stated = None if ground is None else self._stated(asked, ground)
        if ground is None or stated is None:
            return None
        household = None
        if asked.household is not None:
            household = self._household(ground.holder, asked.household)
            if household is None:
                return None
        late = is_late(asked.harvested_on, self._today)
        private = {"late_reason": asked.late_reason or ""} if late else {}
        season = self._season(ground.crop_code, asked.harvested_on)
        return PlainRow(entry, ground, household, season, stated, private)

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
            harvest_facts.is_silent(work, found, kind),
            queries.waits(work.db, phi.ground(work, found)),
            queries.covered(work.db, area.id, found.id),
        )

    def _stated(self, asked: HarvestRequest, ground: Ground) -> Stated | None:
        """What is said of the harvest, where nothing about it needs a word with anybody."""
        day = asked.harvested_on
        if asked.quantity.unit != ground.unit or not asked.quantity.amount:
            return None
        if day > self._today or not _states_but_a_weight(asked):
            return None
        if is_late(day, self._today) and not self._may_late(ground, asked):
            return None
        if day not in ground.days:
            ground.days[day] = self._said(ground, day) if self._covered(ground, day) else None
        return ground.days[day]

    def _may_late(self, ground: Ground, asked: HarvestRequest) -> bool:
        holder = ground.holder_id
        if holder not in self._late:
            self._late[holder] = may(self._work.actor, Action.RECORD_LATE, Thing(holder=holder))
        return self._late[holder] and asked.late_reason is not None

    def _covered(self, ground: Ground, day: dt.date) -> bool:
        harvest = HarvestUnderCode(
            crop=ground.crop_code,
            granted=ground.granted,
            steps=ground.steps,
            harvested_on=day,
            recorded_on=self._today,
            place_covered=any(
                begins <= day and (ends is None or day <= ends) for begins, ends in ground.spans
            ),
        )
        if judge_harvest(harvest):
            return False
        waits = any(done <= day < free for done, free in ground.waits)
        return not (waits and phi.over(self._work, ground.place, ground.crop_code, day))

    def _said(self, ground: Ground, day: dt.date) -> Stated | None:
        """What every harvest of a ground and day says; none where somebody is to be warned."""
        if ground.silent:
            return _NOTHING
        weighed = harvest_facts.Asked(harvest_facts.one_unit(ground.crop), None, {}, None)
        said = harvest_facts.state(self._work, ground.place, ground.crop, day, weighed)
        if said.cautions:
            return None
        return Stated(said.facts, canonical_json(dict(said.facts)).decode())

    def _household(self, holder: Party, code: str) -> Party | None:
        key = holder.id, code
        if key not in self._households:
            found = party_queries.by_code(self._work.db, code)
            if found is not None and found.tenant_id == holder.id:
                households.lock(self._work, found)
                found = None if found.erased_at is not None else found
            else:
                found = None
            self._households[key] = found
        return self._households[key]

    def _season(self, crop: str, day: dt.date) -> Season:
        key = crop, day
        if key not in self._seasons:
            odd = seasons.outside_months(crop, day)
            self._seasons[key] = Season(self._window(crop, day), odd)
        return self._seasons[key]

    def _window(self, crop: str, day: dt.date) -> Window:
        if (crop, day) not in self._windows:
            window = seasons.season_of(self._work, crop, day)
            for number in range((window.ends_on - window.starts_on).days + 1):
                self._windows[crop, window.starts_on + number * _DAY] = window
        return self._windows[crop, day]


def _states_but_a_weight(asked: HarvestRequest) -> bool:
    """Whether the request says no more than who picked how much, where and when."""
    more = (asked.photo, asked.slip, asked.density, asked.part, asked.device_at)
    return not asked.measures and all(each is None for each in more)
