"""Scans of goods that were held or recalled: what is said of them once that is over."""

from __future__ import annotations

import pytest

from tests.people import World
from tests.web.lot_visits import Visitor
from tests.web.public_door import item_code
from tests.web.scan_doors import CountingDoor
from traceability.jobs.work import Worker
from traceability.services import alerts, recalls

BEFORE = "đang thu hồi sản phẩm mà 1 tem đã có người quét"
AFTER = "có người quét thì lô đang thu hồi sản phẩm; nay không còn."
TASK = "lô, đợt tem có lượt quét lạ"


@pytest.fixture
def backend() -> str:
    return "sqlite"


def watched(world: World, door: CountingDoor) -> None:
    door.flush()
    Worker(world.store, world.press.keyring, telemetry=door.telemetry).watch()


def lifted(world: World, recall: str) -> None:
    with world.by(world.who.registrar) as work:
        recalls.lift(work, recall, "mẫu phân tích lại đạt")


def test_scans_are_told_in_the_past_once_the_recall_has_ended(
    world: World, door: CountingDoor
) -> None:
    made = world.packed().code
    run = world.print_labels(made, 2)
    world.link(run, 1, 2)
    recall, other = world.recall(made).code, world.recall(made).code
    world.clock.pass_by(minutes=1)
    door.look(f"/{item_code(world, run, 1)}")
    watched(world, door)
    manager = Visitor(door.app, world, "manager")
    office = Visitor(door.app, world, "registrar")
    page = f"/coop/luot-quet/lo/{made}"
    lifted(world, other)  # the lot is recalled by the first one still
    assert BEFORE in manager.get("/thong-bao").text
    assert "hàng và tem còn trong kho không" in manager.get(page).text
    assert TASK in manager.get("/coop/").text
    lifted(world, recall)
    for visitor in (manager, office):
        told = visitor.get("/thong-bao").text
        assert AFTER in told
        assert BEFORE not in told
    assert TASK not in manager.get("/coop/").text
    card = manager.get(page).text
    assert "Nay lô không còn tạm ngừng hay thu hồi." in card
    assert "hàng và tem còn trong kho không" not in card
    for who in (world.who.manager, world.who.registrar):
        with world.view() as view:
            lines = alerts.listed(view, who).lines
        assert [line.unread for line in lines if "stopped" in line.kind] == [False]
