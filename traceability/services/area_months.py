"""The months of a growing-area code: how many harvests, and kilograms where they may be told.

A month's kilograms are a weight like any other (``domain/sights.py``): named by the harvests behind
it, told beside the packed lots of the same harvests, and of three households or more. The holder
chooses whether they are told at all, and only of its own harvests (decision 0062).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from traceability.domain.days import LATE_DAYS
from traceability.domain.months import Month
from traceability.domain.sights import HOUSEHOLDS_TO_SHOW_WEIGHTS, told_together
from traceability.store.models import AreaCode
from traceability.store.queries import batches, public_areas
from traceability.store.queries.public_areas import Harvested, OwnHarvest
from traceability.store.unit import Reading

#: Harvests of households that there are not, in no lot and in no month: all harvests of a code
#: together are told nowhere, so what is left of them beside a month is no weight.
_UNTOLD = range(-HOUSEHOLDS_TO_SHOW_WEIGHTS, 0)
#: A month in one unit.
_Sum = tuple[Month, str]


@dataclass(frozen=True)
class MonthLine:
    """The harvests of a month: how many batches, and by unit how much, where that may be told."""

    month: Month
    batches: int
    amounts: tuple[tuple[int, str], ...]


def of_code(view: Reading, area: AreaCode) -> tuple[MonthLine, ...]:
    """The months with harvests, newest first; amounts only where the holder opened the figures."""
    found: dict[Month, list[Harvested]] = {}
    for each in public_areas.harvested(view.db, area):
        found.setdefault(Month(each.year, each.month), []).append(each)
    told = _told(view, area) if area.figures_open else frozenset()
    return tuple(
        MonthLine(
            month,
            sum(each.batches for each in group),
            tuple((each.amount, each.unit) for each in group if (month, each.unit) in told),
        )
        for month, group in found.items()
    )


def _told(view: Reading, area: AreaCode) -> Collection[_Sum]:
    """The sums of months that may be told.

    What only the holder itself harvested is the holder's to tell: of no household, or of the one
    that it is. Else a month waits until nothing is usually recorded in it any more, for two
    readings of a month that grows tell what was added.
    """
    own = public_areas.own_harvests(view.db, area)
    sums: dict[_Sum, set[int]] = defaultdict(set)
    for each in own:
        sums[Month(each.year, each.month), each.unit].add(each.id)
    if not {each.household for each in own} - {None, area.holder_id}:
        return frozenset(sums)
    settled = {key: ids for key, ids in sums.items() if _is_settled(key[0], view.today)}
    return _beside_lots(view, own, settled)


def _is_settled(month: Month, today: dt.date) -> bool:
    return today > month.last + dt.timedelta(days=LATE_DAYS)


def _beside_lots(
    view: Reading, own: Sequence[OwnHarvest], sums: dict[_Sum, set[int]]
) -> Collection[_Sum]:
    """Those sums that tell of no few households, alone or beside packed lots of the harvests."""
    homes = {each.id: each.household for each in own}
    homes |= {each: each for each in _UNTOLD}
    lots: dict[int, set[int]] = defaultdict(set)
    for kin, harvest, household in batches.packed_kin(view.db, sorted(homes)):
        lots[kin].add(harvest)
        homes.setdefault(harvest, household)
    told = told_together(sums.values(), homes, lots.values())
    return frozenset(key for key, ids in sums.items() if frozenset(ids) in told)
