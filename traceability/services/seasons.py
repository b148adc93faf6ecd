"""The seasons of a crop: read from dated rules, and begun on another day from some day on.

A rule is a reference value ``season_start`` (month × 100 + day, the label in its note), so that who
set it, when and from which source stays for ever. The row of a season is made by its first harvest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.data import read_crops, read_seasons
from traceability.domain import season
from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Invalid
from traceability.domain.season import Rule, Window
from traceability.services import audit
from traceability.store.models import Crop, ReferenceValue
from traceability.store.queries import products
from traceability.store.queries import seasons as queries
from traceability.store.unit import Reading, Work

KEY, UNIT = "season_start", "month_day"
#: What a crop has that no rule names: the calendar year.
_PLAIN = Rule(dt.date(2020, 1, 1), 1, 1, "năm {first}")


@dataclass(frozen=True)
class StartRequest:
    """From ``from_on`` on, seasons of a crop begin on ``month``/``day``; the source says why."""

    crop: str
    month: int
    day: int
    label: str
    from_on: dt.date
    source: str


def rules(view: Reading, crop: str) -> list[Rule]:
    """The rules of a crop in the order of their days; the newest of one day counts."""
    rows = {row.from_on: _rule(row) for row in queries.values(view.db, crop, [KEY])}
    return [rows[day] for day in sorted(rows)] or [_shipped(crop)]


def _rule(row: ReferenceValue) -> Rule:
    return Rule(row.from_on, *divmod(row.value, 100), row.note)


def _shipped(crop: str) -> Rule:
    found = (row for row in read_seasons() if row.crop == crop)
    return next((Rule(row.from_on, row.month, row.day, row.label) for row in found), _PLAIN)


def season_of(view: Reading, crop: str, day: dt.date) -> Window:
    """The season of a crop that a day lies in."""
    return season.season_of(rules(view, crop), day)


def row_of(work: Work, crop: str, window: Window) -> int:
    """The key of a season's row; the first harvest makes it."""
    days = window.starts_on, window.ends_on
    return queries.make_season(work.db, crop, days, window.label)


def outside_months(crop: str, day: dt.date) -> bool:
    """Whether a crop is not usually harvested in the month of a day; that only warns."""
    months = next((row.months for row in read_crops() if row.code == crop), ())
    return bool(months) and day.month not in months


def set_start(work: Work, asked: StartRequest) -> Window:
    """Begin the seasons of a crop on another day of the year, from a coming day on.

    What was harvested stays in its season: only the end of the running one may move, and the season
    of ``from_on`` is returned. A day that has come is refused with ``season_start_not_ahead``.
    """
    require(work.actor, Action.SET_UP, Thing())
    work.hold_judgement()
    crop = _check(work, asked)
    row = ReferenceValue(
        key=KEY,
        crop_code=crop.code,
        value=asked.month * 100 + asked.day,
        unit=UNIT,
        from_on=asked.from_on,
        source=asked.source,
        note=asked.label,
        recorded_at=work.now,
        set_by=work.actor.code,
    )
    work.add(row)
    audit.note(work, "set_season_start", crop.code)
    for each in queries.seasons_from(work.db, crop.code, work.today):
        now = season_of(work, crop.code, each.starts_on)
        queries.end_season(work.db, each.id, now.ends_on, now.label)
    return season_of(work, crop.code, asked.from_on)


def _check(work: Work, asked: StartRequest) -> Crop:
    crop = products.crop(work.db, asked.crop)
    if crop is None:
        raise Invalid("crop_unknown", "crop", crop=asked.crop)
    if asked.from_on <= work.today:
        raise Invalid("season_start_not_ahead", "from_on", day=asked.from_on, today=work.today)
    try:
        Rule(asked.from_on, asked.month, asked.day, asked.label)
    except ValueError:
        raise Invalid("no_such_day", "starts", typed=f"{asked.day}/{asked.month}") from None
    return crop


def history(view: Reading, crop: str) -> Sequence[ReferenceValue]:
    """Every rule of a crop that was ever set, oldest first."""
    return queries.values(view.db, crop, [KEY])
