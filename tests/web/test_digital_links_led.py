"""Where GS1 Digital Links never lead, and where they lead when goods are in trouble."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.people import PACKED_ON, World
from tests.services.test_runs import garden, picked, run
from tests.web.digital_link_doors import GTIN, OTHER_GTIN, ask, goods
from tests.web.public_door import BASE, item_code, visitor
from traceability.domain import ids
from traceability.services import parties, places
from traceability.services.places import PlaceRequest
from traceability.services.runs import MERGE, Make
from traceability.store.queries import products

GLN = "9521234567899"
#: A number of the range for examples that nothing carries.
NOBODYS = "09520000000004"
PROBLEM = "application/problem+json"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def test_never_to_somebody_else(world: World, client: FlaskClient) -> None:
    mine, other = goods(world), goods(world, OTHER_GTIN)
    plain = world.packed()
    labels = world.print_labels(plain.code, 1)
    world.link(labels, 1, 1)
    for path in (
        f"/01/{GTIN}/21/{other.item}",
        f"/01/{GTIN}/10/{other.lot}/21/{mine.item}",
        f"/01/{GTIN}/21/{item_code(world, labels, 1)}",
    ):
        answer = ask(client, path, "text/html")
        assert answer.status_code == 307
        assert answer.location.startswith(f"{BASE}/gtin/{GTIN}?"), path
    for path in (
        f"/01/{NOBODYS}",
        f"/01/{NOBODYS}/10/A",
        "/00/095201234567891235",
        "/8004/9520614141234567",
        f"/414/{GLN}",
    ):
        for accept, kind in (("text/html", "text/html"), ("application/json", PROBLEM)):
            answer = ask(client, path, accept)
            assert (answer.status_code, answer.mimetype) == (404, kind), path
            assert answer.location is None


def test_a_lot_without_a_page_is_known_to_nobody(world: World, client: FlaskClient) -> None:
    made = goods(world)
    with world.view() as view:
        found = products.of_holder(view.db, world.who.manager.party or 0)
        (product,) = [each.code for each in found if each.gtin == GTIN]
    hidden = world.pack(world.harvest(20).code, 5, product=product)
    assert ask(client, f"/01/{GTIN}/10/{hidden.lot_code}").location.startswith(f"{BASE}/gtin/")
    assert ask(client, made.path).location == f"{BASE}/{made.code}"


def test_a_recalled_lot_still_has_its_page(world: World, client: FlaskClient) -> None:
    made = goods(world)
    world.recall(made.code)
    led = ask(client, made.item_path)
    assert "Sản phẩm đang bị thu hồi" in ask(client, led.location.removeprefix(BASE)).text
    assert (ask(client, f"/id/item/{made.item}.json").json or {})["status"] == "recalled"


def test_a_lot_of_two_growing_areas_offers_both(world: World, client: FlaskClient) -> None:
    mixed = run(world, MERGE, [world.harvest(62).code, picked(world, garden(world), 38)], [Make()])
    packed = world.pack(mixed.made[0].code, 40, PACKED_ON)
    world.publish(packed.code)
    path = f"/id/lot/{packed.code}?linkType=gs1:locationInfo"
    page = ask(client, path, "text/html")
    assert page.status_code == 300
    assert "VN-HGOR-0128" in page.text
    told = ask(client, path, "application/json")
    assert [each["title"] for each in (told.json or {})["choices"]] == [
        "VN-HGOR-0128",
        "VN-HGOR-0900",
    ]


def test_a_packing_house_is_found_by_its_gln(world: World, client: FlaskClient) -> None:
    world.packed()
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        asked = PlaceRequest(
            "packing_house", "01156", None, gln=GLN, private={"name": "Nhà kho số 7"}
        )
        place = places.register(work, coop, asked).code
    for path in (f"/414/{GLN}", f"/414/{GLN}/254/KL8G"):
        assert ask(client, path).location == f"{BASE}/{place}"
    page = ask(client, f"/{place}", "text/html").text
    assert GLN in page
    assert "Nhà kho số 7" not in page
    facts = ask(client, f"/id/place/{place}", "application/json").json or {}
    assert (facts["gln"], facts["place_kind"]) == (GLN, "packing_house")


def test_guessing_lots_is_slowed_down_and_true_links_stay_open(
    world: World, client: FlaskClient
) -> None:
    made = goods(world)
    guesses = [ask(client, f"/01/{GTIN}/10/CAM-{n}").status_code for n in range(100)]
    assert guesses == [307] * 100
    assert ask(client, f"/01/{GTIN}/10/CAM-X").status_code == 429
    assert ask(client, f"/id/lot/{ids.short_code(7)}").status_code == 429
    assert ask(client, made.path).status_code == 307
