"""The journey as people read it: what was done many times is one line, with its days behind it.

A lot of an autumn of buying has hundreds of weigh slips; nobody reads a line of each, and the page
must not grow with them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.events import EventStep
from traceability.services.page_journey import Step

#: Up to so many lines of a kind stand one by one.
FEW = 6
_REPEATED = (EventStep.HARVEST, EventStep.RECEIVE)


@dataclass(frozen=True)
class Day:
    """What was done on a day: how often, and how much (in ``unit``) where that may be told.

    ``scale`` tells that every amount was read off one; ``told`` is the last day on which some of
    it was written down, where that was later.
    """

    day: dt.date
    count: int
    amount: int | None
    unit: str | None
    scale: bool
    told: dt.date | None


@dataclass(frozen=True)
class Many:
    """Steps of one kind, told in one line: how often, by how many households, how much.

    ``slips`` tells that each has a weigh slip. ``days`` are all of them by day; ``apart`` those
    that were corrected or still wait for the scale, which stand below with what they said.
    """

    step: EventStep
    count: int
    households: int
    amount: int | None
    unit: str | None
    slips: bool
    scale: bool
    days: tuple[Day, ...]
    apart: tuple[Step, ...]

    @property
    def first(self) -> dt.date:
        """The day of the first of them."""
        return self.days[0].day

    @property
    def last(self) -> dt.date:
        """The day of the last of them, often the same."""
        return self.days[-1].day


def lines(steps: Sequence[Step]) -> tuple[Step | Many, ...]:
    """The lines of a journey, of steps by day: a kind of many stands where its first one was."""
    kinds: dict[EventStep, list[Step]] = defaultdict(list)
    for each in steps:
        kinds[each.step].append(each)
    many = {kind: kinds[kind] for kind in _REPEATED if len(kinds[kind]) > FEW}
    found: list[Step | Many] = []
    for each in steps:
        if each.step not in many:
            found.append(each)
        elif each is many[each.step][0]:
            found.append(_many(many[each.step]))
    return tuple(found)


def _many(steps: Sequence[Step]) -> Many:
    by_day: dict[dt.date, list[Step]] = defaultdict(list)
    for each in steps:
        by_day[each.day].append(each)
    return Many(
        step=steps[0].step,
        count=len(steps),
        households=len({each.household for each in steps} - {None}),
        amount=_sum(steps),
        unit=steps[0].unit,
        slips=all(each.slip for each in steps),
        scale=all(each.scale for each in steps),
        days=tuple(_day(day, each) for day, each in by_day.items()),
        apart=tuple(each for each in steps if each.corrected or each.estimated),
    )


def _day(day: dt.date, steps: Sequence[Step]) -> Day:
    return Day(
        day=day,
        count=len(steps),
        amount=_sum(steps),
        unit=steps[0].unit,
        scale=all(each.scale for each in steps),
        told=max((each.recorded_on for each in steps if each.late), default=None),
    )


def _sum(steps: Sequence[Step]) -> int | None:
    """What they weigh together; nothing where one is withheld or has another unit."""
    amounts = [each.amount for each in steps if each.amount is not None]
    alike = len({each.unit for each in steps}) == 1
    return sum(amounts) if alike and len(amounts) == len(steps) else None
