"""A label printer's raw port (9100): what is sent there is printed, and nothing is answered.

What was taken is counted by what the other side has acknowledged, where the system tells that: a
full buffer of ours is no label.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import labels
from traceability.domain.errors import RuleBroken

with contextlib.suppress(ImportError):  # there is none on Windows
    import fcntl
    import termios

RAW = 9_100
_PAUSE = 0.002


@contextmanager
def connected(host: str, port: int, timeout: float) -> Iterator[socket.socket]:
    """A connection to a printer; RuleBroken ``printer_unreachable`` where there is none in time."""
    try:
        connection = socket.create_connection((host, port), timeout)
    except (OSError, UnicodeError) as fault:
        facts = {"host": host, "port": port, "reason": str(fault)}
        raise RuleBroken("printer_unreachable", "host", **facts) from None
    with connection:
        yield connection


def send(connection: socket.socket, rows: Sequence[labels.SentRow], timeout: float) -> int:
    """Send every row; how many labels were taken whole: all of them, or the printer stopped.

    Waits at most ``timeout`` seconds for each row, and as long again for the end.
    """
    taken = 0
    connection.settimeout(timeout)
    for row in rows:
        try:
            connection.sendall(row.data)
            _wait_taken(connection, timeout)
        except OSError:
            return taken
        taken += row.count
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
    return taken


def _wait_taken(connection: socket.socket, timeout: float) -> None:
    """Until the other side has acknowledged all that was sent; TimeoutError after ``timeout``."""
    ends = time.monotonic() + timeout
    while _waiting(connection):
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(_PAUSE)
    # A connection that was reset meanwhile has nothing waiting either, but says so.
    fault = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if fault:
        raise OSError(fault, "the printer closed the connection")


def _waiting(connection: socket.socket) -> int:
    """Octets that were not acknowledged yet; none where the system does not tell."""
    if "fcntl" not in globals():
        return 0
    told = fcntl.ioctl(connection, termios.TIOCOUTQ, struct.pack("i", 0))
    return int(struct.unpack("i", told)[0])
