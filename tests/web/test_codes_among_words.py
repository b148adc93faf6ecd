"""A code among words, two in a line, signs that nobody sees: what a person meant is found."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.web.digital_link_doors import GTIN, goods
from tests.web.public_door import BASE, visitor
from traceability.domain import ids

RAW = "VN-HGOR-0128"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def typed(client: FlaskClient, text: str) -> str | None:
    return client.get("/tra-cuu", query_string={"code": text}).location


def listed(client: FlaskClient, *lines: str) -> list[list[str]]:
    """The rows of the file of a list, as they were typed in."""
    file = client.post("/danh-sach", data={"codes": "\n".join(lines), "csv": "1"})
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))[1:]
    return sorted(rows, key=lambda row: int(row[1]))


@pytest.mark.parametrize(
    "text",
    [f"HTX {RAW}", f"{RAW} (cam)", f"vùng trồng {RAW}", "HTX Cam Sành Vĩnh Hảo vn-hgor-0128."],
)
def test_an_official_string_is_found_beside_words(
    world: World, client: FlaskClient, text: str
) -> None:
    assert typed(client, text) == f"/id/area/{world.who.area}"
    (row,) = listed(client, text)
    assert row[0] == "Mã số đang hiệu lực"


def test_a_string_parted_otherwise_is_near_and_not_the_same(
    world: World, client: FlaskClient
) -> None:
    """Codes of offices compare exactly: it is offered, and nothing is said of its letters."""
    for text in ("VN HGOR 0128", "HTX VN HGOR 0128", "VN.HGOR.0128"):
        page = client.get("/tra-cuu", query_string={"code": text})
        assert page.status_code == 404
        assert "Có phải bạn tìm" in page.text
        assert f'href="/id/area/{world.who.area}"' in page.text
        assert "chữ sai" not in page.text
        assert "Vừa gõ" not in page.text
        (row,) = listed(client, text)
        assert row[0] == f"Không có đúng mã này; gần nhất là {RAW}"
    english = client.post("/danh-sach?lang=en", data={"codes": "VN HGOR 0128"}).text
    assert f"Not exactly this code; the nearest is {RAW}" in english
    chinese = client.post("/danh-sach?lang=zh", data={"codes": "VN HGOR 0128"}).text
    assert f"没有与此完全相同的代码；最接近的是 {RAW}" in chinese


def test_words_beside_a_string_of_nobody_are_not_called_wrong_letters(client: FlaskClient) -> None:
    for text in ("HTX VN-HGOR-9999", "HTX VN-HGTE-016"):
        page = client.get("/tra-cuu", query_string={"code": text}).text
        assert "Không có trang nào mang mã vừa tra" in page
        assert "chữ sai" not in page


def test_a_code_is_found_beside_words(world: World, client: FlaskClient) -> None:
    code = goods(world).item
    for text in (f"{code} (hỏng)", f"thùng 2: {code.lower()}", f"{ids.grouped(code)} - hỏng"):
        assert typed(client, text) == f"/{code}", text
        (row,) = listed(client, text)
        assert (row[2], row[3]) == (text, code)
    other = world.packed().code
    assert typed(client, f"hoặc {code} hoặc {other}") is None


def test_codes_with_a_blank_between_are_two_lines(world: World, client: FlaskClient) -> None:
    made, other = goods(world), world.packed().code
    rows = listed(client, f"{made.item} {other}", f"{RAW} {made.code.lower()}", ids.grouped(other))
    assert [row[3] for row in rows] == [made.item, other, RAW, made.code, other]
    assert [row[1] for row in rows] == ["1", "1", "2", "2", "3"]
    (link,) = listed(client, f"(01){GTIN} (10){made.lot}")
    assert link[1] == "1"


def test_signs_that_nobody_sees_reach_no_file(world: World, client: FlaskClient) -> None:
    """Nor is what stands behind one read: it may be another text than the eye reads."""
    code = world.packed().code
    unseen = "\u202e\u2066\u200f"
    assert typed(client, f"\u202e{code}") is None
    lines = (f"{unseen}{code}", f"{unseen}X1{unseen}", f"https://{unseen}evil.example/{code}")
    rows = listed(client, *lines, f"{unseen}{RAW}", f"{unseen}CAM-260101-01")
    assert "\ufffd" in rows[0][2]
    assert not set(unseen) & set("".join(cell for row in rows for cell in row))


def test_a_link_in_small_letters_is_read_as_its_parts_are(
    world: World, client: FlaskClient
) -> None:
    made = goods(world)
    lower = f"(01){GTIN}(10){made.lot.lower()}(21){made.item.lower()}"
    place = typed(client, lower)
    assert place is not None
    assert client.get(place).location == f"{BASE}/{made.item}"
    (row,) = listed(client, lower)
    assert row[3] == made.item


@pytest.mark.parametrize("code", ["YPGDSAPQW", "XARJHWDMAAAYH"])
def test_a_code_of_letters_alone_is_no_host(client: FlaskClient, code: str) -> None:
    """A number before it and a count behind it make it look like an address."""
    assert ids.fold_typed(code) == code
    lines = (f"1.{code}/2", f"STT1.{code}/thùng 3", f"lot.{code}\\2")
    for row in listed(client, *lines):
        assert row[0] == "Không tìm thấy mã này"
    (row,) = listed(client, f"shop.example/{code}")
    assert row[0].startswith("Tem dẫn tới nơi khác")
