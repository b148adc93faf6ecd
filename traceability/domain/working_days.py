"""Terms in working days: an office has so many of them from the day after a file came in.

Weekends never count; public holidays are given, because each year's are announced anew. The day of
an event does not count itself, and a term ends with its last working day (Bộ luật Dân sự 2015,
điều 147 and 148).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

_SATURDAY = 5
_DAY = dt.timedelta(days=1)


def works(day: dt.date, holidays: Collection[dt.date] = ()) -> bool:
    """Whether offices work on a day."""
    return day.weekday() < _SATURDAY and day not in holidays


def due(start: dt.date, days: int, holidays: Collection[dt.date] = ()) -> dt.date:
    """The last day of a term of ``days`` working days (1 or more) that begins after ``start``."""
    if days < 1:
        raise ValueError("a term has at least one day")
    day = start
    while days:
        day += _DAY
        days -= works(day, holidays)
    return day


def between(start: dt.date, end: dt.date, holidays: Collection[dt.date] = ()) -> int:
    """The working days after ``start`` up to and with ``end``; negative where that lies before."""
    if end < start:
        return -between(end, start, holidays)
    span = (start + _DAY * number for number in range(1, (end - start).days + 1))
    return sum(works(day, holidays) for day in span)
