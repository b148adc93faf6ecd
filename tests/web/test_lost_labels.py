"""A label that its owner reported lost says so first, under itself, in lists and to programs."""

from __future__ import annotations

import csv
import io

import pytest

from tests.blank_labels import blank
from tests.people import World
from tests.web.public_door import item_code
from tests.web.scan_doors import CountingDoor
from traceability.services import label_hands

TITLES = {
    "vi": "Đơn vị đã báo mất tem này",
    "en": "Its owner reported this label lost",
    "zh": "所属单位已报失此标签",
}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def lost(world: World) -> str:
    """A lost label that was printed for a published lot."""
    made = world.packed().code
    return reported(world, world.print_labels(made, 4), 3)


def reported(world: World, run: str, number: int) -> str:
    with world.by(world.who.manager) as work:
        label_hands.report_lost(work, run, [(number, number)], "rơi trên đường")
    return item_code(world, run, number)


def test_its_page_says_so_first_and_of_the_label(door: CountingDoor, lost: str) -> None:
    for language, title in TITLES.items():
        page = door.app.test_client().get(f"/{lost}?lang={language}").text
        verdict, _, rest = page.partition('class="rest"')
        assert 'class="verdict look"' in verdict
        assert f"<span>{title}</span>" in verdict
        assert title in rest[rest.index("<h2>") :]


def test_a_blank_one_does_too_and_names_its_product(world: World, door: CountingDoor) -> None:
    code = reported(world, blank(world, 4), 2)
    client = door.app.test_client()
    assert f"<span>{TITLES['vi']}</span>" in client.get(f"/{code}").text
    listed = client.post("/danh-sach", data={"codes": code}).text
    assert TITLES["vi"] in listed
    assert "Cam sành" in listed


def test_a_list_its_file_and_programs_have_it_as_a_state_of_its_own(
    door: CountingDoor, lost: str
) -> None:
    client = door.app.test_client()
    listed = client.post("/danh-sach", data={"codes": lost}).text
    assert f"{TITLES['vi']}: 1 mã" in listed
    sent = client.post("/danh-sach", data={"codes": lost, "format": "csv"}).data
    assert TITLES["vi"] in str(list(csv.reader(io.StringIO(sent.decode("utf-8-sig")))))
    assert client.get(f"/id/item/{lost}.json").json["status"] == "reported_lost"


def test_a_recall_of_its_lot_comes_first(world: World, door: CountingDoor) -> None:
    made = world.packed().code
    code = reported(world, world.print_labels(made, 4), 3)
    world.recall(made)
    client = door.app.test_client()
    page = client.get(f"/{code}").text
    assert "<span>Sản phẩm đang bị thu hồi</span>" in page
    assert "đã báo mất tem này" in page
    assert f"{TITLES['vi']}" in client.post("/danh-sach", data={"codes": code}).text
    assert client.get(f"/id/item/{code}.json").json["status"] == "recalled"
