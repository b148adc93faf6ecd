"""Addresses and codes as people paste them: the field, lists and the form read them alike."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.web.digital_link_doors import GTIN, OTHER_GTIN, goods
from tests.web.public_door import BASE, client
from traceability.domain import ids

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
    assert MISSING in many(client, f"{BASE}/01/{GTIN}")


@pytest.mark.parametrize(
    "text", ["http://[", "//", "/%00", "/01/1/10/2", "a" * 9_000, "\udcff", "javascript:1"]
)
def test_what_is_no_address_is_no_code(client: FlaskClient, text: str) -> None:
    sent = text.encode("utf-8", "surrogatepass")
    assert client.get(f"/tra-cuu?code={quote(sent)}").status_code == 404
    assert MISSING in client.post("/danh-sach", data={"codes": sent}).text
    assert client.get(f"/phan-anh?ma={quote(sent)}").status_code == 200


def test_links_that_nobody_has_are_guesses_too(world: World, client: FlaskClient) -> None:
    goods(world)
    lots = "\n".join(f"{BASE}/01/{GTIN}/10/LOT-{number}" for number in range(100))
    assert client.post("/danh-sach", data={"codes": lots}).status_code == 200
    asked = [f"/phan-anh?ma={BASE}/01/{GTIN}/10/LOT-{number}" for number in range(100, 191)]
    assert [client.get(each).status_code for each in asked] == [200] * 90 + [429]
    assert client.get(f"/{ids.short_code(5)}").status_code == 429
