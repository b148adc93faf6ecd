"""A list of codes checked at once: a table without a script, and a file."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.people import World
from tests.rich_page import rich_page
from tests.services.test_runs import garden
from tests.services.weigh_days import closed, line, opened, seller, weigh
from tests.web.digital_link_doors import GTIN, OTHER_GTIN, goods
from tests.web.public_door import BASE, states, visitor
from traceability.domain import gs1, ids
from traceability.domain.verdict import Verdict
from traceability.services import area_pages, label_links, parties
from traceability.services.label_links import LabelSpan
from traceability.store.models import Party, Place
from traceability.store.queries import areas
from traceability.web.limits import limiter


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def test_a_list_is_one_table_and_one_file(world: World, client: FlaskClient) -> None:
    made, recalled = goods(world), world.packed()
    world.recall(recalled.code)
    asked = [
        ids.grouped(made.item),
        f"{BASE}/{made.code}?x=1",
        recalled.code.lower(),
        "<b>=1+1",
        "=2",
    ]
    text = "\r\n".join([*asked, "", ids.short_code(7)])
    page = client.post("/danh-sach", data={"codes": text})
    assert page.status_code == 200
    verdict = page.text[page.text.index('<section class="verdict') :].partition("</section>")[0]
    assert 'class="verdict stop"' in verdict
    assert "Sản phẩm đang bị thu hồi: 1 mã" in verdict.partition("</h2>")[0]
    assert "2 trong 4 mã không có cảnh báo" in verdict
    assert "2 dòng không có mã" in verdict
    assert "Sản phẩm đang bị thu hồi" in page.text
    assert page.text.count(">Không tìm thấy mã này<") == 1
    assert page.text.count(">Không có mã<") == 2
    assert "&lt;b&gt;=1+1" in page.text
    assert "<script" not in page.text
    assert re.findall(r"<button[^>]*>", page.text) == [
        "<button>",
        '<button name="csv" value="csv_excel" class="plain">',
        '<button name="csv" value="csv" class="plain">',
    ]
    assert "Set-Cookie" not in page.headers
    file = client.post("/danh-sach?lang=en", data={"codes": text, "csv": "1"})
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert len(rows) == 7
    assert [row[1] for row in rows[1:]] == ["3", "7", "4", "5", "1", "2"]
    assert [row[2] for row in rows[3:5]] == ["<b>=1+1", "'=2"]
    assert [row[3] for row in rows[3:5]] == ["", ""]
    assert rows[5][0] == rows[6][0] == "No warnings for this lot"
    assert (rows[5][2], rows[5][3]) == (ids.grouped(made.item), made.item)
    assert rows[5][5] == made.lot
    assert rows[5][7] == "2026-01-14"  # never 01/14 or 14/01, which a spreadsheet takes for a month
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_a_list_names_no_household(world: World, client: FlaskClient, tmp_path: Path) -> None:
    """A table of two hundred is no place for people, whatever they agreed to on a page."""
    code = rich_page(world, tmp_path)
    assert "Giàng Thị Mỷ" in client.get(f"/{code}").text
    table = client.post("/danh-sach", data={"codes": code}).text
    file = client.post("/danh-sach", data={"codes": code, "csv": "1"}).text
    for told in (table, file):
        assert "Cam sành" in told
        assert not re.search("Giàng|Hộ [0-9]|Thu hoạch", told)


def test_a_list_of_labels_of_a_lot_draws_the_lot_once(world: World, client: FlaskClient) -> None:
    made = world.packed(40).code
    run = world.print_labels(made, 40)
    world.link(run, 1, 39)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 3, 3), "tem rách khi dán")
    codes = world.item_codes(run)
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(told[2])

    def cost(some: list[str]) -> int:
        asked.clear()
        page = client.post("/danh-sach", data={"codes": "\n".join(some)})
        assert page.text.count(">Tem này đã bị hủy<") == sum(each == codes[2] for each in some)
        assert page.text.count(">Tem này chưa được kích hoạt<") == sum(c == codes[39] for c in some)
        return len(asked)

    event.listen(world.store.reader, "before_cursor_execute", note)
    one, all_of_them = cost(codes[:1]), cost(codes)
    event.remove(world.store.reader, "before_cursor_execute", note)
    assert all_of_them <= one + 2


def test_the_gravest_comes_first_with_the_line_where_it_stands(
    world: World, client: FlaskClient
) -> None:
    known = states(world)
    order = [Verdict.VALID, Verdict.EXPIRED, Verdict.NOT_LINKED, Verdict.HELD, Verdict.VOID]
    typed = [known[each] for each in order]
    page = client.post("/danh-sach", data={"codes": "\n".join(typed)}).text
    assert 'class="verdict stop"' in page
    assert "Tem này đã bị hủy: 1 mã" in page.partition("</h2>")[0]
    table, _, folded = page.partition("<details")
    assert re.findall(r'href="/([0-9A-Z]+)"', table[table.index("<table") :]) == typed[:0:-1]
    assert re.findall(r"Dòng </span>(\d)", page) == ["5", "4", "3", "2", "1"]
    assert typed[0] in folded
    assert not folded.startswith(" open")
    sound = client.post("/danh-sach", data={"codes": typed[0]}).text
    assert "<details open>" in sound
    assert 'class="verdict fine"' in sound


def test_a_list_reads_what_the_field_reads(world: World, client: FlaskClient) -> None:
    made = goods(world)
    with world.view() as view:
        coop = parties.known(view, world.who.manager.party or 0).code
        raw = area_pages.find(view, world.who.area).raw
    told = {
        raw: f'href="/{world.who.area}"',
        coop: "Mã của một đơn vị, không phải của hàng",
        "CAM-SANH-99": "Mã lô: tra cùng đơn vị",
        GTIN: "Mã vạch: tra cùng mã lô",
        f"mã: {made.item}.": f'href="/{made.item}"',
        f"(01){GTIN}(10){made.lot}": f'href="/{made.code}"',
        f"https://evil.example/{made.item}": "Tem dẫn tới nơi khác: evil.example",
        "x" * 40: f"{'x' * 23}…",
    }
    for text, shown in told.items():
        assert shown in client.post("/danh-sach", data={"codes": text}).text, text
        limiter.reset()


def test_strings_of_a_list_are_looked_up_together(world: World, client: FlaskClient) -> None:
    """Two hundred lines that are like growing-area codes cost hardly more than one."""
    more = [f"VN-HGOR-07{number:02}" for number in range(4)]
    for raw in more:
        garden(world, "sanh_orange", raw)
    with world.view() as view:
        known = area_pages.find(view, world.who.area).raw
        shorts = [row.code for row in areas.all_codes(view.db)]
    asked: list[Any] = []

    def cost(lines: list[str]) -> int:
        asked.clear()
        page = client.post("/danh-sach", data={"codes": "\n".join(lines)})
        assert f'href="/{world.who.area}"' in page.text
        assert page.text.count("Mã số đang hiệu lực") >= len({*more, *shorts} & {*lines})
        assert all(line in page.text for line in lines)
        return len(asked)

    def listen(*told: Any) -> None:
        asked.append(told)

    strange = [f"VN-HGXX-{number:04}" for number in range(199)]
    cost([known, strange[0]])
    event.listen(world.store.reader, "before_cursor_execute", listen)
    few, many = cost([known, strange[0]]), cost([known, *more, *strange[:190]])
    one, all_of_them = cost(shorts[:1]), cost(shorts)
    event.remove(world.store.reader, "before_cursor_execute", listen)
    assert many == few
    assert len(shorts) == 5
    assert all_of_them == one


def test_slips_places_and_organisations_of_a_list_are_looked_up_together(
    world: World, client: FlaskClient
) -> None:
    day = opened(world)
    slips = [
        weigh(world, day, line(10, seller(world, name, commune="00892"))).code
        for name in ("Lý", "Ma", "Sùng")
    ]
    closed(world, day, together=True)
    world.packed()
    with world.view() as view:
        codes = [*slips, *view.db.scalars(select(Place.code)), *view.db.scalars(select(Party.code))]
    asked: list[Any] = []

    def cost(lines: list[str]) -> int:
        asked.clear()
        page = client.post("/danh-sach", data={"codes": "\n".join(lines)}).text
        assert page.count("Mã của một phiếu cân") >= len({*slips} & {*lines})
        return len(asked)

    event.listen(world.store.reader, "before_cursor_execute", lambda *told: asked.append(told))
    kinds = (slips[0], world.who.place, world.who.cooperative, world.who.foreign)
    assert cost([*codes]) <= cost([*kinds, ids.short_code(7)])  # one that nobody has, in each
    assert cost(slips) == cost(slips[:1])


def barcodes() -> Iterator[str]:
    """Thirteen digits of the range for examples that could be the code of a label as well."""
    for number in itertools.count():
        body = f"952{number:09}"
        if ids.is_valid(body + gs1.check_digit(body)):
            yield body + gs1.check_digit(body)


def test_gs1_lines_of_a_list_are_looked_up_together(world: World, client: FlaskClient) -> None:
    """Two hundred links and barcodes cost as few statements as twenty."""
    made, other = goods(world), goods(world, OTHER_GTIN)
    run = world.print_labels(made.code, 36)
    world.link(run, 1, 36)
    items = world.item_codes(run)
    kinds = [
        [f"{BASE}{made.path}/21/{item}" for item in items],
        [f"{BASE}/01/{GTIN}/21/{item}" for item in items],
        [f"(01){GTIN}(10){made.lot}(21){item}" for item in items],
        [f"{BASE}{each}" for each in (made.path, other.path, other.item_path)],
        [f"{BASE}/01/{GTIN}/10/KL-{number}" for number in range(36)],
        [f"{BASE}/01/{OTHER_GTIN}/10/{other.lot}/21/{item}" for item in items],
        [*itertools.islice(barcodes(), 17)],
    ]
    asked: list[Any] = []

    def cost(lines: list[str], unknown: int) -> int:
        asked.clear()
        page = client.post("/danh-sach", data={"codes": "\n".join(lines)}).text
        assert page.count(">Không tìm thấy mã này<") == unknown
        told = sum(each.isdigit() for each in lines) + 1  # and the sum of them
        assert page.count("Mã vạch: tra cùng mã lô") == told
        assert all(f'href="/{each}"' in page for each in (made.code, other.code, other.item))
        return len(asked)

    event.listen(world.store.reader, "before_cursor_execute", lambda *told: asked.append(told))
    every = [line for kind in kinds for line in kind]
    assert len(every) == 200
    few = [line for kind in kinds for line in kind[:3]]
    assert cost(every, 72) == cost(few, 6)


def test_others_guesses_never_refuse_a_list(world: World, client: FlaskClient) -> None:
    known = world.packed().code
    for number in range(101):
        client.get(f"/{ids.short_code(number)}")
    assert client.get(f"/{ids.short_code(300)}").status_code == 429
    page = client.post("/danh-sach", data={"codes": f"{known}\n{ids.short_code(7)}"})
    assert page.status_code == 200
    assert f'href="/{known}"' in page.text


def test_a_long_list_is_checked_in_parts(client: FlaskClient) -> None:
    codes = [ids.short_code(number) for number in range(201)]
    refused = client.post("/danh-sach", data={"codes": "\n".join(codes)})
    assert refused.status_code == 422
    assert "Danh sách dài quá: 201 mã" in refused.text
    assert codes[200] in refused.text
    assert client.post("/danh-sach", data={"codes": ",".join(codes[:200])}).status_code == 200
    assert client.post("/danh-sach", data={"codes": "A" * 70_000}).status_code == 413
    assert client.post("/danh-sach", data={"codes": "\x00;\u202e"}).status_code == 200
    linked = "\n".join(f"{BASE}/01/09520123456788/10/CAM-251212-01/21/{c}0000" for c in codes[:200])
    assert client.post("/danh-sach", data={"codes": linked}).status_code == 200


def test_lists_are_slowed_down_by_network(client: FlaskClient) -> None:
    lists = [{"codes": f"x{number}"} for number in range(13)]
    answers = [client.post("/danh-sach", data=each).status_code for each in lists]
    assert answers == [200] * 12 + [429]
    slow = client.post("/danh-sach", data={"codes": "MỘT DÒNG ĐÃ DÁN"})
    assert "Kiểm danh sách quá nhanh" in slow.text
    assert "MỘT DÒNG ĐÃ DÁN</textarea>" in slow.text
    assert "không có thật" not in slow.text
    assert int(slow.headers["Retry-After"]) > 0
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    again = client.post("/danh-sach", data={"codes": "x"}, environ_overrides=elsewhere)
    assert again.status_code == 200


def test_a_line_of_many_addresses_is_one_network(client: FlaskClient) -> None:
    """A telephone owns a /64 of IPv6."""
    answers = [
        client.post(
            "/danh-sach",
            data={"codes": f"x{number}"},
            environ_overrides={"REMOTE_ADDR": f"2402:800:61c7:1234::{number:x}"},
        ).status_code
        for number in range(13)
    ]
    assert answers == [200] * 12 + [429]
