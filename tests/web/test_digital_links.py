"""GS1 Digital Links from outside: what they lead to, what they never lead to, and what is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.people import World
from tests.store_fixtures import Templates, living
from tests.web.digital_link_doors import GTIN, Goods, ask, goods
from tests.web.public_door import BASE, visitor
from traceability.domain import ids
from traceability.web.limits import limiter

LINKSET = "application/linkset+json"
GLN = "9521234567899"
#: A well-formed label code that no run has.
NO_LABEL = ids.item_code(987_654_321)
PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def uncounted() -> None:
    """Nothing has been counted against anybody yet."""
    limiter.reset()


@pytest.fixture(scope="module")
def shop(templates: Templates) -> Iterator[tuple[World, FlaskClient, Goods]]:
    """A service with goods that nobody changes."""
    templates.at("sqlite", None)
    with living(templates, "sqlite", *templates.settled("sqlite")) as world:
        yield world, visitor(world), goods(world)


# --- what is led to ------------------------------------------------------------------------------


def test_the_page_behind_each_level(shop: tuple[World, FlaskClient, Goods]) -> None:
    _, client, made = shop
    for path, page, says in (
        (made.item_path, f"/{made.item}", made.lot),
        (f"/01/{GTIN}/21/{made.item}", f"/{made.item}", made.lot),
        (made.path, f"/{made.code}", made.lot),
        (f"{made.path}?17=261231", f"/{made.code}", made.lot),
        (f"/01/{GTIN}/10/{made.lot.lower()}", f"/{made.code}", made.lot),
        (f"/01/{GTIN}/22/2A/10/{made.lot}", f"/{made.code}", made.lot),
        (f"/01/{GTIN}", f"/gtin/{GTIN}", f"Cam sành {GTIN}"),
    ):
        led = ask(client, path, "text/html")
        assert (led.status_code, led.location.partition("?")[0]) == (307, BASE + page), path
        assert says in ask(client, led.location.removeprefix(BASE), "text/html").text


def test_facts_are_led_to_where_json_is_preferred(shop: tuple[World, FlaskClient, Goods]) -> None:
    _, client, made = shop
    led = ask(client, made.path, "application/json")
    facts = ask(client, led.location.removeprefix(BASE)).json or {}
    assert facts["id"] == f"{BASE}/id/lot/{made.code}"
    assert (facts["lot_code"], facts["status"]) == (made.lot, "valid")
    assert ask(client, f"/01/{GTIN}", "application/json").location.endswith(f"/gtin/{GTIN}.json")


def test_an_unknown_lot_is_said_to_be_unknown(shop: tuple[World, FlaskClient, Goods]) -> None:
    _, client, _ = shop
    led = ask(client, f"/01/{GTIN}/10/KL8G", "text/html")
    assert led.location == f"{BASE}/gtin/{GTIN}?lot=KL8G"
    page = ask(client, led.location.removeprefix(BASE)).text
    assert "Không có lô KL8G trong sổ" in page
    assert 'content="noindex"' in page


@pytest.mark.parametrize("serial", ["AAA", NO_LABEL, "0", "%22%3E"])
def test_a_label_that_was_never_printed_is_not_taken_for_its_lot(
    shop: tuple[World, FlaskClient, Goods], serial: str
) -> None:
    _, client, made = shop
    led = ask(client, f"{made.path}/21/{serial}", "text/html")
    assert led.location.startswith(f"{BASE}/gtin/{GTIN}?lot={made.lot}&serial=")
    page = ask(client, led.location.removeprefix(BASE)).text
    assert "trong sổ" in page.split("<h2")[1]
    assert f'href="/{made.code}"' in page
    told = (ask(client, f"{made.path}/21/{serial}", LINKSET).json or {})["linkset"]
    assert [each["anchor"] for each in told] == [BASE + made.path, f"{BASE}/01/{GTIN}"]


def test_a_former_address_answers_for_itself(shop: tuple[World, FlaskClient, Goods]) -> None:
    _, client, made = shop
    former = "https://tem-cu.hagiang.vn"
    told = client.get(f"{made.path}?linkType=linkset", base_url=former).json or {}
    assert told["linkset"][0]["anchor"] == former + made.path
    strange = (
        client.get(f"{made.path}?linkType=linkset", base_url="https://evil.example").json or {}
    )
    assert strange["linkset"][0]["anchor"] == BASE + made.path


def test_words_follow_the_language(shop: tuple[World, FlaskClient, Goods]) -> None:
    _, client, made = shop
    pip = f"{made.path}?linkType=gs1:pip"
    assert ask(client, pip, Accept_Language="en-GB,en").location.endswith("?lang=en")
    assert ask(client, pip + "&lang=en", Accept_Language="vi").location.startswith(
        f"{BASE}/{made.code}?lang=en"
    )
    assert ask(client, pip, Accept_Language="de").location.endswith("?lang=vi")
    led = ask(client, f"{made.path}?lang=en&fbclid=1")
    assert led.location == f"{BASE}/{made.code}?lang=en&fbclid=1"


# --- what is none --------------------------------------------------------------------------------

NO_LINKS = {
    "a wrong check digit": f"/01/{GTIN[:-1]}7",
    "thirteen digits": f"/01/{GTIN[1:]}",
    "letters": "/01/0952O123456788",
    "full width": "/01/０９５２０１２３４５６７８８",
    "Arabic digits": "/01/٠٩٥٢٠١٢٣٤٥٦٧٨٨",
    "a NUL": f"/01/{GTIN}/10/A%00",
    "a line end": f"/01/{GTIN}/10/A%0d%0aLocation:%20https://evil.example",
    "right to left override": f"/01/{GTIN}/10/%E2%80%AECAM",
    "bytes that are no text": f"/01/{GTIN}/10/%ff%fe",
    "half an escape": f"/01/{GTIN}/10/A%2",
    "escaped twice": f"/01/{GTIN}/10/%2500%2500%2500%2500%2500%2500%2500%2500",
    "two slashes": f"/01//{GTIN}",
    "two slashes within": f"/01/{GTIN}//10/A",
    "dots": f"/01/{GTIN}/../../etc/passwd",
    "nothing": "/01/",
    "a lot without its value": f"/01/{GTIN}/10/",
    "something behind": f"/01/{GTIN}/10/A/foo",
    "the wrong order": f"/01/{GTIN}/21/A/10/B",
    "twice": f"/01/{GTIN}/10/A/10/B",
    "SQL": f"/01/{GTIN}/10/'%20OR%201=1--",
    "markup": f"/01/{GTIN}/10/%3Cscript%3E%7Balert(1)%7D",
    "4,000 characters": "/01/" + "9" * 4000,
    "a long lot": f"/01/{GTIN}/10/" + "A" * 400,
    "an unknown identifier": f"/01/{GTIN}?999=1",
    "a day that is none": f"/01/{GTIN}?17=261331",
    "a date twice": f"/01/{GTIN}?17=261231&17=261230",
}
NOBODYS = {
    "restricted circulation": "/01/02345678901234",
    "another restricted prefix": "/01/00412345678903",
    "a pallet": "/00/095201234567891235",
    "an asset": "/8004/9520614141234567",
}


@pytest.fixture
def untouched(shop: tuple[World, FlaskClient, Goods]) -> Iterator[list[object]]:
    """What takes a connection to the database meanwhile."""
    world, _, _ = shop
    taken: list[object] = []

    def note(*found: object) -> None:
        taken.append(found)

    engines = (world.store.reader, world.store.writer)
    for engine in engines:
        event.listen(engine, "checkout", note)
    yield taken
    for engine in engines:
        event.remove(engine, "checkout", note)


@pytest.mark.parametrize("path", NO_LINKS.values(), ids=NO_LINKS.keys())
def test_what_is_no_link_is_told_why_without_the_database(
    shop: tuple[World, FlaskClient, Goods], untouched: list[object], path: str
) -> None:
    page = ask(shop[1], path, "text/html,*/*;q=0.5")
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert "Địa chỉ này không đọc được" in page.text
    assert 'action="/tra-cuu"' in page.text
    assert "<script" not in page.text
    told = ask(shop[1], path, "application/json")
    assert (told.status_code, told.mimetype) == (400, PROBLEM)
    assert (told.json or {})["code"] in ("digital_link_unreadable", "digital_link_value")
    assert untouched == []


@pytest.mark.parametrize("path", NOBODYS.values(), ids=NOBODYS.keys())
def test_what_can_be_nobodys_is_not_looked_for(
    shop: tuple[World, FlaskClient, Goods], untouched: list[object], path: str
) -> None:
    assert ask(shop[1], path).status_code == 404
    assert untouched == []


def test_what_others_hang_on_an_address_is_passed_over(
    shop: tuple[World, FlaskClient, Goods],
) -> None:
    _, client, made = shop
    for junk in ("fbclid=a|b", 'utm="x"', "a=%zz", "=", "&&&", "q={}", "x=" + "y" * 5000):
        answer = client.get(f"{made.path}?{junk}", base_url=BASE)
        assert answer.status_code == 307, junk
        assert answer.location.startswith(f"{BASE}/{made.code}")
        assert "\n" not in answer.location


@pytest.mark.parametrize(
    "asked", ["gs1:nosuchlt", "schema:url", "<script>", "%00", "x" * 3000, "gs1:", "gs1:anchor"]
)
def test_a_link_type_that_is_not_there_is_not_found(
    shop: tuple[World, FlaskClient, Goods], asked: str
) -> None:
    _, client, made = shop
    told = client.get(made.path, query_string={"linkType": asked}, base_url=BASE)
    assert told.status_code == 404
    assert "<script>" not in told.text
    assert "<h1>Không có loại liên kết này</h1>" in told.text
    assert f'href="{BASE}/{made.code}"' in told.text
    assert "Không tìm thấy mã này" not in told.text


# --- how it is asked -----------------------------------------------------------------------------


def test_no_cookie_and_nothing_but_reading(shop: tuple[World, FlaskClient, Goods]) -> None:
    _, client, made = shop
    for path in (made.path, made.path + "?linkType=all", f"/id/lot/{made.code}", "/01/1"):
        answer = ask(client, path, Cookie="phien=x")
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers["Vary"]
        assert {"Accept", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))
        for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
            assert ask(client, path, method=method).status_code == 405
    head = ask(client, made.path, method="HEAD")
    assert (head.status_code, head.data) == (307, b"")
