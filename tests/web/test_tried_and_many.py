"""Labels that many looked at because somebody tried a sheet: one page says the same of both."""

from __future__ import annotations

import pytest

from tests.people import World
from tests.services.test_scan_watch import told
from tests.web.lot_visits import Visitor
from tests.web.public_door import item_code
from tests.web.scan_doors import CountingDoor
from tests.web.scan_presses import scans_of

TRIED = "không tính máy quét nhiều tem một ngày"
ASK = "Hỏi nơi bán xem tem nằm trên mấy gói."


@pytest.fixture
def backend() -> str:
    return "sqlite"


def look(world: World, door: CountingDoor, run: str, labels: range, phones: range) -> None:
    """Each of some telephones at each of some labels."""
    for phone in phones:
        for number in labels:
            door.look(f"/{item_code(world, run, number)}", address=f"113.{phone}.1.1")
    door.flush()


def test_who_is_told_of_many_reads_that_they_may_be_its_own_people(
    world: World, door: CountingDoor
) -> None:
    made = world.packed().code
    run = world.print_labels(made, 12)
    world.link(run, 1, 12)
    look(world, door, run, range(1, 6), range(1, 7))
    look(world, door, run, range(5, 6), range(20, 26))
    look(world, door, run, range(4, 5), range(20, 23))
    look(world, door, run, range(8, 9), range(20, 26))
    assert ("scanned_often", 6) in told(world, door)
    manager = Visitor(door.app, world, "manager")
    for path in ("/coop/luot-quet", scans_of(made)):
        page = manager.get(path).text
        few, many = page.index("tem số 1–4 "), page.index("tem số 5, 8 ")
        assert few > many, "what so many looked at that tried none stands first"
        assert TRIED in page[few:]
        assert TRIED not in page[many:few]
        assert ASK in page[many:few]
