"""Pages of growing-area codes from memory: judged by few statements, and never out of date."""

from __future__ import annotations

from sqlalchemy import Engine, event

from tests import certificate_papers as papers
from tests.people import TODAY, World, orange_grant
from tests.rich_page import worked_by
from tests.services.test_runs import garden
from tests.store_fixtures import ON_BOTH
from tests.web.kept_doors import Door, doors
from traceability.services import area_codes
from traceability.web.house import house_of

__all__ = ["doors"]


def statements(door: Door, path: str) -> int:
    """How many statements a page costs at a door."""
    reader: Engine = house_of(door.app).store.reader
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(reader, "before_cursor_execute", note)
    try:
        assert door.get(path).status == 200
    finally:
        event.remove(reader, "before_cursor_execute", note)
    return len([each for each in asked if not each.startswith("BEGIN")])


@ON_BOTH
def test_a_kept_page_is_judged_by_few_statements(world: World, doors: tuple[Door, Door]) -> None:
    """Something else was written: the page is not drawn again, whose drawing takes two dozen."""
    door, path = doors[0], f"/{world.who.area}"
    papers.enter(world)
    elsewhere = garden(world)
    drawn = statements(door, path)
    assert drawn > 20
    tag = door.get(path).tag
    for _time in range(3):
        world.harvest(5, area_code=elsewhere)
        assert statements(door, path) <= 4
    assert door.get(path).tag == tag


@ON_BOTH
def test_whatever_happens_to_a_code_the_next_request_knows_it(
    world: World, doors: tuple[Door, Door]
) -> None:
    code = world.who.area

    def both(says: str) -> None:
        texts = {door.get(f"/{code}").text for door in doors}
        assert texts == {doors[1].through_flask(f"/{code}").text}
        assert says in texts.pop(), says

    both("Chưa ghi lô thu hoạch nào dưới mã này")
    world.harvest(100)
    both("1 lô thu hoạch đã ghi dưới mã này")
    papers.enter(world, valid_to=TODAY)
    both("VG-2025-014")
    worked_by(world, 5)
    both("Mã số đang hiệu lực")
    with world.by(world.who.registrar) as work:
        area_codes.grant(work, orange_grant(world.who.foreign))
    both("Mã này đang có tranh chấp")
    world.suspend(TODAY)
    both("Mã số đang tạm dừng")
    world.clock.pass_by(days=1)
    both("đã hết hạn")
