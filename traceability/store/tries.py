"""Tries that count against a limit, in the second store: where several processes count together.

Who tried is kept as a hash that only this installation can make, and no longer than its limit looks
back. Like all that stands there it may be lost, and is in no backup.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    text,
)

from traceability.store.telemetry import SCHEMA, Telemetry, open_telemetry

#: So long a request waits for the process that writes; then its own process counts for it.
_BUSY_MS = 300
#: The execution option of a connection that only reads, as the second store knows it.
_READS = "reads"
_METADATA = MetaData()
#: One row a try: ``who`` under which limit, when, and until when it counts (seconds since 1970).
TRY = Table(
    "try",
    _METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("who", LargeBinary(16), nullable=False),
    Column("at", Float(53), nullable=False),
    Column("until", Float(53), nullable=False),
    Index("ix_try_who", "who", "until"),
    Index("ix_try_until", "until"),
)


@dataclass(frozen=True)
class Tries:
    """The tries of an installation; ``Unreachable`` where the second store does not answer."""

    telemetry: Telemetry
    _ready: threading.Event = field(default_factory=threading.Event, repr=False, compare=False)

    def take(self, who: bytes, most: int, seconds: float, amount: int, now: float) -> bool:
        """Count ``amount`` tries at once, if that leaves no more than ``most`` in ``seconds``."""
        self._prepare()
        with self.telemetry.engine.begin() as connection:
            if self.telemetry.is_server:
                connection.execute(text("SET LOCAL synchronous_commit = off"))
                _wait_for(connection, who)
            connection.execute(delete(TRY).where(TRY.c.until <= now))
            if _standing(connection, who, now)[1] + amount > most:
                return False
            row = {"who": who, "at": now, "until": now + seconds}
            connection.execute(insert(TRY), [row] * amount)
        return True

    def standing(self, who: bytes, now: float) -> tuple[float, int]:
        """When the oldest try was that still counts (``now`` for none), and how many do."""
        self._prepare()
        with self.telemetry.reading() as connection:
            return _standing(connection, who, now)

    def forget(self, who: bytes | None = None) -> None:
        """Forget somebody's tries, or everybody's."""
        self._prepare()
        gone = delete(TRY) if who is None else delete(TRY).where(TRY.c.who == who)
        with self.telemetry.engine.begin() as connection:
            connection.execute(gone)

    def doubt(self) -> None:
        """Something failed: the table may be gone, and is looked for again."""
        self._ready.clear()

    def close(self) -> None:
        """Give the connections back."""
        self.telemetry.close()

    def _prepare(self) -> None:
        if self._ready.is_set():
            return
        if not self._stands():
            with self.telemetry.writing() as connection:
                if self.telemetry.is_server:
                    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
                _METADATA.create_all(connection)
        self._ready.set()

    def _stands(self) -> bool:
        """Whether the table is there: what only was busy need not wait for who counts scans."""
        with self.telemetry.reading() as connection:
            return inspect(connection).has_table(TRY.name)


def open_tries(database_url: str) -> Tries:
    """The tries beside a record, with connections of their own; nothing is connected yet."""
    telemetry = open_telemetry(database_url)
    if not telemetry.is_server:

        @event.listens_for(telemetry.engine, "connect")
        def _wait_shortly(connection: Any, _record: Any) -> None:
            connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}").close()

    return Tries(telemetry)


def _wait_for(connection: Connection, who: bytes) -> None:
    """Let nobody else count the same tries until this transaction ends.

    On a server as many as come at once would all see room. A file has one writer at a time anyway.
    """
    key = int.from_bytes(who[:8], "big", signed=True)
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _standing(connection: Connection, who: bytes, now: float) -> tuple[float, int]:
    wanted = select(func.min(TRY.c.at), func.count()).where(TRY.c.who == who, TRY.c.until > now)
    oldest, count = connection.execute(wanted).one()
    return (now if oldest is None else oldest), count
