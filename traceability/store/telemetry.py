"""The second store: how often pages were looked at, apart from the record and out of its backups.

Beside an SQLite record it is a file of its own; on PostgreSQL a schema of the same database. It has
no migrations: what it holds may be lost, so a table that it lacks is made when it is opened to
write, and a change of its tables is a new ``SCHEMA``.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import DBAPIError

from traceability.store.engine import server_arguments

SCHEMA = "telemetry"
#: How long a writer waits for another process's; a request never does.
_BUSY_MS = 5_000
#: The execution option of a connection that only reads.
_READS = "reads"
_LOCK = 0x7363_616E  # one process writes at a time

_METADATA = MetaData()
#: Requests that were counted and visitor-days, by lot and day; ``batch`` is empty for blank labels.
SCAN_DAY = Table(
    "scan_day",
    _METADATA,
    Column("day", String(10), primary_key=True),
    Column("batch", String(13), primary_key=True),
    Column("holder", String(13), primary_key=True),
    Column("scans", Integer, nullable=False),
    Column("visitors", Integer, nullable=False),
    Index("ix_scan_day_holder_day", "holder", "day"),
)
#: Of each label that was scanned: when first (seconds since 1970), how many visitor-days.
ITEM_SEEN = Table(
    "item_seen",
    _METADATA,
    Column("run_no", BigInteger, primary_key=True),
    Column("idx", Integer, primary_key=True),
    Column("first_at", BigInteger, nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("visitors", Integer, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index("ix_item_seen_changed_at", "changed_at"),
    Index("ix_item_seen_last_day", "last_day"),
)
#: Of labels that telephones looked at which tried many of one run that day: how many of their
#: visitor-days those were. Which telephones is forgotten with the day.
TRIED = Table(
    "tried",
    _METADATA,
    Column("run_no", BigInteger, primary_key=True),
    Column("idx", Integer, primary_key=True),
    Column("visitors", Integer, nullable=False),
    Column("last_day", String(10), nullable=False),
    Index("ix_tried_last_day", "last_day"),
)
#: Who looked today, by a hash that nobody can make again once the day's salt is gone.
VISITOR = Table(
    "visitor",
    _METADATA,
    Column("day", String(10), primary_key=True),
    Column("target", String(24), primary_key=True),
    Column("who", LargeBinary(12), primary_key=True),
)
#: Of them, who looked at labels: at how many of a run, and which (their indexes, parted by blanks)
#: while these are few.
TRYING = Table(
    "trying",
    _METADATA,
    Column("day", String(10), primary_key=True),
    Column("who", LargeBinary(12), primary_key=True),
    Column("run_no", BigInteger, primary_key=True),
    Column("labels", Integer, nullable=False),
    Column("first", String(64), nullable=False),
)
SALT = Table(
    "salt",
    _METADATA,
    Column("day", String(10), primary_key=True),
    Column("value", LargeBinary(32), nullable=False),
)
#: Labels that a rule spoke of, once each: ``subject`` is the lot's code, or the run's.
FINDING = Table(
    "finding",
    _METADATA,
    Column("rule", String(8), primary_key=True),
    Column("run_no", BigInteger, primary_key=True),
    Column("idx", Integer, primary_key=True),
    Column("subject", String(13), nullable=False),
    Column("holder", String(13), nullable=False),
    Column("day", String(10), nullable=False),
    Index("ix_finding_subject", "subject", "rule"),
    Index("ix_finding_holder", "holder", "day"),
    Index("ix_finding_day", "day"),
)
#: Since when it counts, and up to when the rules have looked.
NOTE = Table(
    "note",
    _METADATA,
    Column("name", String(16), primary_key=True),
    Column("value", String(32), nullable=False),
)

#: It cannot be reached, or has no tables yet.
Unreachable = DBAPIError

_LABEL = "SELECT first_at, visitors, changed_at FROM item_seen WHERE run_no = {0} AND idx = {0}"


@dataclass(frozen=True)
class _Reader:
    """A connection that reads labels, and its cursor."""

    pooled: Any
    cursor: Any


@dataclass(frozen=True)
class Telemetry:
    """The second store: an engine, and connections apart for what reads labels."""

    engine: Engine
    _idle: list[_Reader] = field(default_factory=list, repr=False, compare=False)
    _ready: threading.Event = field(default_factory=threading.Event, repr=False, compare=False)
    #: What is noted once and never again, as far as it was read.
    settled: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def prepare(self) -> None:
        """Make what is lacking of its tables and indexes, at the first call and after ``doubt``."""
        if not self._ready.is_set():
            with self.writing() as connection:
                _make(connection)
            self._ready.set()

    def doubt(self) -> None:
        """Something failed: its tables may be gone, and are looked for again."""
        self._ready.clear()
        self.settled.clear()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction; no other process's runs beside it."""
        with self.engine.begin() as connection:
            if self.is_server:
                connection.execute(text("SET LOCAL synchronous_commit = off"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A view of what was counted; raises ``Unreachable`` where nothing ever was."""
        with self.engine.connect().execution_options(**{_READS: True}) as connection:
            yield connection

    @property
    def is_server(self) -> bool:
        """Whether it is a schema of a PostgreSQL server."""
        return self.engine.dialect.name == "postgresql"

    def label(self, run_no: int, index: int) -> tuple[int, int, int] | None:
        """A label's first scan, visitor-days and the last of these; ``None`` for none.

        Moments are seconds since 1970.

        By the driver alone: it is asked for with every page of a label. Raises ``LookupError``
        where it cannot be told.
        """
        reader = None
        try:
            reader = self._reader()
            reader.cursor.execute(_LABEL.format("%s" if self.is_server else "?"), (run_no, index))
            found = reader.cursor.fetchone()
        except Exception as fault:
            if reader is not None:
                reader.pooled.close()  # it failed: the next label opens another
            raise LookupError from fault
        self._idle.append(reader)
        return None if found is None else (found[0], found[1], found[2])

    def _reader(self) -> _Reader:
        """A connection that nobody uses now. As many are kept as ever were in use at once."""
        with contextlib.suppress(IndexError):
            return self._idle.pop()
        pooled = self.engine.raw_connection()
        driver: Any = pooled.driver_connection
        if self.is_server:
            driver.autocommit = True
        pooled.detach()  # the pool's limit is for what counts
        return _Reader(pooled, pooled.cursor())

    def close(self) -> None:
        """Give every connection back; called once nobody reads any more."""
        while self._idle:
            self._idle.pop().pooled.close()
        self.engine.dispose()


def open_telemetry(database_url: str) -> Telemetry:
    """The second store of a record; nothing is connected yet."""
    url = make_url(database_url)
    return Telemetry(_file(url) if url.get_backend_name() == "sqlite" else _server(url))


def _file(record: URL) -> Engine:
    path = record.database or ""
    url = record if path in ("", ":memory:") else record.set(database=beside(path))
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}").close()
        connection.execute("PRAGMA journal_mode=WAL").close()
        connection.execute("PRAGMA synchronous=NORMAL").close()
        # A salt that is forgotten is gone from the file.
        connection.execute("PRAGMA secure_delete=ON").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get(_READS)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def beside(record: str) -> str:
    """The file of what is counted, beside the file of a record."""
    folder, slash, name = record.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    own = "telemetry" if stem == "traceability" else f"{stem or name}.telemetry"
    return f"{folder}{slash}{own}{dot}{ending if dot else ''}"


def _server(record: URL) -> Engine:
    options = f"-c timezone=UTC -c search_path={SCHEMA} -c lock_timeout=5s"
    return create_engine(
        record.set(drivername="postgresql+psycopg"),
        connect_args=server_arguments(record, options),
        hide_parameters=True,
        pool_size=2,
        max_overflow=8,
        pool_pre_ping=True,
    )


def _make(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    _METADATA.create_all(connection)
    # Tables that were made before an index of theirs was thought of lack it.
    for table in _METADATA.sorted_tables:
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            index.create(connection, checkfirst=True)


def wipe(telemetry: Telemetry) -> None:
    """Take from the files what was deleted: the write-ahead log is cut, a server's rows freed."""
    with contextlib.closing(telemetry.engine.raw_connection()) as pooled:
        driver: Any = pooled.driver_connection
        if not telemetry.is_server:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
            return
        driver.autocommit = True
        try:
            driver.execute("VACUUM visitor, trying, salt")
        finally:
            driver.autocommit = False
