"""Two places of one holder over the same ground give what the ground gives, once."""

from __future__ import annotations

from tests import plots
from tests.people import TODAY, World
from traceability.services import case_decisions
from traceability.services.case_decisions import DecisionRequest
from traceability.store.queries import areas

#: A hair's breadth; and about half of the square.
HAIR, HALF = 0.0000001, plots.SIDE * 1.04 / 2
#: What a plot of 12.4 hectares bears is 310 tonnes.
TONNES = 1_000


def own_code(world: World, place: str) -> str:
    with world.view() as view:
        found = areas.place_by_code(view.db, place)
        assert found is not None
        return areas.codes_over(view.db, found.id)[0].code


def laid(world: World, apart: float) -> list[str]:
    """The codes of two own orchards so far apart, which an officer lets both stand."""
    places = [plots.plot(world, world.who.manager, name) for name in ("Vườn trên", "Vườn dưới")]
    for place, east in zip(places, (0.0, apart), strict=True):
        plots.declare(world, world.who.manager, place, plots.square(east))
    asked = DecisionRequest(plots.the_case(world).code, None, "cùng một vườn", "xã nhờ")
    with world.by(world.who.registrar) as work:
        case_decisions.decide(work, asked)
    return [own_code(world, place) for place in places]


def held(world: World, area: str, tonnes: int, lot: str) -> bool:
    return bool(world.harvest(tonnes * TONNES, TODAY, area_code=area, lot_code=lot).held)


def test_the_same_ground_twice_gives_it_once_under_either_place(world: World) -> None:
    first, second = laid(world, HAIR)
    assert not held(world, first, 200, "L-1")
    assert not held(world, second, 100, "L-2")
    assert held(world, second, 20, "L-3")
    assert held(world, first, 1, "L-4")
    assert world.differences() == []


def test_what_is_shared_in_part_counts_in_part(world: World) -> None:
    first, second = laid(world, HALF)
    assert not held(world, first, 300, "L-1")
    assert not held(world, second, 150, "L-2")
    assert held(world, second, 30, "L-3")
