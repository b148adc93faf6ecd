"""Ground that was decided, and a line that is drawn once more: whose goods wait then."""

from __future__ import annotations

from tests import plots
from tests.people import World
from traceability.domain.access import Actor
from traceability.services import case_decisions, overlaps
from traceability.services.case_decisions import DecisionRequest
from traceability.store.queries import areas

#: Some centimetre, and what takes a quarter more of the neighbour.
CENTIMETRE, FURTHER = 0.0000001, 0.0008
APART = 0.001


def contested(world: World, code: str) -> bool:
    with world.view() as view:
        place = areas.place_by_code(view.db, code)
        assert place is not None
        return overlaps.contested(view, place)


def drawn(world: World, who: Actor, place: str, east: float = 0.0) -> None:
    world.clock.pass_by(minutes=5)
    plots.declare(world, who, place, plots.square(east))


def decided(world: World, keeps: str | None) -> None:
    world.clock.pass_by(minutes=5)
    asked = DecisionRequest(plots.the_case(world).code, keeps, "đã đo lại", "xã nhờ")
    with world.by(world.who.registrar) as work:
        case_decisions.decide(work, asked)


def neighbours(world: World) -> tuple[str, str]:
    """A place of the cooperative and one of a stranger laid over it, both under internal codes."""
    mine = plots.plot(world, world.who.manager)
    theirs = plots.plot(world, world.who.stranger)
    drawn(world, world.who.manager, mine)
    drawn(world, world.who.stranger, theirs, APART)
    return mine, theirs


def test_who_lost_holds_nothing_of_the_other_by_drawing_again(world: World) -> None:
    mine, theirs = neighbours(world)
    assert (contested(world, mine), contested(world, theirs)) == (True, True)
    decided(world, mine)
    drawn(world, world.who.stranger, theirs, APART + CENTIMETRE)
    assert plots.the_case(world).closed_at is None
    assert (contested(world, mine), contested(world, theirs)) == (False, True)
    drawn(world, world.who.manager, mine, CENTIMETRE)
    assert (contested(world, mine), contested(world, theirs)) == (False, True)


def test_who_won_waits_once_it_takes_more_ground(world: World) -> None:
    mine, _theirs = neighbours(world)
    decided(world, mine)
    drawn(world, world.who.manager, mine, FURTHER)
    assert contested(world, mine)


def test_who_was_let_stand_goes_on_when_the_other_takes_more(world: World) -> None:
    mine, theirs = neighbours(world)
    decided(world, None)
    assert (contested(world, mine), contested(world, theirs)) == (False, False)
    drawn(world, world.who.stranger, theirs, APART - FURTHER)
    assert (contested(world, mine), contested(world, theirs)) == (False, True)


def test_a_small_correction_leaves_who_was_first_first(world: World) -> None:
    granted, theirs = world.who.place, plots.plot(world, world.who.stranger)
    drawn(world, world.who.manager, granted)
    drawn(world, world.who.stranger, theirs, APART)
    drawn(world, world.who.manager, granted, CENTIMETRE)
    assert (contested(world, granted), contested(world, theirs)) == (False, True)
    drawn(world, world.who.manager, granted, FURTHER)
    assert contested(world, granted)
