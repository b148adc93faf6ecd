"""Communes drawn as boxes: nothing beyond the paper, no name over another, nothing finer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.commune_sketch import MOST_NEIGHBOURS, WIDTH, sketch
from traceability.domain.communes import Box

PIXEL = 11


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    south = draw(st.integers(22_000_000, 23_400_000))
    west = draw(st.integers(104_000_000, 105_500_000))
    return Box(
        south, west, south + draw(st.integers(0, 400_000)), west + draw(st.integers(0, 400_000))
    )


NAMED = st.lists(st.tuples(st.sampled_from(["Cao Bồ", "Vị Xuyên", "Đồng Văn", "Xã"]), boxes()))


@given(NAMED, NAMED)
def test_everything_stays_on_the_paper(
    own: list[tuple[str, Box]], others: list[tuple[str, Box]]
) -> None:
    drawn = sketch(own, others)
    if not own:
        assert drawn is None
        return
    assert drawn is not None
    assert sum(shape.own for shape in drawn.shapes) == len(own)
    assert len(drawn.shapes) <= len(own) + MOST_NEIGHBOURS
    for shape in drawn.shapes:
        assert 0 <= shape.x <= WIDTH
        assert 0 <= shape.y <= drawn.height
        assert shape.x + shape.width <= WIDTH + 1
        assert shape.y + shape.height <= drawn.height + 1
        assert shape.name or not shape.own
    names = [shape.middle for shape in drawn.shapes if shape.name and not shape.own]
    for at, one in enumerate(names):
        for other in names[at + 1 :]:
            assert abs(one[1] - other[1]) >= PIXEL or abs(one[0] - other[0]) >= PIXEL


@given(NAMED, NAMED, st.lists(boxes()))
def test_squares_lie_on_the_paper_where_they_are(
    own: list[tuple[str, Box]], others: list[tuple[str, Box]], cells: list[Box]
) -> None:
    drawn = sketch(own, others, cells)
    if drawn is None:
        return
    assert len(drawn.squares) <= len(cells)
    for square in drawn.squares:
        assert square.side >= 9
        assert 0 <= square.x + square.side // 2 <= WIDTH
        assert 0 <= square.y + square.side // 2 <= drawn.height


def test_a_square_stands_within_its_commune() -> None:
    own = ("Cao Bồ", Box(22_700_000, 104_800_000, 22_800_000, 104_900_000))
    drawn = sketch([own], [], [Box(22_740_000, 104_850_000, 22_750_000, 104_860_000)])
    assert drawn is not None
    (square,), (commune,) = drawn.squares, drawn.shapes
    assert commune.x < square.x < square.x + square.side < commune.x + commune.width
    assert square.x >= commune.x + commune.width // 2
    assert abs(square.side - commune.width / 10) <= 1
    assert square.y > commune.named_at[1] + 7, "the name lies over the square"


def test_a_name_stays_in_the_middle_where_no_square_is() -> None:
    own = ("Cao Bồ", Box(22_700_000, 104_800_000, 22_800_000, 104_900_000))
    drawn = sketch([own], [], [Box(22_700_000, 104_800_000, 22_710_000, 104_810_000)])
    assert drawn is not None
    assert drawn.shapes[0].named_at == drawn.shapes[0].middle


def test_the_own_commune_lies_on_top_in_the_middle() -> None:
    own = ("Cao Bồ", Box(22_700_000, 104_800_000, 22_800_000, 104_900_000))
    near = ("Vị Xuyên", Box(22_700_000, 104_910_000, 22_800_000, 105_010_000))
    far = ("Mèo Vạc", Box(23_100_000, 105_300_000, 23_200_000, 105_400_000))
    drawn = sketch([own], [near, far])
    assert drawn is not None
    assert [(shape.name, shape.own) for shape in drawn.shapes] == [
        ("Vị Xuyên", False),
        ("Cao Bồ", True),
    ]
    assert drawn.shapes[-1].middle == (WIDTH // 2, drawn.height // 2)
