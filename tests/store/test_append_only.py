"""Append-only tables: every way of changing or removing a row, tried on every one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import LargeBinary, Table, UniqueConstraint, text
from sqlalchemy.exc import DBAPIError

from tests.people import World
from traceability.store.models import APPEND_ONLY, Base

TABLES = sorted(APPEND_ONLY)
SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
POSTGRES = pytest.mark.parametrize("backend", ["postgresql"])


def table_of(name: str) -> Table:
    return Base.metadata.tables[name]


def keys_of(table: Table) -> list[list[str]]:
    """The primary key and every unique key."""
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys = [[column.name for column in table.primary_key]]
    return keys + sorted([column.name for column in each.columns] for each in unique)


@pytest.fixture
def kept(busy: World) -> Iterator[World]:
    """A world in which the attempts of a test must leave every row as it was."""
    before = {name: rows(busy, name) for name in TABLES}
    assert all(before.values()), [name for name in TABLES if not before[name]]
    yield busy
    assert {name: rows(busy, name) for name in TABLES} == before


def rows(world: World, name: str) -> list[tuple[Any, ...]]:
    with world.store.reader.connect() as connection:
        found = connection.execute(text(f'SELECT * FROM "{name}"'))
        return sorted((tuple(row) for row in found), key=repr)


@contextmanager
def refused(name: str) -> Iterator[None]:
    with pytest.raises((DBAPIError, sqlite3.DatabaseError), match=f"append-only: {name}"):
        yield


def attempt(world: World, name: str, statement: str) -> None:
    with refused(name), world.store.writer.begin() as connection:
        connection.execute(text(statement))


def test_no_row_is_updated_or_deleted(kept: World) -> None:
    for name in TABLES:
        for column in (column.name for column in table_of(name).columns):
            attempt(kept, name, f'UPDATE "{name}" SET "{column}" = "{column}"')
        attempt(kept, name, f'DELETE FROM "{name}"')


def test_no_upsert_changes_a_row(kept: World) -> None:
    for name in TABLES:
        for key in keys_of(table_of(name)):
            target, first = ", ".join(f'"{each}"' for each in key), key[0]
            present = " AND ".join(f'"{each}" IS NOT NULL' for each in key)
            attempt(
                kept,
                name,
                f'INSERT INTO "{name}" SELECT * FROM "{name}" WHERE {present}'
                f' ON CONFLICT ({target}) DO UPDATE SET "{first}" = excluded."{first}"',
            )


@POSTGRES
def test_no_table_is_truncated(kept: World) -> None:
    for name in TABLES:
        with refused("[a-z_]+"), kept.store.writer.begin() as connection:
            connection.execute(text(f'TRUNCATE "{name}" CASCADE'))


@SQLITE
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_no_row_is_replaced_by_any_of_its_keys(kept: World, recursive: str) -> None:
    """REPLACE removes rows without firing delete triggers where recursive_triggers is off."""
    with closing(foreign_connection(kept, recursive)) as connection:
        for name in TABLES:
            table = table_of(name)
            for key in keys_of(table):
                stolen = with_fresh_values(connection, table, key)
                with refused(name):
                    insert(connection, "INSERT OR REPLACE", name, stolen)
                with refused(name):
                    insert(connection, "REPLACE", name, stolen)


@SQLITE
def test_no_row_is_replaced_by_its_hidden_rowid(kept: World) -> None:
    with closing(foreign_connection(kept, "OFF")) as connection:
        for name in TABLES:
            row = with_fresh_values(connection, table_of(name), [])
            row = {key: value for key, value in row.items() if key not in ("id", "seq")}
            (rowid,) = connection.execute(f'SELECT min(rowid) FROM "{name}"').fetchone()
            with refused(name):
                insert(connection, "INSERT OR REPLACE", name, row | {"rowid": rowid})


@SQLITE
def test_a_fresh_row_still_goes_in(busy: World) -> None:
    """What refuses everything would pass every test above."""
    busy.tampered = True
    with closing(foreign_connection(busy, "OFF")) as connection:
        for name in TABLES:
            row = with_fresh_values(connection, table_of(name), [])
            insert(connection, "INSERT OR REPLACE", name, row)


def foreign_connection(world: World, recursive: str) -> sqlite3.Connection:
    """A connection that somebody else opened, without any of our settings."""
    path = world.store.writer.url.database
    assert path is not None
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA recursive_triggers={recursive}")
    connection.execute("PRAGMA ignore_check_constraints=ON")
    return connection


def with_fresh_values(
    connection: sqlite3.Connection, table: Table, keep: Sequence[str]
) -> dict[str, Any]:
    """A row that shares ``keep`` with one that stands, and nothing else."""
    present = " AND ".join(f'"{name}" IS NOT NULL' for name in keep) or "1"
    names = [column.name for column in table.columns]
    found = connection.execute(f'SELECT * FROM "{table.name}" WHERE {present}').fetchone()
    assert found is not None, f"{table.name} has no row with {keep}"
    row = dict(zip(names, found, strict=True))
    return row | {c.name: fresh(c.type) for c in table.columns if c.name not in keep}


def fresh(kind: object) -> object:
    if isinstance(kind, LargeBinary):
        return b"fresh"
    return 987_654 if getattr(kind, "python_type", str) is int else "fresh"


def insert(connection: sqlite3.Connection, verb: str, name: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{key}"' for key in row)
    marks = ", ".join("?" for _ in row)
    connection.execute(f'{verb} INTO "{name}" ({names}) VALUES ({marks})', list(row.values()))
