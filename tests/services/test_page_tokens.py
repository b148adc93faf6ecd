"""Nothing that a page shows is outside its token: every row behind it changed and taken away."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, LargeBinary, Table, event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.people import KEYRING, World
from tests.rich_page import page_key, rich_page
from traceability.services import page_tokens, pages
from traceability.store.models import APPEND_ONLY, Base
from traceability.store.unit import Reading

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

#: Filled once, with the database or when a lot is published, and never written again.
FIXED = {"commune", "commune_succession", "crop", "told_weights"}
#: Beside what a page shows: what a density that nobody measured is assumed to be.
NOT_SHOWN = {"reference_value"}
#: What leads from a code to its batch or label.
TO_THE_PAGE = {"print_run", "label_range"}


def shown(view: Reading, code: str) -> pages.Page:
    """The page of a code, without what is known beside it and not shown."""
    page = pages.find(view, KEYRING, code)
    return dataclasses.replace(page, facts=dataclasses.replace(page.facts, density=None))


def tables_read(world: World, act: Callable[[], object]) -> set[str]:
    """The tables that SQLite opened to answer."""
    names = set(Base.metadata.tables)
    found: set[str] = set()

    def listen(*told: object) -> None:
        words = set(str(told[2]).replace("(", " ").replace(",", " ").split())
        found.update(names & words)

    event.listen(world.store.reader, "before_cursor_execute", listen)
    try:
        act()
    finally:
        event.remove(world.store.reader, "before_cursor_execute", listen)
    return found


@on_sqlite
def test_the_token_reads_every_table_that_a_page_reads(world: World, tmp_path: Path) -> None:
    code = rich_page(world, tmp_path)
    read, of_token = read_by(world, code)
    assert read - of_token <= FIXED | NOT_SHOWN | TO_THE_PAGE
    assert len(of_token) > 20


def read_by(world: World, code: str) -> tuple[set[str], set[str]]:
    """The tables that a page reads, and those that its token does."""
    key = page_key(world, code)
    with world.view() as view:
        return (
            tables_read(world, lambda: pages.find(view, KEYRING, code)),
            tables_read(world, lambda: page_tokens.of_batch(view, key)),
        )


@contextmanager
def unprotected(world: World) -> Iterator[tuple[Connection, Reading]]:
    """A connection on which anything can be changed, and nothing is kept."""
    with world.store.writer.connect() as connection:
        for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        connection.rollback()
        triggers = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        for (name,) in list(triggers):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        with Session(bind=connection) as db:
            yield connection, Reading(db, world.clock())
        connection.rollback()


def changes(connection: Connection, tables: set[str]) -> Iterator[str]:
    """Every row of some tables, changed in each column, and taken away."""
    for name in sorted(tables - FIXED - NOT_SHOWN - TO_THE_PAGE):
        table = Base.metadata.tables[name]
        for (row,) in list(connection.exec_driver_sql(f'SELECT rowid FROM "{name}"')):
            yield f'DELETE FROM "{name}" WHERE rowid = {row}'
            if name not in APPEND_ONLY:
                yield from updates(table, row)


def updates(table: Table, row: int) -> Iterator[str]:
    """A row changed in each of its columns; what only hides a value (a salt) is none of them."""
    for column in table.c:
        other = {int: f"{column.name} + 1", bool: f"NOT {column.name}"}
        kind = column.type.python_type
        changed = other.get(kind, f"{column.name} || '1'")
        if kind.__name__ in ("date", "datetime"):
            changed = f"date({column.name}, '-400 days')"
        if not isinstance(column.type, LargeBinary):
            value = f"coalesce({changed}, 1)"
            yield f'UPDATE "{table.name}" SET {column.name} = {value} WHERE rowid = {row}'


@on_sqlite
def test_what_does_not_change_the_token_does_not_change_the_page(
    world: World, tmp_path: Path
) -> None:
    code = rich_page(world, tmp_path)
    key, (read, _of_token) = page_key(world, code), read_by(world, code)
    with unprotected(world) as (connection, view):
        token, page = page_tokens.of_batch(view, key), shown(view, code)
        assert page.notices
        assert len(page.certificates) == 4
        assert page.origins[0].household_name
        made = list(changes(connection, read))
        missed = [each for each in made if not noticed(connection, view, each, key, token)]
        assert len(made) - len(missed) > 250
        assert stands(connection, view, missed, code, page), [
            each for each in missed if not stands(connection, view, [each], code, page)
        ]


def noticed(connection: Connection, view: Reading, change: str, key: int, token: str) -> bool:
    """Whether the token is another after a change."""
    point = connection.begin_nested()
    try:
        connection.exec_driver_sql(change)
        return page_tokens.of_batch(view, key) != token
    except IntegrityError:
        return True  # it cannot happen
    finally:
        point.rollback()


def stands(
    connection: Connection, view: Reading, made: list[str], code: str, page: pages.Page
) -> bool:
    """Whether a page is the same after all of some changes."""
    point = connection.begin_nested()
    try:
        for change in sorted(made, key=lambda each: each.startswith("DELETE")):
            connection.exec_driver_sql(change.replace("UPDATE ", "UPDATE OR IGNORE ", 1))
        view.db.expire_all()
        view.db.expunge_all()
        return shown(view, code) == page
    except Exception:
        return False
    finally:
        point.rollback()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_server_plans_the_statement_once_a_connection(world: World, tmp_path: Path) -> None:
    """Not at each view: that takes ten times as long as running it."""
    key = page_key(world, rich_page(world, tmp_path))
    for _view in range(10):
        with world.view() as view:
            page_tokens.of_batch(view, key)
    with world.view() as view:
        prepared = view.db.execute(
            text(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
                " WHERE statement LIKE '%recall_lift%place_household%'"
            )
        ).all()
    assert prepared
    assert sum(generic for generic, _custom in prepared) >= 4
    assert sum(custom for _generic, custom in prepared) == 0
