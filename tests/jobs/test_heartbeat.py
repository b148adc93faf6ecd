"""A lease is extended while its work goes on, for as long as it is ours."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from tests.people import KEYRING, World
from traceability.domain.errors import Conflict
from traceability.jobs import heartbeat
from traceability.jobs.work import Worker
from traceability.services import jobs, print_files
from traceability.services.jobs import LEASE, Claimed
from traceability.store.models import Job
from traceability.store.queries import labels as queries


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "BEAT", 0.02)


@pytest.fixture
def claimed(world: World) -> Claimed:
    world.print_labels(world.packed().code, 3, released=False)
    return claim(world)


def claim(world: World, owner: str = "one") -> Claimed:
    with world.by(world.who.operator) as work:
        found = jobs.claim(work, owner)
    assert found is not None
    return found


def job(world: World) -> Job:
    with world.view() as view:
        row = queries.job(view.db, 1)
        assert row is not None
        view.db.expunge(row)
    return row


def beating() -> bool:
    """Whether a thread of ours still runs; other tests' browsers keep threads of their own."""
    return any(each.name == heartbeat.THREAD for each in threading.enumerate())


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_lease_is_extended_while_the_block_runs(world: World, claimed: Claimed) -> None:
    with heartbeat.held(world.store, world.who.operator, claimed):
        world.clock.now += LEASE * 3
        wait_until(lambda: job(world).lease_until == world.clock.now + LEASE)
        with world.by(world.who.operator) as work:
            assert jobs.claim(work, "two") is None
    assert not beating()
    assert job(world).attempt == 1


def test_nothing_is_extended_after_the_block_whatever_it_raises(
    world: World, claimed: Claimed
) -> None:
    with (
        pytest.raises(LookupError),
        heartbeat.held(world.store, world.who.operator, claimed),
    ):
        raise LookupError
    assert not beating()
    world.clock.now += LEASE * 3
    assert claim(world, "two").attempt == 2


def test_a_lease_that_was_lost_is_not_taken_back(world: World, claimed: Claimed) -> None:
    world.clock.now += LEASE * 2
    other = claim(world, "two")
    until = job(world).lease_until
    world.clock.pass_by(seconds=5)
    with heartbeat.held(world.store, world.who.operator, claimed):
        wait_until(lambda: not beating())
    row = job(world)
    assert (row.lease_owner, row.lease_until, row.attempt) == ("two", until, other.attempt)
    with pytest.raises(Conflict, match="lease_lost"), world.by(world.who.operator) as work:
        jobs.extend(work, claimed)


def test_a_drawing_that_outlives_its_lease_is_done_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.print_labels(world.packed().code, 3, released=False)
    draw, drawn = print_files.draw, []

    def slowly(*given: object, told: object) -> print_files.Drawn:
        drawn.append(given)
        world.clock.now += LEASE * 3
        wait_until(lambda: job(world).lease_until == world.clock.now + LEASE)
        assert not Worker(world.store, KEYRING, "another").step()
        return draw(*given, told=told)  # type: ignore[arg-type]

    monkeypatch.setattr(print_files, "draw", slowly)
    assert Worker(world.store, KEYRING, "the slow one").step()
    assert len(drawn) == 1
    assert (job(world).state, job(world).attempt) == ("done", 1)


def test_who_waits_is_told_how_far_it_is(world: World, claimed: Claimed) -> None:
    assert job(world).done is None
    with heartbeat.held(world.store, world.who.operator, claimed) as progress:
        progress.tell(2)
        wait_until(lambda: job(world).done == 2)
    world.clock.now += LEASE * 3
    claim(world, "two")
    assert job(world).done is None  # whoever starts over has done nothing yet


def test_a_drawing_tells_each_label_that_it_reads(world: World) -> None:
    run, told = world.print_labels(world.packed().code, 3, released=False), list[int]()
    with world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        print_files.draw(KEYRING, row, told=told.append)
    assert told == [0, 1, 2]
