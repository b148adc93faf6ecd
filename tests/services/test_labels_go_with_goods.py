"""Labels leave and come back with their goods, and the lots of one roll go in one order."""

from __future__ import annotations

import threading

import pytest

from tests.blank_labels import blank, link
from tests.people import TODAY, World
from tests.services.test_corrections import amended, correct
from tests.services.test_deliveries import arrive, hand_over, send
from tests.services.test_lent_code_races import lend
from tests.services.test_lock_order import until, waits
from tests.services.test_runs import garden, kg, picked
from traceability.domain.labels import LabelState
from traceability.services import (
    batches,
    code_authorizations,
    corrections,
    deliveries,
    harvests,
    label_leaving,
)
from traceability.services import label_ledger as ledgers
from traceability.services.arrivals import Arrived
from traceability.services.label_dispatch import lock_with_labels

pytestmark = pytest.mark.usefixtures("ordered_locks")


def states(world: World, run: str) -> list[tuple[int, int, str]]:
    with world.view() as view:
        rows = ledgers.ledger_of(view, ledgers.known_run(view, run))
        return [(each.first + 1, each.last + 1, str(each.state)) for each in rows]


def of_one_roll(world: World) -> tuple[str, str]:
    """Two lots of ten packs with labels of one blank roll."""
    run = blank(world, 40)
    one, two = world.packed(10).code, world.packed(10).code
    link(world, run, 1, 10, one)
    link(world, run, 11, 20, two)
    return one, two


def test_labels_of_what_is_sent_back_are_here_again_and_go_anew(world: World) -> None:
    lot, other = world.packed(10).code, world.packed(10).code
    run, kept = world.print_labels(lot, 10), world.print_labels(other, 10)
    world.link(run, 1, 10)
    world.link(kept, 1, 10)
    note = hand_over(world, lot, other).code
    assert states(world, run) == [(1, 10, LabelState.DISPATCHED)]
    arrive(world, note, Arrived(lot, refused=True), reason="dập")
    assert states(world, run) == [(1, 10, LabelState.LINKED)]
    assert states(world, kept) == [(1, 10, LabelState.DISPATCHED)]
    send(world, lot)
    assert states(world, run) == [(1, 10, LabelState.DISPATCHED)]
    assert world.differences() == []


def test_a_lot_takes_its_labels_of_a_roll_that_serves_another_too(world: World) -> None:
    one, two = of_one_roll(world)
    send(world, one)
    send(world, two)
    assert world.differences() == []


def gone(world: World, *acts: threading.Thread) -> None:
    for act in acts:
        act.start()
    for act in acts:
        act.join()


def said_by(said: list[str], act: object) -> threading.Thread:
    def run() -> None:
        try:
            act()  # type: ignore[operator]
            said.append("done")
        except Exception as problem:
            said.append(repr(problem)[:300])

    return threading.Thread(target=run)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_two_notes_of_lots_of_one_roll_wait_for_each_other(world: World) -> None:
    """The first holds all lots of the roll, so that the second waits before it holds anything."""
    one, two = of_one_roll(world)
    held, said = threading.Event(), list[str]()

    def first() -> None:
        with world.by(world.who.recorder) as work:
            work.share_judgement()
            lock_with_labels(work, [batches.known(work, one)])
            held.set()
            until(lambda: waits(world))
            deliveries.register(work, deliveries.DeliveryRequest(*walk_in(one)))

    def second() -> None:
        held.wait(20)
        send(world, two)

    gone(world, said_by(said, first), said_by(said, second))
    assert said == ["done", "done"]
    assert world.differences() == []


def walk_in(lot: str) -> tuple[deliveries.To, tuple[deliveries.Send, ...], object]:
    return deliveries.To.WALK_IN, (deliveries.Send(lot),), TODAY


@pytest.mark.parametrize("backend", ["postgresql"])
def test_who_takes_goods_waits_for_a_book_of_notes_of_the_same_lots(world: World) -> None:
    """A book goes from lot to lot; the receiver of an earlier note waits until all of it is in."""
    lots = sorted(world.harvest(100).code for _ in range(2))
    note = hand_over(world, *((lot, 10) for lot in lots)).code
    began, said = threading.Event(), list[str]()

    def book() -> None:
        with world.by(world.who.recorder) as work:
            work.share_judgement()
            lock_with_labels(work, [batches.known(work, lot) for lot in lots])
            for lot in reversed(lots):
                deliveries.register(work, deliveries.DeliveryRequest(*walk_in(lot)))
                began.set()
                until(lambda: waits(world))

    def receiver() -> None:
        began.wait(20)
        arrive(world, note)

    gone(world, said_by(said, book), said_by(said, receiver))
    assert said == ["done", "done"]
    assert world.differences() == []


@pytest.mark.parametrize("turn", [1, -1])
def test_a_correction_of_two_places_keeps_the_order(world: World, turn: int) -> None:
    one, two = world.harvest(10).code, picked(world, garden(world), 10)
    correct(world, *[amended(world, one, {one: 11}), amended(world, two, {two: 12})][::turn])


@pytest.mark.parametrize("backend", ["postgresql"])
def test_who_takes_a_permission_back_waits_for_a_correction_under_it(world: World) -> None:
    made, permissions = [], []
    for _twice in range(2):
        permissions.append(lend(world, 50_000))
        asked = harvests.HarvestRequest(world.who.area, TODAY, kg(50 - len(made)))
        with world.by(world.who.stranger) as work:
            made.append(harvests.register(work, asked).code)
    changes = [amended(world, each, {each: 30}) for each in made]
    began, said = threading.Event(), list[str]()

    def correction() -> None:
        with world.by(world.who.stranger) as work:
            work.hold_judgement()
            began.set()
            until(lambda: waits(world))
            corrections.correct(work, changes, "ghi nhầm")

    def holder() -> None:
        began.wait(20)
        with world.by(world.who.manager) as work:
            code_authorizations.withdraw(work, permissions[1], TODAY)

    gone(world, said_by(said, correction), said_by(said, holder))
    assert said == ["done", "done"]
    assert world.differences() == []


@pytest.mark.parametrize("backend", ["postgresql"])
def test_two_presses_at_once_open_a_run_for_both(world: World) -> None:
    """The second waits for the first, and is not asked why it prints again."""
    run = world.print_labels(world.packed().code, 20)
    said: list[str] = []

    def press() -> None:
        with world.by(world.who.recorder) as work:
            said.append(label_leaving.print_out(work, run).code)

    other = threading.Thread(target=press)
    with world.by(world.who.recorder) as work:
        label_leaving.print_out(work, run)
        other.start()
        other.join(1)  # it has read that nothing left, and waits for the ledger
        assert other.is_alive()
    other.join(60)
    assert said == [run]
