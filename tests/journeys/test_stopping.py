"""A web server that is told to stop stops by itself: nobody has to kill a worker of it.

It runs as ``serve`` runs it, but that it kills no worker while anybody here would wait.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.journeys.processes import PATIENCE, children, soon
from tests.web.public_door import ENVIRONMENT

ROOT = Path(__file__).parents[2]
FLAGS = ("--interface", "wsgi", "--no-ws", "--workers", "2", "--blocking-threads", "3")
NEVER = str(10 * int(PATIENCE))


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    database = {"TRACEABILITY_DATABASE_URL": f"sqlite:///{tmp_path / 'traceability.sqlite3'}"}
    command = [sys.executable, "-m", "granian", *FLAGS, "--port", str(port)]
    command += ["--respawn-failed-workers", "--workers-kill-timeout", NEVER, "wsgi:app"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | ENVIRONMENT | database,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        yield process
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stopped(server: subprocess.Popen[bytes]) -> int:
    """The status that the server ends with when it is told to stop."""
    server.send_signal(signal.SIGTERM)
    return server.wait(PATIENCE)


def loading(server: subprocess.Popen[bytes]) -> bool:
    """Whether both workers have begun to load the application."""
    workers = [Path(f"/proc/{pid}/maps") for pid in children(server.pid)]
    begun = ["markupsafe" in each.read_text(encoding="utf-8") for each in workers]
    return len(begun) == 2 and all(begun)


def answered(connection: HTTPConnection) -> bool:
    """Whether a connection was answered; it stands open then."""
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except OSError:
        connection.close()
        return False
    return True


def test_a_server_whose_workers_are_loading_stops(server: subprocess.Popen[bytes]) -> None:
    assert soon(lambda: loading(server), pause=0.01)
    assert stopped(server) == 0


def test_a_server_with_connections_kept_open_stops(
    server: subprocess.Popen[bytes], port: int
) -> None:
    with contextlib.ExitStack() as ends:
        kept = [HTTPConnection("127.0.0.1", port, timeout=PATIENCE) for _ in range(6)]
        for each in kept:
            ends.callback(each.close)
        assert soon(lambda: answered(kept[0]))
        assert all(answered(each) for each in kept)
        ends.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert stopped(server) == 0
