"""How large a place may be: no larger than its commune, wherever the figure is entered."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people import VINH_TUY, World
from tests.places_of import fill_in, orchard
from tests.registers import imported, row, state
from tests.web.lot_visits import Visitor
from tests.web.registry_visits import GRANT, grant_form, officer, send
from traceability.domain.communes import Box
from traceability.domain.errors import Invalid
from traceability.domain.place_kinds import Group
from traceability.services import parties, places
from traceability.services.places import PlaceRequest
from traceability.store.models import Commune

NEW = "/coop/vung-trong/moi"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "manager")


def new_orchard(manager: Visitor, area: str) -> str:
    """What the short form says at its area."""
    form = manager.get(f"{NEW}?loai=orchard").form(NEW)
    page = manager.post(NEW, {**form, "name": "Vườn", "crops": "sanh_orange", "area": area})
    assert page.status == 422
    assert page.form(NEW)["area"] == area
    return page.error_at("area")


def test_a_garden_larger_than_its_commune_is_refused_with_an_example(manager: Visitor) -> None:
    told = new_orchard(manager, "99999")
    assert "99.999 ha còn rộng hơn cả xã Vĩnh Tuy" in told
    assert "thì ghi 1,5" in told


def test_the_file_of_a_place_and_the_grant_refuse_it_too(
    app: Flask, manager: Visitor, world: World
) -> None:
    path = f"/coop/vung-trong/{orchard(world)}/ho-so/quy-mo"
    page = manager.send(path, path, area="99999", productive_area="2")
    assert "còn rộng hơn cả" in page.error_at("area")
    visitor = officer(world)
    sent = send(visitor, GRANT, grant_form(visitor, world, area="99999"))
    assert "còn rộng hơn cả" in sent.error_at("area")


def test_a_thousand_or_one_and_a_bit_is_asked(manager: Visitor) -> None:
    said = new_orchard(manager, "1.234")
    assert "1234" in said
    assert "1,234" in said


def test_the_import_names_the_row(world: World) -> None:
    rows = [row(), row(**{"Mã_số": "VN-HGOR-0002", "Diện_tích_(ha)": "99999"})]
    made, found = imported(world, rows)
    assert state(world, made) == "failed"
    (wrong,) = [each for each in found if each.faults]
    assert (wrong.line, wrong.faults[0].code, wrong.faults[0].field) == (
        3, "area_above_commune", "area",
    )  # fmt: skip
    assert wrong.faults[0].facts["area_ha"] == 99_999


def test_what_was_recorded_before_can_still_be_completed(world: World) -> None:
    """A place that stands larger than that is corrected when its size is, and not before."""
    with world.by(world.who.manager) as work:
        holder = parties.known(work, world.who.manager.party or 0)
        asked = PlaceRequest("orchard", VINH_TUY, None, 999_990_000, private={"name": "Vườn"})
        (place,) = places.add_many(work, [(holder, asked)])
        code = place.code
    assert fill_in(world, code, Group.WHERE, address="Thôn Vĩnh Sơn") == 2
    with pytest.raises(Invalid, match="area_above_commune"):
        fill_in(world, code, Group.SIZE, area=999_980_000)


def test_the_box_of_the_commune_is_the_bound(world: World) -> None:
    with world.view() as view:
        commune = view.db.get_one(Commune, (VINH_TUY, "2025-07"))
        most = Box(commune.south, commune.west, commune.north, commune.east).square_metres()
        places.check_area(commune, most)
        with pytest.raises(Invalid, match="area_above_commune"):
            places.check_area(commune, most + 1)


def test_a_commune_without_a_box_has_room_for_one_boundary() -> None:
    bare = Commune(name="Xã Xa", south=1, west=1, north=1, east=1)
    places.check_area(bare, 500_000_000)
    with pytest.raises(Invalid) as refused:
        places.check_area(bare, 500_000_001)
    assert refused.value.facts == {"area_ha": 50_001, "commune": "xã Xa", "most_ha": 50_000}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1,5kg", "Không đọc được “1,5kg” thành diện tích. Chỉ ghi số héc-ta"),
        ("một nửa", "Chỉ ghi số héc-ta"),
        ("-2", "Diện tích phải lớn hơn 0. Ghi số héc-ta"),
        ("0", "Diện tích phải lớn hơn 0"),
        ("0,00001", "diện tích ghi được đến 1 m²"),
        ("1234567", "không vùng nào quá 100.000 ha"),
    ],
)
def test_a_wrong_area_is_told_in_hectares(manager: Visitor, typed: str, told: str) -> None:
    said = new_orchard(manager, typed)
    assert told in said
    assert "tạ" not in said
