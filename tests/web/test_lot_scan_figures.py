"""What the page of a lot's scans counts, what it leaves out, and that it says so."""

from __future__ import annotations

import pytest

from tests.blank_labels import cartons, spoil
from tests.people import World
from tests.web.lot_visits import Page, Visitor
from tests.web.public_door import item_code
from tests.web.scan_doors import CountingDoor, looked_at
from tests.web.scan_presses import RUN, scans_of
from traceability.services import label_links, recalls
from traceability.services.label_links import LabelSpan


@pytest.fixture
def backend() -> str:
    return "sqlite"


def page_of(world: World, door: CountingDoor, lot: str) -> Page:
    return Visitor(door.app, world, "manager").get(scans_of(lot))


def run_in(world: World) -> str:
    with world.view() as view:
        return str(view.db.execute(RUN).scalar_one())


def look(world: World, door: CountingDoor, run: str, *labels: int, address: str = "") -> None:
    """One person each, or all from one ``address``."""
    for number in labels:
        door.look(f"/{item_code(world, run, number)}", address=address or f"14.161.9.{number}")
    door.flush()


def hold(world: World, lot: str) -> None:
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, lot, "nghi mốc")


def test_cartons_and_dead_labels_are_no_labels_of_the_lot(world: World, door: CountingDoor) -> None:
    made = looked_at(world, door, 12, looks=5)
    run = run_in(world)
    assert "Ngoài ra" not in page_of(world, door, made).text
    box = cartons(world, made, run, 5)
    world.link(box, 1, 2)
    look(world, door, box, 1)
    spoil(world, run, "4, 11")
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 5, 5), "rách")
    page = page_of(world, door, made).text
    assert "tem của lô 9 tem đã được quét 3 " in page
    assert (
        "Ngoài ra: 2 tem thùng (đã được quét 1); 3 tem đã hủy hay ghi hỏng (đã được quét 2)."
        in page
    )


def test_of_a_stopped_lot_the_page_says_how_many_were_not_counted(
    world: World, door: CountingDoor
) -> None:
    """Just of goods that were stopped the smaller figure stood alone."""
    made = looked_at(world, door, 20, looks=2)
    look(world, door, run_in(world), *range(8, 15), address="14.161.3.1")
    not_counted = "Không tính 7 tem được quét cùng nhiều tem khác từ một mạng"
    assert not_counted in page_of(world, door, made).text
    hold(world, made)
    page = page_of(world, door, made).text
    assert "2 tem đã được quét, lần đầu ngày" in page
    assert not_counted in page


def test_of_a_stopped_lot_that_was_only_tried_the_page_says_so(
    world: World, door: CountingDoor
) -> None:
    made = looked_at(world, door, 20, looks=0)
    look(world, door, run_in(world), *range(8, 15), address="14.161.3.1")
    tried, no_note = "Có thể là người của mình quét thử", "Hàng chưa đi thì không cần ghi."
    asked = page_of(world, door, made).text
    assert tried in asked
    assert no_note in asked
    hold(world, made)
    page = page_of(world, door, made).text
    assert "7 tem đã được quét, lần đầu ngày" in page
    assert tried in page
    assert no_note not in page
