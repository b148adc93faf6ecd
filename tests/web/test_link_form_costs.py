"""What the forms of labels cost the store, and what their lists leave out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from tests.blank_labels import blank
from tests.people import World
from tests.services.test_packs_of_blank_labels import NET, packed_in
from tests.web.lot_visits import Visitor, app_of
from traceability.domain.balance import Basis
from traceability.domain.quantity import Quantity
from traceability.services import label_choices
from traceability.services.products import FormatRequest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

LINK, BLANK = "/coop/tem/kich-hoat", "/coop/tem/in-truoc"


def statements(engine: Engine, act: Callable[[], object]) -> int:
    asked: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", heard)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", heard)
    return len(asked)


def many_lots(world: World, fruit: str, count: int) -> None:
    for _each in range(count):
        world.pack(fruit, 2, quantity=Quantity(4_000, "g"))


def test_lots_that_nobody_published_crowd_out_none_that_is(world: World, tmp_path: Path) -> None:
    day, fruit = dt.date(2026, 1, 13), world.harvest(400).code
    old = world.pack(world.harvest(20).code, 4, quantity=Quantity(8_000, "g"), day=day)
    older = world.pack(world.harvest(20).code, 4, quantity=Quantity(8_000, "g"), day=day)
    world.publish(old.code)
    many_lots(world, fruit, 51)
    with world.view() as view:
        offered = label_choices.lots_to_link(view, world.who.recorder)
    assert len(offered) == 53
    recorder = Visitor(app_of(world, files=tmp_path), world, "recorder")
    page = recorder.get(LINK)
    assert f'value="{old.code}"' in page.source
    assert f'value="{older.code}"' not in page.source
    assert "Còn 2 lô khác thiếu tem" in page.text
    asked = recorder.get(f"{LINK}?lo={older.code}")
    assert f'value="{older.code}" selected' in asked.source
    assert "Còn 1 lô khác thiếu tem" in asked.text


def test_the_form_of_linking_asks_as_much_of_many_lots(world: World, tmp_path: Path) -> None:
    recorder = Visitor(app_of(world, files=tmp_path), world, "recorder")
    fruit = world.harvest(400).code
    many_lots(world, fruit, 1)
    recorder.get(LINK)
    few = statements(world.store.reader, lambda: recorder.get(LINK))
    many_lots(world, fruit, 9)
    assert statements(world.store.reader, lambda: recorder.get(LINK)) == few


def test_a_season_asks_as_much_after_every_edit_of_a_product(world: World, tmp_path: Path) -> None:
    manager = Visitor(app_of(world, files=tmp_path), world, "manager")

    def edited(number: int) -> tuple[int, int]:
        packs = [FormatRequest(f"túi {number}.{n}", basis=Basis.OWN_WEIGHT) for n in range(3)]
        packed_in(world, NET, *packs)
        for pack in (2, 3, 4):
            blank(world, 5, pack_format=pack)
        form = statements(world.store.reader, lambda: manager.get(BLANK))
        order = statements(world.store.writer, lambda: blank(world, 5, pack_format=2, seen=False))
        return form, order

    edited(1)
    assert edited(2) == edited(3)
