"""A code with signs at it, as people write it in a list: it is read, or said not to have been."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.web.digital_link_doors import GTIN, goods
from tests.web.public_door import BASE, visitor
from traceability.domain import ids
from traceability.web.limits import limiter
from traceability.web.public import among, pasted, pieces
from traceability.web.public.pieces import Kind

CODE, OTHER = "B63E1MR2E", "K8YYNH820"
ITEM = ids.item_code(987_654_321)
WRONG = "B63E1MR2F"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def listed(client: FlaskClient, *lines: str) -> str:
    limiter.reset()
    page = client.post("/danh-sach", data={"codes": "\n".join(lines)})
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def codes(line: str) -> list[str | None]:
    found = pasted.lines(line) or []
    return [each.piece.code for each in found if each.piece is not None and each.sure]


WRITTEN = (
    *("#{}", "1){}", "1.{}", "{}(2)", "({})(2)", "+{}", "={}", "{}~", "{}*2", "{}×2", "{}->ok"),
    *("{}/2", "{}:12", "{}=12", "{}_2", "{}-12", "lot:{}", "SN:{}", "batch:{}", "LOT {}/2"),
    *("{}x2", "{}X12", "{}x 2", "{} x2", "2x{}", "12X{}", "2x {}", "1.{}/2", "12.{}/2 hộp"),
    *("编码{}两箱", "(21){}", "#{} 3kg", "Cam/{}/hộp"),
)
ADDRESSED = (
    *(f"Cam {BASE}/{{}}", f"{BASE}/{{}} Cam", f"{BASE}/{{}}|12", f"{BASE}/{{}}*2"),
    *(f"Cam ({BASE}/{{}})", "mã: tem.hagiang.vn/{} hộp"),
)


@pytest.mark.parametrize("written", [*WRITTEN, *ADDRESSED])
def test_signs_at_a_code_leave_it_one(written: str) -> None:
    for code in (CODE, ITEM):
        text = written.format(code)
        assert pieces.read(text).code == code, text
        assert codes(text) == [code], text
        assert codes(f"{text}\tCam sành\t12") == [code], text


def test_a_code_in_groups_is_read_with_signs_at_it() -> None:
    for text in ("#B63E 1MR2 E", "1)B63E 1MR2 E(2)", "lot:B63E-1MR2-E"):
        assert codes(text) == [CODE], text


@pytest.mark.parametrize(
    "between", ["+", "&", "|", "_", "–", "-", " - ", "/", "|1 ", "(2) và ", "*2 ", ")("]
)
def test_two_codes_with_a_sign_between_are_two(between: str) -> None:
    text = f"{CODE}{between}{OTHER}"
    assert codes(text) == [CODE, OTHER]
    assert codes(f"lot:{text}") == [CODE, OTHER]
    assert pasted.named(text) == [CODE, OTHER] or between in "|1 (2) và *2 "


def test_no_sign_hides_goods_that_are_recalled(world: World, client: FlaskClient) -> None:
    made, recalled = world.packed().code, world.packed().code
    world.recall(recalled)
    for written in ("#{}", "1){}", "{}(2)", "{}*2", f"{{}}|{made}", f"Cam {BASE}/{{}}"):
        page = listed(client, written.format(recalled), made)
        assert "Sản phẩm đang bị thu hồi: 1 mã" in page, written
        assert "dòng không có mã" not in page, written
    for written in ("lot:{}", "SN:{}", "1.{}", "{}/2", f"{BASE}/{{}} Cam"):
        text = written.format(made)
        assert "1 trong 1 mã không có cảnh báo" in listed(client, text), text
        assert client.get("/tra-cuu", query_string={"code": text}).location == f"/{made}"


def test_an_address_of_somebody_else_is_none_of_ours_whatever_stands_around(
    world: World, client: FlaskClient
) -> None:
    made = world.packed().code
    for address in (f"https://evil.example/{made}", f"evil.example/{made}", f"//a.vn/{made}"):
        for text in (address, f"Cam {address}", f"{address} Cam", f"{address}|12", f"({address})"):
            assert "Tem dẫn tới nơi khác: " in listed(client, text), text
            assert client.get("/tra-cuu", query_string={"code": text}).location is None, text
    both = f"https://evil.example/x|{BASE}/{made}"
    assert "Tem dẫn tới nơi khác: " in listed(client, both)
    assert client.get("/tra-cuu", query_string={"code": both}).location is None


def test_a_link_of_goods_is_found_beside_words(world: World, client: FlaskClient) -> None:
    made = goods(world)
    for text in (f"Cam {BASE}{made.path}", f"{BASE}{made.path} (2 hộp)"):
        assert client.get("/tra-cuu", query_string={"code": text}).location == made.path, text
        assert "1 trong 1 mã không có cảnh báo" in listed(client, text), text


def test_a_code_and_its_own_address_are_one(world: World, client: FlaskClient) -> None:
    made = world.packed().code
    text = f"Cam sành, mã {made}: {BASE}/{made}"
    assert codes(text.partition(", ")[2]) == [made]


@pytest.mark.parametrize("line", [f"#{WRONG}", f"{WRONG}(2)", f"HĐ:{WRONG}", f"Cam {BASE}/{WRONG}"])
def test_a_wrong_character_among_signs_is_looked_at(
    world: World, client: FlaskClient, line: str
) -> None:
    """It may be a code, and it may be an invoice: neither green nor red."""
    made = world.packed().code
    page = client.post("/danh-sach", data={"codes": f"{line}\n{made}"}).text
    assert 'class="verdict look"' in page
    assert "Có thể là mã gõ sai: 1 mã" in page
    assert f"Cùng dòng có {WRONG}: nếu là mã thì có chữ sai." in page
    assert "Không tìm thấy mã này" not in page
    beside = client.post("/danh-sach", data={"codes": f"{made}\t#{WRONG}"}).text
    assert f"Cùng dòng có {WRONG}: nếu là mã thì có chữ sai." in beside


@pytest.mark.parametrize(
    "line",
    [
        *("Tổng: 12 hộp", "(12 hộp)", "SĐT: 0912345678", "+84 912 345 678", "12/10/2026"),
        *("1.000.000đ", "5kg*2", "Cam (loại 1)", "HTX-TX", "A/B/C", "xem htx.example/cam-sanh"),
        *("NGHIÊN CỨU & PHÁT TRIỂN", "~", "#1", "(2)", "2x"),
        *("javascript:alert(1)", "<script>alert(1)</script>", "' OR 1=1--", "alert(1)"),
        *("SL:20kg", "note:abc", "Date:12/10/2026", "Phone:0912345678", "abc:def(ghi)"),
    ],
)
def test_what_is_no_code_stays_none(line: str) -> None:
    (told,) = pasted.lines(line) or []
    assert told.piece is None
    assert told.unread == ()


@pytest.mark.parametrize(
    "written", ["EAN:{}", "ean 13: {}", "EAN-13 {}", "GTIN#{}", "UPC: {}", "mã vạch: {}", "条码:{}"]
)
def test_a_barcode_is_read_behind_its_name(written: str) -> None:
    text = written.format(GTIN[1:])
    assert pieces.read(text).gtin == GTIN
    for line in (text, f"{text}\tCam sành\t12"):
        (told,) = pasted.lines(line) or []
        assert told.piece is not None
        assert (told.piece.kind, told.piece.gtin) == (Kind.BARCODE, GTIN)


def test_what_was_pasted_is_told_whole(world: World, client: FlaskClient) -> None:
    for text in ("WIFI:S:htx;T:WPA;P:x;;", "mailto:(htx@example.com)"):
        page = client.post("/danh-sach", data={"codes": text, "csv": "csv"}).text
        cells = page.splitlines()[1].split(",")
        assert cells[:4] == ["Không tìm thấy mã này", "1", text, text]


def test_what_turns_its_neighbours_is_not_read_among_signs() -> None:
    assert pieces.read(f"\u202e#{CODE}").code is None
    assert among.mistyped(f"\u202e#{CODE}") == [CODE]


def test_a_part_of_an_element_string_is_no_code_of_its_own() -> None:
    text = f"(10)CAM-1 (01){GTIN} (21){ITEM}"
    (told,) = pasted.lines(text) or []
    assert told.piece is not None
    assert told.piece.kind is Kind.LINK
