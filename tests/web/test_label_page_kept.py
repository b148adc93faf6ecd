"""The page of a label from memory: of its own goods, with all that it shows, whatever is sent."""

from __future__ import annotations

import dataclasses
import functools
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from tests.blank_labels import blank, link
from tests.people import World
from tests.web.kept_doors import Door, ask, doors
from tests.web.public_door import item_code
from tests.web.scan_doors import PHONE, CountingDoor
from traceability.domain import ids
from traceability.services import page_tokens
from traceability.web.house import house_of, install
from traceability.web.public.fast import FastPath
from traceability.web.shelf import Shelf

__all__ = ["doors"]

LONG = 200_000
VIETNAMESE = {"HTTP_ACCEPT_LANGUAGE": "vi"}


@pytest.fixture
def backend() -> str:
    return "sqlite"


def labelled(world: World) -> str:
    """The first label of a lot."""
    made = world.packed().code
    run = world.print_labels(made, 2)
    world.link(run, 1, 2)
    return item_code(world, run, 1)


def test_no_header_is_remembered_however_long(world: World, door: CountingDoor) -> None:
    label = labelled(world)
    door.look(f"/{label}")
    door.look(f"/{label}", HTTP_ACCEPT_LANGUAGE="en")
    assert door.flush() == 2
    tracemalloc.start()
    for number in range(20):
        more = f"{number} ".ljust(LONG, "x")
        headers = {
            "HTTP_ACCEPT_LANGUAGE": f"en,{more}",
            "HTTP_ACCEPT_ENCODING": f"gzip,{more}",
        }
        assert door.look(f"/{label}", agent=f"{PHONE} {more}", method="HEAD", **headers)
        assert door.look(f"/{label}", agent=f"{PHONE} {more}").status == 200
    held, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 4 * LONG
    assert door.flush() == 0  # no browser of a person has such a name


def test_since_when_scans_are_counted_is_told_on_a_page_that_was_kept(
    world: World, door: CountingDoor
) -> None:
    label = labelled(world)
    world.clock.pass_by(days=1)
    assert "đếm từ ngày" not in door.look(f"/{label}").text
    door.flush()
    assert "Lượt quét được đếm từ ngày 21/01/2026." in door.look(f"/{label}").text


class _Busy(Shelf):
    """A shelf on which another thread puts what it read after a page was drawn."""

    later: page_tokens.Run | None = None

    def put_run(self, seen: object, run: page_tokens.Run) -> None:
        super().put_run(seen, run if self.later is None else self.later)  # type: ignore[arg-type]


def test_a_label_that_moves_while_it_is_drawn_is_kept_as_what_it_was(
    world: World, doors: tuple[Door, Door]
) -> None:
    lots = [world.packed().code, world.packed().code]
    run = blank(world, 20)
    link(world, run, 1, 3, lots[0])
    link(world, run, 4, 6, lots[1])
    app, shelf = doors[0].app, _Busy()
    install(app, dataclasses.replace(house_of(app), shelf=shelf))
    with world.view() as view:
        number = page_tokens.run_of(view, _number(world, run))
        other = page_tokens.batch_of(view, lots[1])
        assert number is not None
    moved = [
        dataclasses.replace(each, batch_id=other) if each.first == 0 else each
        for each in number.stretches
    ]
    shelf.later = dataclasses.replace(number, stretches=tuple(moved))
    doors[0].get(f"/{item_code(world, run, 1)}")
    shelf.later = None
    with world.view() as view:
        names = [view.db.execute(_LOT, {"code": code}).scalar_one() for code in lots]
    told = doors[0].get(f"/{item_code(world, run, 5)}").text
    assert names[1] in told
    assert names[0] not in told


_LOT = text("SELECT lot_code FROM batch WHERE code = :code")


def _number(world: World, run: str) -> int:
    with world.view() as view:
        found = view.db.execute(text("SELECT run_no FROM print_run WHERE code = :c"), {"c": run})
        return int(found.scalar_one())


def test_labels_of_a_run_that_nobody_asked_for_are_drawn_once(
    world: World, doors: tuple[Door, Door]
) -> None:
    """A lot comes to the market, and five buyers scan five of its labels in the same second."""
    made = world.packed().code
    run = world.print_labels(made, 5)
    world.link(run, 1, 5)
    labels = [item_code(world, run, number) for number in range(1, 6)]
    layer: Any = doors[0].app.wsgi_app
    drawn: list[str] = []

    def slow(environ: dict[str, Any], start_response: Any) -> Any:
        drawn.append(environ["PATH_INFO"])
        time.sleep(0.2)  # the others ask meanwhile
        return layer.inner(environ, start_response)

    door = FastPath(slow, functools.partial(house_of, doors[0].app))
    with ThreadPoolExecutor(len(labels)) as buyers:
        told = list(buyers.map(lambda code: ask(door, f"/{code}", "GET", VIETNAMESE), labels))
    assert len(drawn) == 1
    assert [each.status for each in told] == [200] * 5
    for code, page in zip(labels, told, strict=True):
        assert ids.grouped(code) in page.text
        assert page.text == doors[1].get(f"/{code}", "identity").text


def test_a_code_that_nobody_has_is_asked_for_beside_others(
    world: World, doors: tuple[Door, Door]
) -> None:
    """Who asks for labels of no run has turns too, and gives them back."""
    label = labelled(world)
    other = world.press.keyring.codes("k1", 4_000_000_000, 0, 4)
    with ThreadPoolExecutor(5) as buyers:
        told = list(buyers.map(doors[0].get, [f"/{code}" for code in [*other, label]]))
    assert [each.status for each in told] == [404] * 4 + [200]
