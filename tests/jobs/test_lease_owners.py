"""A lease of a process of this machine that lives no more is ended at once, and no other."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from tests.people import KEYRING, World
from traceability.jobs import owners
from traceability.jobs.work import Worker
from traceability.services import jobs
from traceability.store.models import Job
from traceability.store.queries import labels as queries


def dead_pid() -> int:
    """The number of a process that has just ended and was waited for."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def owner(pid: int, host: str | None = None) -> str:
    return f"{host or socket.gethostname()}:{pid}:0123abcd"


def job(world: World) -> Job:
    with world.view() as view:
        row = queries.job(view.db, 1)
        assert row is not None
        view.db.expunge(row)
    return row


def leased(world: World, name: str) -> None:
    """A run of five labels in the hands of ``name``."""
    world.print_labels(world.packed().code, 5, released=False)
    with world.by(world.who.operator) as work:
        assert jobs.claim(work, name) is not None


def test_an_owner_names_this_process_and_no_two_are_equal() -> None:
    first, second = owners.new_owner(), owners.new_owner()
    assert first != second
    assert first.split(":")[1] == str(os.getpid())
    assert len(first) <= 64


def test_a_long_host_name_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "vung-trong-" * 20)
    assert len(owners.new_owner()) <= 64
    assert owners.is_gone(owners.new_owner().replace(f":{os.getpid()}:", f":{dead_pid()}:"))


def test_who_is_gone() -> None:
    assert owners.is_gone(owner(dead_pid()))
    # A number that was somebody else's: this process asks before it holds anything.
    assert owners.is_gone(owner(os.getpid()))
    assert not owners.is_gone(owner(os.getppid()))
    assert not owners.is_gone(owner(dead_pid(), "another-machine"))
    strange = ("", "demonstration", f"cli-{dead_pid()}", f"{socket.gethostname()}:²:x")
    assert not any(map(owners.is_gone, strange))
    assert owners.is_gone(owner(10**30))


def test_a_killed_process_holds_nothing_back(world: World) -> None:
    leased(world, owner(dead_pid()))
    worker = Worker(world.store, KEYRING)
    assert not worker.step()
    assert worker.take_back() == 1
    assert job(world).lease_owner is None
    assert worker.step()
    assert (job(world).state, job(world).attempt) == ("done", 2)
    assert worker.take_back() == 0


@pytest.mark.parametrize("host", [None, "another-machine"])
def test_a_lease_of_a_living_or_far_process_stands(world: World, host: str | None) -> None:
    name = owner(os.getppid() if host is None else dead_pid(), host)
    leased(world, name)
    worker = Worker(world.store, KEYRING)
    assert worker.take_back() == 0
    assert not worker.step()
    assert job(world).lease_owner == name


def test_a_job_that_kills_each_worker_fails_in_the_end(world: World) -> None:
    world.print_labels(world.packed().code, 5, released=False)
    worker = Worker(world.store, KEYRING)
    for _ in range(jobs.MOST_ATTEMPTS):
        with world.by(world.who.operator) as work:
            assert jobs.claim(work, owner(dead_pid())) is not None
        assert worker.take_back() == 1
    assert not worker.step()
    assert (job(world).state, job(world).failure) == ("failed", jobs.WORN_OUT)
