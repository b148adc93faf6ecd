"""The job process draws, reads back and releases; what it cannot do is said on the job."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.people import KEYRING, World
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import RuleBroken
from traceability.jobs import printing
from traceability.jobs.work import Worker
from traceability.services import jobs, print_files
from traceability.store.models import Job, PrintResult
from traceability.store.queries import labels as queries


def ordered(world: World, count: int = 12) -> str:
    return world.print_labels(world.packed().code, count, released=False)


def results(world: World, code: str) -> list[PrintResult]:
    with world.view() as view:
        run = queries.run_by_code(view.db, code)
        assert run is not None
        found = queries.results(view.db, run.id)
        view.db.expunge_all()
    return found


def job(world: World, number: int = 1) -> Job:
    with world.view() as view:
        row = queries.job(view.db, number)
        assert row is not None
        view.db.expunge(row)
    return row


def test_a_step_releases_the_run_and_is_done_with_the_job(world: World) -> None:
    code = ordered(world)
    worker = Worker(world.store, KEYRING)
    assert worker.step()
    (result,) = results(world, code)
    assert result.decoded == 12
    row = job(world)
    assert (row.state, row.failure, row.attempt) == ("done", None, 1)
    assert not worker.step()


def test_a_refusal_fails_the_job_with_its_code(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = ordered(world)

    def refuse(*_: object, **__: object) -> None:
        raise RuleBroken("print_not_readable", missing=1, wrong=0)

    monkeypatch.setattr(print_files, "draw", refuse)
    assert Worker(world.store, KEYRING).step()
    row = job(world)
    assert (row.state, row.failure) == ("failed", "print_not_readable")
    assert results(world, code) == []


def test_a_fault_leaves_the_job_to_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    code = ordered(world)
    worker = Worker(world.store, KEYRING)

    def break_off(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(print_files, "draw", break_off)
        assert worker.step()
    assert "attempt 1 broke off: OSError at " in caplog.text
    assert "break_off" in caplog.text
    assert "the disk is full" not in caplog.text
    assert not worker.step()
    world.clock.now += 2 * jobs.LEASE
    assert worker.step()
    assert (job(world).state, job(world).attempt) == ("done", 2)
    assert len(results(world, code)) == 1


def test_a_worker_that_was_overtaken_releases_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = ordered(world)
    draw = print_files.draw

    def overtaken(*given: object, **told: object) -> print_files.Drawn:
        monkeypatch.setattr(print_files, "draw", draw)
        world.clock.now += 2 * jobs.LEASE
        assert Worker(world.store, KEYRING, "the other").step()
        return draw(*given, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(print_files, "draw", overtaken)
    assert Worker(world.store, KEYRING, "the slow one").step()
    assert len(results(world, code)) == 1
    assert (job(world).state, job(world).attempt) == ("done", 2)


def test_drawing_holds_no_transaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a run is drawn, somebody else can write."""
    ordered(world)
    draw = print_files.draw

    def meanwhile(*given: object, **told: object) -> print_files.Drawn:
        world.harvest(10)
        return draw(*given, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(printing.print_files, "draw", meanwhile)
    assert Worker(world.store, KEYRING).step()
    assert job(world).state == "done"


def test_the_loop_ends_when_it_is_told_to(world: World) -> None:
    ordered(world)
    worker = Worker(world.store, KEYRING)
    loop = threading.Thread(target=worker.work)
    loop.start()
    deadline = time.monotonic() + 30
    while job(world).state == "queued" and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.stop()
    loop.join(10)
    assert not loop.is_alive()
    assert job(world).state == "done"


@pytest.fixture
def process(world: World, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real job process on the world's database."""
    kept = {name: value for name, value in os.environ.items() if "TRACEABILITY" not in name}
    url = world.store.writer.url.render_as_string(hide_password=False)
    settings = {
        "TRACEABILITY_DATABASE_URL": url.replace("+psycopg", ""),
        "TRACEABILITY_FILES": str(tmp_path),
        "TRACEABILITY_LABEL_KEYS": f"k1:{'a1' * 32}",
        "TRACEABILITY_PUBLIC_URL": "https://tem.hagiang.vn",
        "TRACEABILITY_SECRET_KEY": "a secret of the tests, and of nothing else",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "traceability.cli", "jobs", "work"]
    started = subprocess.Popen(command, cwd=tmp_path, env=kept | settings)
    yield started
    started.kill()
    started.wait()


def test_a_real_process_works_and_ends_on_sigterm(
    world: World, process: subprocess.Popen[bytes]
) -> None:
    code = ordered(world)
    deadline = time.monotonic() + 60
    while not results(world, code) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert results(world, code)[0].decoded == 12
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_a_key_that_labels_need_is_not_done_without(world: World) -> None:
    code = ordered(world)
    stranger = Keyring.parse(f"k9:{'99' * 32}")
    assert Worker(world.store, stranger).step()
    assert results(world, code) == []
