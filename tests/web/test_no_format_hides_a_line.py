"""Signs of format around a code, and a string or groups parted otherwise: no list goes green."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.people import World, decision, orange_grant, suspend_code
from tests.web.digital_link_doors import GTIN, Goods, goods
from tests.web.test_no_line_counted_out import backend, client, recalled, table, verdict
from traceability.services import area_codes
from traceability.web.limits import limiter
from traceability.web.public import among

__all__ = ["backend", "client", "recalled"]

SUSPENDED = "VN-HGOR-0142"
#: What Windows, chats and sheets put around what is copied.
MARKS = (
    *("\u202a{}\u202c", "\u202b{}\u202c", "\u202d{}\u202c", "\u2066{}\u2069", "\u2067{}\u2069"),
    *(
        "\u2068{}\u2069",
        "\u200e{}\u200e",
        "\u200f{}\u200f",
        "\u061c{}",
        "\u200b{}\u200b",
        "\ufeff{}",
    ),
    *("{}\u2060", "{}\u200d", "\u2061{}", "\ufff9{}", "\U000e0001{}", "\u202a\u200e{}\u202c\u200b"),
)
AROUND = ("{}", "#{}", "Cam sành {} hộp", "({})", "{} x2", "Cam, {}, 2")


def suspended(world: World) -> str:
    """The short code of a growing area that is suspended."""
    with world.by(world.who.registrar) as work:
        code = area_codes.grant(work, orange_grant(world.who.cooperative, SUSPENDED)).code
        suspend_code(work, code, decision(work.today))
    return code


def led(client: FlaskClient, text: str) -> str | None:
    limiter.reset()
    return client.get("/tra-cuu", query_string={"code": text}).location


def test_no_sign_of_format_around_recalled_goods_hides_them(
    client: FlaskClient, recalled: Goods
) -> None:
    string = f"(01){GTIN}(10){recalled.lot}"
    texts = (recalled.code, recalled.item, string, f"{GTIN[1:]} {recalled.lot}", recalled.path)
    for text in texts:
        lines = [line.format(mark.format(text)) for mark in MARKS for line in AROUND[:5]]
        lines += [mark.format(line.format(text)) for mark in MARKS for line in AROUND[:5]]
        for start in range(0, len(lines), 90):
            some = lines[start : start + 90]
            for line, said in zip(some, table(client, *some).values(), strict=True):
                assert "Sản phẩm đang bị thu hồi" in said, line
    for mark in MARKS:
        assert led(client, mark.format(recalled.code)) == f"/{recalled.code}", mark
        assert led(client, mark.format(string)) == recalled.path, mark


def test_no_sign_of_format_around_a_growing_area_a_lot_or_a_barcode_hides_it(
    world: World, client: FlaskClient
) -> None:
    code, made = suspended(world), goods(world)
    for mark in MARKS:
        lines = [line.format(mark.format(SUSPENDED)) for line in AROUND]
        for line, said in zip(lines, table(client, *lines).values(), strict=True):
            assert any("tạm dừng" in each for each in said), (line, said)
        assert led(client, mark.format(SUSPENDED)) == f"/id/area/{code}", mark
        for text in (made.lot, GTIN[1:]):
            line = mark.format(text)
            assert verdict(client, line, made.code) == "look", line
            assert "Mã" in table(client, line)["1"][0], line


def test_a_sign_within_a_code_refuses_it_and_what_is_backwards_is_looked_at(
    world: World, client: FlaskClient, recalled: Goods
) -> None:
    """The eye may have read another text: nothing is read, and nothing goes green."""
    suspended(world)
    fine = world.packed().code
    for text in (recalled.code, SUSPENDED, recalled.lot, GTIN[1:]):
        for sign in "\u202a\u202e\u2066\u200f":
            within = f"{text[:4]}{sign}{text[4:]}"
            assert led(client, within) is None, within
            assert verdict(client, within, fine) != "fine", within
        for line in (f"\u202e{text}\u202c", f"\u202e{text}", f"Cam \u202e#{text} x2"):
            assert led(client, line) is None, line
            assert verdict(client, line, fine) != "fine", line


def parted(code: str, size: int) -> str:
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_a_code_in_short_groups_is_read_beside_words(
    world: World, client: FlaskClient, recalled: Goods, size: int
) -> None:
    fine = world.packed().code
    for letters in ("YPGDSAPQW", "XARJHWDMAAAYH"):
        assert among.codes(f"Cam {parted(letters, size)} hộp") == [letters]
    for code in (recalled.code, recalled.item):
        text = parted(code, size)
        for line in ("{}", "{} kệ 2", "Cam {} hộp", "kệ 2: {}", "#{} x2", "Cam {} 12", "({}) hỏng"):
            said = table(client, line.format(text), fine)
            assert "Sản phẩm đang bị thu hồi" in said["1"], (line, text)
            assert led(client, line.format(text)) == f"/{code}", (line, text)


def test_amounts_and_numbers_in_groups_are_no_code(world: World, client: FlaskClient) -> None:
    """None is told red, though one in 32 has a right check character."""
    fine = world.packed().code
    numbers = [f"SĐT +84 912 345 {each} gọi" for each in range(600, 680)]
    names = [f"HTX CAM SO {each} ở kho" for each in range(10, 90)]
    for some in (numbers, names):
        assert verdict(client, *some, fine) == "fine"


def test_what_the_field_calls_near_is_told_among_words(world: World, client: FlaskClient) -> None:
    code, fine = suspended(world), world.packed().code
    says = f"Không có đúng mã này; gần nhất là {SUSPENDED}"
    for text in ("VN HGOR 0142", "vn hgor 0142", "VN.HGOR.0142", "VN HGOR-0142", "VN HGOR O142"):
        for line in ("{}", "{} cam", "Cam {}", "Cam, {}, 2", "Cam sành;{} hộp", f"{{}}, {fine}"):
            asked = line.format(text)
            assert says in table(client, fine, asked)["2"], asked
            assert "Không có mã" not in table(client, asked)["1"], asked
            assert verdict(client, fine, asked) == "look", asked
        if "," not in text:
            limiter.reset()
            page = client.get("/tra-cuu", query_string={"code": f"{text} cam"}).text
            assert "Có phải bạn tìm" in page, text
            assert f"/id/area/{code}" in page, text
    assert len(table(client, f"{fine} VN HGOR 0142")["1"]) == 2
    assert table(client, f"{SUSPENDED} cam")["1"] != [says]
    assert len(table(client, f"{SUSPENDED} cam")["1"]) == 1


def test_words_that_are_near_to_nobodys_string_stay_no_code(
    world: World, client: FlaskClient
) -> None:
    suspended(world)
    for line in ("VN HGOR 0143 cam", "HGOR 0142 kho", "Tổng 12 hộp", "20 11 2026 cam"):
        assert table(client, line)["1"] == ["Không có mã"], line


def test_a_string_parted_otherwise_is_near_among_many_words(
    world: World, client: FlaskClient
) -> None:
    code, fine = suspended(world), world.packed().code
    for line in ("2 thùng cam sành VN HGOR 0142 để kho", "Cam sành loại 1 vn hgor 0142, hộp 5 kg"):
        says = f"Không có đúng mã này; gần nhất là {SUSPENDED}"
        assert says in table(client, fine, line)["2"], line
        limiter.reset()
        page = client.get("/tra-cuu", query_string={"code": line}).text
        assert f"/id/area/{code}" in page, line
