"""Communes in the outline of their land: nothing beyond the paper, no name over another."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.commune_sketch import BANDS, HEIGHT, WIDTH, sketch
from traceability.domain.communes import Box
from traceability.services import sketches

PIXEL = 11


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    south = draw(st.integers(22_000_000, 23_400_000))
    west = draw(st.integers(104_000_000, 105_500_000))
    return Box(
        south, west, south + draw(st.integers(0, 400_000)), west + draw(st.integers(0, 400_000))
    )


NAMED = st.lists(st.tuples(st.sampled_from(["Cao Bồ", "Vị Xuyên", "Đồng Văn", "Xã"]), boxes()))
LINE = re.compile(r"(\d+),(\d+)")


@given(NAMED, st.lists(boxes()))
def test_everything_stays_on_the_paper(own: list[tuple[str, Box]], land: list[Box]) -> None:
    drawn = sketch(own, [*land, *(box for _name, box in own)])
    if not own:
        assert drawn is None
        return
    assert drawn is not None
    assert len(drawn.shapes) == len(own)
    assert len(drawn.outline) <= 2 * BANDS <= 60
    assert [(int(x), int(y)) for x, y in LINE.findall(drawn.land)] == [*drawn.outline]
    for x, y in drawn.outline:
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
    for shape in drawn.shapes:
        assert 0 <= shape.x < shape.x + shape.width <= WIDTH
        assert 0 <= shape.y < shape.y + shape.height <= HEIGHT
    names = [shape.named_at for shape in drawn.shapes if shape.name]
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            assert abs(one[1] - other[1]) >= PIXEL or abs(one[0] - other[0]) >= PIXEL


@given(NAMED, st.lists(boxes()), st.lists(boxes()))
def test_squares_lie_on_the_paper_where_they_are(
    own: list[tuple[str, Box]], land: list[Box], cells: list[Box]
) -> None:
    drawn = sketch(own, [*land, *(box for _name, box in own)], cells)
    if drawn is None:
        return
    assert len(drawn.squares) <= len(cells)
    for square in drawn.squares:
        assert square.side >= 9
        assert 0 <= square.x + square.side // 2 <= WIDTH
        assert 0 <= square.y + square.side // 2 <= HEIGHT


def test_a_commune_is_drawn_where_it_lies_in_the_land() -> None:
    south_west = sketches.of_communes(frozenset({"01156"}))
    north_east = sketches.of_communes(frozenset({"00715"}))
    assert south_west is not None
    assert north_east is not None
    assert south_west.outline == north_east.outline
    (near,), (far,) = south_west.shapes, north_east.shapes
    assert near.name == "Vĩnh Tuy"
    assert near.y > HEIGHT / 2 > far.y
    assert near.x < WIDTH / 2 < far.x
    assert (south_west.km, south_west.northwest) == (170, True)
    assert north_east.km > 250


def test_a_name_stands_beside_its_commune_and_over_no_square() -> None:
    own = ("Cao Bồ", Box(22_700_000, 104_800_000, 22_800_000, 104_900_000))
    land = [Box(22_200_000, 104_300_000, 23_400_000, 105_600_000)]
    drawn = sketch([own], land, [Box(22_740_000, 104_850_000, 22_750_000, 104_860_000)])
    assert drawn is not None
    (square,), (commune,) = drawn.squares, drawn.shapes
    assert commune.x < square.x < square.x + square.side < commune.x + commune.width
    assert commune.named_at[1] < commune.y
