"""The whole service as it is run: killed here and there, it answers on and loses no job."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import ROOT
from tests.journeys import processes, writers
from tests.journeys.processes import children, soon
from tests.journeys.writers import Harvester
from traceability.crypto.keyring import Keyring
from traceability.domain.access import Role
from traceability.services import print_runs, seeding
from traceability.services.jobs import LEASE
from traceability.services.press import Press
from traceability.services.print_runs import PrintRequest
from traceability.store.engine import Store, open_store
from traceability.store.unit import reading, writing


def outside() -> dict[str, str]:
    """The environment without any setting of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if "TRACEABILITY" not in name}
    return kept | {"PYTHONPATH": str(ROOT)}


@dataclass(frozen=True)
class Served:
    """A running service: its process, address, instance and log."""

    process: subprocess.Popen[bytes]
    port: int
    instance: Path
    log: Path

    def get(self, path: str, **headers: str) -> int:
        """The status of a page; 0 where nobody answers."""
        try:
            asked = urllib.request.Request(f"{self.url}{path}", headers=headers)
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def web(self) -> int | None:
        """The pid of the web server, its workers' parent."""
        return processes.child(self.process.pid, "granian")

    def workers(self) -> list[int]:
        return processes.workers(self.process.pid)

    def job_process(self) -> int | None:
        return processes.job_process(self.process.pid)

    def cli(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command line on the same instance."""
        command = [sys.executable, "-m", "traceability.cli", "--instance", str(self.instance)]
        return subprocess.run(
            [*command, *words], env=outside(), capture_output=True, text=True, check=False
        )

    @functools.cached_property
    def shown(self) -> Any:
        """What ``demo show`` prints: nothing that a test does here changes it."""
        return json.loads(self.cli("demo", "show", "--json").stdout)

    def valid_batch(self) -> str:
        """A batch without a warning."""
        shown = self.shown["codes"]
        wanted = (each for each in shown if (each["kind"], each["state"]) == ("batch", "valid"))
        return str(next(wanted)["code"])

    def store(self) -> Store:
        return open_store(f"sqlite:///{self.instance / 'traceability.sqlite3'}")


@contextlib.contextmanager
def service(instance: Path, log: Path) -> Iterator[Served]:
    """Serve an instance on a free port; it must end cleanly and leave nothing running."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "traceability.cli", "--instance", str(instance)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port)],
            cwd=log.parent,
            env=outside(),
            stdout=out,
            stderr=out,
        )
    here = Served(process, port, instance, log)
    try:
        assert soon(lambda: here.get("/healthz") == 200 or process.poll() is not None)
        assert process.poll() is None, log.read_text(errors="replace")
        yield here
    finally:
        family = {*children(process.pid), *here.workers()}
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(30) == 0, log.read_text(errors="replace")
        finally:
            for pid in family:
                if Path(f"/proc/{pid}").exists() and "granian" in children(1).get(pid, ""):
                    os.kill(pid, signal.SIGKILL)
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), 10)
    assert here.get("/healthz") == 0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service with the demonstration."""
    folder = tmp_path_factory.mktemp("serve")
    with service(folder / "instance", folder / "log.txt") as running:
        yield running


def test_the_first_start_says_where_it_serves_and_who_can_sign_in(served: Served) -> None:
    assert soon(lambda: "demo.json" in served.log.read_text(encoding="utf-8"))
    told = served.log.read_text(encoding="utf-8")
    assert f"Serving http://127.0.0.1:{served.port}" in told
    assert str(served.instance / "demo.json") in told
    accounts = served.shown["accounts"]
    assert {each["role"] for each in accounts} >= {"registrar", "manager", "recorder"}
    for each in accounts:
        words = [each[name] for name in ("role", "login", "password", "organisation")]
        (line,) = [line for line in told.splitlines() if each["password"] in line]
        assert line.split() == " ".join(words).split()


def test_every_code_of_the_demonstration_has_a_page(served: Served) -> None:
    shown = served.shown["codes"]
    assert all(each["url"] == f"http://127.0.0.1:{served.port}/{each['code']}" for each in shown)
    assert {served.get(f"/{each['code']}") for each in shown} == {200}


def test_a_worker_that_is_killed_is_not_missed(served: Served) -> None:
    assert soon(lambda: len(served.workers()) == 2)
    statuses: list[int] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            statuses.append(served.get("/healthz"))
            time.sleep(0.02)

    victim = served.workers()[0]
    asking = threading.Thread(target=ask)
    asking.start()
    try:
        os.kill(victim, signal.SIGKILL)
        came = soon(lambda: len(served.workers()) == 2 and victim not in served.workers())
        time.sleep(1.0)
    finally:
        over.set()
        asking.join()
    assert came
    # Whoever was being answered by the killed worker is cut off; everybody else is answered.
    assert statuses.count(200) >= len(statuses) - 3
    assert statuses[-1] == 200


#: Seconds of counted scans that a kill may cost, as the documents say.
MAY_BE_LOST = 5.0
_COUNTED = "SELECT coalesce(sum(scans), 0) FROM scan_day WHERE batch = ?"


def scanned(served: Served, code: str, times: int) -> list[int]:
    """The statuses that a telephone gets which looks at a page so often, one look after another."""
    browser = {"User-Agent": "Mozilla/5.0 (Linux; Android 13; SM-A135F) Chrome/120.0 Mobile"}
    return [served.get(f"/{code}", **browser) for _ in range(times)]


def counted(served: Served, code: str) -> int:
    """How many looks at a lot stand in the second store."""
    file = served.instance / "telemetry.sqlite3"
    if not file.exists():
        return 0
    ((scans,),) = processes.asked(served.instance, _COUNTED, code, store="telemetry.sqlite3")
    return int(scans)


def test_a_kill_costs_the_last_seconds_of_scans_and_nothing_else(served: Served) -> None:
    assert soon(lambda: len(served.workers()) == 2)
    code = served.valid_batch()
    before = counted(served, code)
    assert scanned(served, code, 40) == [200] * 40
    assert soon(lambda: counted(served, code) == before + 40, MAY_BE_LOST)
    assert scanned(served, code, 40) == [200] * 40
    for worker in served.workers():
        os.kill(worker, signal.SIGKILL)
    statuses: list[int] = []
    while statuses.count(200) < 40:
        statuses += scanned(served, code, 1)
    # Who was being answered is cut off (0); nobody is told that the service is broken.
    assert {status for status in statuses if status >= 500} == set()
    assert statuses[-1] == 200
    assert soon(lambda: counted(served, code) >= before + 80, MAY_BE_LOST)
    time.sleep(MAY_BE_LOST)
    assert 80 <= counted(served, code) - before <= 80 + len(statuses)
    assert verified(served)


def harvesters(served: Served) -> list[Harvester]:
    """Two writers of one cooperative, by a key of its own; their weights do not meet."""
    area, holder = writers.grounds(served.instance, served.valid_batch())
    key = json.loads(served.cli("key", "create", holder, "--json").stdout)["key"]
    return [Harvester(served.url, key, area, first) for first in (1, 100_001)]


def verified(served: Served) -> str:
    """What ``verify`` finds; it must find nothing."""
    done = served.cli("verify")
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_what_is_written_while_workers_are_killed_is_there_once(served: Served) -> None:
    assert soon(lambda: len(served.workers()) == 2)
    pair = harvesters(served)
    before = writers.newest_batch(served.instance)
    over = threading.Event()
    faults: list[BaseException] = []

    def write(writer: Harvester) -> None:
        try:
            while not over.is_set():
                writer.harvest()
        except BaseException as fault:
            faults.append(fault)

    def all_wrote(more: int) -> bool:
        """Whether each has been acknowledged ``more`` harvests from now."""
        goals = [(writer, len(writer.recorded) + more) for writer in pair]
        return soon(lambda: faults or all(len(writer.recorded) >= goal for writer, goal in goals))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in pair]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            assert all_wrote(5)
            victim = served.workers()[0]
            os.kill(victim, signal.SIGKILL)
            assert soon(lambda gone=victim: gone not in served.workers())  # type: ignore[misc]
            assert all_wrote(5)
            assert soon(lambda: len(served.workers()) == 2)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert faults == []
    recorded = pair[0].recorded | pair[1].recorded
    assert len(recorded) >= 60
    assert writers.not_exactly_once(served.instance, before, recorded) == []
    assert verified(served)


LABELS = 300
_ROOMY = """
SELECT batch.code FROM batch JOIN batch_stock ON batch_id = batch.id
JOIN pack_format ON pack_format.product_id = batch.product_id
 AND pack_format.revision = batch.product_revision AND number = pack_format
WHERE published_on IS NOT NULL AND made / net_amount >= ?
 AND batch.id NOT IN (SELECT batch_id FROM recall_batch)
ORDER BY made / net_amount DESC
"""
_IN_HAND = "SELECT lease_owner, attempt FROM job WHERE state = 'queued' AND target = ?"


def ordered(served: Served, store: Store) -> tuple[str, int]:
    """Labels ordered as the workspace orders them; the run's code and internal key."""
    batch = processes.asked(served.instance, _ROOMY, 2 * LABELS)[0][0]
    text = (served.instance / "label-keys").read_text(encoding="utf-8")
    press = Press(Keyring.parse(text), served.url, True)
    with reading(store) as view:
        operator = seeding.operator(view)
    assert operator.role is Role.OPERATOR
    with writing(store, operator) as work:
        run = print_runs.order(work, press, PrintRequest(batch, LABELS, "L7160"))
        return run.code, run.id


def test_a_job_process_that_is_killed_at_work_loses_and_doubles_nothing(served: Served) -> None:
    assert soon(lambda: served.job_process() is not None)
    victim = served.job_process()
    assert victim is not None
    store = served.store()
    try:
        code, run = ordered(served, store)
    finally:
        store.close()

    def in_hand() -> list[tuple[Any, ...]]:
        rows = processes.asked(served.instance, _IN_HAND, run)
        return [row for row in rows if row[0] is not None]

    assert soon(in_hand, pause=0.005)
    os.kill(victim, signal.SIGKILL)
    # It was killed with the job in its hands, and had released nothing.
    ((owner, attempt),) = in_hand()
    assert (owner.split(":")[1], attempt) == (str(victim), 1)
    assert writers.not_released_once(served.instance, code, LABELS) != []
    # Its lease would hold for two minutes: the next one takes the job back at once.
    assert soon(lambda: not processes.asked(served.instance, _IN_HAND, run), LEASE.seconds / 2)
    assert writers.not_released_once(served.instance, code, LABELS) == []
    assert processes.asked(served.instance, "SELECT attempt FROM job WHERE target = ?", run) == [
        (2,)
    ]
    assert served.job_process() not in (None, victim)
    assert served.get("/healthz") == 200
    assert re.search(r"job process ended with -9", served.log.read_text(encoding="utf-8"))
    assert verified(served)


def test_a_web_server_that_is_killed_comes_back_alone(served: Served) -> None:
    """Its workers go with it, or they would answer for ever with the old code."""
    web, workers = served.web(), served.workers()
    assert web is not None
    os.kill(web, signal.SIGKILL)
    assert soon(lambda: served.web() not in (None, web))
    assert soon(lambda: served.get("/healthz") == 200)
    assert not set(workers) & set(served.workers())
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), 10)


def test_a_second_service_on_the_port_is_refused(served: Served, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "traceability.cli", "--instance", str(tmp_path / "other")]
    done = subprocess.run(
        [*command, "serve", "--port", str(served.port)],
        env=outside(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "cannot_listen" in done.stderr
    assert not (tmp_path / "other" / "traceability.sqlite3").exists()


def test_a_later_start_prints_no_password(served: Served, tmp_path: Path) -> None:
    """The accounts are told by the start that made them; where they are kept, by every start."""
    passwords = [each["password"] for each in served.shown["accounts"]]
    assert passwords
    with service(served.instance, tmp_path / "log.txt") as again:
        assert soon(lambda: "demo.json" in again.log.read_text(encoding="utf-8"))
        told = again.log.read_text(encoding="utf-8")
    assert not any(password in told for password in passwords)
