"""What owners are told of scans: counted before the record is locked, and still so when told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from tests.blank_labels import spoil
from tests.people import World
from tests.services.test_lists_at_scale import Cost, counted
from tests.services.test_scan_watch import looked, send, told
from tests.web.scan_doors import CountingDoor, counting_door
from traceability.domain.scans import Rule
from traceability.jobs.work import Worker
from traceability.services import recalls, scan_news, scan_views, scan_watch
from traceability.services.scan_news import News, Told
from traceability.store.queries.scans import Finding


@pytest.fixture
def door(world: World) -> CountingDoor:
    return counting_door(world)


def on_goods(world: World, count: int) -> tuple[str, str]:
    """A lot on hand with so many linked labels: its code and the run's."""
    made = world.packed().code
    run = world.print_labels(made, count)
    world.link(run, 1, count)
    return made, run


@contextmanager
def asked_under_the_lock(world: World, door: CountingDoor) -> Iterator[list[str]]:
    """What the second store is asked while a unit of the record is open."""
    asked: list[str] = []
    units: list[object] = []

    def begun(connection: object) -> None:
        units.append(connection)

    def ended(_connection: object) -> None:
        units.clear()

    def note(*told: object) -> None:
        if units:
            asked.append(str(told[2]))

    heard: list[tuple[Engine, str, Callable[..., None]]] = [(world.store.writer, "begin", begun)]
    heard += [(world.store.writer, ending, ended) for ending in ("commit", "rollback")]
    heard += [(door.telemetry.engine, "before_cursor_execute", note)]
    for each in heard:
        event.listen(*each)
    try:
        yield asked
    finally:
        for each in heard:
            event.remove(*each)


def test_nothing_is_counted_while_others_wait_for_the_record(
    world: World, door: CountingDoor
) -> None:
    _made, run = on_goods(world, 12)
    looked(world, door, run, *range(1, 8))
    with asked_under_the_lock(world, door) as asked:
        assert told(world, door) == [("scanned_early", 7)]
    assert asked == []


def costs_of_one_more(world: World, door: CountingDoor, run: str, label: int) -> list[Cost]:
    """What a look costs both stores after one more label was scanned, others long before."""
    world.clock.pass_by(minutes=2)
    looked(world, door, run, label - 1, visitors=2)
    told(world, door)  # by now it is not looked at again what came long before
    world.clock.pass_by(minutes=2)
    looked(world, door, run, label)
    door.flush()
    worker = Worker(world.store, world.press.keyring, telemetry=door.telemetry)
    with counted(door.telemetry.engine) as second, counted(world.store.writer) as record:
        assert worker.watch()
    return [second, record]


def test_one_more_label_costs_the_same_whatever_was_found_before(
    world: World, door: CountingDoor
) -> None:
    _made, run = on_goods(world, 40)
    looked(world, door, run, *range(1, 8))
    assert told(world, door) == [("scanned_early", 7)]
    few = costs_of_one_more(world, door, run, 8)
    looked(world, door, run, *range(9, 32))
    assert told(world, door)[2:] == [("scanned_early", 31)]
    many = costs_of_one_more(world, door, run, 32)
    assert told(world, door)[3:] == [("scanned_early", 32)]
    assert many == few


def weighed(world: World, door: CountingDoor) -> tuple[tuple[Finding, ...], list[News]]:
    """What a look finds, and what is to be told of it."""
    door.flush()
    with world.view() as view:
        found = scan_watch.look(view, door.telemetry).found
        return found, scan_news.weigh(view, door.telemetry, found)


def test_goods_that_are_written_out_meanwhile_are_not_asked_for(
    world: World, door: CountingDoor
) -> None:
    """The note would answer a question that is asked only after."""
    made, run = on_goods(world, 9)
    looked(world, door, run, *range(1, 7))
    found, news = weighed(world, door)
    assert [(each.rule, each.subject, each.count) for each in news] == [(Rule.EARLY, made, 6)]
    send(world, made)
    with world.by(world.who.manager) as work:
        assert scan_news.tell(work, news) == Told(0, frozenset({made}))
    again = scan_news.of_lots(found, {made})
    assert len(again) == 6
    with world.view() as view:
        assert scan_news.weigh(view, door.telemetry, again) == []


def test_a_lot_that_changed_meanwhile_is_weighed_again_and_told(
    world: World, door: CountingDoor
) -> None:
    made, run = on_goods(world, 9)
    looked(world, door, run, *range(1, 7))
    found, news = weighed(world, door)
    spoil(world, run, "6")
    with world.by(world.who.manager) as work:
        assert scan_news.tell(work, news).count == 0
    with world.view() as view:
        anew = scan_news.weigh(view, door.telemetry, scan_news.of_lots(found, {made}))
    with world.by(world.who.manager) as work:
        assert scan_news.tell(work, anew) == Told(1, frozenset())
    assert [each.count for each in anew] == [5]


def test_goods_that_may_leave_again_meanwhile_are_not_told_of(
    world: World, door: CountingDoor
) -> None:
    made, run = on_goods(world, 9)
    recall = world.recall(made).code
    world.clock.pass_by(minutes=1)
    looked(world, door, run, 1)
    _found, news = weighed(world, door)
    assert [(each.rule, each.count) for each in news] == [(Rule.STOPPED, 1)]
    with world.by(world.who.registrar) as work:
        recalls.lift(work, recall, "mẫu phân tích lại đạt")
    with world.by(world.who.manager) as work:
        assert scan_news.tell(work, news) == Told(0, frozenset())


def test_labels_turn_out_to_be_tried_by_a_look_at_another_of_their_run(
    world: World, door: CountingDoor
) -> None:
    """The fifth label that the telephone looks at is on no goods, and asks nothing itself."""
    (made, run), (_other, apart) = on_goods(world, 9), on_goods(world, 1)
    looked(world, door, run, 1, 2, 3, 4, alone=True)
    assert told(world, door) == []
    assert Rule.EARLY in noticed(world, door, made)
    spoil(world, run, "5")
    world.clock.pass_by(minutes=2)
    looked(world, door, apart, 1)
    told(world, door)  # the next look is not at the four again
    world.clock.pass_by(minutes=2)
    looked(world, door, run, 5, alone=True)
    assert told(world, door) == [("scanned_void", 1)]
    assert Rule.EARLY not in noticed(world, door, made)


def noticed(world: World, door: CountingDoor, made: str) -> set[Rule]:
    with world.view() as view:
        found = scan_views.of_lot(view, door.telemetry, world.who.manager, made, 30)
    return {each.rule for each in found.noticed}
