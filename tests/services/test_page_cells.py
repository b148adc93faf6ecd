"""The square on the map: only where five households work the place, and never nearer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people import KEYRING, World
from tests.plots import LAT, LON, declare, place_of, square
from tests.rich_page import worked_by
from traceability.domain import stays
from traceability.domain.communes import Box, Point
from traceability.services import area_pages, page_cells, page_tokens, pages


def cells(world: World) -> frozenset[Box]:
    with world.view() as view:
        return page_cells.of_places(view, {place_of(world, world.who.place).id})


def test_four_households_are_a_commune_and_five_a_square(world: World) -> None:
    declare(world, world.who.manager, world.who.place, square())
    worked_by(world, 4)
    assert cells(world) == frozenset()
    worked_by(world, 5)
    (found,) = cells(world)
    assert found.holds(Point(int(LAT * 1e6), int(LON * 1e6)))
    assert found.north - found.south == stays.CELL
    worked_by(world, 4)
    world.clock.pass_by(days=1)
    assert cells(world) == frozenset()


def test_a_place_without_a_boundary_has_none(world: World) -> None:
    worked_by(world, 5)
    assert cells(world) == frozenset()
    declare(world, world.who.manager, world.who.place, square())
    assert cells(world) != frozenset()


@pytest.mark.parametrize("north", [0.0, 0.001, 0.002])
def test_where_in_the_square_it_lies_is_not_told(world: World, north: float) -> None:
    declare(world, world.who.manager, world.who.place, square(north=north))
    worked_by(world, 5)
    assert cells(world) == {Box(22_260_000, 104_870_000, 22_270_000, 104_880_000)}


def test_both_pages_show_it_and_notice_it(world: World) -> None:
    made = world.packed().code
    declare(world, world.who.manager, world.who.place, square())
    before = shown(world, made)
    worked_by(world, 5)
    after = shown(world, made)
    assert (before[0], after[0]) == (frozenset(), cells(world))
    assert len(after[1]) == 1
    assert before[2] != after[2]


def shown(world: World, code: str) -> tuple[frozenset[Box], tuple[object, ...], str]:
    """What the page of a lot shows, and that of its growing-area code; the token of the first."""
    with world.view() as view:
        page = pages.find(view, KEYRING, code)
        area = area_pages.find(view, world.who.area)
        assert page.batch_id is not None
        assert area.sketch is not None
        return page.cells, area.sketch.squares, page_tokens.of_batch(view, page.batch_id)


@given(st.integers(8_000_000, 23_500_000), st.integers(102_000_000, 110_000_000))
def test_a_square_is_the_cell_around_its_middle(lat: int, lon: int) -> None:
    point = Point(lat, lon)
    assert stays.square(point).holds(point)
    assert stays.square(point).centre() == stays.cell(point)
