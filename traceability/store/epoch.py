"""Whether anybody has committed anything: what costs almost nothing to ask before every page.

An epoch is a value that differs after every commit to the record, whoever made it and from which
process. It says nothing else; who sees another one looks at the record again.

SQLite keeps such a number for each connection (``PRAGMA data_version``): it differs from one look
to the next where another connection has committed. Ours is used for nothing else. PostgreSQL has
none but for the whole server, which differs after every writing of what is counted of scans. There
the unit of work leaves a row behind, seen with all else that it wrote (``pulse.py``). It costs a
round trip, so it is asked at most once in ``PATIENCE`` seconds a process: an answer is never older
than that. What was written past the units of work (by hand, by an older version that still runs)
leaves none; for that the server's own count of rows written is asked every ``TRUST`` seconds
(``writings.py``), and where it differs, or is not to be had, there is another epoch. No counter is
raised, so no writer waits for another, and none is raised before what it tells of can be seen.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from traceability.store.pulse import STATE
from traceability.store.writings import WRITTEN

#: For so long a process on PostgreSQL believes the answer that it got.
PATIENCE = 0.9
#: From this share of it on one thread asks again while others still take the answer that there is.
_EARLY = 0.6
#: So long it believes that nobody wrote past our units of work. With the ten seconds after which a
#: server tells what was written it is half of the minute that is promised, so that there is time
#: for looking again (``web/shelf.py``).
TRUST = 20.0
#: So long at most it goes by the server's count alone.
BELIEF = 600.0


class Stand(NamedTuple):
    """An epoch, to be compared with another of the same process.

    ``state`` differs after every commit that is known of. ``trusted`` is since when it is believed
    that there were no others (seconds of the monotonic clock), ``before`` what it was until then:
    what was read in that time was believed to stand until ``TRUST`` seconds before ``trusted``.
    """

    state: object
    trusted: float = 0.0
    before: float = 0.0


_NOTHING = Stand(None)


class Epoch(Protocol):
    """What tells one state of the record from another."""

    def now(self) -> Stand:
        """The epoch of this moment."""

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

    def now(self) -> Stand:
        """How often the file was opened, and its version since then."""
        with self._lock, _reaching(self.engine):
            if self._cursor is None:
                self._open()
            version = self._cursor.execute("PRAGMA data_version").fetchone()[0]
        return Stand((self._opened, version))

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
    belief: float = BELIEF
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _known: Stand = _NOTHING
    _asked: float = float("-inf")
    _checked: float = float("-inf")
    _written: Any = None

    def now(self) -> Stand:
        """Which pulses there are, and since when. One thread asks; others wait for its answer."""
        age = time.monotonic() - self._asked
        if age < _EARLY * self.patience or not self._lock.acquire(blocking=age >= self.patience):
            return self._known
        try:
            asked = time.monotonic()
            if asked - self._asked >= _EARLY * self.patience:
                self._ask(asked)
            return self._known
        finally:
            self._lock.release()

    def _ask(self, asked: float) -> None:
        state, known = self._row(STATE), self._known
        trusted, before = known.trusted, known.before
        if asked - self._checked >= self.trust:
            trusted, before = self._believed(asked, known)
        self._known, self._asked = Stand(state, trusted, before), asked

    def _believed(self, asked: float, known: Stand) -> tuple[float, float]:
        """Since when nobody wrote past our units of work, and what that was before."""
        written = self._row(WRITTEN)
        since, self._checked = self._checked, asked
        then, self._written = self._written, written
        if then is None or written != then:
            # Where nobody asked for long it may have been written long ago.
            lately = asked - since < TRUST + 2 * PATIENCE
            return asked, known.trusted if lately else asked
        if asked - known.trusted >= self.belief:
            return asked, known.trusted
        return known.trusted, known.before

    def _row(self, statement: str) -> tuple[Any, ...] | None:
        with _reaching(self.engine), contextlib.closing(self.engine.raw_connection()) as connection:
            driver: Any = connection.driver_connection
            # Outside a transaction: one that stood would keep the snapshot of its beginning.
            driver.autocommit = True
            try:
                row: tuple[Any, ...] | None = driver.execute(statement).fetchone()
            finally:
                driver.autocommit = False
        return row

    def close(self) -> None:
        """It holds nothing; the next look asks, and finds another epoch."""
        self._asked = self._checked = float("-inf")
        self._written = None
