"""What is worth a look stands in the order of its weight, and much of one hides no other."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from tests.people import TODAY, World
from tests.services.test_deliveries import send
from tests.web.lot_visits import Page, Visitor
from tests.web.scan_doors import CountingDoor
from tests.web.scan_presses import scans_of
from traceability.domain.scans import Rule
from traceability.services.scan_views import MOST_FINDINGS
from traceability.store.queries import labels
from traceability.store.queries import scans as queries
from traceability.store.queries.scans import Finding


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(door: CountingDoor, world: World) -> Visitor:
    return Visitor(door.app, world, "manager")


#: The gravest first: red, brown, grey.
CARDS = (
    "Được quét khi lô đang tạm ngừng xuất hoặc thu hồi",
    "Đã báo mất mà vẫn được quét",
    "Đã hủy mà vẫn được quét",
    "Nhiều người xem hơn thường thấy",
    "Quét lần đầu khi hàng đã quá hạn từ lâu",
    "Được quét trước khi ghi xuất kho",
)


def lot_of(world: World, *, count: int = 10) -> tuple[str, int]:
    """A lot with labels on its goods: its code, and the number of their run."""
    lot = world.packed(400, 1_000).code
    run = world.print_labels(lot, count)
    world.link(run, 1, count)
    with world.view() as view:
        row = labels.run_by_code(view.db, run)
    assert row is not None
    return lot, row.run_no


def keep(world: World, door: CountingDoor, told: Iterable[tuple[Rule, int, int, str]]) -> None:
    """What rules spoke of today: with which label of which run, and of which lot."""
    holder, today = world.who.cooperative, TODAY.isoformat()
    door.telemetry.prepare()
    with door.telemetry.writing() as connection:
        some = (Finding(rule, run, index, lot, holder, today) for rule, run, index, lot in told)
        queries.add_findings(connection, some)


def cards(page: Page) -> list[str]:
    """What the cards say was seen, from above."""
    return re.findall("|".join(map(re.escape, CARDS)), page.text)


def test_the_gravest_stands_first(world: World, door: CountingDoor, manager: Visitor) -> None:
    lot, run = lot_of(world)
    keep(world, door, [(rule, run, 1, lot) for rule in Rule])
    assert cards(manager.get("/coop/luot-quet")) == [*CARDS]
    assert cards(manager.get(scans_of(lot))) == [*CARDS]


def test_what_was_written_out_stands_last(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    lot, run = lot_of(world)
    gone, other = lot_of(world)
    keep(world, door, [(Rule.EARLY, other, 2, gone), (Rule.EARLY, run, 1, lot)])
    send(world, gone)
    page = manager.get("/coop/luot-quet").text
    noticed = page[page.index("Đáng để ý") : page.index("Theo lô")]
    assert noticed.index("chưa đi thì bỏ qua") < noticed.index("Đã ghi ở phiếu")


def test_many_labels_of_one_rule_hide_none_of_another(
    world: World, door: CountingDoor, manager: Visitor
) -> None:
    lot, run = lot_of(world, count=MOST_FINDINGS + 5)
    early = [(Rule.EARLY, run, index, lot) for index in range(MOST_FINDINGS + 1)]
    keep(world, door, [*early, (Rule.STOPPED, run, MOST_FINDINGS + 2, lot)])
    assert cards(manager.get("/coop/luot-quet")) == [CARDS[0], CARDS[-1]]
