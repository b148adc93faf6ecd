"""Addresses and codes as people paste them: the field, lists and the form read them alike."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.services.test_runs import garden
from tests.web.digital_link_doors import GTIN, OTHER_GTIN, goods
from tests.web.public_door import BASE, client
from traceability.domain import ids
from traceability.services import area_pages
from traceability.web.limits import limiter

MISSING = "Không tìm thấy mã này"


__all__ = ["client"]


@pytest.fixture
def backend() -> str:
    return "sqlite"


def field(client: FlaskClient, text: str) -> str:
    """Where the field leads to in the end."""
    asked = {"code": text}
    answer = client.get("/tra-cuu", query_string=asked, base_url=BASE, follow_redirects=True)
    return answer.request.path if answer.status_code == 200 else str(answer.status_code)


def many(client: FlaskClient, text: str) -> str:
    return client.post("/danh-sach", data={"codes": text}).text


def form(client: FlaskClient, text: str) -> str:
    return client.get(f"/phan-anh?ma={quote(text, safe='')}").text


def test_every_form_of_an_address_is_the_code_it_leads_to(
    world: World, client: FlaskClient
) -> None:
    made = goods(world)
    lot, label, area = made.code, made.item, world.who.area
    known = {
        f"{BASE}{made.path}": lot,
        f"{made.path.lstrip('/')}/": lot,
        f"tem.hagiang.vn{made.item_path}?fbclid=1#x": label,
        f"{BASE}/01/{GTIN}/21/{label}": label,
        f"{BASE}/{lot}#bang-chung": lot,
        f"{BASE}/id/lot/{lot}.json": lot,
        f"{BASE}/id/item/{label}?linkType=linkset": label,
        f"https://tem-cu.hagiang.vn/{quote(ids.grouped(lot))}/": lot,
        f"{BASE}/{area}": area,
        ids.grouped(area).lower(): area,
    }
    for text, code in known.items():
        assert field(client, text) == f"/{code}", text
        listed = many(client, text)
        assert f'href="/{code}"' in listed, text
        assert MISSING not in listed, text
        assert f'href="/{code}"' in form(client, text), text


FNC1 = "\x1d"


@pytest.mark.parametrize("mark", ["", "]C1", "]d2", "]Q3", "]d2" + FNC1])
def test_what_a_scanner_types_is_the_code_it_leads_to(
    world: World, client: FlaskClient, mark: str
) -> None:
    made = goods(world)
    lot, label = made.code, made.item
    known = {
        f"{mark}01{GTIN.zfill(14)}10{made.lot}": lot,
        f"{mark}01{GTIN.zfill(14)}1727010110{made.lot}": lot,
        f"{mark}01{GTIN.zfill(14)}310300050010{made.lot}{FNC1}37 7": lot,
        f"{mark}01{GTIN.zfill(14)}10{made.lot}{FNC1}21{label}": label,
        f"{mark}01{GTIN.zfill(14)}10{made.lot}<GS>21{label}{FNC1}": label,
        f"{mark}01{GTIN.zfill(14)}21{label}": label,
        f"{mark}01{GTIN.zfill(14)}21{label}{FNC1}10{made.lot}": label,
    }
    for text, code in known.items():
        assert field(client, text) == f"/{code}", text
        listed = many(client, text)
        assert f'href="/{code}"' in listed, text
        assert MISSING not in listed, text
    assert field(client, f"{mark}01{GTIN.zfill(14)}") == f"/gtin/{GTIN.zfill(14)}"
    wrong = GTIN.zfill(14)[:-1] + str((int(GTIN[-1]) + 1) % 10)
    assert field(client, f"{mark}01{wrong}10{made.lot}") == "404"


def test_a_growing_area_code_with_a_letter_for_a_digit_is_offered(
    world: World, client: FlaskClient
) -> None:
    garden(world, "sanh_orange", "VN-HGOR-0110")
    for text in ("VN-HGOR-O11O", "vn-hg0r-ol10", "VN HGOR 0IIO", "VNHGOROI10", "VN-HGOR-0110A"):
        page = client.get("/tra-cuu", query_string={"code": text})
        told = page.status_code == 404 and "<b>VN-HGOR-0110</b></a>?" in page.text
        assert told is (text[-1] != "A"), text
        assert "Trông giống một mã lô" not in page.text or not told
        assert ("gần nhất là VN-HGOR-0110" in many(client, text)) is told, text


def test_what_a_link_names_and_nobody_has_is_not_answered_with_its_lot(
    world: World, client: FlaskClient
) -> None:
    made, other = goods(world), goods(world, OTHER_GTIN)
    for path in (f"{made.path}/21/XX", f"/01/{GTIN}/10/NO-1", f"/01/{GTIN}/21/{other.item}"):
        listed = many(client, BASE + path)
        assert MISSING in listed, path
        assert f"(01){GTIN}" in listed
        assert "không có trong sổ" in form(client, BASE + path)
    assert field(client, f"{BASE}/01/{GTIN}") == f"/gtin/{GTIN}"
    for text in (f"{BASE}/01/{GTIN}", f"(01){GTIN}", f"01/{GTIN}", f"01{GTIN}", GTIN):
        assert "Mã vạch: tra cùng mã lô" in many(client, text), text
        assert MISSING not in many(client, text), text


def test_two_codes_in_the_field_are_both_offered(world: World, client: FlaskClient) -> None:
    first, second = goods(world).code, world.packed().code
    with world.view() as view:
        raw = area_pages.find(view, world.who.area).raw
    ways = {first: f"/{first}", second: f"/{second}", raw: f"/id/area/{world.who.area}"}
    told = {
        f"{first} {second}": (first, second),
        f"mã {first} và {second}": (first, second),
        f"{ids.grouped(first)}, {second.lower()}": (first, second),
        f"{BASE}/{first} {BASE}/{second}": (first, second),
        f"{raw}, VN-HGXX-9999": (raw, "VN-HGXX-9999"),
        f"{first} and {raw}": (first, raw),
    }
    for text, codes in told.items():
        page = client.get("/tra-cuu", query_string={"code": text})
        assert page.status_code == 200, text
        assert "Vừa gõ 2 mã" in page.text
        links = [unescape(each) for each in re.findall(r'href="(/tra-cuu[^"]+)"', page.text)]
        assert [client.get(link).location for link in links] == [ways.get(c) for c in codes], text
        hidden = re.search(r'name="codes" value="([^"]+)"', page.text)
        assert hidden is not None
        assert " trong 2 mã" in many(client, unescape(hidden[1])), text
        limiter.reset()
    english = client.get("/tra-cuu", query_string={"code": f"{first} {second}", "lang": "en"})
    assert "You typed 2 codes" in english.text
    for alone in (
        f"{first}, hộp 5 kg, 12",
        f"{first} {first}",
        f"mã {first} (hỏng)",
        f"{first};{first}",
    ):
        assert field(client, alone) == f"/{first}", alone
    for alone in (f"{raw};{raw}", f"{raw}, 12 hộp", f"Cam sành; {raw}"):
        assert field(client, alone) == ways[raw], alone
    for alone in (f"{GTIN};{GTIN}", f"Cam, {GTIN}"):
        assert field(client, alone) == f"/gtin/{GTIN}", alone


@pytest.mark.parametrize(
    "text", ["http://[", "//", "/%00", "/01/1/10/2", "a" * 9_000, "\udcff", "javascript:1"]
)
def test_what_is_no_address_is_no_code(client: FlaskClient, text: str) -> None:
    sent = text.encode("utf-8", "surrogatepass")
    assert client.get(f"/tra-cuu?code={quote(sent)}").status_code == 404
    listed = client.post("/danh-sach", data={"codes": sent}).text
    assert "Không có mã" in listed
    assert client.get(f"/phan-anh?ma={quote(sent)}").status_code == 200


def test_links_that_nobody_has_are_guesses_too(world: World, client: FlaskClient) -> None:
    goods(world)
    lots = "\n".join(f"{BASE}/01/{GTIN}/10/LOT-{number}" for number in range(100))
    assert client.post("/danh-sach", data={"codes": lots}).status_code == 200
    asked = [f"/phan-anh?ma={BASE}/01/{GTIN}/10/LOT-{number}" for number in range(100, 191)]
    assert [client.get(each).status_code for each in asked] == [200] * 90 + [429]
    assert client.get(f"/{ids.short_code(5)}").status_code == 429
