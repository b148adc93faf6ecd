"""Waiting periods: half-open days, held to by every edge."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import diary
from traceability.domain.diary import FarmWork, Rule, Ruling
from traceability.domain.errors import Invalid
from traceability.domain.place_kinds import BUILDINGS, KINDS

DAY = dt.date(2026, 1, 10)
days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
waits = st.integers(0, diary.MOST_DAYS)


@given(days, waits, st.sampled_from([FarmWork.PESTICIDE, FarmWork.DRUG, FarmWork.FERTILISER]))
def test_the_free_day_is_so_many_days_after_the_work(
    day: dt.date, wait: int, kind: FarmWork
) -> None:
    free = diary.free_on(kind, day, None, wait)
    held = [
        day + dt.timedelta(days=n)
        for n in range(-1, wait + 2)
        if diary.is_inside(day + dt.timedelta(days=n), day, free)
    ]
    assert held == [day + dt.timedelta(days=n) for n in range(wait)]
    assert (free is None) is (wait == 0)
    if free is not None:
        assert diary.days_left(day, free) == wait


@given(days, st.integers(0, 60), waits)
def test_days_are_counted_from_the_last_day(day: dt.date, lasts: int, wait: int) -> None:
    last = day + dt.timedelta(days=lasts)
    free = diary.free_on(FarmWork.DRUG, day, last, wait)
    assert (free or day) == last + dt.timedelta(days=wait)
    # Whatever lies in the treatment itself is inside, its last day only where days are waited.
    assert all(diary.is_inside(day + dt.timedelta(days=n), day, free) for n in range(lasts))
    assert diary.is_inside(last, day, free) is (wait > 0)


@given(days, st.integers(0, 60), st.none() | st.integers(0, 3))
def test_sugar_is_in_the_hive_on_its_last_day_at_the_least(
    day: dt.date, lasts: int, wait: int | None
) -> None:
    last = day + dt.timedelta(days=lasts)
    free = diary.free_on(FarmWork.FEEDING, day, last, wait)
    assert free == last + dt.timedelta(days=max(1, wait or 0))
    assert diary.is_inside(last, day, free)


@pytest.mark.parametrize("kind", [FarmWork.IRRIGATION, FarmWork.PEST_TRAP])
def test_water_and_traps_wait_for_nothing(kind: FarmWork) -> None:
    assert diary.free_on(kind, DAY, None, 30) is None


def test_buildings_have_no_diary_and_everything_else_has() -> None:
    assert diary.OFFERED.keys() == set(KINDS) - set(BUILDINGS)
    assert set(diary.OFFERED["apiary"]) == {FarmWork.FEEDING, FarmWork.DRUG}


@pytest.mark.parametrize(
    ("kind", "more", "filled", "code", "field"),
    [
        (FarmWork.PESTICIDE, {}, [], "diary_product_needed", "product"),
        (FarmWork.DRUG, {}, ["product"], "diary_days_needed", "phi_days"),
        (FarmWork.PESTICIDE, {"phi_days": 401}, ["product"], "out_of_range", "phi_days"),
        (FarmWork.IRRIGATION, {}, ["dose"], "diary_field_not_here", "dose"),
        (FarmWork.PESTICIDE, {}, ["product", "until_on"], "diary_field_not_here", "until_on"),
        (FarmWork.FEEDING, {"until_on": DAY - dt.timedelta(days=1)}, [], "diary_ends_before",
         "until_on"),
        (FarmWork.FEEDING, {"until_on": DAY + dt.timedelta(days=401)}, [], "out_of_range",
         "until_on"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(
    kind: FarmWork, more: dict[str, object], filled: list[str], code: str, field: str
) -> None:
    given_ = {"until_on": None, "phi_days": None} | more
    with pytest.raises(Invalid) as refused:
        diary.check(kind, DAY, filled=filled, **given_)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.faults[0].field) == (code, field)


def rule(market: str, verdict: Ruling, first: int, last: int | None = None) -> Rule:
    end = None if last is None else dt.date(2026, 1, last)
    return Rule(market, verdict, dt.date(2026, 1, first), end, "nguồn")


def test_the_newest_rule_of_a_market_counts_on_its_days() -> None:
    rules = [
        rule("vn", Ruling.ALLOWED, 1),
        rule("vn", Ruling.BANNED, 10),
        rule("vn", Ruling.LIMITED, 10),  # entered later for the same day
        rule("cn", Ruling.BANNED, 5, 8),
    ]

    def on(day: int) -> dict[str, Ruling]:
        found = diary.rulings(rules, ["vn", "cn"], dt.date(2026, 1, day))
        return {market: each.verdict for market, each in found.items()}

    assert on(4) == {"vn": Ruling.ALLOWED}
    assert on(5) == on(8) == {"vn": Ruling.ALLOWED, "cn": Ruling.BANNED}
    assert on(9) == {"vn": Ruling.ALLOWED}
    assert on(10) == {"vn": Ruling.LIMITED}
    assert diary.rulings(rules, ["other"], DAY) == {}
