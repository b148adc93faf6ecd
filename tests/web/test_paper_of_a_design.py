"""The paper that a form of labels begins with: the last of its design, never one too small."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import STOCK, World
from tests.web.lot_visits import Visitor, app_of, draw_jobs
from traceability.services import setup

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
BLANK, ROLL, LARGE = "/coop/tem/in-truoc", "34×22, 3 tem", "L7160"


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def stickers_on_a_roll(world: World, who: Visitor) -> None:
    pack = f"{world.who.product}:1"
    sent = who.send(BLANK, pack=pack, count="30", stock=ROLL, design="fruit_sticker", start="1")
    assert sent.status == 303, sent.text
    draw_jobs(world)


def test_stickers_for_fruit_leave_the_paper_of_bags_alone(world: World, manager: Visitor) -> None:
    lot = world.packed(60, 200).code
    path = f"/coop/lo/{lot}/in-tem"
    assert manager.send(path, count="5", stock=LARGE).status == 303
    draw_jobs(world)
    stickers_on_a_roll(world, manager)
    form = manager.get(path).form()
    assert (form["design"], form["stock"]) == ("trace_stamp", LARGE)
    assert manager.send(path, preview="yes").status == 200
    assert manager.get(BLANK).form()["stock"] == LARGE
    assert manager.get(f"{path}?design=fruit_sticker").form()["stock"] == ROLL


def test_a_cooperative_that_printed_stickers_alone_begins_with_paper_for_bags(
    world: World, manager: Visitor
) -> None:
    stickers_on_a_roll(world, manager)
    path = f"/coop/lo/{world.packed(60, 200).code}/in-tem"
    assert manager.get(path).form()["stock"] == STOCK
    assert manager.send(path, preview="yes").status == 200


@pytest.mark.parametrize("blank", [True, False])
def test_no_form_begins_with_a_paper_without_room(
    world: World, manager: Visitor, *, blank: bool
) -> None:
    with world.by(world.who.recorder) as work:
        setup.finish_printer_test(work, ROLL)
    path = BLANK if blank else f"/coop/lo/{world.packed(60, 200).code}/in-tem"
    assert manager.get(path).form()["stock"] != ROLL
    assert manager.send(path, preview="yes", count="5").status == 200


def test_another_design_is_looked_at_on_its_own_paper(world: World, manager: Visitor) -> None:
    stickers_on_a_roll(world, manager)
    path = f"/coop/lo/{world.packed(60, 200).code}/in-tem"
    looked = manager.send(path, preview="yes", design="fruit_sticker")
    assert looked.form()["stock"] == ROLL
    assert "hình xem trước là của giấy này" in looked.text
    again = manager.post(path, looked.form() | {"preview": "yes", "stock": LARGE})
    assert again.form()["stock"] == LARGE
    assert "hình xem trước" not in again.text
    blank = manager.send(BLANK, preview="yes", count="5", design="fruit_sticker")
    assert blank.form()["stock"] == ROLL


def test_another_design_is_ordered_on_no_paper_that_nobody_saw(
    world: World, manager: Visitor
) -> None:
    """Both buttons come to the same paper, and what is printed was looked at."""
    stickers_on_a_roll(world, manager)
    lot = world.packed(60, 200).code
    path = f"/coop/lo/{lot}/in-tem"
    assert manager.send(path, count="5", stock=LARGE).status == 303
    draw_jobs(world)
    asked = manager.send(path, count="5", design="fruit_sticker")
    assert (asked.status, asked.form()["stock"]) == (200, ROLL)
    assert "Mẫu tem vừa chọn in trên giấy 34×22, 3 tem. Chưa ghi gì" in asked.text
    sent = manager.post(path, asked.form())
    assert sent.status == 303, sent.text
    draw_jobs(world)
    assert "34 × 22 mm" in manager.get(sent.place).text


def test_what_could_not_be_looked_at_is_not_told_as_not_saved(
    world: World, manager: Visitor
) -> None:
    path = f"/coop/lo/{world.packed(60, 200).code}/in-tem"
    looked = manager.send(path, preview="yes", stock=ROLL)
    assert looked.status == 422
    assert "Chưa xem trước được, có một chỗ cần sửa" in looked.text
    assert "Chưa lưu được" not in looked.text
    assert "Chưa lưu được" in manager.send(path, stock=ROLL).text
