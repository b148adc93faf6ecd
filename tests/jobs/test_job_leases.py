"""Jobs are claimed by one worker at a time, come back after a kill, and give up in the end."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from tests.people import World
from traceability.domain.errors import Conflict, NotFound
from traceability.services import jobs, new_runs
from traceability.services.jobs import LEASE, MOST_ATTEMPTS, Claimed
from traceability.store.models import Job
from traceability.store.queries import labels as queries


def ordered(world: World, count: int = 5) -> str:
    """A run that waits for the job process; its code."""
    return world.print_labels(world.packed().code, count, released=False)


def claim(world: World, owner: str = "one") -> Claimed | None:
    with world.by(world.who.operator) as work:
        return jobs.claim(work, owner)


def claimed(world: World, owner: str = "one") -> Claimed:
    found = claim(world, owner)
    assert found is not None
    return found


def job(world: World, number: int) -> Job:
    with world.view() as view:
        row = queries.job(view.db, number)
        assert row is not None
        view.db.expunge(row)
    return row


def test_a_claimed_job_is_nobody_elses_until_its_lease_ends(world: World) -> None:
    ordered(world)
    first = claimed(world)
    assert (first.kind, first.attempt) == (new_runs.JOB, 1)
    assert claim(world, "two") is None
    world.clock.now += LEASE
    assert claim(world, "two") is None
    world.clock.pass_by(seconds=1)
    again = claimed(world, "two")
    assert (again.id, again.attempt) == (first.id, 2)


def test_jobs_are_taken_in_the_order_they_came(world: World) -> None:
    runs = [ordered(world), ordered(world)]
    with world.view() as view:
        rows = [queries.run_by_code(view.db, code) for code in runs]
        wanted = [row.id for row in rows if row is not None]
    assert [claimed(world, "one").target, claimed(world, "two").target] == wanted


def test_who_lost_the_lease_can_neither_finish_nor_fail(world: World) -> None:
    ordered(world)
    late = claimed(world)
    world.clock.now += LEASE + dt.timedelta(seconds=1)
    current = claimed(world, "two")
    for act in (lambda work: jobs.finish(work, late), lambda work: jobs.fail(work, late, "x")):
        with pytest.raises(Conflict, match="lease_lost"), world.by(world.who.operator) as work:
            act(work)
    with world.by(world.who.operator) as work:
        jobs.finish(work, current)
    assert job(world, current.id).state == "done"
    with pytest.raises(Conflict, match="lease_lost"), world.by(world.who.operator) as work:
        jobs.finish(work, current)


def test_a_job_that_no_worker_survives_fails_in_the_end(world: World) -> None:
    ordered(world)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert claimed(world).attempt == attempt
        world.clock.now += LEASE + dt.timedelta(seconds=1)
    assert claim(world) is None
    row = job(world, 1)
    assert (row.state, row.failure, row.lease_owner) == ("failed", jobs.WORN_OUT, None)
    assert row.finished_at == world.clock.now
    with world.view() as view:
        assert jobs.backlog(view) == jobs.Backlog(queued=0, failed=1, oldest=None)


def test_a_worn_out_job_does_not_stop_the_next(world: World) -> None:
    ordered(world)
    for _ in range(MOST_ATTEMPTS):
        claimed(world)
        world.clock.now += LEASE + dt.timedelta(seconds=1)
    ordered(world)
    assert claimed(world).id == 2


def test_a_job_is_taken_by_its_row_once(world: World) -> None:
    code = ordered(world)
    with world.by(world.who.operator) as work:
        run = queries.run_by_code(work.db, code)
        assert run is not None
        mine = jobs.take(work, new_runs.JOB, run.id, "cli")
        jobs.finish(work, mine)
        with pytest.raises(NotFound):
            jobs.take(work, new_runs.JOB, run.id, "cli")
    assert claim(world) is None


def test_the_backlog_counts_from_the_oldest(world: World) -> None:
    first = world.clock.now
    ordered(world)
    world.clock.pass_by(minutes=20)
    ordered(world)
    with world.view() as view:
        assert jobs.backlog(view) == jobs.Backlog(queued=2, failed=0, oldest=first)


def test_many_workers_claim_each_job_once(world: World) -> None:
    for _ in range(6):
        ordered(world)
    taken: list[int] = []

    def work(owner: str) -> None:
        while (found := claim(world, owner)) is not None:
            taken.append(found.id)

    threads = [threading.Thread(target=work, args=(f"worker {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [1, 2, 3, 4, 5, 6]
