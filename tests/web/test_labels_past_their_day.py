"""Labels for goods past their last day: said where they are ordered and linked, and last."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.people import World, orange_revision
from tests.web.lot_visits import Visitor, app_of
from traceability.services import parties, products

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
SAID = "Hàng của lô này hết hạn từ 19/01/2026"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.fixture
def gone(world: World) -> str:
    """A lot of a product that keeps for five days, packed six days ago."""
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        asked = dataclasses.replace(orange_revision("Cam chóng hỏng"), shelf_life_days=5)
        product = products.create(work, coop, "sanh_orange", asked).code
    lot = world.pack(world.harvest(100).code, 40, product=product).code
    world.publish(lot)
    return lot


def test_forms_that_order_labels_say_that_the_last_day_is_behind(
    world: World, recorder: Visitor, gone: str
) -> None:
    for path in ("in-tem", "xuong-in"):
        assert SAID in recorder.get(f"/coop/lo/{gone}/{path}").text
        assert SAID in recorder.send(f"/coop/lo/{gone}/{path}", preview="yes", count="5").text
        sound = world.packed().code
        assert "hết hạn từ" not in recorder.get(f"/coop/lo/{sound}/{path}").text


def test_the_form_of_cartons_says_so_too(world: World, recorder: Visitor, gone: str) -> None:
    run, path = world.print_labels(gone, 4), f"/coop/lo/{gone}/in-tem-thung"
    world.link(run, 1, 4)
    assert SAID in recorder.get(path).text
    assert SAID in recorder.send(path, preview="yes", per_carton="2").text


def test_linking_says_so_before_it_is_done(world: World, recorder: Visitor, gone: str) -> None:
    run = world.print_labels(gone, 10)
    page = recorder.get(f"/coop/tem/{run}")
    typed = page.form(f"/{run}/kich-hoat") | {"first": "1", "last": "5"}
    asked = recorder.post(f"/coop/tem/{run}/kich-hoat", typed)
    assert "Sẽ kích hoạt 5 tem" in asked.text
    assert SAID in asked.text


def test_such_lots_come_last_and_none_is_chosen_by_itself(
    world: World, recorder: Visitor, gone: str
) -> None:
    sound = world.packed().code
    late = world.pack(world.harvest(100).code, 40).code
    world.publish(late)
    page = recorder.get("/coop/tem/kich-hoat")
    order = [page.source.index(f'value="{each}"') for each in (late, sound, gone)]
    assert order == sorted(order)
    assert "quá hạn 19/01/2026" in page.text
    assert " selected" not in page.source.split('<select id="batch"')[1].split("</select>")[0]
