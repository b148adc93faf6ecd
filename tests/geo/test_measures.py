"""Checking and measuring: any star is a boundary, areas agree, and shared ground is what it is."""

from __future__ import annotations

import math

import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from traceability.domain.communes import Box
from traceability.domain.errors import Invalid
from traceability.geo import checks, measures
from traceability.geo.boundary import Loose
from traceability.geo.checks import SIMPLIFY, SWAP, check
from traceability.geo.shapes import Boundary, parsed, twice_area

LAT, LON = 22.75, 104.98


def star(radii: list[float], east: float = 0.0, north: float = 0.0) -> Boundary:
    """A plot around a middle: its corners so far away, one after the other."""
    turn = 2 * math.pi / len(radii)
    ring = [
        (LON + east + radius * math.cos(at * turn), LAT + north + radius * math.sin(at * turn))
        for at, radius in enumerate(radii)
    ]
    return check([[ring]])


RADII = st.lists(st.floats(0.0005, 0.006), min_size=3, max_size=14)
SHIFT = st.floats(-0.008, 0.008)


@given(RADII)
def test_a_boundary_is_turned_begun_and_written_alike(radii: list[float]) -> None:
    found = star(radii)
    ((ring,),) = found.polygons
    assert ring[0] == ring[-1] == min(ring)
    assert twice_area(ring) > 0
    assert parsed(found.text("abc")) == found
    turned = [(lon / 1e7, lat / 1e7) for lon, lat in reversed(ring[:-1])]
    assert check([[turned]]) == found


@given(RADII, SHIFT, SHIFT, RADII)
@settings(max_examples=60, deadline=None)
def test_shared_ground_is_what_points_say(
    radii: list[float], east: float, north: float, others: list[float]
) -> None:
    """Against brute force: a grid of points, each in both or not."""
    one, other = star(radii), star(others, east, north)
    found = measures.shared(one, other)
    back = measures.shared(other, one)
    assert (found and (found.m2, found.ppm)) == (back and (back.m2, back.ppm))
    step = 0.0004
    places = [(LON + x * step, LAT + y * step) for x in range(-36, 37) for y in range(-36, 37)]
    grid = shapely.points(places)
    shapes = [measures.shape_of(each) for each in (one, other)]
    both = sum(
        bool(each) for each in shapely.contains(shapes[0], grid) & shapely.contains(shapes[1], grid)
    )
    cell = (step * 111_320) ** 2 * math.cos(math.radians(LAT))
    edge = sum(shape.length for shape in shapes) / step * cell
    assert abs((found.m2 if found else 0) - both * cell) <= edge
    if found is not None:
        whole = min(measures.area_m2(each) for each in (one, other))
        assert 1 <= found.ppm <= 1_000_000
        assert abs(found.m2 - whole * found.ppm / 1e6) <= 2 + whole * 1e-4


@given(RADII)
def test_the_fast_measure_agrees_with_the_geodesic_one(radii: list[float]) -> None:
    found = star(radii)
    shared = measures.shared(found, found)
    assert shared is not None
    assert shared.ppm == 1_000_000
    # A sliver's edges are long for its ground, and the projection bends them most: 2e-5 was seen.
    assert abs(shared.m2 - measures.area_m2(found)) <= 2 + measures.area_m2(found) * 1e-4
    assert shared.piece == found


def test_a_hole_is_no_ground_and_parts_add_up() -> None:
    outer = [(LON, LAT), (LON + 0.01, LAT), (LON + 0.01, LAT + 0.01), (LON, LAT + 0.01)]
    hole = [
        (LON + 0.003, LAT + 0.003),
        (LON + 0.006, LAT + 0.003),
        (LON + 0.006, LAT + 0.006),
        (LON + 0.003, LAT + 0.006),
    ]
    whole, filled = measures.area_m2(check([[outer]])), measures.area_m2(check([[hole]]))
    assert abs(measures.area_m2(check([[outer, hole]])) - (whole - filled)) <= 1
    assert measures.shared(check([[outer, hole]]), check([[hole]])) is None
    away = [(lon + 0.02, lat) for lon, lat in outer]
    assert abs(measures.area_m2(check([[outer], [away]])) - 2 * whole) <= 2


def test_how_far_from_a_box() -> None:
    plot = star([0.001] * 6)
    around = Box(22_700_000, 104_900_000, 22_800_000, 105_000_000)
    assert measures.metres_to(plot, around) == 0
    west = Box(22_700_000, 104_000_000, 22_800_000, 104_100_000)
    told = Geodesic.WGS84.Inverse(LAT, 104.1, LAT, LON - 0.001)["s12"]
    assert measures.metres_to(plot, west) == pytest.approx(told, abs=100)


@pytest.mark.parametrize(
    ("loose", "code"),
    [
        ([[[(104.9, 22.7), (104.91, 22.71), (104.9, 22.71), (104.91, 22.7)]]], "crosses_itself"),
        ([[[(104.9, 22.7), (104.91, 22.7)]]], "too_few_corners"),
        ([[[(104.9, 22.7), (104.9, 22.7), (104.91, 22.7), (104.9, 22.7)]]], "too_few_corners"),
        ([[[(104.9, 22.7), (104.91, 22.71), (104.92, 22.72)]]], "no_area"),
        ([[[(22.7, 104.9), (22.71, 104.9), (22.71, 104.91)]]], "axes_swapped"),
        ([[[(4.9, 52.7), (4.91, 52.7), (4.91, 52.71)]]], "outside_viet_nam"),
        ([[[(104.9, 95.0), (104.91, 22.7), (104.91, 22.71)]]], "outside_viet_nam"),
        ([[[(420_000, 2_524_000), (420_100, 2_524_000), (420_100, 2_524_100)]]], "projected"),
        ([[[(math.inf, 22.7), (104.9, 22.7), (104.9, 22.8)]]], "not_finite"),
        ([[[(104.0, 21.0), (106.0, 21.0), (106.0, 22.5), (104.0, 22.5)]]], "too_large"),
        (
            [[[(104.9, 22.7), (104.91, 22.7), (104.91, 22.71)]]] * 2,
            "parts_misplaced",
        ),
        (
            [
                [
                    [(104.9, 22.7), (104.91, 22.7), (104.91, 22.71)],
                    [(104.95, 22.7), (104.96, 22.7), (104.96, 22.71)],
                ]
            ],
            "parts_misplaced",
        ),
    ],
)
def test_what_is_wrong_is_said(loose: Loose, code: str) -> None:
    with pytest.raises(Invalid, match=f"boundary_{code}"):
        check(loose)


def test_where_it_crosses_itself_and_which_sides() -> None:
    with pytest.raises(Invalid) as refused:
        check([[[(104.9, 22.7), (104.92, 22.72), (104.92, 22.7), (104.9, 22.72)]]])
    assert refused.value.facts == {"spot": "22.71000 104.91000", "sides": "1–2, 3–4"}


def test_exchanged_axes_are_mended() -> None:
    right = [[[(104.9, 22.7), (104.91, 22.7), (104.91, 22.71)]]]
    wrong = [[[(lat, lon) for lon, lat in ring] for ring in rings] for rings in right]
    assert check(wrong, {SWAP}) == check(right)


def test_too_many_corners_are_thinned_by_little() -> None:
    round_ = [
        (LON + 0.01 * math.cos(at / 8_000), LAT + 0.01 * math.sin(at / 8_000))
        for at in range(50_000)
    ]
    with pytest.raises(Invalid, match="boundary_too_many_corners"):
        check([[round_]])
    found = check([[round_]], {SIMPLIFY})
    assert found.corners <= checks.MOST_CORNERS
    exact = math.pi * 0.01**2 * 111_320**2 * math.cos(math.radians(LAT))
    assert measures.area_m2(found) == pytest.approx(exact, rel=0.01)


def test_two_combs_laid_crosswise_do_not_keep_anybody_waiting() -> None:
    """Ten thousand little squares are told by their hull."""

    def comb(upright: bool) -> Boundary:
        line = []
        for tooth in range(100):
            left, right = tooth / 10_000, (tooth + 0.5) / 10_000
            line += [(left, 0.0001), (left, 0.01), (right, 0.01), (right, 0.0001)]
        line += [(0.01, 0.0001), (0.01, 0.0), (0.0, 0.0)]
        turned = [(y, x) if upright else (x, y) for x, y in line]
        return check([[[(LON + x, LAT + y) for x, y in turned]]])

    found = measures.shared(comb(True), comb(False))
    assert found is not None
    assert found.piece.corners < 20
    assert 200_000 < found.m2 < 400_000
