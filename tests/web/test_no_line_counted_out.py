"""Whatever is written at a code, a lot, a barcode or a GS1 string: no list goes green over it.

One table of lines as people, scanners and sheets write them, told alike by the field, a list as a
page and as a file, and the form of a report.
"""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from tests.people import World, decision, orange_grant, suspend_code
from tests.web.digital_link_doors import GTIN, Goods, goods
from tests.web.public_door import BASE, visitor
from traceability.services import area_codes
from traceability.web.limits import limiter
from traceability.web.public import pasted

RAW, SUSPENDED = "VN-HGOR-0128", "VN-HGOR-0142"
#: What stands at a thing of one word.
SIGNS = (
    *("#{}", "1) {}", "1. {}", "1 {}", "(2) {}", "12/ {}", "1|{}", "• {}", "•{}", "- {}", "* {}"),
    *("+ {}", "→ {}", "☐ {}", "[ ] {}", "lot: {}", "Cam {}", "Cam sành: {}", "mã {}", "SL 3 - {}"),
    *('"{}"', "“{}”", "'{}'", "«{}»", "[{}]", "({})", "<{}>", "{}.", "{};", "{}!", "={}", "`{}`"),
    *("{} x2", "{} ×2", "{}×2", "{}x2", "{}#2", "{} (2)", "{} = 2", "{}|2", "{}\t2", "{} cam sành"),
    *("2x {}", "2 x {}", "#1) {} x 2 thùng", "  {}  ", "\ufeff{}", "\u200b{}", "{}\u00a0", "＃{}"),
    *(
        '"1","{}","Cam"',
        "1;{};Cam",
        "{}, hộp 5 kg",
        "【{}】",
        "编码：{}，两箱",
        "HTX Cam Sành {} hộp",
    ),
)
#: A count without a sign is no part of a lot that is made here.
OF_OWN_LOTS = ("{} 10", "{}/2", "{}:12", "{}=2", "{}*2", "{}, 2", "{} (12) thùng", "{} - hỏng")
AT_ANY = ("{}/2", "{} 10", "{}:12", "{} - hỏng")
NO_CODE = re.compile("Không có mã|dòng không có mã")


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


@pytest.fixture
def recalled(world: World) -> Goods:
    made = goods(world)
    world.recall(made.code)
    return made


def table(client: FlaskClient, *lines: str) -> dict[str, list[str]]:
    """What the file of a list says of its lines, by number; the page says it as often."""
    limiter.reset()
    asked = {"codes": "\n".join(lines)}
    file = client.post("/danh-sach", data={**asked, "csv": "csv"}).data.decode("utf-8-sig")
    page = client.post("/danh-sach", data=asked).text
    said: dict[str, list[str]] = {}
    rows = list(csv.reader(io.StringIO(file)))[1:]
    for row in sorted(rows, key=lambda row: int(row[1])):
        said.setdefault(row[1], []).append(row[0])
    every = [each for some in said.values() for each in some]
    for each in set(every):
        assert len(re.findall(f"<span>{re.escape(each)}</span></span>", page)) == every.count(each)
    return said


def verdict(client: FlaskClient, *lines: str) -> str:
    limiter.reset()
    page = client.post("/danh-sach", data={"codes": "\n".join(lines)}).text
    return str(re.findall(r'<section class="verdict ([a-z-]+)"', page)[0])


def strings(made: Goods) -> list[str]:
    """A GS1 string without a serial, as people and scanners write it."""
    return [
        *(f"(01){GTIN}(10){made.lot}", f"(01) {GTIN} (10) {made.lot}", f"(10){made.lot}(01){GTIN}"),
        *(f"01{GTIN}10{made.lot}", f"]C101{GTIN}10{made.lot}", f"10{made.lot}\x1d01{GTIN}"),
        *(f"(01){GTIN}(17)270101(10){made.lot}", f"(01){GTIN}(10){made.lot.lower()}"),
    ]


@pytest.mark.parametrize("number", range(8))
def test_a_string_of_recalled_goods_is_told(
    client: FlaskClient, recalled: Goods, number: int
) -> None:
    text = strings(recalled)[number]
    lines = [each.format(text) for each in (*SIGNS, *OF_OWN_LOTS)]
    for line, said in zip(lines, table(client, *lines).values(), strict=True):
        assert "Sản phẩm đang bị thu hồi" in said, line


def test_the_field_and_a_report_are_led_to_the_same(client: FlaskClient, recalled: Goods) -> None:
    text = f"(01){GTIN}(10){recalled.lot}"
    for sign in (*SIGNS, *OF_OWN_LOTS):
        line = sign.format(text)
        limiter.reset()
        led = client.get("/tra-cuu", query_string={"code": line}).location
        assert led == recalled.path, line
        form = client.get("/phan-anh", query_string={"ma": line}).text
        assert recalled.lot in form or "," in line or ";" in line or "\t" in line, line


@pytest.mark.parametrize("number", range(3))
def test_a_lot_a_barcode_and_a_growing_area_are_never_counted_out(
    world: World, client: FlaskClient, number: int
) -> None:
    made = goods(world)
    with world.by(world.who.registrar) as work:
        area_codes.grant(work, orange_grant(world.who.cooperative, "HGOR0142"))
    names = ((made.lot, made.lot.lower(), GTIN[1:]), (GTIN, RAW, RAW.lower()), ("HGOR0142",))
    for text in names[number]:
        lines = [each.format(text) for each in (*SIGNS, *AT_ANY)]
        told = table(client, *lines, made.code)
        for line, said in zip([*lines, made.code], told.values(), strict=True):
            assert not any(map(NO_CODE.search, said)), line
        for line in lines[::6]:
            area = text in (RAW, RAW.lower(), "HGOR0142")
            assert verdict(client, line, made.code) == ("fine" if area else "look"), line


def test_a_suspended_code_is_told_with_any_sign_at_it(world: World, client: FlaskClient) -> None:
    with world.by(world.who.registrar) as work:
        code = area_codes.grant(work, orange_grant(world.who.cooperative, SUSPENDED)).code
        suspend_code(work, code, decision(work.today))
    for sign in SIGNS:
        (said,) = table(client, sign.format(SUSPENDED)).values()
        assert any("tạm dừng" in each for each in said), (sign, said)
        limiter.reset()
        led = client.get("/tra-cuu", query_string={"code": sign.format(SUSPENDED)}).location
        assert led == f"/id/area/{code}", sign


def test_many_among_many_words_are_each_told(world: World, client: FlaskClient) -> None:
    made, other = goods(world), world.packed()
    world.recall(made.code)
    string = f"(01){GTIN}(10){made.lot}"
    for line in (
        f"{other.code} {string}",
        f"#{other.code} #{string}",
        f"Thùng A: {string} Thùng B: {other.code}",
        f"{string}{string}",
        f"1) {string} 2) {other.lot_code}",
        f"{string} và {other.code}",
        f"{'cam sành vùng cao ' * 20} {string} {'hộp ' * 20}",
    ):
        (said,) = table(client, line).values()
        assert "Sản phẩm đang bị thu hồi" in said, line
    (said,) = table(client, f"HTX {'rất dài ' * 20} #{RAW} cam").values()
    assert said == ["Mã số đang hiệu lực"]
    (said,) = table(client, f"#{other.code} #{RAW}").values()
    assert len(said) == 2
    (said,) = table(client, f"1) {made.lot} 2) {other.lot_code}").values()
    assert said == ["Mã lô: tra cùng đơn vị ở “Tra theo mã lô”"] * 2
    (said,) = table(client, f"GTIN#{GTIN[1:]}|{made.lot}").values()
    assert said == ["Sản phẩm đang bị thu hồi"]


def test_what_may_be_a_code_of_letters_alone_is_looked_at(
    world: World, client: FlaskClient
) -> None:
    made = world.packed()
    for line in ("#ABCDEFGHJ", "1) ABCDEFGHJ", "ABCDEFGHJ x2", "•ABCDEFGHJKMNP"):
        assert table(client, line)["1"] == ["Có thể là mã gõ sai"], line
        assert verdict(client, line, made.code) == "look", line
    for line in ("CAM SẠCH", "Cam ABCDEFGHJ loại 1", "TRUYENTHONG"):
        assert table(client, line)["1"] == ["Không có mã"], line


def test_what_stands_in_the_address_of_somebody_else_is_none_of_ours(
    client: FlaskClient, recalled: Goods
) -> None:
    string = f"(01){GTIN}(10){recalled.lot}"
    for line in (f"https://evil.example/{string}", f"https://evil.example/?x={RAW} cam"):
        (said,) = table(client, line).values()
        assert all(each.startswith("Tem dẫn tới nơi khác") for each in said), line


def test_a_lot_that_may_go_on_is_not_cut() -> None:
    """Of another maker's lot nobody knows where it ends: nobody is told of another one's goods."""
    for text in (f"(01){GTIN}(10)LO 7", f"1) (01){GTIN}(10)LO 7"):
        (told,) = pasted.lines(text) or []
        assert told.piece is not None
        assert told.piece.link is None
        assert told.piece.fault == ("character_x", "10")
    (told,) = pasted.lines(f"(01){GTIN}(10)LO7 x2") or []
    assert told.piece is not None
    assert told.piece.link is not None
    assert told.piece.link.value("10") == "LO7"


def test_what_is_nobodys_stays_no_code() -> None:
    for line in (
        *(
            "STT\tMã\tSố lượng",
            "Tổng: 12 hộp",
            "1) Cam sành",
            "#12",
            "20/11/2026 - 5kg",
            "SL:100KG",
        ),
        *("SĐT: 0912345678", "Ngày 20260118", "5kg x 2", "(500G) túi", "☐", "- - -"),
    ):
        (told,) = pasted.lines(line) or []
        assert told.piece is None, line
        assert told.unread == (), line


def test_a_link_beside_words_keeps_its_host(client: FlaskClient, recalled: Goods) -> None:
    for line in (f"#{BASE}{recalled.path}", f"1) {BASE}{recalled.path} x2"):
        assert "Sản phẩm đang bị thu hồi" in table(client, line)["1"], line
