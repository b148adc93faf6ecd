"""Fruit that was picked so long ago that what is in the hand cannot be it."""

from __future__ import annotations

import datetime as dt

import pytest

from traceability.domain.freshness import MOST_DAYS, too_old

TODAY = dt.date(2026, 11, 27)


@pytest.mark.parametrize(("family", "most"), MOST_DAYS.items())
def test_fruit_is_too_old_on_the_day_after_the_last(family: str, most: int) -> None:
    last = TODAY - dt.timedelta(days=most)
    assert too_old(family, last, TODAY) is None
    assert too_old(family, last - dt.timedelta(days=1), TODAY) == (most + 1) // 30


def test_what_keeps_is_never_too_old() -> None:
    assert too_old("tea", dt.date(2020, 1, 1), TODAY) is None
    assert too_old("orange", None, TODAY) is None
    assert too_old("orange", dt.date(2025, 2, 20), TODAY) == 21
