"""Figures that ask back before they are stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.services.season_worlds import harvested, one_hectare
from tests.web.lot_visits import Visitor, app_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HARVEST = "/coop/thu-hoach/moi"
ASKED = "Nhiều hơn hẳn một lần thu ở đây"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def test_a_harvest_far_above_the_others_of_its_place_asks(world: World, recorder: Visitor) -> None:
    place, area = one_hectare(world)
    at = {"area_code": f"{area}/{place}"}
    assert ASKED not in recorder.send(HARVEST, HARVEST, weight="6 tấn", **at).text
    for kilos in (900, 1200):
        harvested(world, area, place, kilos, worth=1_000)
    assert ASKED not in recorder.send(HARVEST, HARVEST, weight="6000", unit="kg", **at).text
    shown = recorder.send(HARVEST, HARVEST, weight="12000", unit="kg", **at)
    assert ASKED in shown.text
    assert "nhiều nhất là 1.200 kg" in shown.text.replace("\u00a0", " ")


def test_a_season_past_its_warning_is_not_called_near(world: World, recorder: Visitor) -> None:
    place, area = one_hectare(world)
    harvested(world, area, place, 14)
    at = {"area_code": f"{area}/{place}", "weight": "2 tấn"}
    shown = recorder.send(HARVEST, HARVEST, **at).text
    assert "Đã vượt mức cảnh báo" in shown
    assert "Gần hạn mức" not in shown
