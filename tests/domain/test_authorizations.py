"""Permissions to use a code: what they carry, over every mix of days, caps and harvests."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import authorizations
from traceability.domain.authorizations import Asked, Outside, State, Terms

DAY = dt.date(2026, 1, 1)
DAYS = st.integers(0, 40).map(lambda each: DAY + dt.timedelta(days=each))
CROPS = st.sampled_from(["sanh_orange", "persimmon"])
AMOUNTS = st.integers(1, 200)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    from_on, to_on = sorted((draw(DAYS), draw(DAYS)))
    back = draw(st.none() | DAYS)
    return Terms(draw(CROPS), draw(AMOUNTS), from_on, to_on, back)


ASKED = st.builds(Asked, CROPS, DAYS, AMOUNTS)


@given(terms(), st.integers(0, 300), ASKED)
def test_a_permission_carries_its_crop_on_its_days_below_its_cap(
    given_: Terms, used: int, asked: Asked
) -> None:
    on_its_days = given_.from_on <= asked.day <= given_.to_on
    back = given_.withdrawn_on
    live = on_its_days and (back is None or asked.day <= back)
    carried = live and asked.crop == given_.crop and used + asked.amount <= given_.cap
    assert (authorizations.outside(given_, used, asked) is None) == carried


@given(terms(), st.integers(0, 300), DAYS)
def test_live_is_what_carries_a_gram(given_: Terms, used: int, day: dt.date) -> None:
    gram = Asked(given_.crop, day, 1)
    live = authorizations.state(given_, used, day) is State.LIVE
    assert live == (authorizations.outside(given_, used, gram) is None)


@given(st.lists(terms(), min_size=1, max_size=4), st.lists(ASKED, max_size=30))
def test_nothing_is_ever_used_above_a_cap(several: list[Terms], harvests: list[Asked]) -> None:
    used = [0] * len(several)
    for asked in harvests:
        found = authorizations.chosen(list(zip(several, used, strict=True)), asked)
        room = [
            authorizations.outside(each, so_far, asked) is None
            for each, so_far in zip(several, used, strict=True)
        ]
        if isinstance(found, Outside):
            assert not any(room)
        else:
            assert room[found]
            used[found] += asked.amount
    assert all(so_far <= each.cap for each, so_far in zip(several, used, strict=True))


@given(terms(), DAYS, DAYS)
def test_taking_back_never_opens_a_day(given_: Terms, last: dt.date, day: dt.date) -> None:
    before = dataclasses.replace(given_, withdrawn_on=None)
    after = dataclasses.replace(given_, withdrawn_on=last)
    asked = Asked(given_.crop, day, 1)
    if authorizations.outside(after, 0, asked) is None:
        assert authorizations.outside(before, 0, asked) is None
    if day <= last:
        assert authorizations.outside(after, 0, asked) == authorizations.outside(before, 0, asked)


def test_the_reason_is_of_the_permission_that_comes_closest() -> None:
    over = Terms("sanh_orange", 10, DAY, DAY)
    other = Terms("persimmon", 1000, DAY, DAY)
    back = dataclasses.replace(over, cap=1000, withdrawn_on=DAY - dt.timedelta(days=1))
    asked = Asked("sanh_orange", DAY, 11)
    assert authorizations.chosen([(other, 0), (back, 0)], asked) is Outside.WITHDRAWN
    assert authorizations.chosen([(other, 0), (back, 0), (over, 0)], asked) is Outside.CAP_REACHED
    assert authorizations.chosen([(over, 10)], asked) is Outside.CAP_REACHED
