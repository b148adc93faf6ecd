"""Whether anybody has committed anything: what costs almost nothing to ask before every page.

An epoch is a value that differs after every commit to the record, whoever made it and from which
process. It says nothing else; who sees another one looks at the record again.

SQLite keeps such a number for each connection (``PRAGMA data_version``): it differs from one look
to the next where another connection has committed. Ours is used for nothing else. PostgreSQL has
none but for the whole server, which differs after every writing of what is counted of scans. There
the unit of work leaves a row behind, seen with all else that it wrote (``pulse.py``). It costs a
round trip, so it is asked at most once in ``PATIENCE`` seconds a process: an answer is never older
than that. What was written past the units of work (by hand, by an older version that still runs)
leaves none; for that there is another epoch at least every ``TRUST`` seconds. No counter is raised,
so no writer waits for another, and none is raised before what it tells of can be seen.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from traceability.store.pulse import STATE

#: For so long a process on PostgreSQL believes the answer that it got.
PATIENCE = 0.9
#: So long it believes that nobody wrote past our units of work: together less than a minute.
TRUST = 59.0


class Epoch(Protocol):
    """What tells one state of the record from another."""

    def now(self) -> object:
        """The epoch of this moment, to be compared with another of this process."""

    def close(self) -> None:
        """Give back what it holds."""


def epoch_of(engine: Engine) -> Epoch:
    """The epoch of the record that an engine reads; nothing is connected yet."""
    return FileEpoch(engine) if engine.dialect.name == "sqlite" else ServerEpoch(engine)


@contextlib.contextmanager
def _reaching(engine: Engine) -> Iterator[None]:
    """Raise OperationalError for what the driver itself raises: who asks knows no drivers."""
    try:
        yield
    except (engine.dialect.loaded_dbapi.Error, PoolTimeout) as fault:
        raise OperationalError(None, None, fault) from fault


@dataclass
class FileEpoch:
    """The epoch of an SQLite file, by a connection of its own that is opened at the first look."""

    engine: Engine
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _pooled: Any = field(default=None, repr=False)
    _cursor: Any = field(default=None, repr=False)
    _opened: int = 0

    def now(self) -> object:
        """How often the file was opened, and its version since then."""
        with self._lock, _reaching(self.engine):
            if self._cursor is None:
                self._open()
            version = self._cursor.execute("PRAGMA data_version").fetchone()[0]
        return self._opened, version

    def _open(self) -> None:
        self._pooled = self.engine.raw_connection()
        self._pooled.detach()  # the pool's limit is for requests
        self._cursor = self._pooled.cursor()
        self._opened += 1

    def close(self) -> None:
        """Close the connection; the next look opens another, under another epoch."""
        with self._lock:
            if self._pooled is not None:
                self._cursor.close()
                self._pooled.close()
            self._pooled = self._cursor = None


@dataclass
class ServerEpoch:
    """The epoch of a PostgreSQL server, asked again once its answer is ``patience`` seconds old."""

    engine: Engine
    patience: float = PATIENCE
    trust: float = TRUST
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _known: object = None
    _asked: float = float("-inf")
    _doubted: float = float("-inf")

    def now(self) -> object:
        """Which pulses there are, and since when. One thread asks; others wait for its answer."""
        if time.monotonic() - self._asked < self.patience:
            return self._known
        with self._lock:
            asked = time.monotonic()
            if asked - self._asked >= self.patience:
                state = self._state()
                if asked - self._doubted >= self.trust:
                    self._doubted = asked
                self._known = self._doubted, state
                self._asked = asked
            return self._known

    def _state(self) -> tuple[Any, ...]:
        with _reaching(self.engine), contextlib.closing(self.engine.raw_connection()) as connection:
            driver: Any = connection.driver_connection
            # Outside a transaction: one that stood would keep the snapshot of its beginning.
            driver.autocommit = True
            try:
                row: tuple[Any, ...] = driver.execute(STATE).fetchone()
            finally:
                driver.autocommit = False
        return row

    def close(self) -> None:
        """It holds nothing; the next look asks, and finds another epoch."""
        self._asked = self._doubted = float("-inf")
