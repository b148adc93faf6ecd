"""The seasons that the plain rows of a harvest book count in: added up and judged by group.

A group is a place under a code in one season. It is accepted where it stays within every ceiling
with all its rows counted; else its rows are taken off again and judged one by one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain import capacity
from traceability.domain.capacity import Balance, Ceilings, Use, judge
from traceability.services import capacities, season_balance, seasons
from traceability.services.harvest_plain_rows import Ground, PlainRow
from traceability.services.season_balance import Harvest
from traceability.store.queries import harvest_books as queries
from traceability.store.queries import seasons as season_queries
from traceability.store.queries.seasons import CODE, PLACE
from traceability.store.unit import Work

#: A place, a code, a crop, and the first day of a season.
_Group = tuple[int, int, str, dt.date]
#: Uses by what is counted ("place" or "code"), its key, the crop, and the season's first day.
_Uses = Mapping[tuple[str, int, str, dt.date], int]


@dataclass(frozen=True)
class _Steady:
    """The ceilings of a place and a code, which are the same on all days of a span."""

    first: dt.date
    last: dt.date
    place: Ceilings
    code: Ceilings


class Seasons:
    """Counts rows into their seasons; what does not change within a unit is asked once."""

    def __init__(self, work: Work) -> None:
        """Nothing is locked or counted yet."""
        self._work = work
        self._locked: set[int] = set()
        self._beside: dict[int, bool] = {}
        self._keys: dict[tuple[str, dt.date], int] = {}
        self._steady: dict[tuple[int, int, str], _Steady] = {}

    def within(self, rows: Sequence[PlainRow]) -> list[PlainRow]:
        """Count rows; those whose seasons stay within every ceiling. The others are not counted."""
        groups: dict[_Group, list[PlainRow]] = defaultdict(list)
        for row in rows:
            groups[_group(row)].append(row)
        self._lock(rows)
        self._count(groups)
        uses = self._uses(groups)
        over = {key for key, found in groups.items() if not self._accepted(found, uses)}
        for key in over:
            self._take_off(groups[key])
        return [row for row in rows if _group(row) not in over] if over else list(rows)

    def give_back(self, rows: Sequence[PlainRow]) -> None:
        """Take rows off again that were counted."""
        for row in rows:
            self._take_off([row])

    def _lock(self, rows: Sequence[PlainRow]) -> None:
        """Lock the places that rows are judged by, in the order in which a harvest locks them."""
        places = {row.ground.place_id: row.ground.place for row in rows}
        wanted = set(places)
        for key in places.keys() - self._beside.keys():
            beside = season_queries.own_beside(self._work.db, places[key])
            self._beside[key] = bool(beside)
            wanted |= {other.id for other, _m2 in beside}
        for place_id in sorted(wanted - self._locked):
            season_queries.lock_place(self._work.db, place_id)
        self._locked |= wanted

    def _count(self, groups: Mapping[_Group, Sequence[PlainRow]]) -> None:
        season_queries.add_uses(
            self._work.db,
            [
                (kind, subject, self._key(rows[0]), _amount(rows))
                for rows in groups.values()
                for kind, subject in _subjects(rows[0].ground)
            ],
        )

    def _take_off(self, rows: Sequence[PlainRow]) -> None:
        for kind, subject in _subjects(rows[0].ground):
            amount = -_amount(rows)
            season_queries.add_use(self._work.db, kind, subject, self._key(rows[0]), amount)

    def _key(self, row: PlainRow) -> int:
        crop, window = row.ground.crop_code, row.season.window
        key = crop, window.starts_on
        if key not in self._keys:
            self._keys[key] = seasons.row_of(self._work, crop, window)
        return self._keys[key]

    def _uses(self, groups: Mapping[_Group, Sequence[PlainRow]]) -> _Uses:
        """What everything that the groups count for has used by now, in all its seasons."""
        grounds = [rows[0].ground for rows in groups.values()]
        places = {ground.place_id for ground in grounds}
        codes = {ground.area_id for ground in grounds}
        return season_queries.uses_of(self._work.db, {PLACE: places, CODE: codes})

    def _accepted(self, rows: Sequence[PlainRow], uses: _Uses) -> bool:
        """Whether the season is within its ceilings on every day on which they could be others."""
        ground, window = rows[0].ground, rows[0].season.window
        days = sorted({row.entry.asked.harvested_on for row in rows})
        steady = None if self._shares(ground, uses) else self._ceilings(ground, days)
        if steady is None:
            return all(self._stands(ground, day) for day in days)
        at = ground.crop_code, window.starts_on
        place = Use(uses[PLACE, ground.place_id, *at], steady.place)
        code = Use(uses[CODE, ground.area_id, *at], steady.code)
        return capacity.worst((judge(place), judge(code))) is Balance.ACCEPT

    def _shares(self, ground: Ground, uses: _Uses) -> bool:
        """Whether other crops or other places took of the same land: they count as well."""
        place = PLACE, ground.place_id
        crops = {crop for kind, key, crop, _day in uses if (kind, key) == place}
        return self._beside[ground.place_id] or crops != {ground.crop_code}

    def _stands(self, ground: Ground, day: dt.date) -> bool:
        harvest = Harvest(ground.place, ground.crop, day, 0, ground.area)
        return season_balance.standing(self._work, harvest).verdict is Balance.ACCEPT

    def _ceilings(self, ground: Ground, days: Sequence[dt.date]) -> _Steady | None:
        """The ceilings of a ground, where they are the same on all days between the given ones.

        Where they stay so until today, later parts of a book need not ask again.
        """
        key = ground.place_id, ground.area_id, ground.crop_code
        known = self._steady.get(key)
        if known is not None and known.first <= days[0] and days[-1] <= known.last:
            return known
        for last in (self._work.today, days[-1]):
            span = days[0], last
            if not queries.ceilings_change(self._work.db, ground.area_id, ground.crop_code, *span):
                self._steady[key] = self._read(ground, *span)
                return self._steady[key]
        return None

    def _read(self, ground: Ground, first: dt.date, last: dt.date) -> _Steady:
        place = capacities.of_place(self._work, ground.place_id, ground.crop, first)
        code = capacities.of_code(self._work, ground.area, ground.crop, first)
        return _Steady(first, last, place, code)


def _group(row: PlainRow) -> _Group:
    ground = row.ground
    return ground.place_id, ground.area_id, ground.crop_code, row.season.window.starts_on


def _subjects(ground: Ground) -> tuple[tuple[str, int], tuple[str, int]]:
    return (PLACE, ground.place_id), (CODE, ground.area_id)


def _amount(rows: Sequence[PlainRow]) -> int:
    return sum(row.entry.asked.quantity.amount for row in rows)
