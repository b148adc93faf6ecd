"""The slip's form asks what the family needs, offers codes that were lent, and says what came."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.families import ground, hives
from tests.people import TODAY, World
from tests.services.test_code_authorizations import lend
from tests.services.test_lent_slips import key, seller
from tests.services.weigh_days import number_of, opened, works
from tests.web.lot_visits import Page, Visitor, app_of
from traceability.services import receptions
from traceability.services.receptions import OpenRequest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def send(visitor: Visitor, day: str, /, **typed: str) -> Page:
    return visitor.send(f"/coop/can/{day}", f"/coop/can/{day}", **typed)


def test_herbs_ask_the_part_once_and_keep_it(world: World, tmp_path: Path) -> None:
    _area, place = ground(world, "herb_cultivation", "danggui", area_m2=10_000)
    works(world, world.who.household, place)
    day = opened(world, "danggui")
    recorder = Visitor(app_of(world, files=tmp_path), world, "recorder")
    number = str(number_of(world, world.who.household))
    page = recorder.get(f"/coop/can/{day}")
    assert 'id="part"' in page.source
    assert 'id="moisture"' not in page.source
    wrong = send(recorder, day, seller=number, gross="20", part="la cay")
    assert wrong.status == 422
    assert send(recorder, day, seller=number, gross="20", part="root").status == 303
    assert recorder.get(f"/coop/can/{day}").form("/coop/can/")["part"] == "root"


def test_honey_asks_its_moisture_and_says_what_is_wrong(world: World, tmp_path: Path) -> None:
    _area, place = hives(world)
    works(world, world.who.household, place)
    day = opened(world, "mint_honey")
    recorder = Visitor(app_of(world, files=tmp_path), world, "recorder")
    number = str(number_of(world, world.who.household))
    assert 'id="part"' not in recorder.get(f"/coop/can/{day}").source
    for typed in ("abc", "-3", "400"):
        wrong = send(recorder, day, seller=number, gross="12", moisture=typed)
        assert wrong.status == 422
        assert wrong.error_at("moisture"), typed
        assert wrong.form("/coop/can/")["moisture"] == typed
    assert send(recorder, day, seller=number, gross="12", moisture="18,5").status == 303
    assert recorder.get(f"/coop/can/{day}").form("/coop/can/")["moisture"] == ""


def test_a_lent_code_is_a_choice_and_what_it_does_not_carry_is_said(
    world: World, tmp_path: Path
) -> None:
    lend(world, 30)
    household = seller(world)
    with world.by(world.who.stranger) as work:
        day = receptions.open_day(work, OpenRequest("sanh_orange", TODAY))
    stranger = Visitor(app_of(world, files=tmp_path), world, "stranger")
    number = str(number_of(world, household))
    asked = send(stranger, day, seller=number, gross="20")
    assert asked.status == 200
    assert "VN-HGOR-0128 của HTX Cam Sành Vĩnh Hảo, xã Vĩnh Tuy" in asked.text
    assert re.search(rf'name="ground" value="{key(world)}"', asked.source)
    form = asked.form("/coop/can/")
    saved = stranger.post(f"/coop/can/{day}", {**form, "ground": key(world)})
    assert saved.status == 303
    assert "ngoài vùng mã" not in stranger.get(saved.place).text
    over = send(stranger, day, seller=number, gross="25")
    assert "Phiếu này ngoài vùng mã." in stranger.get(over.place).text
    assert world.differences() == []
