"""Own codes at their addresses for programs, and lots looked up by the code on the goods."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.store_fixtures import Templates, living
from tests.web.digital_link_doors import GTIN, Goods, ask, goods
from tests.web.public_door import BASE, visitor
from traceability.domain import ids
from traceability.web.limits import limiter

LINKSET = "application/linkset+json"
UNKNOWN = ids.short_code(123_456_789)


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


def codes(shop: tuple[World, FlaskClient, Goods]) -> dict[str, str]:
    """A code of each kind."""
    world, _, made = shop
    who = world.who
    return {
        "lot": made.code,
        "item": made.item,
        "area": who.area,
        "place": who.place,
        "party": who.cooperative,
    }


KINDS = ("lot", "item", "area", "place", "party")


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_is_a_page_or_facts_or_links(
    shop: tuple[World, FlaskClient, Goods], kind: str
) -> None:
    client, code = shop[1], codes(shop)[kind]
    path = f"/id/{kind}/{code}"
    page = ask(client, path, "text/html,*/*;q=0.8")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert page.data == ask(client, f"/{code}", "text/html").data
    # A label's page says no address of its own: it is the lot's, with its words cut in.
    assert (f'rel="canonical" href="{BASE}/{code}"' in page.text) == (kind != "item")
    facts = ask(client, path, "application/json").json or {}
    assert facts == ask(client, path + ".json").json
    assert (facts["kind"], facts["id"], facts["page"]) == (kind, BASE + path, f"{BASE}/{code}")
    (links,) = (ask(client, path, LINKSET).json or {})["linkset"]
    assert links["anchor"] == BASE + path
    assert links["https://ref.gs1.org/voc/defaultLink"][0]["href"] == f"{BASE}/{code}"
    preflight = ask(client, path, method="OPTIONS")
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_of_another_kind_is_not_found(
    shop: tuple[World, FlaskClient, Goods], kind: str
) -> None:
    world, client, _ = shop
    there = codes(shop)
    others = {code for name, code in there.items() if name != kind}
    for code in {*others, UNKNOWN, world.who.household, world.who.foreign, world.who.product}:
        for path in (f"/id/{kind}/{code}", f"/id/{kind}/{code}.json"):
            assert ask(client, path).status_code == 404, path
    assert ask(client, f"/id/{kind}/{UNKNOWN}", "application/json").mimetype.endswith(
        "problem+json"
    )


def test_a_code_in_other_letters_is_sent_to_its_own(
    shop: tuple[World, FlaskClient, Goods],
) -> None:
    _, client, made = shop
    led = ask(client, f"/id/lot/{made.code.lower()}?lang=en")
    assert (led.status_code, led.location) == (301, f"/id/lot/{made.code}?lang=en")
    assert ask(client, "/id/lot/" + "A" * 4000).status_code == 404
    assert ask(client, "/id/lot/%00").status_code == 404


def test_nothing_of_a_household_or_exact_is_told(
    shop: tuple[World, FlaskClient, Goods],
) -> None:
    client, there = shop[1], codes(shop)
    for kind, code in there.items():
        text = ask(client, f"/id/{kind}/{code}.json").text + ask(client, f"/{code}").text
        for secret in ("Vườn cam thôn Vĩnh Sơn", "Giàng Thị Mỷ"):
            assert secret not in text, kind


def test_the_page_of_a_cooperative_finds_its_lots(
    shop: tuple[World, FlaskClient, Goods],
) -> None:
    world, client, made = shop
    page = ask(client, f"/{world.who.cooperative}", "text/html").text
    assert 'action="/tra-lo"' in page
    assert "VN-HGOR-0128" in page
    ask_lot = {"lot": made.lot.lower(), "party": world.who.cooperative, "lang": "en"}
    led = client.get("/tra-lo", query_string=ask_lot, base_url=BASE)
    assert (led.status_code, led.location) == (302, f"/{made.code}?lang=en")
    led = client.get("/tra-lo", query_string={"lot": made.lot, "gtin": GTIN[1:]}, base_url=BASE)
    assert led.location == f"/{made.code}"


@pytest.mark.parametrize(
    "asked",
    [
        {"lot": "CAM-260114-01"},
        {"lot": "CAM-260114-01", "party": UNKNOWN},
        {"lot": "CAM-260114-01", "party": "' OR 1=1--"},
        {"lot": "NO-SUCH-LOT", "gtin": GTIN},
        {"lot": "CAM\x00", "gtin": GTIN},
        {"lot": "<b>", "gtin": "0952"},
    ],
)
def test_a_lot_code_alone_finds_nothing(
    shop: tuple[World, FlaskClient, Goods], asked: dict[str, str]
) -> None:
    _, client, _ = shop
    page = client.get("/tra-lo", query_string=asked, base_url=BASE)
    assert page.status_code in (200, 404)
    assert "Đơn vị ghi trên bao bì" in page.text
    assert "<b>" not in page.text.split("<main")[1].split("</main")[0]


def test_blanks_for_hyphens_are_offered_and_not_taken(
    shop: tuple[World, FlaskClient, Goods],
) -> None:
    world, client, made = shop
    for typed in (made.lot.replace("-", " "), made.lot.lower().replace("-", " - ", 1)):
        for other in ({"gtin": GTIN}, {"party": world.who.cooperative}):
            asked = {"lot": typed, "lang": "en", **other}
            page = client.get("/tra-lo", query_string=asked, base_url=BASE)
            assert (page.status_code, page.location) == (404, None)
            assert f'href="/{made.code}?lang=en"><b class="no-break">{made.lot}</b>' in page.text
            assert f"There is no lot {typed}" in page.text
    page = client.get("/tra-lo", query_string={"lot": "NO SUCH 1", "gtin": GTIN}, base_url=BASE)
    assert "Không tìm thấy lô này" in page.text


def test_a_lot_is_found_as_telephones_and_people_write_it(
    shop: tuple[World, FlaskClient, Goods],
) -> None:
    """What stands before it on the label, a dash for the hyphen, letters of double width."""
    world, client, made = shop
    dashed = made.lot.replace("-", "\u2013")
    wide = "".join(chr(ord(each) + 0xFEE0) for each in made.lot)
    for typed in (f"Lô {made.lot}", f"Mã lô: {made.lot}", dashed, f"lô {dashed}", wide):
        for other in ({"gtin": GTIN}, {"party": world.who.cooperative}):
            led = client.get("/tra-lo", query_string={"lot": typed, **other}, base_url=BASE)
            assert (led.status_code, led.location) == (302, f"/{made.code}"), typed
    blank = {"lot": made.lot.replace("-", "\u00a0"), "gtin": GTIN}
    page = client.get("/tra-lo", query_string=blank, base_url=BASE)
    assert f'href="/{made.code}"><b class="no-break">{made.lot}</b>' in page.text


@pytest.mark.parametrize("typed", ["CAM–1 ở chợ", "Gói cam mua ở chợ Quyết Tiến hôm qua", "“x”"])
def test_nothing_typed_for_a_lot_is_lost(
    shop: tuple[World, FlaskClient, Goods], typed: str
) -> None:
    _, client, _ = shop
    page = client.get("/tra-lo", query_string={"lot": typed, "gtin": GTIN}, base_url=BASE)
    assert page.status_code == 404
    assert f'value="{typed}"' in page.text
    assert "Không tìm thấy lô này" in page.text


def test_the_form_stands_behind_the_first_page(shop: tuple[World, FlaskClient, Goods]) -> None:
    world, client, _ = shop
    assert 'href="/tra-lo"' in ask(client, "/").text
    page = ask(client, "/tra-lo")
    assert page.status_code == 200
    assert f'value="{world.who.cooperative}"' in page.text
    assert world.who.foreign not in page.text


def test_the_page_of_a_gtin(shop: tuple[World, FlaskClient, Goods]) -> None:
    _, client, made = shop
    page = ask(client, f"/gtin/{GTIN}")
    assert page.status_code == 200
    assert "chưa được xác nhận" in page.text
    assert "noindex" not in page.text
    assert made.lot not in page.text
    facts = ask(client, f"/gtin/{GTIN}.json").json or {}
    assert facts["products"][0]["standing"] == "declared"
    for number in ("09521111111116", "1", "02345678901231", "%00", "９"):
        assert ask(client, f"/gtin/{number}").status_code == 404
        assert ask(client, f"/gtin/{number}.json").status_code == 404
