"""A list as people paste it: out of a sheet, columns beside the codes, lines without one."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.web.digital_link_doors import GTIN, goods
from tests.web.public_door import BASE, visitor
from traceability.domain import ids
from traceability.services import area_pages
from traceability.web.public import pasted, pieces

NOBODYS, OTHER = ids.short_code(777_777_777_777), ids.short_code(888_888_888_888)
WRONG = NOBODYS[:-1] + ("0" if NOBODYS[-1] != "0" else "1")


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def table(client: FlaskClient, text: str) -> list[dict[str, str]]:
    """The file of a list, by the order of its lines."""
    answer = client.post("/danh-sach", data={"codes": text, "csv": "1"})
    assert answer.status_code == 200, answer.text
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    return sorted(rows, key=lambda row: int(row["Dòng"]))


@pytest.mark.parametrize(
    ("line", "codes", "words"),
    [
        (f"{NOBODYS}\thộp chè\t12", [NOBODYS], ("hộp chè", "12")),
        (f"1;{NOBODYS};Cam sành 5kg;500 g;12/10/2026;1.000.000", [NOBODYS], None),
        (f"{NOBODYS}, {OTHER}", [NOBODYS, OTHER], ()),
        (f"{NOBODYS} {OTHER}", [NOBODYS, OTHER], ()),
        (f"mã {NOBODYS} và {OTHER}", [NOBODYS, OTHER], ()),
        (f"{NOBODYS} and {OTHER} (hỏng)", [NOBODYS, OTHER], ()),
        (f"{ids.grouped(NOBODYS)} và {ids.grouped(OTHER)}", [NOBODYS, OTHER], ()),
        (f"{NOBODYS},{WRONG}", [NOBODYS], (WRONG,)),
        (f"HD0001234\t{NOBODYS}", [NOBODYS], ("HD0001234",)),
        (f"{NOBODYS}\tPO1234567\t12", [NOBODYS], ("PO1234567", "12")),
        (f"HD0001234\t{GTIN[1:]}", [GTIN[1:]], ("HD0001234",)),
        (f"{GTIN[1:]}\t{NOBODYS}\tCam sành", [NOBODYS], (GTIN[1:], "Cam sành")),
        (f"{GTIN[1:]}\tCAM-1\t{NOBODYS}", [NOBODYS], (GTIN[1:], "CAM-1")),
        (f"CAM-260114-01\t{GTIN[1:]}\t20", [f"(01){GTIN}(10)CAM-260114-01"], ("20",)),
        (f"{GTIN[1:]} cam-260114-01", [f"(01){GTIN}(10)CAM-260114-01"], ()),
        (f"SP-12;{GTIN[1:]};CAM-260114-01", [f"(01){GTIN}(10)CAM-260114-01"], ("SP-12",)),
        (f"2026-11-27\t{GTIN[1:]}", [GTIN[1:]], ("2026-11-27",)),
        ("CAM-260114-01\t20260118", ["20260118"], ("CAM-260114-01",)),
        (f"20260118;CAM-260114-01;{GTIN}", [f"(01){GTIN}(10)CAM-260114-01"], None),
        (f"A-1;B-2;{GTIN[1:]}", [GTIN[1:]], ("A-1", "B-2")),
        ("VN-HGOR-0128, VN-HGOR-0131", ["VN-HGOR-0128", "VN-HGOR-0131"], ()),
        ("VN-HGOR-0128 và VN-HGOR-0131", ["VN-HGOR-0128", "VN-HGOR-0131"], ()),
        ("VN HGOR 0128", ["VN HGOR 0128"], ()),
        (f"{WRONG}\thộp chè", [WRONG], ("hộp chè",)),
        (f"CAM-261120-01\t{NOBODYS}", [NOBODYS], ("CAM-261120-01",)),
        ("CAM-261120-01\tCam sành", ["CAM-261120-01"], ("Cam sành",)),
        (f"(01){GTIN}(10)CAM-1\t7", [f"(01){GTIN}(10)CAM-1"], ("7",)),
        (f"https://evil.example/{NOBODYS}\t7", [f"https://evil.example/{NOBODYS}"], ("7",)),
        ("STT\tMã\tSố lượng", [], ("STT", "Mã", "Số lượng")),
        ("Tổng cộng: 12 hộp", [], ("Tổng cộng: 12 hộp",)),
        ("500 g", [], ("500 g",)),
        ("tel:0912345678", ["tel:0912345678"], ()),
        ("WIFI:S:htx;T:WPA;P:x;;", ["WIFI:S:htx;T:WPA;P:x;;"], ()),
        (f"ma:{NOBODYS}", [NOBODYS], ()),
        ("HTX Cam Sành Vĩnh Hảo vn-hgor-0128.", ["HTX Cam Sành Vĩnh Hảo vn-hgor-0128."], ()),
        ("vùng trồng VN-HGOR-0128\t12", ["vùng trồng VN-HGOR-0128"], ("12",)),
        ("Cam sành 5kg, loại 1", [], ("Cam sành 5kg", "loại 1")),
        ("1000 kg", [], ("1000 kg",)),
        ("12/10/2026", [], ("12/10/2026",)),
        ("2026-11-27", [], ("2026-11-27",)),
        ("0912 345 678", [], ("0912 345 678",)),
    ],
)
def test_what_of_a_line_is_a_code(
    line: str, codes: list[str], words: tuple[str, ...] | None
) -> None:
    found = pasted.lines(line) or []
    sure = [each for each in found if each.sure]
    texts = [each.text for each in sure if each.text]
    assert [pieces.among_words(each) or each for each in texts] == codes
    assert words is None or {each.words for each in sure} == {words}


def test_a_table_out_of_a_sheet_keeps_its_lines_and_columns(
    world: World, client: FlaskClient
) -> None:
    made, recalled = world.packed().code, world.packed().code
    world.recall(recalled)
    text = (
        "STT\tMã\tTên\tSố lượng\r\n"
        f"1\t{ids.grouped(made)}\tCam sành, hộp 5 kg\t12\r\n"
        "\r\n"
        f"2\t{recalled.lower()}\tCam sành\t=1+1\r\n"
        "Tổng\t\t\t24\r\n"
    )
    page = client.post("/danh-sach", data={"codes": text}).text
    assert "1 trong 2 mã không có cảnh báo" in page
    assert "2 dòng không có mã" in page
    assert "Không tìm thấy" not in page
    assert re.findall(r"Dòng </span>(\d)", page) == ["4", "1", "5", "2"]
    rows = table(client, text)
    assert [row["Dòng"] for row in rows] == ["1", "2", "4", "5"]
    assert [row["Mã"] for row in rows] == ["", made, recalled, ""]
    assert [row["Trạng thái"] for row in rows[::3]] == ["Không có mã", "Không có mã"]
    assert rows[1]["Đã dán"] == f"1\t{ids.grouped(made)}\tCam sành, hộp 5 kg\t12"
    assert not any(
        cell.startswith(("=", "+", "@", "-", "\t")) for row in rows for cell in row.values()
    )


def test_lines_without_a_code_are_none_of_the_two_hundred(client: FlaskClient) -> None:
    codes = [ids.short_code(number) for number in range(200)]
    text = "\n".join(f"{number}\t{code}\thộp chè\t12" for number, code in enumerate(codes))
    heads = "STT\tMã\tTên\tSố lượng\n\nTổng\t24\n"
    page = client.post("/danh-sach", data={"codes": heads + text})
    assert page.status_code == 200
    assert "0 trong 200 mã không có cảnh báo" in page.text
    more = client.post("/danh-sach", data={"codes": f"{heads}{text}\n{ids.short_code(300)}"})
    assert more.status_code == 422
    assert "201 mã" in more.text
    for long in ("a\n" * 1_001, "a\t" * 5_001):
        assert client.post("/danh-sach", data={"codes": long}).status_code == 422
    assert "Không dòng nào có mã" in client.post("/danh-sach", data={"codes": "a\nb"}).text


def test_a_growing_area_beside_a_code_is_looked_up_as_well(
    world: World, client: FlaskClient
) -> None:
    made = world.packed().code
    with world.view() as view:
        raw = area_pages.find(view, world.who.area).raw
    rows = table(client, f"{made}\t{raw}\tVN-HGXX-9999\tCAM-261120-01")
    assert [row["Mã"] for row in rows] == [made, raw]
    assert [row["Sản phẩm"] for row in rows] == ["Cam sành Hà Giang, túi lưới 2 kg", ""]
    (alone,) = table(client, world.who.area)
    assert (alone["Mã"], alone["Sản phẩm"], alone["Ghi chú"]) == (world.who.area, "", raw)


def test_reasons_stand_apart_and_what_was_pasted_whole(world: World, client: FlaskClient) -> None:
    made = goods(world)
    link = f"https://evil.example/{made.item}?with=much#behind-it"
    rows = table(client, f"{WRONG}\n{link}\n{BASE}/{made.code}\n=2 {made.item}")
    assert [row["Đã dán"] for row in rows] == [
        *(WRONG, link, f"{BASE}/{made.code}", f"'=2 {made.item}")
    ]
    assert [row["Mã"] for row in rows] == [WRONG, "", made.code, made.item]
    assert "ít nhất một chữ sai" in rows[0]["Ghi chú"]
    assert rows[0]["Sản phẩm"] == ""


@pytest.mark.parametrize("between", [" ", "\t", "\u00a0", "\u3000", " 和 ", " và "])
def test_however_much_stands_between_two_words_they_are_read_at_once(between: str) -> None:
    """What costs the square of its length would take hours here, and no limit counts it before."""
    assert pasted.named(f"AB{between * 200_000}1x") == []


def test_a_row_of_a_shop_has_a_barcode_and_an_invoice_beside_its_code(
    world: World, client: FlaskClient
) -> None:
    made = goods(world)
    rows = [f"{GTIN[1:]}\tHD0001234\t{made.code}\tCam sành\t12"] * 2
    page = client.post("/danh-sach", data={"codes": "\n".join(rows)}).text
    assert 'class="verdict fine"' in page
    assert "2 trong 2 mã không có cảnh báo" in page
    assert "Không tìm thấy" not in page
    assert "Mã vạch" not in page
    told = table(client, "\n".join(rows))
    assert [row["Mã"] for row in told] == [made.code] * 2
    assert {row["Ghi chú"] for row in told} == {"Cùng dòng có HD0001234: nếu là mã thì có chữ sai."}


def test_a_note_names_few_of_many_words(client: FlaskClient) -> None:
    (row,) = table(client, f"{NOBODYS}{', HD0001234' * 900}")
    assert row["Ghi chú"].count("HD0001234") == 3
    assert "HD0001234, …: nếu" in row["Ghi chú"]


def test_barcodes_beside_codes_are_none_of_the_two_hundred(client: FlaskClient) -> None:
    codes = [ids.short_code(number) for number in range(200)]
    text = "\n".join(f"{GTIN[1:]}\tPO1234567\t{code}" for code in codes)
    page = client.post("/danh-sach", data={"codes": text})
    assert page.status_code == 200
    assert "0 trong 200 mã không có cảnh báo" in page.text


def test_a_barcode_with_a_lot_code_is_the_lot(world: World, client: FlaskClient) -> None:
    made = goods(world)
    for line in (f"{made.lot}\t{GTIN[1:]}\t20", f"{GTIN[1:]} {made.lot.lower()}"):
        (row,) = table(client, line)
        assert (row["Mã"], row["Lô"]) == (made.code, made.lot)
    (row,) = table(client, f"{GTIN[1:]}\tCAM-260114-99")
    assert row["Trạng thái"] == "Không tìm thấy mã này"
    for other in ("SP-0012", "VN-HGXX-9999"):
        (row,) = table(client, f"{GTIN[1:]}\t{other}\tCam sành")
        assert row["Trạng thái"].startswith("Mã vạch: tra cùng mã lô")
        assert (row["Mã"], row["Đã dán"]) == (GTIN, f"{GTIN[1:]}\t{other}\tCam sành")


@pytest.mark.parametrize("between", [" ", ", ", "\t"])
def test_the_field_takes_a_barcode_with_a_lot_code(
    world: World, client: FlaskClient, between: str
) -> None:
    made = goods(world)
    typed = {"code": f"{made.lot}{between}{GTIN[1:]}"}
    assert client.get("/tra-cuu", query_string=typed).location == made.path


def test_a_growing_area_beside_a_barcode_is_looked_up(world: World, client: FlaskClient) -> None:
    with world.view() as view:
        raw = area_pages.find(view, world.who.area).raw
    rows = table(client, f"{GTIN[1:]}\t{raw}")
    assert [row["Mã"] for row in rows] == [GTIN, raw]


def test_a_code_behind_an_element_string_is_another_code() -> None:
    elements = f"(01){GTIN}(10)CAM-260117-01"
    assert pasted.named(f"{elements} {NOBODYS}") == [elements, NOBODYS]
    assert pasted.named(f"{elements} {NOBODYS} {OTHER}") == [elements, NOBODYS, OTHER]
    assert len(pasted.named(f"(01) {GTIN} (10) CAM-260117-01")) == 1


@pytest.mark.parametrize("typed", ["ABCDEFGHJ", "ABCDEFGHJKMNP", "ABCD EFGH J"])
def test_a_code_of_letters_alone_is_none_of_the_lines_without_one(
    world: World, client: FlaskClient, typed: str
) -> None:
    made = world.packed().code
    text = f"{typed}\n{made}\nCONTAINER\nCam sành\n{made}\tABCDEFGHJ"
    (first, *_rest, heading, name, beside) = table(client, text)
    assert first["Trạng thái"] == "Không tìm thấy mã này"
    assert "Mã này có ít nhất một chữ sai" in first["Ghi chú"]
    assert [heading["Trạng thái"], name["Trạng thái"]] == ["Không có mã"] * 2
    assert beside["Trạng thái"] == "Không có cảnh báo cho lô này"
    assert "2 trong 3 mã không có cảnh báo" in client.post("/danh-sach", data={"codes": text}).text
