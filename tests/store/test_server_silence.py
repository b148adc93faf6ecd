"""A database host that takes connections and says nothing: whoever asks is soon told so."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from traceability.store.engine import SILENCE, OutOfReach, open_store, server_arguments
from traceability.store.telemetry import open_telemetry

#: Seconds after which the silent server hangs up; whoever waits so long has waited too long.
PATIENT = 20.0


def hang_up(listening: socket.socket) -> None:
    """Take connections until none comes; close each once the other end has, or time is over."""
    with contextlib.suppress(OSError):
        while True:
            taken, _address = listening.accept()
            taken.settimeout(PATIENT)
            with taken, contextlib.suppress(OSError):
                while taken.recv(1_024):
                    pass


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=hang_up, args=(listening,), daemon=True).start()
        yield f"postgresql://nobody:none@127.0.0.1:{listening.getsockname()[1]}/none?sslmode=disable"
        listening.shutdown(socket.SHUT_RDWR)


def test_a_request_does_not_wait_for_a_silent_database(silent: str) -> None:
    store = open_store(silent)
    with pytest.raises(OutOfReach) as refused, store.reader.connect():
        pass
    store.close()
    assert isinstance(refused.value.orig, psycopg.errors.ConnectionTimeout)


def test_nor_do_scans(silent: str) -> None:
    telemetry = open_telemetry(f"{silent}&connect_timeout=2")
    with pytest.raises(OutOfReach) as refused, telemetry.engine.connect():
        pass
    telemetry.close()
    assert isinstance(refused.value.orig, psycopg.errors.ConnectionTimeout)


def test_what_the_operator_says_of_it_stands() -> None:
    usual = server_arguments(make_url("postgresql://db/x"), "-c a=b")
    assert usual == {"options": "-c a=b", **SILENCE}
    own = server_arguments(make_url("postgresql://db/x?connect_timeout=30"), "")
    assert "connect_timeout" not in own
