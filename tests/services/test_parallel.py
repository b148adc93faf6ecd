"""Four processes at once on one batch: the balance ends exactly, and nothing slips past a hold."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from tests import packers
from tests.packers import PORTION, Shift
from tests.people import PICKED_ON, TODAY, World
from tests.services.test_deliveries import hand_over
from tests.services.weigh_days import line, opened
from traceability.domain.access import Actor
from traceability.domain.quantity import Quantity
from traceability.services import (
    arrivals,
    batches,
    harvest_books,
    harvests,
    runs,
    weigh_slips,
)
from traceability.services.arrivals import ArrivalRequest, Arrived
from traceability.services.harvest_book_rows import Entry
from traceability.services.harvests import HarvestRequest
from traceability.services.runs import MERGE, Make, RunRequest, Take
from traceability.services.weigh_slips import SlipOfDay, SlipRequest
from traceability.store.models import Batch, BatchEdge, DeliveryNote, Event, Recall, RecallBatch
from traceability.store.unit import Work

PROCESSES = 4


@pytest.fixture(scope="module")
def crew() -> Iterator[ProcessPoolExecutor]:
    """Four processes that have everything imported."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        assert list(pool.map(time.sleep, [0.2] * PROCESSES)) == [None] * PROCESSES
        yield pool


def shifts(world: World, batch: str, total: int) -> list[Shift]:
    """``total`` turns dealt out to the processes, to begin together."""
    url = world.store.writer.url.render_as_string(hide_password=False)
    begin = time.time() + 0.5
    turns = [total // PROCESSES + (at < total % PROCESSES) for at in range(PROCESSES)]
    return [Shift(url, world.who, batch, times, begin) for times in turns]


def test_fifty_packings_of_one_batch_never_take_a_gram_too_much(
    world: World, crew: ProcessPoolExecutor
) -> None:
    """50 bags of 2.5 kg each out of 100 kg: forty fit, and not one more or less."""
    harvest = world.harvest(100)
    said = [
        each for done in crew.map(packers.pack, shifts(world, harvest.code, 50)) for each in done
    ]
    assert Counter(said) == {"packed": 40, "more_than_on_hand": 10}
    assert world.on_hand(harvest.code) == (0, "closed")
    with world.view() as view:
        taken = view.db.scalar(select(func.sum(BatchEdge.amount)))
        lots = list(view.db.scalars(select(Batch.lot_code).where(Batch.stage == "packed")))
    assert int(taken or 0) == 100_000 == 40 * PORTION
    assert len(set(lots)) == 40


def test_fifty_mixed_verbs_on_one_batch_end_exactly(
    world: World, crew: ProcessPoolExecutor
) -> None:
    """50 portions of 2.5 kg packed, split off, sorted and sent out of 100 kg: forty fit."""
    harvest = world.harvest(100)
    said = Counter(
        each for done in crew.map(packers.mix, shifts(world, harvest.code, 50)) for each in done
    )
    assert said["more_than_on_hand"] == 10
    done = [said[verb] for verb in ("packed", "split", "sort", "sent")]
    assert sum(done) == 40
    assert min(done) > 0
    assert world.on_hand(harvest.code) == (0, "closed")
    with world.view() as view:
        lots = list(view.db.scalars(select(Batch.lot_code).where(Batch.stage != "harvest")))
    assert len(set(lots)) == 40 - said["sent"]


def test_one_request_key_sent_many_times_at_once_is_one_event(
    world: World, crew: ProcessPoolExecutor
) -> None:
    said = [each for done in crew.map(packers.send, shifts(world, "", 50)) for each in done]
    assert len({code for code, _replayed in said}) == 1
    assert Counter(replayed for _code, replayed in said) == {False: 1, True: 49}
    with world.view() as view:
        wanted = select(func.count()).select_from(Event).where(Event.step == "commissioning")
        assert view.db.scalar(wanted) == 1


def under_way(crew: ProcessPoolExecutor, world: World, batch: str) -> list[Future[list[str]]]:
    """Packings that have begun and are not done."""
    begun = [crew.submit(packers.pack, shift) for shift in shifts(world, batch, 40)]
    while not packed_of(world, batch) and not all(each.done() for each in begun):
        time.sleep(0.01)
    return begun


def packed_of(world: World, batch: str) -> dict[int, int]:
    """The bags made of a batch: batch row → event."""
    with world.view() as view:
        row = batches.known(view, batch)
        wanted = select(BatchEdge.child_id, BatchEdge.event_seq).where(
            BatchEdge.parent_id == row.id
        )
        return {row.child_id: row.event_seq for row in view.db.execute(wanted)}


def scope(world: World) -> tuple[int, set[int]]:
    """The event of the one hold or recall, and the batches that it covers."""
    with world.view() as view:
        recall = view.db.scalars(select(Recall)).one()
        wanted = select(RecallBatch.batch_id).where(RecallBatch.recall_id == recall.id)
        return recall.event_seq, set(view.db.scalars(wanted))


def test_nothing_packed_while_a_hold_is_announced_is_outside_it(
    world: World, crew: ProcessPoolExecutor
) -> None:
    harvest = world.harvest(1000)
    begun = under_way(crew, world, harvest.code)
    world.suspend(PICKED_ON, [harvest.lot_code])
    assert {each for future in begun for each in future.result()} == {"packed"}
    world.pack(harvest.code, 1)
    made, (_seq, covered) = packed_of(world, harvest.code), scope(world)
    assert len(made) == 41
    assert made.keys() < covered
    assert len(covered) == 42


def test_nothing_is_packed_after_a_recall_was_announced(
    world: World, crew: ProcessPoolExecutor
) -> None:
    harvest = world.harvest(1000)
    begun = under_way(crew, world, harvest.code)
    announced = world.recall(harvest.code)
    said = Counter(each for future in begun for each in future.result())
    assert said.keys() <= {"packed", "batch_recalled"}
    made, (seq, covered) = packed_of(world, harvest.code), scope(world)
    assert len(made) == said["packed"] == announced.covered - 1
    assert made.keys() < covered
    assert all(event < seq for event in made.values())


def notes_of(world: World) -> list[tuple[int, int]]:
    """The number of each delivery note, and its event."""
    with world.view() as view:
        rows = view.db.scalars(select(DeliveryNote).order_by(DeliveryNote.id))
        return [(row.number, row.event_seq) for row in rows]


def test_forty_dispatches_of_one_batch_are_forty_numbered_notes(
    world: World, crew: ProcessPoolExecutor
) -> None:
    """50 portions of 2.5 kg out of 100 kg: forty leave, each with a number of its own."""
    harvest = world.harvest(100)
    said = Counter(
        each
        for done in crew.map(packers.dispatch, shifts(world, harvest.code, 50))
        for each in done
    )
    assert said == {"sent": 40, "more_than_on_hand": 10}
    assert sorted(number for number, _seq in notes_of(world)) == list(range(1, 41))
    assert world.on_hand(harvest.code) == (0, "closed")


def test_nothing_leaves_after_a_recall_was_announced(
    world: World, crew: ProcessPoolExecutor
) -> None:
    harvest = world.harvest(1000)
    begun = [crew.submit(packers.dispatch, each) for each in shifts(world, harvest.code, 40)]
    while not notes_of(world) and not all(each.done() for each in begun):
        time.sleep(0.01)
    world.recall(harvest.code)
    said = Counter(each for future in begun for each in future.result())
    assert said.keys() <= {"sent", "batch_recalled"}
    seq, _covered = scope(world)
    assert len(notes_of(world)) == said["sent"]
    assert all(event < seq for _number, event in notes_of(world))


def doors(world: World) -> dict[str, Callable[[Work], object]]:
    """Acts of different doors that touch the same rows, each by its own way in."""
    ground = f"{world.who.area}/{world.who.place}"
    weighed, day = line(10, world.who.household, ground=ground), opened(world)
    asked = HarvestRequest(world.who.area, TODAY, Quantity(1_000, "g"), place=world.who.place)
    rows = [Entry(number, asked) for number in (2, 3)]
    of_day = SlipOfDay(None, "sanh_orange", TODAY, weighed)
    return {
        "slip by form": lambda work: weigh_slips.record(work, SlipRequest(day, weighed)),
        "slip by software": lambda work: weigh_slips.record_of_day(work, of_day),
        "book": lambda work: harvest_books.enter(work, rows),
        "harvest": lambda work: harvests.register(work, asked),
    }


def test_different_doors_at_once_never_wait_in_a_circle(world: World) -> None:
    """Slips by form and by software, a book, a harvest, and an arrival against a merge."""
    kept, back = world.harvest(100).code, world.harvest(100).code
    note = hand_over(world, (kept, 50), (back, 50)).code
    came = ArrivalRequest(note, TODAY, (Arrived(back, refused=True),), "dập")
    merged = RunRequest(MERGE, (Take(kept), Take(back)), (Make(),), TODAY)
    acts: list[tuple[Actor, Callable[[Work], object], int]] = [
        (world.who.recorder, act, 4) for act in doors(world).values()
    ]
    acts.append((world.who.stranger, lambda work: arrivals.register(work, came), 1))
    acts.append((world.who.recorder, lambda work: runs.register(work, merged), 1))
    gate = threading.Barrier(len(acts))

    def go(actor: Actor, act: Callable[[Work], object], times: int) -> int:
        gate.wait(5)
        for _ in range(times):
            with world.by(actor) as work:
                act(work)
        return times

    with ThreadPoolExecutor(len(acts)) as pool:
        begun = [pool.submit(go, *each) for each in acts]
        assert sum(each.result() for each in begun) == 18
