"""The lot codes of the plain rows of a harvest book, as ``batches.lot_code`` gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from traceability.domain import ids
from traceability.services.harvest_plain_rows import PlainRow
from traceability.store.queries import harvest_books as queries
from traceability.store.unit import Work


def numbered(work: Work, rows: Sequence[PlainRow]) -> dict[int, str]:
    """The lot codes of rows by line; their holders are locked.

    A row is left out where the day has more lots than its numbers reach, or its own code is taken.
    """
    by_holder: dict[int, list[PlainRow]] = defaultdict(list)
    for row in rows:
        by_holder[row.ground.holder_id].append(row)
    named: dict[int, str] = {}
    for holder_id, found in sorted(by_holder.items()):
        named |= _of_holder(work, holder_id, found)
    return named


def _of_holder(work: Work, holder_id: int, rows: Sequence[PlainRow]) -> dict[int, str]:
    asked = [row.entry.asked.lot_code for row in rows if row.entry.asked.lot_code is not None]
    taken = queries.lots_named(work.db, holder_id, asked) if asked else set()
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
    return ids.lot_code(row.ground.lot_prefix, row.entry.asked.harvested_on, 1)[:-2]


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
