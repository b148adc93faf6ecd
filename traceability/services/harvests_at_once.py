"""Harvests of a list at one stroke, where nothing has to be judged; ``harvests`` does the rest.

A row is plain where its own code was active on the day and covers the place, nothing disputes the
ground, no waiting period touches it, and its season stays far from every ceiling even with all rows
of the list counted. Balances only grow, so such a row would be accepted wherever it stood in the
list. Plain rows leave exactly what ``harvests.register`` leaves; every other row goes through it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from traceability.domain import ids
from traceability.domain.access import Action, Thing, may
from traceability.domain.balance import PPM
from traceability.domain.capacity import Balance
from traceability.domain.days import is_late
from traceability.domain.errors import Refusal
from traceability.domain.events import Action as EventAction
from traceability.domain.events import Disposition, EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import Step
from traceability.domain.holds import HarvestUnderCode, judge_harvest
from traceability.domain.season import Window
from traceability.services import (
    area_codes,
    harvest_claims,
    households,
    overlaps,
    phi,
    recording,
    season_balance,
    seasons,
)
from traceability.services.harvest_book_rows import Entry
from traceability.services.harvests import HarvestRequest
from traceability.services.season_balance import Harvest
from traceability.store.models import (
    AreaCode,
    Batch,
    BatchOrigin,
    BatchStock,
    Crop,
    Party,
    Place,
    PublicCode,
)
from traceability.store.queries import areas, at_once, products
from traceability.store.queries import harvest_books as queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries import seasons as season_queries
from traceability.store.unit import Work

_WORDS = tuple[str | None, str | None, str | None]
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Made:
    """A lot that a plain row made, and whether its month is an unusual one."""

    line: int
    code: str
    key: int
    lot_code: str
    outside_months: bool


@dataclass
class _Ground:
    """A place under an own code for one crop, and what was found out about it once."""

    holder: Party
    area: AreaCode
    place: Place
    crop: Crop
    granted: list[str]
    steps: list[Step]
    waits: bool
    days: dict[dt.date, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class _Row:
    """A plain row: where its harvest comes from and the season that it counts in."""

    entry: Entry
    ground: _Ground
    household: Party | None
    season: Window
    private: Mapping[str, str]


def register(work: Work, entries: Sequence[Entry]) -> tuple[list[Made], list[Entry]]:
    """Record the plain rows of a list; the lots, and the rows that are to be judged one by one.

    The caller shares the judgement.
    """
    sorter = _Sorter(work, entries)
    rows = [row for row in map(sorter.plain, entries) if row is not None]
    rows = _lotted(work, _within(work, rows))
    made = _store(work, rows)
    done = {each.line for each in made}
    return made, [entry for entry in entries if entry.line not in done]


class _Sorter:
    """Tells which rows are plain, asking about each ground, household and day once."""

    def __init__(self, work: Work, entries: Sequence[Entry]) -> None:
        self._work = work
        days = [entry.asked.harvested_on for entry in entries]
        self._span = (min(days), max(days)) if days else (work.today, work.today)
        self._grounds: dict[_WORDS, _Ground | None] = {}
        self._households: dict[str, Party | None] = {}
        self._windows: dict[tuple[str, dt.date], Window] = {}
        self._late: dict[int, bool] = {}

    def plain(self, entry: Entry) -> _Row | None:
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
        return _Row(entry, ground, household, window, private)

    def _ground(self, code: str | None, place: str | None, crop: str | None) -> _Ground | None:
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
        return _Ground(
            holder,
            area,
            found,
            kind,
            [each.code for each in granted],
            area_codes.steps_of(work, area),
            queries.waits_within(work.db, found.id, *self._span),
        )

    def _in_order(self, asked: HarvestRequest, ground: _Ground) -> bool:
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

    def _may_late(self, ground: _Ground, asked: HarvestRequest) -> bool:
        holder = ground.holder.id
        if holder not in self._late:
            self._late[holder] = may(self._work.actor, Action.RECORD_LATE, Thing(holder=holder))
        return self._late[holder] and asked.late_reason is not None

    def _covered(self, ground: _Ground, day: dt.date) -> bool:
        harvest = HarvestUnderCode(
            crop=ground.crop.code,
            granted=ground.granted,
            steps=ground.steps,
            harvested_on=day,
            recorded_on=self._work.today,
            place_covered=area_codes.covers(self._work, ground.area, ground.place, day),
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


# --- the balance of the season -------------------------------------------------------------------

_Key = tuple[int, int, str, dt.date]


def _within(work: Work, rows: Sequence[_Row]) -> list[_Row]:
    """The rows whose seasons stay within every ceiling with all of them counted.

    What the others added is taken off again; they are counted one by one.
    """
    groups: dict[_Key, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[_key(row)].append(row)
    _lock(work, rows)
    made = {key: _count(work, found) for key, found in groups.items()}
    over = [key for key, found in groups.items() if not _accepted(work, found)]
    for key in over:
        _add(work, groups[key], made[key], sign=-1)
    left = set(over)
    return [row for row in rows if _key(row) not in left]


def _key(row: _Row) -> _Key:
    ground = row.ground
    return ground.place.id, ground.area.id, ground.crop.code, row.season.starts_on


def _lock(work: Work, rows: Sequence[_Row]) -> None:
    """Lock all places that the rows are judged by, in the order in which a harvest locks them."""
    found = {row.ground.place.id: row.ground.place for row in rows}
    beside = (
        other.id
        for place in found.values()
        for other, _m2 in season_queries.own_beside(work.db, place)
    )
    for place_id in sorted({*found, *beside}):
        season_queries.lock_place(work.db, place_id)


def _count(work: Work, rows: Sequence[_Row]) -> int:
    """Add what the rows of a season took to its place and code; the key of the season."""
    row = rows[0]
    season_id = seasons.row_of(work, row.ground.crop.code, row.season)
    _add(work, rows, season_id, sign=1)
    return season_id


def _add(work: Work, rows: Sequence[_Row], season_id: int, *, sign: int) -> None:
    amount = sign * sum(row.entry.asked.quantity.amount for row in rows)
    ground = rows[0].ground
    season_queries.add_use(work.db, season_queries.PLACE, ground.place.id, season_id, amount)
    season_queries.add_use(work.db, season_queries.CODE, ground.area.id, season_id, amount)


def _accepted(work: Work, rows: Sequence[_Row]) -> bool:
    """Whether the season is within its ceilings on every day on which they could be others."""
    ground = rows[0].ground
    return all(
        season_balance.standing(
            work, Harvest(ground.place, ground.crop, day, 0, ground.area)
        ).verdict
        is Balance.ACCEPT
        for day in _days(work, rows)
    )


def _days(work: Work, rows: Sequence[_Row]) -> list[dt.date]:
    """One day where the ceilings are the same throughout; else every day of the rows."""
    days = sorted({row.entry.asked.harvested_on for row in rows})
    ground, span = rows[0].ground, (days[0], days[-1])
    others = season_queries.crops_used(work.db, ground.place.id) - {ground.crop.code}
    changing = queries.ceilings_change(work.db, ground.area.id, ground.crop.code, *span)
    if changing or others or any(season_queries.own_beside(work.db, ground.place)):
        return days
    return days[:1]


# --- lots ----------------------------------------------------------------------------------------


def _lotted(work: Work, rows: Sequence[_Row]) -> list[tuple[_Row, str]]:
    """The rows with the codes of their lots, as ``batches.lot_code`` gives them; else none.

    A day of more lots than its numbers reach, and a code that is taken, are for ``harvests``: such
    rows are given back to their balance there.
    """
    by_holder: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_holder[row.ground.holder.id].append(row)
    named: dict[int, str] = {}
    for holder_id, found in sorted(by_holder.items()):
        work.lock_party(holder_id)
        named |= _numbered(work, holder_id, found)
    lost = [row for row in rows if row.entry.line not in named]
    _give_back(work, lost)
    return [(row, named[row.entry.line]) for row in rows if row.entry.line in named]


def _give_back(work: Work, rows: Sequence[_Row]) -> None:
    for row in rows:
        season_id = seasons.row_of(work, row.ground.crop.code, row.season)
        _add(work, [row], season_id, sign=-1)


def _numbered(work: Work, holder_id: int, rows: Sequence[_Row]) -> dict[int, str]:
    """The lot codes of a holder's rows by line."""
    asked = [row.entry.asked.lot_code for row in rows if row.entry.asked.lot_code]
    taken = queries.lots_named(work.db, holder_id, asked)
    found: dict[int, str] = {}
    for row in rows:
        code = row.entry.asked.lot_code
        if code is not None and ids.is_lot_code(code) and code not in taken:
            taken.add(code)
            found[row.entry.line] = code
    stems = {_stem(row) for row in rows if row.entry.asked.lot_code is None}
    there = _standing(work, holder_id, stems) | taken
    numbers = _counted(stems, there)
    for row in rows:
        if row.entry.asked.lot_code is None:
            code = _next(_stem(row), numbers, there)
            if code is not None:
                found[row.entry.line] = code
    return found


def _stem(row: _Row) -> str:
    return ids.lot_code(row.ground.crop.lot_prefix, row.entry.asked.harvested_on, 1)[:-2]


def _standing(work: Work, holder_id: int, stems: Iterable[str]) -> set[str]:
    """The lot codes that stand between the first and the last day of each prefix."""
    spans: dict[str, list[str]] = defaultdict(list)
    for stem in stems:
        spans[stem.rsplit("-", 2)[0]].append(stem)
    found: set[str] = set()
    for each in spans.values():
        found |= queries.lots_between(work.db, holder_id, min(each), max(each) + "~")
    return found


def _counted(stems: set[str], there: Iterable[str]) -> dict[str, int]:
    numbers = dict.fromkeys(stems, 0)
    length = {len(stem) for stem in stems}
    for code in there:
        for size in length:
            if code[:size] in numbers:
                numbers[code[:size]] += 1
    return numbers


def _next(stem: str, numbers: dict[str, int], there: set[str]) -> str | None:
    while numbers[stem] < ids.MAX_LOT_NUMBER:
        numbers[stem] += 1
        code = f"{stem}{numbers[stem]:02d}"
        if code not in there:
            there.add(code)
            return code
    return None


# --- writing -------------------------------------------------------------------------------------


def _store(work: Work, rows: Sequence[tuple[_Row, str]]) -> list[Made]:
    """The events, lots, stock rows and origins, a portion at a time."""
    named = {row.ground.area.code for row, _lot in rows}
    named |= {row.ground.place.code for row, _lot in rows}
    named |= {row.household.code for row, _lot in rows if row.household is not None}
    heads = recording.standing_links(work, sorted(named))
    made: list[Made] = []
    for first in range(0, len(rows), at_once.PORTION):
        made += _portion(work, rows[first : first + at_once.PORTION], heads)
    return made


def _portion(
    work: Work, rows: Sequence[tuple[_Row, str]], heads: dict[str, recording.Link]
) -> list[Made]:
    codes = recording.draw_codes(work, len(rows))
    issued = [{"code": code, "kind": "batch", "issued_at": work.now} for code in codes]
    at_once.insert_rows(work.db, PublicCode, issued)
    told = []
    odd: list[bool] = []
    for (row, lot), code in zip(rows, codes, strict=True):
        odd.append(_odd(row))
        told.append((row.ground.holder, _occurrence(row, lot, code, outside_months=odd[-1])))
    events = recording.record_at_once(work, told, heads)
    for code in codes:
        del heads[code]
    keys = at_once.draw_keys(work.db, Batch.id, len(rows))
    batches = [
        _batch(work, key, code, event, *each)
        for key, code, event, each in zip(keys, codes, events, rows, strict=True)
    ]
    at_once.insert_rows(work.db, Batch, batches)
    stock = [_stock(key, row) for key, (row, _lot) in zip(keys, rows, strict=True)]
    at_once.insert_rows(work.db, BatchStock, stock)
    origins = [_origin(key, row) for key, (row, _lot) in zip(keys, rows, strict=True)]
    at_once.insert_rows(work.db, BatchOrigin, origins)
    return [
        Made(row.entry.line, code, key, lot, outside)
        for (row, lot), code, key, outside in zip(rows, codes, keys, odd, strict=True)
    ]


def _odd(row: _Row) -> bool:
    return seasons.outside_months(row.ground.crop.code, row.entry.asked.harvested_on)


def _occurrence(row: _Row, lot: str, code: str, *, outside_months: bool) -> Occurrence:
    """What ``harvests`` says of a harvest that its season accepts."""
    asked, ground = row.entry.asked, row.ground
    crop = ground.crop
    refs = [ground.area.code, ground.place.code]
    refs += [] if row.household is None else [row.household.code]
    facts: dict[str, object] = {"crop": crop.code, "lot_code": lot}
    if outside_months:
        facts["season"] = {"starts_on": row.season.starts_on.isoformat(), "outside_months": True}
    if asked.estimated:
        facts["estimated"] = True
    return Occurrence(
        kind=Kind.OBJECT,
        action=EventAction.ADD,
        step=EventStep.HARVEST,
        disposition=Disposition.ACTIVE,
        subjects=(
            Subject(Role.OUT, code, asked.quantity.amount, crop.unit),
            *(Subject(Role.REF, ref) for ref in refs),
        ),
        occurred_on=asked.harvested_on,
        place=ground.place.code,
        facts=facts,
        private=row.private,
    )


def _batch(work: Work, key: int, code: str, event: int, row: _Row, lot: str) -> dict[str, object]:
    ground = row.ground
    return {
        "id": key,
        "code": code,
        "holder_id": ground.holder.id,
        "stage": "harvest",
        "crop_code": ground.crop.code,
        "unit": ground.crop.unit,
        "lot_code": lot,
        "made_on": row.entry.asked.harvested_on,
        "place_id": ground.place.id,
        "area_code_id": ground.area.id,
        "household_id": None if row.household is None else row.household.id,
        "event_seq": event,
        "recorded_at": work.now,
    }


def _stock(key: int, row: _Row) -> dict[str, object]:
    asked = row.entry.asked
    return {
        "batch_id": key,
        "made": asked.quantity.amount,
        "on_hand": asked.quantity.amount,
        "state": "open",
        "rev": 1,
        "estimated": asked.estimated,
    }


def _origin(key: int, row: _Row) -> dict[str, object]:
    return {
        "batch_id": key,
        "place_id": row.ground.place.id,
        "area_code_id": row.ground.area.id,
        "ppm": PPM,
    }
