"""In how many working days an office decides, and on which days offices do not work.

Both are dated reference values: the operator edits them, the newest that has come counts. None is
a constant here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.data import TermRow, read_file_terms
from traceability.domain import working_days
from traceability.domain.access import Action, Thing, require
from traceability.domain.text import clean_line
from traceability.store.models import ReferenceValue
from traceability.store.queries import filing as queries
from traceability.store.unit import Reading, Work

HOLIDAY = "public_holiday"
DOMESTIC, EXPORT = "file_days_domestic", "file_days_export"


@dataclass(frozen=True)
class Clock:
    """How a file stands in its term on a day: working days gone and left (negative: overdue).

    ``due`` and ``left`` are None where no term was known on the day the file came in.
    """

    age: int
    due: dt.date | None
    left: int | None


class Terms:
    """The terms and holidays, read once for many files."""

    def __init__(self, view: Reading) -> None:
        """Read them as they stand today."""
        self.today = view.today
        self.holidays = frozenset(queries.holidays(view.db, HOLIDAY))
        self._terms = {key: _rows(view, key) for key in (DOMESTIC, EXPORT)}

    def days(self, market: str, on: dt.date) -> int | None:
        """How many working days there are for a file of a market that came in on a day."""
        rows = self._terms[DOMESTIC if market == "domestic" else EXPORT]
        return next((row.value for row in rows if row.from_on <= on), None)

    def due(self, market: str, filed_on: dt.date) -> dt.date | None:
        """The last day for a file that came in on ``filed_on``; None where no term was known."""
        days = self.days(market, filed_on)
        return None if days is None else working_days.due(filed_on, days, self.holidays)

    def clock(self, market: str, filed_on: dt.date) -> Clock:
        """How a file that came in on ``filed_on`` stands today."""
        age = working_days.between(filed_on, self.today, self.holidays)
        due = self.due(market, filed_on)
        if due is None:
            return Clock(age, None, None)
        return Clock(age, due, working_days.between(self.today, due, self.holidays))


def _rows(view: Reading, key: str) -> list[ReferenceValue] | list[TermRow]:
    """The database's values; those of the software where it was begun before there were any."""
    return queries.terms(view.db, key) or [row for row in read_file_terms() if row.key == key]


def set_holiday(work: Work, day: dt.date, name: str, *, holds: bool = True) -> None:
    """Enter a public holiday, or take one back; ``name`` is what it is called, and its source."""
    require(work.actor, Action.SET_UP, Thing())
    work.add(
        ReferenceValue(
            key=HOLIDAY,
            value=int(holds),
            unit="day",
            from_on=day,
            source=clean_line(name, "name"),
            note="",
            recorded_at=work.now,
            set_by=work.actor.code,
        )
    )


def holidays(view: Reading) -> list[tuple[dt.date, str]]:
    """The public holidays as they stand, by day, with what was written of each."""
    standing = queries.holidays(view.db, HOLIDAY)
    named = {row.from_on: row.source for row in reversed(queries.terms(view.db, HOLIDAY))}
    return sorted((day, named[day]) for day in standing)
