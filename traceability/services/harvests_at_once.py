"""Harvests of a list at one stroke, where nothing has to be judged; ``harvests`` does the rest.

A row is plain where its own code was active on the day and covers the place, nothing disputes the
ground, no waiting period touches it, and its season stays far from every ceiling even with all rows
of the list counted. Balances only grow, so such a row would be accepted wherever it stood in the
list. Plain rows leave exactly what ``harvests.register`` leaves; every other row goes through it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from traceability.domain import ids
from traceability.domain.balance import PPM
from traceability.domain.capacity import Balance
from traceability.domain.events import Action as EventAction
from traceability.domain.events import Disposition, EventStep, Kind, Link, Occurrence, Role, Subject
from traceability.services import (
    recording,
    season_balance,
    seasons,
)
from traceability.services.harvest_book_rows import Entry
from traceability.services.harvest_plain_rows import PlainRow, Sorter
from traceability.services.season_balance import Harvest
from traceability.store.models import (
    Batch,
    BatchOrigin,
    BatchStock,
    PublicCode,
)
from traceability.store.queries import at_once
from traceability.store.queries import harvest_books as queries
from traceability.store.queries import seasons as season_queries
from traceability.store.unit import Work


@dataclass(frozen=True)
class Made:
    """A lot that a plain row made, and whether its month is an unusual one."""

    line: int
    code: str
    key: int
    lot_code: str
    outside_months: bool


def register(work: Work, entries: Sequence[Entry]) -> tuple[list[Made], list[Entry]]:
    """Record the plain rows of a list; the lots, and the rows that are to be judged one by one.

    The caller shares the judgement.
    """
    sorter = Sorter(work, entries)
    rows = [row for row in map(sorter.plain, entries) if row is not None]
    made = _store(work, _lotted(work, _within(work, rows)))
    done = {each.line for each in made}
    return made, [entry for entry in entries if entry.line not in done]


# --- the balance of the season -------------------------------------------------------------------

_Key = tuple[int, int, str, dt.date]


def _within(work: Work, rows: Sequence[PlainRow]) -> list[PlainRow]:
    """The rows whose seasons stay within every ceiling with all of them counted.

    What the others added is taken off again; they are counted one by one.
    """
    groups: dict[_Key, list[PlainRow]] = defaultdict(list)
    for row in rows:
        groups[_key(row)].append(row)
    _lock(work, rows)
    made = {key: _count(work, found) for key, found in groups.items()}
    over = [key for key, found in groups.items() if not _accepted(work, found)]
    for key in over:
        _add(work, groups[key], made[key], sign=-1)
    left = set(over)
    return [row for row in rows if _key(row) not in left]


def _key(row: PlainRow) -> _Key:
    ground = row.ground
    return ground.place.id, ground.area.id, ground.crop.code, row.season.starts_on


def _lock(work: Work, rows: Sequence[PlainRow]) -> None:
    """Lock all places that the rows are judged by, in the order in which a harvest locks them."""
    found = {row.ground.place.id: row.ground.place for row in rows}
    beside = (
        other.id
        for place in found.values()
        for other, _m2 in season_queries.own_beside(work.db, place)
    )
    for place_id in sorted({*found, *beside}):
        season_queries.lock_place(work.db, place_id)


def _count(work: Work, rows: Sequence[PlainRow]) -> int:
    """Add what the rows of a season took to its place and code; the key of the season."""
    row = rows[0]
    season_id = seasons.row_of(work, row.ground.crop.code, row.season)
    _add(work, rows, season_id, sign=1)
    return season_id


def _add(work: Work, rows: Sequence[PlainRow], season_id: int, *, sign: int) -> None:
    amount = sign * sum(row.entry.asked.quantity.amount for row in rows)
    ground = rows[0].ground
    season_queries.add_use(work.db, season_queries.PLACE, ground.place.id, season_id, amount)
    season_queries.add_use(work.db, season_queries.CODE, ground.area.id, season_id, amount)


def _accepted(work: Work, rows: Sequence[PlainRow]) -> bool:
    """Whether the season is within its ceilings on every day on which they could be others."""
    ground = rows[0].ground
    return all(
        season_balance.standing(
            work, Harvest(ground.place, ground.crop, day, 0, ground.area)
        ).verdict
        is Balance.ACCEPT
        for day in _days(work, rows)
    )


def _days(work: Work, rows: Sequence[PlainRow]) -> list[dt.date]:
    """One day where the ceilings are the same throughout; else every day of the rows."""
    days = sorted({row.entry.asked.harvested_on for row in rows})
    ground, span = rows[0].ground, (days[0], days[-1])
    others = season_queries.crops_used(work.db, ground.place.id) - {ground.crop.code}
    changing = queries.ceilings_change(work.db, ground.area.id, ground.crop.code, *span)
    if changing or others or any(season_queries.own_beside(work.db, ground.place)):
        return days
    return days[:1]


# --- lots ----------------------------------------------------------------------------------------


def _lotted(work: Work, rows: Sequence[PlainRow]) -> list[tuple[PlainRow, str]]:
    """The rows with the codes of their lots, as ``batches.lot_code`` gives them; else none.

    A day of more lots than its numbers reach, and a code that is taken, are for ``harvests``: such
    rows are given back to their balance there.
    """
    by_holder: dict[int, list[PlainRow]] = defaultdict(list)
    for row in rows:
        by_holder[row.ground.holder.id].append(row)
    named: dict[int, str] = {}
    for holder_id, found in sorted(by_holder.items()):
        work.lock_party(holder_id)
        named |= _numbered(work, holder_id, found)
    lost = [row for row in rows if row.entry.line not in named]
    _give_back(work, lost)
    return [(row, named[row.entry.line]) for row in rows if row.entry.line in named]


def _give_back(work: Work, rows: Sequence[PlainRow]) -> None:
    for row in rows:
        season_id = seasons.row_of(work, row.ground.crop.code, row.season)
        _add(work, [row], season_id, sign=-1)


def _numbered(work: Work, holder_id: int, rows: Sequence[PlainRow]) -> dict[int, str]:
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


def _stem(row: PlainRow) -> str:
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


def _store(work: Work, rows: Sequence[tuple[PlainRow, str]]) -> list[Made]:
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
    work: Work, rows: Sequence[tuple[PlainRow, str]], heads: dict[str, Link]
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


def _odd(row: PlainRow) -> bool:
    return seasons.outside_months(row.ground.crop.code, row.entry.asked.harvested_on)


def _occurrence(row: PlainRow, lot: str, code: str, *, outside_months: bool) -> Occurrence:
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


def _batch(
    work: Work, key: int, code: str, event: int, row: PlainRow, lot: str
) -> dict[str, object]:
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


def _stock(key: int, row: PlainRow) -> dict[str, object]:
    asked = row.entry.asked
    return {
        "batch_id": key,
        "made": asked.quantity.amount,
        "on_hand": asked.quantity.amount,
        "state": "open",
        "rev": 1,
        "estimated": asked.estimated,
    }


def _origin(key: int, row: PlainRow) -> dict[str, object]:
    return {
        "batch_id": key,
        "place_id": row.ground.place.id,
        "area_code_id": row.ground.area.id,
        "ppm": PPM,
    }
