"""Pages that are to be looked at again: by one at a time, whom the others wait for or not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from tests.people import World
from tests.store_fixtures import ON_BOTH, told_at_once
from tests.web.kept_doors import Door, doors
from tests.web.public_door import item_code
from traceability.store.engine import Store
from traceability.store.epoch import ServerEpoch, Stand
from traceability.web import shelf
from traceability.web.aside import Aside
from traceability.web.house import house_of
from traceability.web.shelf import WAIT, may_wait

__all__ = ["doors"]

on_server = pytest.mark.parametrize("backend", ["postgresql"])
MANY = 5
DAY = dt.date(2026, 1, 20)


@pytest.mark.parametrize(
    ("state", "day", "trusted", "doubted", "sent"),
    [
        (1, DAY, 50.0, 0.0, True),
        (1, DAY, 70.0, WAIT - 1, True),
        (1, DAY, 50.0, WAIT, False),  # the minute is soon over
        (1, DAY, 49.0, 0.0, False),  # read before an earlier doubt, and not looked at since
        (2, DAY, 50.0, 0.0, False),
        (1, DAY + dt.timedelta(days=1), 50.0, 0.0, False),
    ],
)
def test_what_is_kept_is_sent_before_a_look_in_a_doubt_alone_and_less_than_a_minute(
    state: int, day: dt.date, trusted: float, doubted: float, sent: bool
) -> None:
    """``doubted``: so many seconds ago the doubt began; what was read from 50.0 on stood then."""
    seen = Stand(1, time.monotonic() - doubted, 50.0), DAY
    assert may_wait((Stand(state, trusted), day), seen) is sent


@contextmanager
def looks(store: Store, meanwhile: Callable[[], None] = lambda: None) -> Iterator[list[str]]:
    """The statements to the record; each takes so long that others come meanwhile."""
    found: list[str] = []

    def listen(*told: object) -> None:
        found.append(str(told[2]))
        meanwhile()

    event.listen(store.reader, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(store.reader, "before_cursor_execute", listen)


def labelled(world: World) -> list[str]:
    made = world.packed().code
    run = world.print_labels(made, MANY)
    world.link(run, 1, MANY)
    return [item_code(world, run, number) for number in range(1, MANY + 1)]


@ON_BOTH
def test_many_who_come_after_a_commit_cost_what_one_does(
    world: World, doors: tuple[Door, Door]
) -> None:
    labels, store = labelled(world), house_of(doors[0].app).store
    doors[0].get(f"/{labels[0]}")
    world.harvest(100)
    with looks(store) as alone:
        doors[0].get(f"/{labels[0]}")
    assert alone
    world.harvest(100)
    with looks(store, lambda: time.sleep(0.02)) as together, ThreadPoolExecutor(MANY) as pool:
        sent = list(pool.map(lambda each: doors[0].get(f"/{each}"), labels))
    assert {each.status for each in sent} == {200}
    assert sorted(together) == sorted(alone)


@ON_BOTH
@pytest.mark.parametrize("labels", [True, False])
def test_many_who_come_after_a_recall_have_it_drawn_once(
    world: World, doors: tuple[Door, Door], labels: bool
) -> None:
    raw = world.harvest(100).code
    made = world.pack(raw, 40).code
    world.publish(made)
    run = world.print_labels(made, MANY)
    world.link(run, 1, MANY)
    of_run = [item_code(world, run, number) for number in range(1, MANY + 1)]
    codes = of_run if labels else [made] * MANY
    store = house_of(doors[0].app).store
    for door in doors:
        door.get(f"/{codes[0]}")
    world.recall(raw)
    with looks(house_of(doors[1].app).store) as alone:
        doors[1].get(f"/{codes[0]}")
    with looks(store, lambda: time.sleep(0.005)) as together, ThreadPoolExecutor(MANY) as pool:
        sent = list(pool.map(lambda each: doors[0].get(f"/{each}"), codes))
    assert all("Sản phẩm đang bị thu hồi" in each.text for each in sent)
    assert sorted(together) == sorted(alone)


@on_server
def test_who_comes_in_a_doubt_is_answered_while_another_looks(
    world: World, doors: tuple[Door, Door]
) -> None:
    labels, app = labelled(world), doors[0].app
    store = house_of(app).store
    assert isinstance(store.epoch, ServerEpoch)
    for each in labels[:2]:
        doors[0].get(f"/{each}")
    doubting = dataclasses.replace(store.epoch, trust=0.0, belief=0.0)
    object.__setattr__(store, "epoch", doubting)
    looking, answered = threading.Event(), threading.Event()

    def hold() -> None:
        if not looking.is_set():
            looking.set()
            assert answered.wait(30)

    with looks(store, hold), ThreadPoolExecutor(1) as pool:
        first = pool.submit(doors[0].get, f"/{labels[0]}")
        assert looking.wait(30)
        assert doors[0].get(f"/{labels[1]}").status == 200
        answered.set()
        assert first.result(30).status == 200


def erase_by_hand(store: Store) -> None:
    """Names are gone from the record, past the units of work."""
    with store.writer.begin() as connection:
        connection.execute(text("DELETE FROM private_value WHERE field = 'name'"))
        told_at_once(connection)


@on_server
@pytest.mark.parametrize("labels", [True, False])
def test_in_a_doubt_the_page_is_sent_and_what_was_written_by_hand_is_seen_soon(
    world: World, doors: tuple[Door, Door], labels: bool
) -> None:
    made = world.packed().code
    run = world.print_labels(made, MANY)
    world.link(run, 1, MANY)
    code = item_code(world, run, 1) if labels else made
    house = house_of(doors[0].app)
    assert isinstance(house.store.epoch, ServerEpoch)
    before = doors[0].get(f"/{code}").text
    erase_by_hand(house.store)
    doubting = dataclasses.replace(house.store.epoch, trust=0.0)
    object.__setattr__(house.store, "epoch", doubting)
    assert doors[0].get(f"/{code}").text == before
    house.aside.settle(30)
    assert doors[0].get(f"/{code}").text != before


@on_server
def test_what_is_too_old_in_a_doubt_is_looked_at_before_anything_is_sent(
    world: World, doors: tuple[Door, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world.packed().code
    house = house_of(doors[0].app)
    assert isinstance(house.store.epoch, ServerEpoch)
    before = doors[0].get(f"/{made}").text
    erase_by_hand(house.store)
    monkeypatch.setattr(shelf, "WAIT", 0.0)
    object.__setattr__(house.store, "epoch", dataclasses.replace(house.store.epoch, trust=0.0))
    assert doors[0].get(f"/{made}").text != before


@on_server
def test_in_an_old_doubt_who_comes_while_another_looks_waits_for_the_look(
    world: World, doors: tuple[Door, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it is another page that is looked at under the same lock."""
    made, store = world.packed().code, house_of(doors[0].app).store
    assert isinstance(store.epoch, ServerEpoch)
    before = doors[0].get(f"/{made}").text
    erase_by_hand(store)
    monkeypatch.setattr(shelf, "WAIT", 0.0)
    object.__setattr__(store, "epoch", dataclasses.replace(store.epoch, trust=0.0))
    locks = {id(each): each for each in map(doors[0].shelf.turn, range(10_000))}.values()
    with ThreadPoolExecutor(1) as pool:
        for lock in locks:
            lock.acquire()
        asked = pool.submit(doors[0].get, f"/{made}")
        time.sleep(0.2)
        assert not asked.done()
        for lock in locks:
            lock.release()
        assert asked.result(30).text != before


def test_a_look_that_no_thread_can_be_begun_for_is_the_visitor_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aside, looked = Aside(), threading.Event()

    def full(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", full)
        assert not aside.take("page", looked.set)
    assert aside.take("page", looked.set)
    assert looked.wait(30)
    aside.close(30)


def test_what_failed_ends_no_other_look(caplog: pytest.LogCaptureFixture) -> None:
    aside, looked = Aside(), threading.Event()
    begun, go = threading.Event(), threading.Event()

    def fail() -> None:
        begun.set()
        assert go.wait(30)
        raise ValueError("of the look")

    aside.take("one", fail)
    assert begun.wait(30)
    aside.take("two", looked.set)
    go.set()
    assert looked.wait(30)
    assert "was not looked at again" in caplog.text
    aside.close(30)


def test_what_waits_is_let_go_when_the_record_is_closed() -> None:
    aside, begun, go = Aside(), threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        assert go.wait(30)

    looked = threading.Event()
    aside.take("one", hold)
    assert begun.wait(30)
    aside.take("two", looked.set)
    threading.Timer(0.1, go.set).start()
    aside.close(30)
    assert not aside.take("three", looked.set)
    assert not looked.is_set()
