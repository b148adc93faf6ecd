"""Lists offer what the cooperative deals in; who has no garden of it is told what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.people import World
from tests.services.weigh_days import number_of, opened, seller, works
from tests.web.lot_visits import Page, Visitor, app_of


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def offered(page: Page) -> list[str]:
    select = page.source.split('<select id="crop"', 1)[1].split("</select>", 1)[0]
    return re.findall(r'<option value="([^"]*)"', select)


def test_a_day_is_opened_for_what_one_deals_in(world: World, recorder: Visitor) -> None:
    page = recorder.get("/coop/can")
    assert offered(page) == ["sanh_orange"]
    assert 'href="/coop/can?hang=khac#open"' in page.source
    wide = recorder.get("/coop/can?hang=khac")
    assert "persimmon" in offered(wide)
    made = recorder.send("/coop/can?hang=khac", "/coop/can", crop="persimmon")
    assert made.status == 303
    assert offered(recorder.get("/coop/can")) == ["sanh_orange", "persimmon"]


def test_a_crop_of_others_that_was_chosen_stays_in_a_refused_form(recorder: Visitor) -> None:
    refused = recorder.send("/coop/can?hang=khac", "/coop/can", crop="persimmon", day="31/2/2026")
    assert refused.status == 422
    assert refused.form("/coop/can")["crop"] == "persimmon"


def test_where_nothing_is_dealt_in_every_crop_is_offered(world: World, recorder: Visitor) -> None:
    stranger = Visitor(recorder.client.application, world, "stranger")
    assert {"persimmon", "sanh_orange"} <= set(offered(stranger.get("/coop/can")))


def test_a_member_without_a_garden_is_told_what_to_do(world: World, recorder: Visitor) -> None:
    works(world, world.who.household)
    home = seller(world, "Lù Thị Sen", "member")
    day = opened(world)
    sent = {"seller": str(number_of(world, home)), "gross": "20"}
    asked = recorder.send(f"/coop/can/{day}", f"/coop/can/{day}", **sent)
    assert asked.status == 200
    assert "Hộ này chưa có vườn" in asked.text
    assert 'value="outside"' in asked.source
    other = {"seller": str(number_of(world, world.who.household)), "gross": "20"}
    saved = recorder.send(f"/coop/can/{day}", f"/coop/can/{day}", **other)
    assert saved.status == 303
    assert "chưa có vườn" not in recorder.get(saved.place).text


def test_goods_that_no_garden_bears_are_told_to_stand_outside(
    world: World, recorder: Visitor
) -> None:
    home = seller(world, "Lù Thị Sen", "member")
    day = opened(world, "persimmon")
    sent = {"seller": str(number_of(world, home)), "gross": "20"}
    saved = recorder.send(f"/coop/can/{day}", f"/coop/can/{day}", **sent)
    assert saved.status == 303, saved.text
    told = recorder.get(saved.place).text
    assert "Lù Thị Sen chưa có vườn" in told
    assert "ngoài vùng mã" in told


def test_the_harvest_form_says_which_gardens_it_offers(recorder: Visitor) -> None:
    page = recorder.get("/coop/thu-hoach/moi")
    assert "Chỉ có vườn của đơn vị" in page.text
    assert 'href="/coop/can"' in page.source.split("<main", 1)[1]
