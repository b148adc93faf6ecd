"""How much a code can give is what its office saw, not what its holder says later."""

from __future__ import annotations

import dataclasses
import datetime as dt

from tests.people import TODAY, VINH_TUY, World, decision
from tests.registers import imported, row
from traceability.domain.growing_area import CodeStep
from traceability.domain.place_kinds import Group
from traceability.services import (
    area_codes,
    capacities,
    code_decisions,
    internal_codes,
    place_files,
    season_views,
)
from traceability.services.code_decisions import StepRequest
from traceability.services.internal_codes import AreaRequest
from traceability.services.place_files import GroupRequest
from traceability.services.places import PlaceRequest
from traceability.store.queries import areas, products

#: What the orange grant's 12.4 hectares bear at most, in grams.
AS_GRANTED = 310_000_000


def hold(world: World, area: str) -> int | None:
    with world.view() as view:
        crop = products.crop(view.db, "sanh_orange")
        assert crop is not None
        found = area_codes.known(view, area)
        return capacities.of_code(view, found, crop, view.today).hold


def linked(world: World, area_m2: int) -> str:
    """One more orchard of the cooperative that it puts under the granted code itself."""
    place = PlaceRequest("orchard", VINH_TUY, None, area_m2, private={"name": "Vườn mới"})
    asked = AreaRequest(place, ("sanh_orange",), world.who.area)
    with world.by(world.who.manager) as work:
        return internal_codes.open_area(work, asked).place


def renewed(world: World) -> None:
    until = dataclasses.replace(decision(TODAY), valid_until=dt.date(2028, 1, 1))
    with world.by(world.who.registrar) as work:
        code_decisions.decide(work, StepRequest(world.who.area, CodeStep.RENEW, until))


def test_a_holder_s_further_place_adds_nothing_until_the_office_renews(world: World) -> None:
    place = linked(world, 10_000_000)
    assert hold(world, world.who.area) == AS_GRANTED
    assert world.harvest(300_000, TODAY, place=place, lot_code="L-1").held == ()
    assert world.harvest(20_000, TODAY, place=place, lot_code="L-2").held
    renewed(world)
    assert hold(world, world.who.area) == AS_GRANTED + 25_000_000_000
    later = linked(world, 10_000_000)
    assert later != place
    assert hold(world, world.who.area) == AS_GRANTED + 25_000_000_000
    assert world.differences() == []


def test_a_size_that_a_list_left_open_counts_once_the_office_renews(world: World) -> None:
    grower = "HTX Cam Sành Vĩnh Hảo"
    blank = row(Mã_số="VN-HGOR-5555", Đơn_vị_được_cấp=grower, **{"Diện_tích_(ha)": ""})
    imported(world, [blank])
    with world.view() as view:
        (area,) = (each for each in areas.all_codes(view.db) if each.raw == "VN-HGOR-5555")
        (under,) = areas.places_of(view.db, area.id)
        code, place = area.code, under.code
    world.clock.pass_by(minutes=5)
    with world.by(world.who.manager) as work:
        place_files.save(work, place, 1, GroupRequest(Group.SIZE, {"area": 50_000_000}))
    assert hold(world, code) is None
    world.harvest(200_000, TODAY, area_code=code, lot_code="L-1")
    with world.view() as view:
        lacking = [
            each.lacking
            for each in season_views.of_areas(view, world.who.manager, [code])[code]
            if each.kind == "code"
        ]
    assert lacking == ["place"]
