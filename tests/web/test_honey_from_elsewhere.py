"""Honey that colonies gathered in another province: under no code, no indication, no commune."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.certificate_papers import enter
from tests.families import extracted, hives, jars, pack
from tests.people import QUAN_BA, VINH_TUY, World
from tests.places_of import stay
from tests.web.lot_visits import Visitor, app_of
from traceability.domain.authorizations import Outside
from traceability.services import batches, gis
from traceability.services.harvests import Registered

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
OUTSIDE = "Ngoài vùng mã: phần hàng này không thuộc mã số vùng trồng nào"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def bottled(world: World, area: str) -> tuple[Registered, str]:
    """An extraction under an indication of the apiary's commune: as recorded, and its jars."""
    jarred = jars(world)
    with world.by(world.who.operator) as work:
        gis.enter(work, gis.GiRequest("mat-ong", "Mật ong thử", "mẫu", "mint_honey"))
        gis.set_communes(work, "mat-ong", [(VINH_TUY, "2025-07")])
    enter(world, "gi", gi="mat-ong", covers=(jarred,), number="GI-1")
    made = extracted(world, area)
    packed = pack(world, made.code, jarred, 20).code
    with world.by(world.who.recorder) as work:
        batches.publish(work, packed)
    return made, packed


def test_honey_of_the_commune_stands_under_code_and_indication(world: World, app: Visitor) -> None:
    area, _place = hives(world)
    made, packed = bottled(world, area)
    assert made.outside is None
    page = app.get(f"/{packed}").text
    assert "Mật ong thử" in page
    assert OUTSIDE not in page


def test_honey_from_another_province_claims_neither(world: World, app: Visitor) -> None:
    area, place = hives(world, standing=False)
    stay(world, place, 100, -30, commune=None, elsewhere="Buôn Ma Thuột")
    made, packed = bottled(world, area)
    assert made.outside is Outside.STOOD_ELSEWHERE
    page = app.get(f"/{packed}").text
    assert "Mật ong thử" not in page
    assert OUTSIDE in page
    assert "Điểm đặt ong ngoài tỉnh" in page
    assert "tại điểm ngoài tỉnh" in page
    assert "Mật ong thử" not in app.get(f"/coop/lo/{packed}").text
    assert app.get(f"/{packed}?format=json").status == 200
    assert world.differences() == []


def test_honey_from_elsewhere_in_part_says_so(world: World, app: Visitor) -> None:
    area, place = hives(world, standing=False)
    stay(world, place, 60, -30)
    stay(world, place, 40, -30, commune=None, elsewhere="Buôn Ma Thuột")
    made, packed = bottled(world, area)
    assert made.outside is None
    page = app.get(f"/{packed}").text
    assert "Có phần mật quay ở ngoài tỉnh, phần đó không thuộc mã này" in page
    assert "Mật ong thử" not in page


def test_honey_is_of_the_commune_where_its_colonies_stood(world: World, app: Visitor) -> None:
    area, place = hives(world, standing=False)
    stay(world, place, 100, -30, commune=QUAN_BA)
    _made, packed = bottled(world, area)
    page = app.get(f"/{packed}").text
    assert "Mật ong thử" not in page
    assert "Quản Bạ" in page
