"""Calendar months: read from an address, their first and last day, one after the other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from traceability.domain.days import EARLIEST, LATEST

_WRITTEN = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar, spelled ``2026-01``."""

    year: int
    number: int

    def __str__(self) -> str:
        """As it stands in addresses and file names."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.number, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return self.next.first - dt.timedelta(days=1)

    @property
    def next(self) -> Month:
        """The month after."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def before(self) -> Month:
        """The month before."""
        return month_of(self.first - dt.timedelta(days=1))

    def holds(self, day: dt.date) -> bool:
        """Whether ``day`` lies in it."""
        return self.first <= day <= self.last


def month_of(day: dt.date) -> Month:
    """The month that a day lies in."""
    return Month(day.year, day.month)


def read_month(text: str) -> Month | None:
    """The month spelled ``2026-01``; nothing else is one."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    month = Month(int(found[1]), int(found[2]))
    return month if EARLIEST <= month.first <= LATEST else None


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Every month from ``first`` to ``last``, both included; none where ``first`` is later."""
    month = first
    while month <= last:
        yield month
        month = month.next
