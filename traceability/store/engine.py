"""Engines: one that writes, one whose every write the database refuses.

SQLite's driver is taken off its own transactions (``isolation_level=None``) and each unit begins
with our BEGIN: left to the driver's default, four writers drew 103 kg from a batch of 100.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

from traceability.store.epoch import Epoch, epoch_of

#: How long a writer waits for the others.
_BUSY_MS = 30_000
#: The execution option of a connection by which a unit waits less long, in milliseconds.
PATIENCE = "patience_ms"

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={_BUSY_MS}",
    "PRAGMA secure_delete=ON",
    "PRAGMA synchronous=FULL",
    # Without it INSERT OR REPLACE removes a row past the triggers.
    "PRAGMA recursive_triggers=ON",
    # What can be undone of a statement goes to a file in the folder for temporary ones otherwise,
    # page by page, with whatever names and numbers stand there.
    "PRAGMA temp_store=MEMORY",
)

#: How long a server may be silent, by libpq's names: seconds until a new connection stands (the
#: system would try for minutes), and until one is given up whose other end has gone. A statement
#: may take as long as it likes: the system at the other end says that it is there.
SILENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}

#: The database cannot be reached, or a lock was not given in time; nothing was written.
OutOfReach = OperationalError


def utc_now() -> dt.datetime:
    """The wall clock; only the composition root and units of work call it."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Store:
    """Both engines of one database, its epoch, and where time and chance come from.

    ``pepper`` is a secret from outside the database, without which nobody can try what was hashed
    under it. Only who takes requests needs it.
    """

    writer: Engine
    reader: Engine
    epoch: Epoch
    clock: Callable[[], dt.datetime] = utc_now
    entropy: Callable[[int], bytes] = secrets.token_bytes
    pepper: bytes = field(default=b"", repr=False)

    def close(self) -> None:
        """Give every connection back."""
        self.epoch.close()
        self.writer.dispose()
        self.reader.dispose()


def open_store(url: str) -> Store:
    """Open ``sqlite:///path`` or ``postgresql://…``; nothing is connected yet."""
    parsed = make_url(url)
    make = _sqlite_engine if parsed.get_backend_name() == "sqlite" else _postgres_engine
    reader = make(parsed, writes=False)
    return Store(writer=make(parsed, writes=True), reader=reader, epoch=epoch_of(reader))


def _sqlite_engine(url: URL, *, writes: bool) -> Engine:
    # Without hide_parameters the text of an error repeats names and phone numbers.
    engine = create_engine(url, connect_args={"isolation_level": None}, hide_parameters=True)
    pragmas = _SQLITE_PRAGMAS if writes else (*_SQLITE_PRAGMAS, "PRAGMA query_only=ON")

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        for pragma in pragmas:
            connection.execute(pragma).close()

    if writes:
        event.listen(engine, "begin", _begin_writing)
    else:
        # By the dialect, not by an event: whoever listens to an engine slows down each of its
        # statements, and a page sends thirty.
        engine.dialect.do_begin = _begin_reading  # type: ignore[method-assign, assignment]
    return engine


def _begin_writing(connection: Connection) -> None:
    patience = connection.get_execution_options().get(PATIENCE)
    if patience is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={patience:d}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_MS}")


def _begin_reading(connection: Any) -> None:
    connection.execute("BEGIN").close()


def server_arguments(url: URL, options: str) -> dict[str, Any]:
    """What a server is connected to with; what the operator's own address says of it stands."""
    silence = {name: value for name, value in SILENCE.items() if name not in url.query}
    return {"options": options, **silence}


def _postgres_engine(url: URL, *, writes: bool) -> Engine:
    options = "-c timezone=UTC -c lock_timeout=30s"
    if not writes:
        # One view is one moment, as on SQLite: READ COMMITTED would show each statement another.
        options += " -c default_transaction_read_only=on"
        options += r" -c default_transaction_isolation=repeatable\ read"
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=server_arguments(url, options),
        hide_parameters=True,
        pool_size=10,
        max_overflow=10,
        pool_pre_ping=True,
    )

    if writes:
        event.listen(engine, "begin", _lose_patience)
    return engine


def _lose_patience(connection: Connection) -> None:
    patience = connection.get_execution_options().get(PATIENCE)
    if patience is not None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience:d}")
