"""Append-only tables, held by the database itself.

Four holes are closed: UPDATE, DELETE, an INSERT of an existing key (``INSERT OR REPLACE`` on
SQLite; on PostgreSQL an upsert updates and meets the first) and TRUNCATE. One function writes the
triggers, because Alembic's batch mode drops them silently when it rebuilds a table.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from traceability.store.models import APPEND_ONLY

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END $$
"""


def protect(connection: Connection, table: str, keys: Sequence[Sequence[str]]) -> None:
    """Make ``table`` append-only; ``keys`` are its primary key and every unique key."""
    statements = (
        _on_sqlite(table, keys) if connection.dialect.name == "sqlite" else _on_postgres(table)
    )
    for statement in statements:
        connection.execute(text(statement))


def release(connection: Connection, table: str) -> None:
    """Take the triggers off, for a migration that rebuilds or drops the table."""
    suffix = "" if connection.dialect.name == "sqlite" else f' ON "{table}"'
    for name in trigger_names(connection.dialect.name, table):
        connection.execute(text(f'DROP TRIGGER IF EXISTS "{name}"{suffix}'))


def trigger_names(dialect: str, table: str) -> tuple[str, ...]:
    """The names of the triggers that ``protect`` makes."""
    holes = ("update", "delete", "insert") if dialect == "sqlite" else ("change", "truncate")
    return tuple(f"{table}_no_{hole}" for hole in holes)


def installed_triggers(connection: Connection) -> set[str]:
    """Every trigger that stands in the database now."""
    if connection.dialect.name == "sqlite":
        listing = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        listing = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    return set(connection.execute(text(listing)).scalars())


def missing_triggers(db: Session) -> list[str]:
    """The triggers of append-only tables that no longer stand: somebody opened a door."""
    connection = db.connection()
    wanted = {
        name for table in APPEND_ONLY for name in trigger_names(connection.dialect.name, table)
    }
    return sorted(wanted - installed_triggers(connection))


def _on_sqlite(table: str, keys: Sequence[Sequence[str]]) -> list[str]:
    update, delete, insert = trigger_names("sqlite", table)
    refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    same = " OR ".join(
        "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")" for key in keys
    )
    # REPLACE also removes the row whose hidden rowid is named.
    exists = f'EXISTS (SELECT 1 FROM "{table}" WHERE {same} OR rowid = NEW.rowid)'  # noqa: S608 - names are our own
    return [
        f'CREATE TRIGGER "{update}" BEFORE UPDATE ON "{table}" {refuse}',
        f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" {refuse}',
        f'CREATE TRIGGER "{insert}" BEFORE INSERT ON "{table}" WHEN {exists} {refuse}',
    ]


def _on_postgres(table: str) -> list[str]:
    change, truncate = trigger_names("postgresql", table)
    return [
        _FUNCTION,
        f'CREATE TRIGGER "{change}" BEFORE UPDATE OR DELETE ON "{table}"'
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f'CREATE TRIGGER "{truncate}" BEFORE TRUNCATE ON "{table}"'
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
