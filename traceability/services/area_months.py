"""The months of a growing-area code: how many harvests, and kilograms where they may be told.

A month's kilograms are a weight like any other (``domain/parting.py``): named by its harvests, told
beside what the pages of lots tell, and of three households or more. The holder chooses whether they
are told at all, and only of its own harvests (decision 0062).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.days import LATE_DAYS
from traceability.domain.months import Month
from traceability.domain.parting import Parted
from traceability.store.models import AreaCode
from traceability.store.queries import public_areas, told_weights
from traceability.store.queries.public_areas import Harvested, OwnHarvest
from traceability.store.unit import Reading

#: A month in one unit.
_Sum = tuple[Month, str]
_Homes = dict[int, int | None]


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


@dataclass(frozen=True)
class MonthsTold:
    """Of how many months with harvests the kilograms may be told, and why not of the others.

    ``early``: sixty days have not passed since they ended. ``few``: a household's own weight could
    be read from them.
    """

    every: int
    told: int
    early: int

    @property
    def few(self) -> int:
        """Months that are over, and of too few households alone or beside the pages of lots."""
        return self.every - self.told - self.early


def counted(view: Reading, area: AreaCode) -> MonthsTold:
    """How many months are told, or would be if the figures were opened today."""
    own = public_areas.own_harvests(view.db, area)
    every = {Month(each.year, each.month) for each in own}
    told = {month for month, _unit in _told_of(view, area, own)}
    early = {each for each in every - told if not _is_settled(each, view.today)}
    return MonthsTold(len(every), len(told), len(early))


def public_sums(
    view: Reading, area: AreaCode
) -> tuple[list[frozenset[int]], dict[int, int | None]]:
    """The harvests behind each sum of a month that is told today; the household of each of them."""
    if not area.figures_open:
        return [], {}
    own = public_areas.own_harvests(view.db, area)
    told = _told_of(view, area, own)
    homes = {each.id: each.household for each in own}
    sums = [frozenset(ids) for ids in told.values()]
    return sums, {each: homes[each] for each in frozenset().union(*sums)}


def _told(view: Reading, area: AreaCode) -> Collection[_Sum]:
    """The sums of months that may be told."""
    return _told_of(view, area, public_areas.own_harvests(view.db, area)).keys()


def _told_of(
    view: Reading, area: AreaCode, own: Sequence[OwnHarvest]
) -> Mapping[_Sum, Collection[int]]:
    """The same with the harvests behind each.

    What only the holder itself harvested is the holder's to tell: of no household, or of the one
    that it is. Else a month waits until nothing is usually recorded in it any more, for two
    readings of a month that grows tell what was added.
    """
    sums: dict[_Sum, set[int]] = defaultdict(set)
    for each in own:
        sums[Month(each.year, each.month), each.unit].add(each.id)
    if not {each.household for each in own} - {None, area.holder_id}:
        return sums
    settled = {key: ids for key, ids in sums.items() if _is_settled(key[0], view.today)}
    told = _parted(view, own).tell(settled.values())
    return {key: ids for key, ids in settled.items() if frozenset(ids) in told}


def _is_settled(month: Month, today: dt.date) -> bool:
    return today > month.last + dt.timedelta(days=LATE_DAYS)


def _parted(view: Reading, own: Sequence[OwnHarvest]) -> Parted:
    """The harvests under a code, as what pages of lots tell parts them."""
    homes = {each.id: each.household for each in own}
    rows = told_weights.groups(view.db, sorted(homes))
    homes |= {each: household for each, _group, household in rows}
    return Parted(homes, {each: group for each, group, _household in rows})
