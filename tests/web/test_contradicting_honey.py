"""Honey whose seller lives where no colony stood that day: taken, and told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.families import hives
from tests.people import QUAN_BA, World
from tests.services.weigh_days import number_of, opened, seller
from tests.web.lot_visits import Visitor, app_of
from tests.web.test_ceiling_edges import newest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
SAID = "Người bán ở xã khác với các điểm đặt ong của ngày này."


@pytest.mark.parametrize(("commune", "contradicts"), [(None, False), (QUAN_BA, True)])
def test_a_seller_from_where_no_bees_stood_is_told_of(
    world: World, tmp_path: Path, commune: str | None, *, contradicts: bool
) -> None:
    area, place = hives(world)
    who = seller(world, "Vừ Mí Sính", "member", commune)
    visitor = Visitor(app_of(world, files=tmp_path), world, "recorder")
    day = opened(world, "mint_honey")
    at = f"/coop/can/{day}"
    typed = {"seller": str(number_of(world, who)), "gross": "20", "moisture": "18,5"}
    asked = visitor.send(at, at, **typed)
    if asked.status != 303:  # which of its grounds
        asked = visitor.post(at, {**asked.form(at), "ground": f"{area}/{place}"})
    assert asked.status == 303, asked.text
    page = visitor.get(asked.place)
    assert (SAID in page.text) is contradicts
    told = newest(world)
    assert (told["facts"].get("warned") == ["sold_elsewhere"]) is contradicts
    assert [each["stay"] for each in told["facts"]["stays"]] == [1]
    lot = next(each["code"] for each in told["subjects"] if each["role"] == "out")
    assert (SAID in visitor.get(f"/coop/lo/{lot}").text) is contradicts
    assert world.differences() == []


def test_honey_of_a_day_without_a_site_is_told_of_at_the_scale(
    world: World, tmp_path: Path
) -> None:
    area, place = hives(world, standing=False)
    who = seller(world, "Vừ Mí Sính", "member")
    visitor = Visitor(app_of(world, files=tmp_path), world, "recorder")
    at = f"/coop/can/{opened(world, 'mint_honey')}"
    typed = {"seller": str(number_of(world, who)), "gross": "20"}
    asked = visitor.send(at, at, **typed)
    if asked.status != 303:
        asked = visitor.post(at, {**asked.form(at), "ground": f"{area}/{place}"})
    assert "Sổ không có điểm đặt ong nào vào ngày quay mật" in visitor.get(asked.place).text
