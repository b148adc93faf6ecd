"""Void labels of another's run that are scanned: each holder is told of its own, and opens them."""

from __future__ import annotations

import pytest

from tests.blank_labels import cartons
from tests.people import World
from tests.services.test_deliveries import send
from tests.services.test_lent_labels import lent_labels
from tests.services.test_scan_watch import looked
from tests.web.lot_visits import Visitor, app_of
from tests.web.scan_doors import CountingDoor, counting_door
from traceability.domain.access import Actor
from traceability.jobs.work import Worker
from traceability.services import alerts, label_links, scan_views
from traceability.services.alerts import AlertShown
from traceability.web import alert_words


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def door(world: World) -> CountingDoor:
    return counting_door(world)


def void(world: World) -> tuple[str, str]:
    """A run of ours with void labels on another's lot, and in our drawer; the lot."""
    run, lot = lent_labels(world)
    with world.by(world.who.manager) as work:
        label_links.void_all(work, run, [(2, 4), (30, 40)], "nghi tem bị sao chép")
    return run, lot


def seen(world: World, door: CountingDoor, run: str, *labels: int) -> None:
    looked(world, door, run, *labels)
    door.flush()
    Worker(world.store, world.press.keyring, telemetry=door.telemetry).watch()
    world.clock.pass_by(minutes=10)


def told(world: World, who: Actor) -> list[AlertShown]:
    """What somebody was told of void labels that are scanned, oldest first."""
    with world.view() as view:
        lines = alerts.listed(view, who).lines
    return [each for each in reversed(lines) if str(each.kind) == "scanned_void"]


def counts(world: World, who: Actor) -> list[object]:
    return [each.facts["count"] for each in told(world, who)]


@pytest.mark.parametrize("before", [0, 4, 5])
def test_each_holder_is_told_of_the_labels_that_are_its_own(
    world: World, door: CountingDoor, before: int
) -> None:
    run, lot = void(world)
    if before:
        seen(world, door, run, *range(30, 30 + before))
    for label in (2, 3, 4):
        seen(world, door, run, label)
    assert counts(world, world.who.stranger) == [1, 2]
    assert {each.subject for each in told(world, world.who.stranger)} == {lot}
    assert counts(world, world.who.manager) == ([before] if before else [])
    assert {each.subject for each in told(world, world.who.manager)} == ({run} if before else set())


def test_whoever_is_told_can_open_it(world: World, door: CountingDoor) -> None:
    run, lot = void(world)
    seen(world, door, run, 2, 30)
    app = app_of(world)
    for who, place in (("stranger", lot), ("manager", run)):
        visitor = Visitor(app, world, who)
        page = visitor.get("/thong-bao")
        assert "tem đã hủy mà vẫn được quét" in page.text
        (alert,) = told(world, getattr(world.who, who))
        with app.test_request_context():
            address = alert_words.href(alert)
        assert address is not None
        assert place in address
        assert address in page.source
        assert visitor.get(address).status == 200


def test_whose_goods_left_reads_by_which_note_and_who_lent_the_labels_does_not(
    world: World, door: CountingDoor
) -> None:
    """To whom another organisation sells is its own affair, whoever printed its labels."""
    run, lot = lent_labels(world)
    note = send(world, lot, by=world.who.stranger).code
    looked(world, door, run, 1, 2)
    door.flush()
    with world.view() as view:
        theirs = scan_views.dashboard(view, door.telemetry, world.who.stranger, 30).receivers
        ours = scan_views.dashboard(view, door.telemetry, world.who.manager, 30).receivers
        of_note = scan_views.of_note(view, door.telemetry, world.who.stranger, note)
    assert ours == ()
    (line,) = theirs
    assert [code for code, _number in line.notes] == [note]
    assert (line.labels, line.scanned) == (10, 2)
    assert of_note is not None
    assert (of_note.labels, of_note.scanned) == (10, 2)


def test_a_carton_is_no_label_more_on_a_note(world: World, door: CountingDoor) -> None:
    lot = world.packed().code
    run = world.print_labels(lot, 10)
    world.link(run, 1, 10)
    box = cartons(world, lot, run, 5)
    world.link(box, 1, 2)
    send(world, lot)
    looked(world, door, run, 1)
    door.flush()
    with world.view() as view:
        (line,) = scan_views.dashboard(view, door.telemetry, world.who.manager, 30).receivers
    assert (line.labels, line.scanned) == (10, 1)
