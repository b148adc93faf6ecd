"""A place that is corrected: while an office has its file, after its code ended, under its line."""

from __future__ import annotations

import pytest

from tests import plots
from tests.applicants import asked_for, orchard, step
from tests.people import QUAN_BA, VINH_TUY, World
from traceability.domain.access import Actor
from traceability.domain.errors import RuleBroken
from traceability.domain.growing_area import CodeStep
from traceability.domain.place_kinds import Group
from traceability.services import applications, area_codes, file_views, internal_codes, place_files
from traceability.services.internal_codes import AreaRequest
from traceability.services.place_files import GroupRequest
from traceability.services.places import PlaceRequest
from traceability.store.queries import areas


def moved(world: World, place: str, commune: str) -> None:
    """The form of the place, sent with another commune."""
    with world.by(world.who.manager) as work:
        found = areas.place_by_code(work.db, place)
        assert found is not None
        number = areas.revision(work.db, found.id).number
        asked = PlaceRequest("orchard", commune, None, 32_000, private={"name": "Vườn cam"})
        internal_codes.revise(work, place, number, AreaRequest(asked, ("sanh_orange",)))


def begun(world: World, commune: str) -> tuple[str, str]:
    place = orchard(world, commune=commune)
    with world.by(world.who.manager) as work:
        return place, applications.begin(work, asked_for(place))


def submitted(world: World, code: str) -> None:
    with world.by(world.who.manager) as work:
        applications.submit(work, code)


def seen_by(world: World, officer: Actor) -> list[str]:
    with world.view() as view:
        return [each.code for each in file_views.queue(view, officer)]


def test_a_place_stays_in_its_commune_while_an_office_has_its_file(world: World) -> None:
    place, code = begun(world, QUAN_BA)
    submitted(world, code)
    with pytest.raises(RuleBroken, match="commune_of_file") as refused:
        moved(world, place, VINH_TUY)
    assert refused.value.faults[0].field == "commune"
    assert code in seen_by(world, world.who.commune_registrar)
    moved(world, place, QUAN_BA)
    step(world, code, CodeStep.RETURN)
    moved(world, place, VINH_TUY)


def test_a_file_goes_to_the_office_of_its_place_as_it_lies_now(world: World) -> None:
    place, code = begun(world, QUAN_BA)
    moved(world, place, VINH_TUY)
    submitted(world, code)
    with world.view() as view:
        assert area_codes.known(view, code).register_id == world.who.registrar.party
    assert code in seen_by(world, world.who.registrar)
    assert world.differences() == []


def test_what_a_code_locked_is_the_holder_s_again_once_it_is_given_back(world: World) -> None:
    with world.by(world.who.manager) as work:
        applications.cancel(work, world.who.area, "trả mã")
    with world.by(world.who.manager) as work:
        size = GroupRequest(Group.SIZE, {"area": 100_000, "productive_area": 100_000})
        assert place_files.save(work, world.who.place, 1, size) == 2
    with pytest.raises(RuleBroken, match="commune_of_code"):
        moved(world, world.who.place, QUAN_BA)
    moved(world, world.who.place, VINH_TUY)
    with world.view() as view:
        area = area_codes.known(view, world.who.area)
        assert [crop.code for crop in areas.crops_of(view.db, area.id)] == ["sanh_orange"]
    assert world.differences() == []


def test_less_than_a_third_of_the_line_is_declared_once_the_line_is_drawn_anew(
    world: World,
) -> None:
    place = plots.plot(world, world.who.manager)
    plots.declare(world, world.who.manager, place, plots.square())
    small = GroupRequest(Group.SIZE, {"area": 10_000, "productive_area": 10_000})
    with (
        pytest.raises(RuleBroken, match="area_below_boundary") as refused,
        world.by(world.who.manager) as work,
    ):
        place_files.save(work, place, 2, small)
    assert refused.value.faults[0].field == "area"
    plots.declare(world, world.who.manager, place, plots.square(side=0.001))
    with world.by(world.who.manager) as work:
        assert place_files.save(work, place, 3, small) == 4
