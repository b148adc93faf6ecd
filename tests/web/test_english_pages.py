"""The signed-in pages in English: counts, lists and addresses, not only single sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank_labels import blank
from tests.people import World
from tests.web.lot_visits import Visitor, app_of
from tests.web.registry_visits import VINH_HAO, granted, officer
from traceability.domain.label_designs import LabelDesign

ROLL = "34×22, 3 tem@300"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.mark.parametrize(("lots", "said"), [(1, "1 batch to pack"), (2, "2 batches to pack")])
def test_what_waits_is_counted_in_words(
    world: World, recorder: Visitor, lots: int, said: str
) -> None:
    for kg in range(1, lots + 1):
        world.harvest(kg)
    assert f"{said} " in recorder.get("/coop/?lang=en").text


def test_a_list_is_headed_in_the_plural_and_one_code_in_the_singular(
    world: World, recorder: Visitor
) -> None:
    assert "<h1>Growing-area code</h1>" in recorder.get("/coop/vung-trong?lang=en").source
    granted(world, "VN-HGOR-0101", holder=world.who.cooperative)
    assert "<h1>Growing-area codes</h1>" in recorder.get("/coop/vung-trong?lang=en").source
    assert "Growing-area codes Search" in officer(world).get("/registry/?lang=en").text


def test_a_commune_is_spelled_in_english_on_both_sides_of_the_desk(
    world: World, recorder: Visitor
) -> None:
    granted(world, "VN-HGOR-0301", old=VINH_HAO)
    area = recorder.get("/coop/vung-trong?lang=en").text
    assert "Vĩnh Tuy commune, Tuyên Quang province" in area
    desk = officer(world)
    assert "Vĩnh Tuy commune (before: Vĩnh Hảo, Bắc Quang)" in desk.get("/registry/?lang=en").text
    form = desk.get("/registry/cap-ma?lang=en").text
    assert "Vĩnh Hảo (commune, Bắc Quang district)" in form


def test_units_of_weight_say_what_they_weigh(world: World, recorder: Visitor) -> None:
    lot = world.harvest()
    assert "yến (10 kg)" in recorder.get("/coop/thu-hoach/moi?lang=en").text
    assert "tạ (100 kg)" in recorder.get(f"/coop/lo/{lot.code}/dong-goi?lang=en").text


def test_rolls_are_named_in_english_where_labels_are_ordered_and_listed(
    world: World, recorder: Visitor
) -> None:
    lot = world.packed().code
    run = blank(world, 9, stock=ROLL, design=LabelDesign.FRUIT_STICKER, seen=False)
    listed = recorder.get("/coop/tem?lang=en").text
    assert "34×22, 3 labels@300" in listed
    for path in (f"tem/{run}", f"lo/{lot}/in-tem", "tem/in-truoc", "in-thu"):
        page = recorder.get(f"/coop/{path}?lang=en").text
        assert "34×22, 3 labels" in page, path
        assert "3 tem" not in page, path
    assert "press “Preview” to see" in recorder.get("/coop/tem/in-truoc?lang=en").text
    assert ROLL in recorder.get("/coop/tem?lang=vi").text
