"""A list of codes checked at once: a table without a script, and a file."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.people import World
from tests.rich_page import rich_page
from tests.web.digital_link_doors import goods
from tests.web.public_door import BASE, visitor
from traceability.domain import ids
from traceability.services import label_links
from traceability.services.label_links import LabelSpan


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
    assert "2 trong 6 mã không có cảnh báo" in page.text
    assert "Sản phẩm đang bị thu hồi" in page.text
    assert page.text.count("Không tìm thấy mã này") == 3
    assert "<script" not in page.text
    assert "Set-Cookie" not in page.headers
    file = client.post("/danh-sach?lang=en", data={"codes": text, "csv": "1"})
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert len(rows) == 7
    assert [row[0] for row in rows[4:6]] == ["?", "?"]
    assert rows[2][3] == made.lot
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
        assert page.text.count("Tem này đã bị hủy") == sum(each == codes[2] for each in some)
        assert page.text.count("Tem này chưa được kích hoạt") == sum(c == codes[39] for c in some)
        return len(asked)

    event.listen(world.store.reader, "before_cursor_execute", note)
    one, all_of_them = cost(codes[:1]), cost(codes)
    event.remove(world.store.reader, "before_cursor_execute", note)
    assert all_of_them < one + 39 * 6


def test_a_long_list_is_checked_in_parts(client: FlaskClient) -> None:
    codes = [ids.short_code(number) for number in range(201)]
    refused = client.post("/danh-sach", data={"codes": "\n".join(codes)})
    assert refused.status_code == 422
    assert "Danh sách dài quá: 201 mã" in refused.text
    assert codes[200] in refused.text
    assert client.post("/danh-sach", data={"codes": ",".join(codes[:200])}).status_code == 200
    assert client.post("/danh-sach", data={"codes": "A" * 70_000}).status_code == 413
    assert client.post("/danh-sach", data={"codes": "\x00;\u202e"}).status_code == 200


def test_lists_are_slowed_down_by_network(client: FlaskClient) -> None:
    answers = [client.post("/danh-sach", data={"codes": "x"}).status_code for _ in range(13)]
    assert answers == [200] * 12 + [429]
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    again = client.post("/danh-sach", data={"codes": "x"}, environ_overrides=elsewhere)
    assert again.status_code == 200


def test_a_line_of_many_addresses_is_one_network(client: FlaskClient) -> None:
    """A telephone owns a /64 of IPv6."""
    answers = [
        client.post(
            "/danh-sach",
            data={"codes": "x"},
            environ_overrides={"REMOTE_ADDR": f"2402:800:61c7:1234::{number:x}"},
        ).status_code
        for number in range(13)
    ]
    assert answers == [200] * 12 + [429]
