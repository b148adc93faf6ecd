"""What a text is, told alike by the field, a list and the page of what nobody has."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.people import World, orange_grant
from tests.web.digital_link_doors import GTIN, goods
from tests.web.public_door import BASE, client
from traceability.domain import ids
from traceability.services import area_codes
from traceability.web.public import pieces
from traceability.web.public.pieces import Kind

__all__ = ["client"]
SHORT, ITEM = ids.short_code(123_456_789), ids.item_code(987_654_321)
WRONG = SHORT[:-1] + ("0" if SHORT[-1] != "0" else "1")
FNC1 = "\x1d"
NO_CHECK = GTIN[:-1] + "7"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def page(client: FlaskClient, text: str) -> str:
    return client.get("/tra-cuu", query_string={"code": text}).text


def listed(client: FlaskClient, text: str) -> str:
    return client.post("/danh-sach", data={"codes": text}).text


@pytest.mark.parametrize(
    ("text", "kind", "string"),
    [
        (f"mã: {ids.grouped(SHORT)}.", Kind.CODE, True),
        (f"{ITEM} (hỏng)", Kind.CODE, True),
        (f"{BASE}/{SHORT}", Kind.ADDRESS, False),
        (f"(01){GTIN}(10)CAM-1", Kind.LINK, False),
        (f"(10)CAM-1(01){GTIN}", Kind.LINK, False),
        (f"01/{GTIN}/10/CAM-1", Kind.LINK, False),
        (f"10CAM-1{FNC1}01{GTIN}", Kind.LINK, False),
        (f"(01){GTIN}", Kind.BARCODE, False),
        (GTIN[1:], Kind.BARCODE, False),
        (WRONG, Kind.IMPOSSIBLE, True),
        ("cam", Kind.IMPOSSIBLE, False),
        (f"(01){NO_CHECK}(10)CAM-1", Kind.IMPOSSIBLE, False),
        ("HGOR0128X", Kind.IMPOSSIBLE, True),
        ("VN-HGOR-0128", Kind.WORDS, True),
        ("CAM-261120-01", Kind.WORDS, True),
        ("hộp chè", Kind.WORDS, False),
        ("", Kind.WORDS, False),
    ],
)
def test_a_text_is_one_thing(text: str, kind: Kind, string: bool) -> None:
    found = pieces.read(text)
    assert found.kind is kind
    digits = kind is Kind.BARCODE or string
    assert found.may_be_string is digits


def test_elements_may_stand_in_any_order(world: World, client: FlaskClient) -> None:
    made = goods(world)
    for text in (
        f"01{GTIN}21{made.item}{FNC1}10{made.lot}",
        f"10{made.lot}{FNC1}01{GTIN}21{made.item}",
        f"]C121{made.item}{FNC1}10{made.lot}{FNC1}01{GTIN}",
        f"(21){made.item}(01){GTIN}(10){made.lot}",
        f"(10){made.lot} (01){GTIN} (21){made.item}",
    ):
        led = client.get("/tra-cuu", query_string={"code": text}).location
        assert led == made.item_path, text
        assert f'href="/{made.item}"' in listed(client, text), text


def test_a_lot_with_its_identifier_is_told_as_a_lot(client: FlaskClient) -> None:
    for text in ("CAM-261120-01", "(10)CAM-261120-01", "(10) CAM-261120-01."):
        assert 'href="/tra-lo?lot=CAM-261120-01"' in page(client, text), text
        assert "Mã lô: tra cùng đơn vị" in listed(client, text), text


def test_a_wrong_check_digit_is_said_as_the_link_says_it(client: FlaskClient) -> None:
    for text in (
        f"(01){NO_CHECK}(10)CAM-1",
        f"(01){NO_CHECK}",
        f"01/{NO_CHECK}/10/CAM-1",
        f"{BASE}/01/{NO_CHECK}/10/CAM-1",
    ):
        assert "số kiểm tra không đúng (AI 01)" in page(client, text), text
        assert "số kiểm tra không đúng (AI 01)" in listed(client, text), text
        assert "Không tìm thấy mã này: 1 mã" in listed(client, text), text


def test_the_small_number_of_a_label_is_said_to_be_no_code(client: FlaskClient) -> None:
    for text in ("61", "tem 61", "số 61"):
        assert "Số nhỏ in trên tem là số thứ tự của tem, không phải mã." in page(client, text), text
    for text in ("20261", "cam", "6A1"):
        assert "số thứ tự" not in page(client, text), text


def test_two_codes_run_together_are_counted(client: FlaskClient) -> None:
    for text in (SHORT * 2, ITEM * 2):
        assert f"Vừa gõ {len(text)} chữ và số" in page(client, text)
        assert f"Vừa gõ {len(text)} chữ và số" in listed(client, text)


def test_what_cannot_be_a_code_is_never_counted_nor_refused(
    world: World, client: FlaskClient
) -> None:
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.extend([str(told[2])] * (not str(told[2]).startswith("BEGIN")))

    event.listen(world.store.reader, "before_cursor_execute", note)
    assert client.get("/tra-cuu", query_string={"code": WRONG}).status_code == 404
    assert len(asked) == 1  # for the strings of all offices, once after each commit
    asked.clear()
    none = ("ABCDEFGHJ", "cam sành", "???", f"(01){NO_CHECK}(10)A", "CAM" * 9)
    for text in (*none, WRONG, f"{ITEM[:-1]}Q", "HGOR0128X") * 25:
        assert client.get("/tra-cuu", query_string={"code": text}).status_code == 404
    event.remove(world.store.reader, "before_cursor_execute", note)
    assert asked == []
    for _ in range(110):
        assert client.get("/tra-cuu", query_string={"code": WRONG}).status_code == 404
    assert client.get(f"/{SHORT}").status_code == 404
    guesses = [client.get(f"/{ids.short_code(number)}").status_code for number in range(100)]
    assert guesses == [404] * 99 + [429]


def test_what_is_like_a_string_is_found_once_there_is_one(
    world: World, client: FlaskClient
) -> None:
    near = "Có phải bạn tìm"
    assert near not in page(client, "vnhgor0130")
    with world.by(world.who.registrar) as work:
        area_codes.grant(work, orange_grant(world.who.cooperative, "VN-HGOR-0130"))
        code = area_codes.grant(work, orange_grant(world.who.cooperative, "HGOR0130X")).code
    assert near in page(client, "vnhgor0130")
    assert client.get("/tra-cuu?code=hgor0130x").location == f"/id/area/{code}"


def test_near_strings_are_looked_for_a_while_only(world: World, client: FlaskClient) -> None:
    """It reads every code of offices, and what is on no label is typed without end."""
    for number in range(100):
        assert "Có phải bạn tìm" in page(client, "vnhgor0128"), number
    assert "Có phải bạn tìm" not in page(client, "vnhgor0128")
    assert client.get("/tra-cuu?code=vnhgor0128").status_code == 404
