"""Terms in working days: weekends and holidays do not count, nor does the first day."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.working_days import between, due, works

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
HOLIDAYS = st.frozensets(DAYS, max_size=12)
FRIDAY = dt.date(2026, 11, 20)


def test_a_file_of_friday_is_due_on_wednesday() -> None:
    assert due(FRIDAY, 3) == dt.date(2026, 11, 25)


def test_a_holiday_moves_the_end() -> None:
    assert due(FRIDAY, 3, {dt.date(2026, 11, 24)}) == dt.date(2026, 11, 26)


def test_a_file_of_sunday_begins_on_monday() -> None:
    assert due(dt.date(2026, 11, 22), 1) == dt.date(2026, 11, 23)


def test_what_is_over_counts_below_nothing() -> None:
    assert between(dt.date(2026, 11, 25), FRIDAY) == -3


@given(DAYS, st.integers(1, 30), HOLIDAYS)
def test_a_term_ends_on_a_day_of_work_after_so_many_of_them(
    start: dt.date, days: int, holidays: frozenset[dt.date]
) -> None:
    end = due(start, days, holidays)
    assert works(end, holidays)
    assert between(start, end, holidays) == days
    assert between(end, start, holidays) == -days
