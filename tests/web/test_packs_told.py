"""Which pack goods are in, where two packs of one product stand side by side in the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import blank
from tests.people import World
from tests.services.test_goods_names import ONE, lot_in, packed_in
from tests.services.test_packs_of_blank_labels import NET, OWN
from tests.web.lot_visits import Visitor, app_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
NAMED = "Cam sành Hà Giang, túi lưới 2 kg"
OTHER = "Cam sành Hà Giang · túi lưới 1 kg"
WEIGHED = "Cam sành Hà Giang · túi cân riêng"


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    packed_in(world, NET, ONE, OWN)
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def test_runs_say_their_pack(world: World, manager: Visitor) -> None:
    runs = {blank(world, 20, pack_format=number): number for number in (1, 2, 3)}
    listed = manager.get("/coop/tem").text
    for run, number in runs.items():
        said = (NAMED, OTHER, WEIGHED)[number - 1]
        assert said in manager.get(f"/coop/tem/{run}").text
        assert said in listed


def test_lots_to_link_and_to_print_for_say_their_pack(world: World, manager: Visitor) -> None:
    lots = lot_in(world, 1), lot_in(world, 2)
    linking = manager.get("/coop/tem/kich-hoat").text
    for lot, said in zip(lots, (NAMED, OTHER), strict=True):
        assert said in linking
        assert said in manager.get(f"/coop/lo/{lot}/tem").text
    assert f"{NAMED} · " not in linking


def test_packs_to_choose_from_are_told_once(world: World, manager: Visitor) -> None:
    """Where goods are packed, and where their labels are printed before the harvest."""
    for page in (f"/coop/lo/{world.harvest(10).code}/dong-goi", "/coop/tem/in-truoc"):
        told = manager.get(page).text
        assert all(said in told for said in (NAMED, OTHER, WEIGHED))
        assert f"{NAMED} · túi" not in told
        assert "túi lưới 2 kg · " not in told


def test_lists_of_lots_say_no_other_pack(world: World, manager: Visitor) -> None:
    lot = lot_in(world, 2)
    for page in ("/coop/lo", f"/coop/lo/{lot}", f"/tim?q={lot}", "/coop/giao-hang/moi/walk_in"):
        told = manager.get(page).text
        assert "Cam sành Hà Giang" in told
        assert NAMED not in told
