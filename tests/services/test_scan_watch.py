"""What rules see in the scans: the owner is told once, then when there are twice as many."""

from __future__ import annotations

import dataclasses
import json

import pytest
from sqlalchemy import event, text

from tests.blank_labels import spoil
from tests.people import TODAY, World
from tests.services.test_lists_at_scale import counted
from tests.services.test_verify import found, tampering
from tests.web.public_door import item_code
from tests.web.scan_doors import CountingDoor, counting_door
from traceability.domain.deliveries import To
from traceability.domain.errors import Denied, Invalid, NotFound
from traceability.domain.scans import Limits
from traceability.jobs.work import Worker
from traceability.services import (
    alerts,
    deliveries,
    label_hands,
    label_links,
    recalls,
    scan_counting,
    scan_limits,
    scan_views,
    scan_watch,
)
from traceability.services.deliveries import DeliveryRequest, Send
from traceability.services.label_links import LabelSpan
from traceability.services.lot_looks import Seen
from traceability.store.models import ScanLimit


@pytest.fixture
def door(world: World) -> CountingDoor:
    return counting_door(world)


def told(world: World, door: CountingDoor) -> list[tuple[str, int]]:
    """The alerts of scans after the job process looked once more, the oldest first."""
    door.flush()
    Worker(world.store, world.press.keyring, telemetry=door.telemetry).watch()
    with world.view() as view:
        found = alerts.listed(view, world.who.manager)
    counts = [(str(e.kind), e.facts["count"]) for e in reversed(found.lines)]
    return [(kind, int(count)) for kind, count in counts if kind.startswith("scanned_")]


def looked(
    world: World, door: CountingDoor, run: str, *labels: int, visitors: int = 1, alone: bool = False
) -> None:
    """Each label by visitors of its own, or all by the same (``alone``)."""
    for number in labels:
        for last in range(visitors):
            address = f"113.{160 if alone else 160 + number}.7.{last}"
            door.look(f"/{item_code(world, run, number)}", address=address)


def gone(world: World, count: int) -> tuple[str, str]:
    """A lot with labels that was delivered whole: its code and the run's."""
    made = world.packed().code
    run = world.print_labels(made, count)
    world.link(run, 1, count)
    send(world, made)
    return made, run


def send(world: World, made: str, packages: int | None = None) -> str:
    with world.by(world.who.manager) as work:
        line = Send(made, None, packages)
        asked = DeliveryRequest(To.WALK_IN, (line,), TODAY)
        return deliveries.register(work, asked).code


def test_many_visitors_are_told_at_the_limit_and_then_at_twice_as_many_labels(
    world: World, door: CountingDoor
) -> None:
    _made, run = gone(world, 6)
    looked(world, door, run, 1, visitors=5)
    assert told(world, door) == []
    looked(world, door, run, 1, visitors=6)
    assert told(world, door) == [("scanned_often", 1)]
    assert told(world, door) == [("scanned_often", 1)]
    looked(world, door, run, 2, visitors=6)
    assert told(world, door) == [("scanned_often", 1), ("scanned_often", 2)]
    looked(world, door, run, 3, visitors=6)
    assert len(told(world, door)) == 2
    looked(world, door, run, 4, visitors=6)
    assert told(world, door)[2:] == [("scanned_often", 4)]


def test_a_moment_of_more_labels_than_are_judged_at_once_is_judged_whole(
    world: World, door: CountingDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that one flush writes has one moment."""
    monkeypatch.setattr(scan_watch, "MOST", 2)
    _made, run = gone(world, 6)
    looked(world, door, run, 1, 2, 3, 4, 5, visitors=6)
    assert told(world, door) == [("scanned_often", 5)]
    looked(world, door, run, 6, visitors=6)
    assert told(world, door) == [("scanned_often", 5)]
    with world.view() as view:
        assert scan_watch.look(view, door.telemetry).found == ()


def test_a_first_scan_long_after_its_time_is_told(world: World, door: CountingDoor) -> None:
    _made, run = gone(world, 2)
    looked(world, door, run, 1)
    world.clock.pass_by(days=60)
    looked(world, door, run, 1, 2)
    assert told(world, door) == [("scanned_late", 1)]


def test_void_and_lost_labels_are_told_by_their_run(world: World, door: CountingDoor) -> None:
    made = world.packed().code
    run = world.print_labels(made, 4)
    with world.by(world.who.manager) as work:
        label_hands.report_lost(work, run, [(1, 1)], "rơi trên đường")
        label_links.void(work, LabelSpan(run, 2, 2), "in lệch")
    looked(world, door, run, 1, 2, 3)
    assert sorted(told(world, door)) == [("scanned_lost", 1), ("scanned_void", 1)]
    with world.view() as view:
        found = alerts.listed(view, world.who.manager).lines
    assert {e.subject for e in found if str(e.kind).startswith("scanned_")} == {run}


def test_labels_that_were_looked_at_before_they_were_void_or_lost_are_not_told(
    world: World, door: CountingDoor
) -> None:
    made = world.packed().code
    run = world.print_labels(made, 4)
    looked(world, door, run, 1, 2, 3)
    world.clock.pass_by(minutes=2)
    with world.by(world.who.manager) as work:
        label_hands.report_lost(work, run, [(1, 1)], "rơi trên đường")
        label_links.void(work, LabelSpan(run, 2, 2), "in lệch")
    assert told(world, door) == []
    world.clock.pass_by(days=1)
    looked(world, door, run, 1, 2, 3)
    assert sorted(told(world, door)) == [("scanned_lost", 1), ("scanned_void", 1)]


def test_scans_before_the_note_are_told_to_the_owner_alone(
    world: World, door: CountingDoor
) -> None:
    made = world.packed().code
    run = world.print_labels(made, 9)
    world.link(run, 1, 9)
    looked(world, door, run, 1, 2, 3, 4)
    assert told(world, door) == []
    looked(world, door, run, 5)
    assert told(world, door) == [("scanned_early", 5)]
    with world.view() as view:
        found = scan_views.of_lot(view, door.telemetry, world.who.manager, made, 30)
    assert (found.early, found.early_day, found.labels.live) == (5, TODAY, Seen(9, 5))
    assert "xuất kho" not in door.look(f"/{item_code(world, run, 5)}").text
    send(world, made)
    looked(world, door, run, 6, 7, 8, 9)
    assert told(world, door) == [("scanned_early", 5)]
    with world.view() as view:
        assert scan_views.of_lot(view, door.telemetry, world.who.manager, made, 30).early == 0


def test_where_a_part_went_nobody_knows_which_packs_are_early(
    world: World, door: CountingDoor
) -> None:
    made = world.packed().code
    run = world.print_labels(made, 9)
    world.link(run, 1, 9)
    send(world, made, 1)
    looked(world, door, run, *range(1, 10))
    assert told(world, door) == []


def test_stopped_goods_are_told_from_the_first_scan_after_the_stop(
    world: World, door: CountingDoor
) -> None:
    made = world.packed().code
    run = world.print_labels(made, 9)
    world.link(run, 1, 9)
    looked(world, door, run, 1, 2, 3, 4, 5)
    assert told(world, door) == [("scanned_early", 5)]
    world.clock.pass_by(minutes=1)
    recall = world.recall(made).code
    assert stopped(world, door) == [], "no scan came after the recall"
    world.clock.pass_by(minutes=1)
    looked(world, door, run, 1, visitors=2)
    assert told(world, door) == [("scanned_early", 5), ("scanned_stopped", 1)]
    assert stopped(world, door) == [1]
    looked(world, door, run, 6, 7, 8)
    assert stopped(world, door) == [1, 4]
    with world.by(world.who.registrar) as work:
        recalls.lift(work, recall, "mẫu phân tích lại đạt")
    assert stopped(world, door) == [1, 4]
    world.clock.pass_by(minutes=1)
    world.recall(made)
    looked(world, door, run, 1, visitors=3)
    assert stopped(world, door) == [1, 4, 1]


def stopped(world: World, door: CountingDoor) -> list[int]:
    return [count for kind, count in told(world, door) if kind == "scanned_stopped"]


def test_stopped_goods_of_which_a_part_is_here_are_told_of(
    world: World, door: CountingDoor
) -> None:
    made = world.packed().code
    run = world.print_labels(made, 9)
    world.link(run, 1, 9)
    send(world, made, 1)
    world.recall(made)
    looked(world, door, run, 1)
    assert told(world, door) == [("scanned_stopped", 1)]
    whole, other = gone(world, 2)
    world.recall(whole)
    looked(world, door, other, 1)
    assert told(world, door) == [("scanned_stopped", 1)], "nothing is here that could have left"


def test_a_product_has_limits_of_its_own(world: World, door: CountingDoor) -> None:
    _made, run = gone(world, 2)
    with world.by(world.who.manager) as work:
        scan_limits.choose(work, world.who.product, Limits(2, 10, 1))
    looked(world, door, run, 1, visitors=2)
    assert told(world, door) == [("scanned_often", 1)]
    with world.view() as view:
        shown = scan_limits.shown(view, world.who.manager, world.who.product)
    assert (shown.limits, shown.own) == (Limits(2, 10, 1), True)


def test_limits_are_kept_by_events_and_found_where_tampered(world: World) -> None:
    for limits in (Limits(2, 10, 1), Limits(2, 10, 1), Limits(3, 10, 1)):
        with world.by(world.who.manager) as work:
            scan_limits.choose(work, world.who.product, limits)
    with world.view() as view:
        assert [row.number for row in view.db.query(ScanLimit).order_by(ScanLimit.number)] == [1, 2]
    for change in ("visitors = 9 WHERE number = 2", "number = 7 WHERE number = 1"):
        with tampering(world) as connection:
            connection.execute(text(f"UPDATE scan_limit SET {change}"))
            assert {each.kind for each in found(world, connection)} == {"scan_limit"}


def test_limits_are_refused_out_of_range_and_to_others(world: World) -> None:
    for field, limits in (
        ("visitors", Limits(0, 1, 1)),
        ("late_days", Limits(1, 10_001, 1)),
        ("early", Limits(1, 1, 0)),
    ):
        with (
            pytest.raises(Invalid, match="scan_limit_range") as refused,
            world.by(world.who.manager) as work,
        ):
            scan_limits.choose(work, world.who.product, limits)
        assert refused.value.faults[0].field == field
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        scan_limits.choose(work, world.who.product, Limits(2, 2, 2))
    with pytest.raises(NotFound), world.by(world.who.stranger) as work:
        scan_limits.choose(work, world.who.product, Limits(2, 2, 2))


def test_the_dashboard_counts_by_day_lot_and_receiver(world: World, door: CountingDoor) -> None:
    made, run = gone(world, 5)
    looked(world, door, run, 1, 2, visitors=3, alone=True)
    door.flush()
    with world.view() as view:
        found = scan_views.dashboard(view, door.telemetry, world.who.manager, 30)
        rows = list(scan_views.rows(view, door.telemetry, world.who.manager, 30))
        empty = scan_views.dashboard(view, door.telemetry, world.who.stranger, 30)
        uncounted = scan_views.dashboard(view, None, world.who.manager, 30)
    assert len(found.days) == 30
    assert (found.days[-1].day, found.days[-1].visitors, found.days[-1].scans) == (TODAY, 3, 6)
    assert [(e.code, e.visitors, e.scans) for e in found.lots] == [(made, 3, 6)]
    (receiver,) = found.receivers
    assert (receiver.labels, receiver.scanned, receiver.visitors) == (5, 2, 6)
    assert [(row[0], *row[3:]) for row in rows] == [(TODAY, 6, 3)]
    assert not empty.visitors
    assert not empty.receivers
    assert uncounted.visitors == 0
    with world.view() as view:
        (code, _number) = receiver.notes[0]
        note = scan_views.of_note(view, door.telemetry, world.who.manager, code)
        assert note is not None
        assert (note.labels, note.scanned) == (5, 2)
        with pytest.raises(NotFound):
            scan_views.of_lot(view, door.telemetry, world.who.stranger, made, 30)


def test_alerts_name_nobody(world: World, door: CountingDoor) -> None:
    _made, run = gone(world, 1)
    looked(world, door, run, 1, visitors=9)
    told(world, door)
    with world.view() as view:
        found = alerts.listed(view, world.who.manager).lines
    text = json.dumps([dict(each.facts) for each in found])
    assert "113.160" not in text


def test_a_look_that_breaks_off_is_logged_and_tried_again(
    world: World, door: CountingDoor, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(world.store, world.press.keyring, telemetry=door.telemetry)
    broken = dataclasses.replace(door.telemetry, engine=None)
    worker.telemetry = broken
    assert worker.watch() is False
    assert "looking at scans broke off" in caplog.text
    worker.telemetry = door.telemetry
    assert worker.watch() is False  # not before five minutes
    world.clock.pass_by(minutes=6)
    _made, run = gone(world, 1)
    looked(world, door, run, 1, visitors=9)
    door.flush()
    assert worker.watch() is True


def test_a_look_costs_no_statement_a_label(world: World, door: CountingDoor) -> None:
    _made, run = gone(world, 40)
    costs = []
    for upto in (5, 40):
        looked(world, door, run, *range(1, upto + 1))
        door.flush()
        with world.view() as view, counted(world.store.reader) as cost:
            scan_watch.look(view, door.telemetry)
        costs.append(cost.statements)
    assert costs[0] == costs[1]


def test_looks_before_a_label_was_activated_are_of_no_goods(
    world: World, door: CountingDoor
) -> None:
    made = world.packed().code
    run = world.print_labels(made, 9)
    looked(world, door, run, *range(1, 8))
    door.flush()
    world.clock.pass_by(minutes=1)
    world.link(run, 1, 9)
    assert told(world, door) == []
    assert early_of(world, door, made) == 0
    world.clock.pass_by(days=1)
    looked(world, door, run, 7, visitors=2)
    looked(world, door, run, 8)
    assert early_of(world, door, made) == 2
    with world.view() as view:
        found = scan_views.of_lot(view, door.telemetry, world.who.manager, made, 30)
    assert found.early_day == TODAY, "the first day on which it can have been goods"


def early_of(world: World, door: CountingDoor, made: str) -> int:
    door.flush()
    with world.view() as view:
        return scan_views.of_lot(view, door.telemetry, world.who.manager, made, 30).early


def test_who_looks_at_many_labels_of_a_run_tells_nobody(world: World, door: CountingDoor) -> None:
    made = world.packed().code
    run = world.print_labels(made, 12)
    world.link(run, 1, 12)
    looked(world, door, run, 1, 2, 3, 4, alone=True)
    assert told(world, door) == []
    with world.view() as view:
        found = scan_views.of_lot(view, door.telemetry, world.who.manager, made, 30)
    assert (found.early, found.tried) == (4, False)
    looked(world, door, run, 5, 6, 7, alone=True)
    assert told(world, door) == []
    with world.view() as view:
        found = scan_views.of_lot(view, door.telemetry, world.who.manager, made, 30)
    assert (found.early, found.tried) == (7, True)
    assert found.noticed == (), "what was noticed of four is no more"
    looked(world, door, run, 6, 8, 9, 10)
    assert told(world, door) == []
    with world.view() as view:
        found = scan_views.of_lot(view, door.telemetry, world.who.manager, made, 30)
    assert (found.early, found.tried, len(found.asking.tried)) == (4, False, 6)
    looked(world, door, run, 11)
    assert told(world, door) == [("scanned_early", 5)]


def test_what_was_tried_is_forgotten_with_the_label(world: World, door: CountingDoor) -> None:
    made = world.packed().code
    run = world.print_labels(made, 6)
    world.link(run, 1, 6)
    looked(world, door, run, *range(1, 7), alone=True)
    door.flush()
    with door.telemetry.reading() as connection:
        assert connection.scalar(text("SELECT sum(visitors) FROM tried")) == 6
    world.clock.pass_by(days=800)
    scan_counting.forget(door.telemetry, world.clock.now, 750)
    with door.telemetry.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM tried")) == 0


def test_who_tries_stolen_labels_is_told_of_as_anybody_else(
    world: World, door: CountingDoor
) -> None:
    """What is forgotten of labels that were only tried is whether they ask to be written out."""
    made = world.packed().code
    run = world.print_labels(made, 40)
    with world.by(world.who.manager) as work:
        label_links.void(work, LabelSpan(run, 1, 40), "in lệch")
    for number in range(1, 21):
        looked(world, door, run, number, alone=True)
        told_now = told(world, door)
    assert told_now == [("scanned_void", count) for count in (1, 2, 4, 8, 16)]


def test_labels_in_many_stretches_cost_no_more_than_in_one(
    world: World, door: CountingDoor
) -> None:
    """Each torn label and each press cuts the ledger further."""
    made = world.packed(60, 150).code
    run = world.print_labels(made, 60)
    world.link(run, 1, 60)
    looked(world, door, run, *range(1, 61, 3))
    spoil(world, run, "2")
    whole = of_lot_costs(world, door, made)
    spoil(world, run, ", ".join(str(n) for n in range(4, 61, 2)))
    assert of_lot_costs(world, door, made) == whole
    with world.view() as view:
        found = scan_views.of_lot(view, door.telemetry, world.who.manager, made, 30)
    assert (found.labels.live, found.labels.dead, found.early) == (Seen(30, 10), Seen(30, 10), 10)


def of_lot_costs(world: World, door: CountingDoor, made: str) -> int:
    """How many statements the second store is asked for a lot's scans."""
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    door.flush()
    event.listen(door.telemetry.engine, "before_cursor_execute", note)
    try:
        with world.view() as view:
            scan_views.of_lot(view, door.telemetry, world.who.manager, made, 30)
    finally:
        event.remove(door.telemetry.engine, "before_cursor_execute", note)
    return len(asked)
