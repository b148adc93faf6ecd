"""The harvests behind a batch, told together: nothing here says what one household weighed.

A harvest is of one household at most, so a line of each would be its kilograms. Told is how many
there were, on which days, of how many households; how much in all only where enough of them stand
behind the sum, and never by day: two sums of almost the same households differ by one of them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.access import Action
from traceability.domain.sights import Behind, open_to_all


@dataclass(frozen=True)
class Picked:
    """One harvest as its leaf tells it, for this module's sums alone; never on a page by itself.

    ``household`` is an internal key. ``slip`` tells that it has a weigh slip, ``scale`` that its
    amount stands as that was read. ``told`` is the day it was written down on where that was later.
    ``corrected`` holds the days on which it was told anew, whether a guess was weighed then, and
    the kind of mistake that was named.
    """

    day: dt.date
    household: int | None
    amount: int
    unit: str
    slip: bool
    scale: bool
    estimated: bool
    told: dt.date | None
    corrected: tuple[tuple[dt.date, bool, str], ...] = ()


@dataclass(frozen=True)
class HarvestDay:
    """How many harvests were on a day; ``told`` is the last day one was written down, if later."""

    day: dt.date
    count: int
    told: dt.date | None


@dataclass(frozen=True)
class Mended:
    """That figures were put right on a day, without them; ``weighed`` replaced a guess.

    ``why`` is the kind of mistake, where one was named.
    """

    on: dt.date
    count: int
    weighed: bool
    why: str = ""


@dataclass(frozen=True)
class Harvests:
    """All harvests behind a batch in one line; ``amount`` (in ``unit``) may be withheld.

    ``slips`` tells that each has a weigh slip, ``weighed`` how many amounts stand as they were read
    off the scale; ``estimated`` counts those that wait for it.
    """

    count: int
    households: int
    amount: int | None
    unit: str
    slips: bool
    weighed: int
    estimated: int
    days: tuple[HarvestDay, ...]
    mended: tuple[Mended, ...]

    @property
    def first(self) -> dt.date:
        """The day of the first."""
        return self.days[0].day

    @property
    def last(self) -> dt.date:
        """The day of the last, often the same."""
        return self.days[-1].day

    @property
    def late(self) -> bool:
        """Whether one was written down on a later day than it happened."""
        return any(each.told for each in self.days)


def together(picked: Sequence[Picked], *, is_open: bool = True) -> Harvests | None:
    """The one line of some harvests; none where there are none.

    Their sum is told where enough households stand behind it, and nothing else stands against it
    (``is_open``).
    """
    if not picked:
        return None
    households = {each.household for each in picked} - {None}
    many = open_to_all(Action.SEE_STEP_KG, Behind(len(households)))
    return Harvests(
        count=len(picked),
        households=len(households),
        amount=_sum(picked) if is_open and many else None,
        unit=picked[0].unit,
        slips=all(each.slip for each in picked),
        weighed=sum(each.scale for each in picked),
        estimated=sum(each.estimated for each in picked),
        days=_days(picked),
        mended=_mended(picked),
    )


def _sum(picked: Sequence[Picked]) -> int | None:
    """What they weigh together; nothing where they have not one unit."""
    alike = len({each.unit for each in picked}) == 1
    return sum(each.amount for each in picked) if alike else None


def _days(picked: Sequence[Picked]) -> tuple[HarvestDay, ...]:
    found: dict[dt.date, list[Picked]] = defaultdict(list)
    for each in picked:
        found[each.day].append(each)
    return tuple(
        HarvestDay(day, len(rows), max((row.told for row in rows if row.told), default=None))
        for day, rows in sorted(found.items())
    )


def _mended(picked: Sequence[Picked]) -> tuple[Mended, ...]:
    counts: dict[tuple[dt.date, bool, str], int] = defaultdict(int)
    for each in picked:
        for entry in each.corrected:
            counts[entry] += 1
    return tuple(
        Mended(day, count, weighed, why) for (day, weighed, why), count in sorted(counts.items())
    )
