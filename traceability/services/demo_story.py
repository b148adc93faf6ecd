"""The demonstration as data (``data/demo.json``), and its days relative to the day of loading.

Every name, telephone number and code in it is invented; the communes are real. A season of a crop
begins on the first of ``season_month``; season 0 is the running one, 1 and 2 are finished.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import traceability.data
from traceability.domain.days import VIETNAM

Row = dict[str, Any]
SEASONS = (2, 1, 0)


@dataclass(frozen=True)
class Lot:
    """One harvest: ``amount`` in kilograms or litres; ``key`` is area/season/number."""

    key: str
    area: str
    product: str
    day: dt.date
    amount: int


@functools.cache
def read() -> Row:
    """The file as it is."""
    text = (Path(traceability.data.__file__).parent / "demo.json").read_text(encoding="utf-8")
    story: Row = json.loads(text)
    return story


def season_start(today: dt.date, month: int, season: int) -> dt.date:
    """The first day of a season: 0 is the one that ``today`` lies in."""
    this_year = dt.date(today.year, month, 1)
    year = today.year if this_year <= today else today.year - 1
    return dt.date(year - season, month, 1)


def day_in_season(today: dt.date, area: Row, season: int, month_day: str) -> dt.date:
    """The day of a season that falls on ``MM-DD``."""
    start = season_start(today, area["season_month"], season)
    month, day = map(int, month_day.split("-"))
    found = dt.date(start.year, month, day)
    return found if found >= start else found.replace(year=start.year + 1)


def lots(today: dt.date) -> Iterator[Lot]:
    """Every harvest before ``today``, area by area."""
    for area in read()["areas"]:
        for season in SEASONS:
            for number, lot in enumerate(area["lots"]):
                day = day_in_season(today, area, season, lot["day"])
                amount = lot["amounts"][SEASONS.index(season)]
                if amount is not None and day < today:
                    key = f"{area['key']}/{season}/{number}"
                    yield Lot(key, area["key"], lot["product"], day, amount)


def opening(today: dt.date) -> dt.date:
    """The day on which everybody is registered: two months before the first season told."""
    months = {area["season_month"] for area in read()["areas"]}
    first = min(season_start(today, month, SEASONS[0]) for month in months)
    return first - dt.timedelta(days=60)


def moment(day: dt.date, hour: int) -> dt.datetime:
    """A full hour of a day in Việt Nam."""
    return dt.datetime.combine(day, dt.time(hour), VIETNAM)
