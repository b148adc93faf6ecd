"""Running the migrations that ship with the package, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from traceability.store.engine import Store

_HERE = Path(__file__).parent / "migrations"
_LOCK = 0x6D69_6772  # two parents that start together migrate one after the other


def upgrade(store: Store, revision: str = "head") -> str:
    """Bring the database up to ``revision``; returns the revision it stands at."""
    return _run(store, command.upgrade, revision)


def downgrade(store: Store, revision: str) -> str:
    """Take the database down to ``revision`` (``base`` for nothing); returns where it stands."""
    return _run(store, command.downgrade, revision)


def current(store: Store) -> str | None:
    """The revision that the database stands at, ``None`` for an empty one."""
    with store.reader.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest revision that this package holds."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    assert found is not None  # noqa: S101 - the package ships at least one revision
    return found


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without any file."""
    made = Config()
    made.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


Command = Callable[[Config, str], None]


def _run(store: Store, step: Command, revision: str) -> str:
    with store.writer.connect() as connection:
        with _foreign_keys_apart(connection), connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            step(config(connection), revision)
            _check_foreign_keys(connection)
        return str(MigrationContext.configure(connection).get_current_revision())


@contextmanager
def _foreign_keys_apart(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a parent table by dropping it, which would empty its children."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - a connection that was just opened has its driver's
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration broke foreign keys: {broken[:5]}")
