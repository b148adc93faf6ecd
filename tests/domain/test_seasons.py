"""Seasons of a crop: every day lies in exactly one, whatever the rules become."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.data import read_crops, read_seasons
from traceability.domain.season import SHORTEST_DAYS, Rule, season_of

DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2005, 1, 1), dt.date(2060, 12, 31))
STARTS = st.dates(dt.date(2001, 1, 1), dt.date(2001, 12, 31))
LABEL = "vụ {first}–{last}"


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    """From one rule to four, in the order of their days."""
    days = draw(st.lists(DAYS, min_size=1, max_size=4, unique=True))
    starts = [draw(STARTS) for _ in days]
    return [
        Rule(day, start.month, start.day, LABEL)
        for day, start in zip(sorted(days), starts, strict=True)
    ]


@given(rules(), DAYS)
def test_every_day_falls_in_exactly_one_season(found: list[Rule], day: dt.date) -> None:
    here = season_of(found, day)
    assert here.starts_on <= day <= here.ends_on
    assert season_of(found, here.starts_on) == season_of(found, here.ends_on) == here
    assert season_of(found, here.ends_on + DAY).starts_on == here.ends_on + DAY
    assert season_of(found, here.starts_on - DAY).ends_on == here.starts_on - DAY


@given(rules(), DAYS)
def test_no_season_is_so_short_that_it_is_a_second_capacity(
    found: list[Rule], day: dt.date
) -> None:
    here = season_of(found, day)
    length = (here.ends_on - here.starts_on).days + 1
    assert length >= SHORTEST_DAYS
    assert len(found) > 2 or length <= 2 * 366


@given(STARTS, DAYS)
def test_with_one_rule_seasons_are_years(start: dt.date, day: dt.date) -> None:
    here = season_of([Rule(dt.date(2020, 1, 1), start.month, start.day, LABEL)], day)
    assert (here.starts_on.month, here.starts_on.day) == (start.month, start.day)
    assert (here.ends_on + DAY) == here.starts_on.replace(year=here.starts_on.year + 1)


def test_a_later_rule_leaves_what_was_before_it() -> None:
    old = Rule(dt.date(2020, 1, 1), 10, 1, "niên vụ {first}–{last}")
    new = Rule(dt.date(2027, 1, 1), 8, 1, "niên vụ {first}–{last}")
    days = [dt.date(2025, 12, 1), dt.date(2027, 3, 1), dt.date(2027, 9, 1)]
    assert [season_of([old, new], day) for day in days[:1]] == [season_of([old], days[0])]
    running, after = (season_of([old, new], day) for day in days[1:])
    assert (running.starts_on, running.ends_on) == (dt.date(2026, 10, 1), dt.date(2027, 7, 31))
    assert after.label == "niên vụ 2027–2028"


def test_a_beginning_that_makes_a_season_too_short_waits_for_the_next_year() -> None:
    old = Rule(dt.date(2020, 1, 1), 10, 1, LABEL)
    new = Rule(dt.date(2026, 11, 1), 1, 1, LABEL)
    here = season_of([old, new], dt.date(2026, 12, 1))
    assert (here.starts_on, here.ends_on) == (dt.date(2026, 10, 1), dt.date(2027, 12, 31))


def test_29_february_begins_no_season() -> None:
    with pytest.raises(ValueError, match="day"):
        Rule(dt.date(2020, 1, 1), 2, 29, LABEL)


def test_every_crop_has_a_season_in_which_its_harvest_is_whole() -> None:
    """Its months lie in one season, one after the other: the season begins in none of them."""
    starts = {row.crop: row for row in read_seasons()}
    assert starts.keys() == {crop.code for crop in read_crops()}
    for crop in read_crops():
        row = starts[crop.code]
        rule = Rule(row.from_on, row.month, row.day, row.label)
        first = season_of([rule], dt.date(2026, crop.months[0], 1))
        order = [(month - first.starts_on.month) % 12 for month in crop.months]
        assert all(one < other for one, other in pairwise(order)), crop.code
