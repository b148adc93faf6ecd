"""Colonies against what is owned, by brute force a day; distances; points as people type them."""

from __future__ import annotations

import datetime as dt

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain import stays
from traceability.domain.communes import Point
from traceability.domain.errors import Invalid
from traceability.domain.provinces import PROVINCES
from traceability.domain.stays import Span

FIRST = dt.date(2026, 1, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in range(30)]
LAST = DAYS[-1] + dt.timedelta(days=1)


@st.composite
def spans(draw):
    start = draw(st.sampled_from(DAYS))
    end = draw(st.none() | st.integers(0, 20))
    return Span(
        draw(st.integers(1, 60)), start, None if end is None else start + dt.timedelta(days=end)
    )


owned_by_day = st.lists(st.integers(0, 150), min_size=3, max_size=3)


@given(st.lists(spans(), max_size=8), owned_by_day)
def test_excess_is_the_first_day_that_has_too_many(found, owned):
    """``owned`` changes twice, on known days."""
    turns = (DAYS[10], DAYS[20])

    def on(day):
        return owned[sum(day >= turn for turn in turns)]

    every = [*DAYS, *(LAST + dt.timedelta(days=number) for number in range(40))]
    wrong = [day for day in every if sum(s.colonies for s in found if s.holds(day)) > on(day)]
    told = stays.excess(found, on, turns)
    assert (told is None) == (not wrong)
    if told is not None:
        assert told.day == wrong[0]
        assert told.standing > told.owned == on(told.day)


@given(spans(), spans())
def test_overlap_is_a_day_in_common(one, other):
    days = [FIRST + dt.timedelta(days=number) for number in range(60)]
    common = any(one.holds(day) and other.holds(day) for day in days)
    assert stays.overlap(one, other) == stays.overlap(other, one) == common


points = st.builds(
    Point, st.integers(22_000_000, 23_400_000), st.integers(104_300_000, 105_600_000)
)


@given(points, points)
def test_distance_is_the_geodesic_within_a_hundredth(one, other):
    scale = 1_000_000
    exact = Geodesic.WGS84.Inverse(
        one.lat / scale, one.lon / scale, other.lat / scale, other.lon / scale
    )["s12"]
    assert abs(stays.metres(one, other) - exact) <= exact * 0.01 + 1


@given(points, st.integers(100, 3_000), st.integers(-4_000, 4_000), st.integers(-4_000, 4_000))
def test_the_box_holds_all_that_is_near(point, distance, north, east):
    other = Point(point.lat + north * 9, point.lon + east * 9)
    if stays.metres(point, other) < distance:
        assert stays.around(point, distance).holds(other)


@given(points)
def test_a_point_is_read_as_it_is_shown_and_the_other_way_round(point):
    shown = stays.degrees(point)
    lat, lon = shown.split(", ")
    for typed in (shown, f"{lat} {lon}", f"{lon}, {lat}", shown.replace(".", ",")):
        assert stays.read_point(typed, "point") == point


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("gần cầu", "point_unreadable"),
        ("23.1622", "point_unreadable"),
        ("2524000,420000", "point_unreadable"),
        ("NaN, 105.4", "point_unreadable"),
        ("1e400, 105.4", "point_unreadable"),
        ("48.85, 2.35", "point_outside"),
        ("0, 0", "point_outside"),
    ],
)
def test_what_is_no_point_here_is_refused(typed, code):
    with pytest.raises(Invalid) as refusal:
        stays.read_point(typed, "point")
    assert refusal.value.code == code


def test_another_site_is_told_to_a_hundred_metres_and_never_as_nothing():
    assert [stays.roughly(each) for each in (3, 149, 151, 1_940)] == [100, 100, 200, 1_900]


def test_there_are_34_provinces_in_vietnamese_order():
    assert len(PROVINCES) == len(set(PROVINCES)) == 34
    assert PROVINCES[0] == "Tỉnh An Giang"
    assert "Thành phố Hồ Chí Minh" in PROVINCES
    assert PROVINCES.index("Tỉnh Đắk Lắk") < PROVINCES.index("Tỉnh Điện Biên")


@given(st.integers(8_000_000, 23_500_000), st.integers(102_000_000, 110_000_000))
def test_no_point_is_further_from_the_middle_of_its_cell_than_is_allowed_for(
    lat: int, lon: int
) -> None:
    point = Point(lat, lon)
    assert stays.metres(point, stays.cell(point)) <= stays.CELL_REACH_M
    assert stays.cell(stays.cell(point)) == stays.cell(point)
