"""Two cooperatives may call their lots the same: where both are seen, each is named."""

from __future__ import annotations

import pytest

from tests.people import World
from tests.services.test_code_authorizations import borrow, lend
from tests.web.registry_visits import officer

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
LOT = "CAM-01"


def test_the_page_of_a_lent_code_names_whose_each_lot_is(world: World) -> None:
    world.harvest(40, lot_code=LOT)
    page = officer(world).get(f"/registry/ma/{world.who.area}").text
    assert f"{LOT} HTX" not in page  # one cooperative alone needs no name
    lend(world)
    borrow(world, 30, lot_code=LOT)
    page = officer(world).get(f"/registry/ma/{world.who.area}").text
    for holder in ("HTX Cam Sành Vĩnh Hảo", "HTX Hồng Quản Bạ"):
        assert f"{LOT} {holder}" in page


def test_a_search_for_the_lot_code_names_both(world: World) -> None:
    world.harvest(40, lot_code=LOT)
    lend(world)
    borrow(world, 30, lot_code=LOT)
    found = officer(world).get(f"/tim?q={LOT}").text
    assert "Tìm thấy 2 mục" in found
    for holder in ("HTX Cam Sành Vĩnh Hảo", "HTX Hồng Quản Bạ"):
        assert holder in found
