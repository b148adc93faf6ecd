"""What pages and papers of an order at a printing house say."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from tests.people import World
from tests.web.lot_visits import Visitor, app_of
from tests.web.test_printing_house_pages import ordered, rolls_of

ROLL = "50×30"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def test_a_house_is_told_of_no_printer_s_dots(world: World, manager: Visitor) -> None:
    lot = world.packed(40).code
    asked = {"count": "10", "stock": ROLL, "preview": "yes"}
    at_office = manager.send(f"/coop/lo/{lot}/in-tem", "", **asked).text
    at_house = manager.send(f"/coop/lo/{lot}/xuong-in", "", waste="0", **asked).text
    assert "chấm của máy" in at_office
    assert "Ô mã QR" in at_house
    assert "chấm của máy" not in at_house
    assert "in máy laser" not in at_house


def test_shorter_names_are_advised_where_they_would_help(world: World, manager: Visitor) -> None:
    lot = world.packed(40).code
    asked = {"count": "10", "stock": ROLL, "preview": "yes"}
    page = manager.send(f"/coop/lo/{lot}/in-tem", "", **asked).text
    assert "địa chỉ trang 5 pt" in page
    assert "có chữ dưới 6 pt" in page
    assert "Rút ngắn tên" not in page
    assert "Muốn chữ này lớn hơn thì chọn tem lớn hơn." in page


def test_a_roll_that_came_spoiled_was_not_received(world: World, manager: Visitor) -> None:
    run = ordered(world, manager, 10, per_roll="7", waste="0")
    _first, second = rolls_of(manager, run)
    sent = manager.send(f"/coop/tem/{run}/nhan/{second}", "", scans="", waste="8-10")
    assert sent.status == 303, sent.text
    assert "Không nhận tem nào: 3 tem hỏng đã hủy." in manager.get(sent.place).text
    page = manager.get(f"/coop/tem/{run}/xuong-in").text
    assert "hủy cả cuộn" in page
    assert page.count("đã nhận") == 1  # of labels received or void, above the rolls
    assert "Trước khi in hết" in page


def test_an_order_that_came_asks_for_no_proof_and_a_label_is_no_stretch(
    world: World, manager: Visitor
) -> None:
    run = ordered(world, manager, 8, per_roll="7", waste="0")
    assert "tem số 8" in manager.get(f"/coop/tem/{run}/xuong-in").text
    for roll, waste in zip(rolls_of(manager, run), ("1-7", "8"), strict=True):
        sent = manager.send(f"/coop/tem/{run}/nhan/{roll}", "", scans="", waste=waste)
        assert sent.status == 303, sent.text
    page = manager.get(f"/coop/tem/{run}/xuong-in").text
    assert "8–8" not in page
    assert "Trước khi in hết" not in page
    assert "Xem trang quy cách" in page


def test_the_specification_says_how_short_the_last_roll_is(world: World, manager: Visitor) -> None:
    for per_roll, told in (
        ("7", "2 cuộn · rolls, 7 tem · labels; cuộn cuối · last roll 3"),
        ("5", "2 cuộn · rolls, 5 tem · labels"),
        ("100", "1 cuộn · rolls, 10 tem · labels"),
    ):
        run = ordered(world, manager, 10, per_roll=per_roll, waste="0")
        paper = manager.get(f"/coop/tem/{run}/xuong-in/quy-cach.pdf").answer.data
        text = " ".join(pypdf.PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
        assert told in text
        assert ("last roll" in text) == ("last roll" in told)
