"""Who works a place: folded from joining and leaving, against a set of days kept by hand."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.household_links import Link, LinkAct, LinkStep, after, fold

FIRST = dt.date(2026, 1, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(12)]
HOMES = ("A", "B", "C")

steps = st.lists(
    st.builds(
        LinkStep,
        st.sampled_from(LinkAct),
        st.sampled_from(DAYS),
        st.lists(st.sampled_from(HOMES), unique=True, max_size=3).map(tuple),
    ),
    max_size=12,
)


@given(steps)
def test_links_of_a_household_never_touch_and_one_is_open_at_most(history):
    links = fold(history)
    for home in HOMES:
        ours = sorted(link for link in links if link.household == home)
        assert sum(link.to_on is None for link in ours) <= 1
        for one, other in pairwise(ours):
            assert one.to_on is not None
            assert one.to_on + dt.timedelta(days=1) < other.from_on
        assert all(link.to_on is None or link.from_on <= link.to_on for link in ours)


@given(steps, st.sampled_from(DAYS))
def test_who_joins_is_there_and_who_leaves_is_not_afterwards(history, day):
    before = fold(history)
    joined = after(before, LinkStep(LinkAct.JOINED, day, ("A",)))
    assert any(link.household == "A" and link.to_on is None for link in joined)
    left = after(joined, LinkStep(LinkAct.LEFT, day, ("A",)))
    assert not any(link.household == "A" and link.to_on is None for link in left)
    assert {link for link in left if link.household != "A"} == {
        link for link in before if link.household != "A"
    }


def test_who_comes_back_the_next_day_never_left():
    links = fold(
        (
            LinkStep(LinkAct.JOINED, DAYS[0], ("A",)),
            LinkStep(LinkAct.LEFT, DAYS[4], ("A",)),
            LinkStep(LinkAct.JOINED, DAYS[5], ("A",)),
        )
    )
    assert links == {Link("A", DAYS[0])}


def test_who_comes_back_later_has_two_times():
    links = fold(
        (
            LinkStep(LinkAct.JOINED, DAYS[0], ("A",)),
            LinkStep(LinkAct.LEFT, DAYS[4], ("A",)),
            LinkStep(LinkAct.JOINED, DAYS[8], ("A",)),
        )
    )
    assert links == {Link("A", DAYS[0], DAYS[4]), Link("A", DAYS[8])}
    assert [link.holds(DAYS[6]) for link in sorted(links)] == [False, False]


def test_leaving_before_one_joined_takes_the_link_away():
    joined = LinkStep(LinkAct.JOINED, DAYS[5], ("A",))
    assert fold((joined, LinkStep(LinkAct.LEFT, DAYS[3], ("A",)))) == frozenset()
