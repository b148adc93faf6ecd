"""Jobs: claimed by a lease, finished or failed by whoever still holds it.

A job is a pure function of the row it names, so one whose worker was killed is claimed again once
its lease has run out, and starts over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from traceability.domain.errors import Conflict, NotFound
from traceability.store.models import Job
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

LEASE = dt.timedelta(seconds=120)
MOST_ATTEMPTS = 5
#: What a job failed with that no worker survived.
WORN_OUT = "too_many_attempts"
#: Who holds the lease of a job that waits for a better moment: no process is called so.
PUT_OFF = "put off"


@dataclass(frozen=True)
class Claimed:
    """A job under the lease of ``owner``: its kind, and the row that it is about."""

    id: int
    kind: str
    target: int
    owner: str
    attempt: int


@dataclass(frozen=True)
class Backlog:
    """How many jobs wait, how many have failed, and since when the oldest one waits."""

    queued: int
    failed: int
    oldest: dt.datetime | None


def claim(
    work: Work, owner: str, worn_out: Callable[[Work, str, int], None] | None = None
) -> Claimed | None:
    """Take the oldest job that nobody holds, or ``None``; one tried too often fails here.

    ``worn_out`` is told its kind and target, in the same unit.
    """
    while (job := queries.claimable_job(work.db, work.now)) is not None:
        if job.attempt < MOST_ATTEMPTS:
            return _lease(work, job, owner)
        _end(work, job, "failed", WORN_OUT)
        if worn_out is not None:
            worn_out(work, job.kind, job.target)
    return None


def take(work: Work, kind: str, target: int, owner: str) -> Claimed:
    """Take the job of one row, for a command that does the work itself."""
    job = queries.job_for(work.db, kind, target)
    if job is None or job.state != "queued":
        raise NotFound
    return _lease(work, job, owner)


def take_back(work: Work, is_gone: Callable[[str], bool]) -> list[int]:
    """End the leases whose owner ``is_gone``, so that their jobs can be claimed now; their ids.

    The attempt still counts: a job that no worker survives fails in the end.
    """
    gone = [job for job in queries.leased_jobs(work.db) if is_gone(job.lease_owner or "")]
    for job in gone:
        job.lease_owner = job.lease_until = None
    work.db.flush()
    return [job.id for job in gone]


def extend(work: Work, claimed: Claimed, done: int | None = None) -> None:
    """Hold a job for another ``LEASE``; refused with ``lease_lost`` where another worker has it.

    ``done`` is how much of it is done, told to whoever waits.
    """
    job = _held(work, claimed)
    job.lease_until, job.done = work.now + LEASE, done
    work.db.flush()


def done_of(view: Reading, kind: str, target: int) -> int | None:
    """How much of the job of one row is done, where its worker told."""
    job = queries.job_for(view.db, kind, target)
    return None if job is None else job.done


def finish(work: Work, claimed: Claimed) -> None:
    """Mark a job done; refused with ``lease_lost`` where another worker has it by now."""
    _end(work, _held(work, claimed), "done", None)


def put_off(work: Work, claimed: Claimed, wait: dt.timedelta) -> None:
    """Leave a job alone for a while; the attempt counts."""
    job = _held(work, claimed)
    job.lease_owner, job.lease_until = PUT_OFF, work.now + wait
    work.db.flush()


def fail(work: Work, claimed: Claimed, failure: str) -> None:
    """Mark a job failed with the code of what was refused; it is not tried again."""
    _end(work, _held(work, claimed), "failed", failure)


def backlog(view: Reading) -> Backlog:
    """What waits and what has failed."""
    queued, oldest = queries.jobs_in(view.db, "queued")
    failed, _first = queries.jobs_in(view.db, "failed")
    return Backlog(queued, failed, oldest)


def _lease(work: Work, job: Job, owner: str) -> Claimed:
    job.lease_owner, job.lease_until = owner, work.now + LEASE
    job.attempt, job.done = job.attempt + 1, None
    work.db.flush()
    return Claimed(job.id, job.kind, job.target, owner, job.attempt)


def _held(work: Work, claimed: Claimed) -> Job:
    job = queries.locked_job(work.db, claimed.id)
    ours = job is not None and (job.lease_owner, job.attempt) == (claimed.owner, claimed.attempt)
    if job is None or not ours or job.state != "queued":
        raise Conflict("lease_lost", job=claimed.id)
    return job


def _end(work: Work, job: Job, state: str, failure: str | None) -> None:
    job.state, job.failure, job.finished_at = state, failure, work.now
    job.lease_owner = job.lease_until = None
    work.db.flush()
