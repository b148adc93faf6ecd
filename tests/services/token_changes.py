"""Every row behind a kept page changed and taken away, to see whether its token is another then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, LargeBinary, Table, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.people import World
from traceability.domain.errors import NotFound
from traceability.store.models import APPEND_ONLY, Base
from traceability.store.unit import Reading


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
    for name in sorted(tables):
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


@dataclass(frozen=True)
class Kept:
    """A kept page on a connection on which anything can be changed: how it is judged and drawn."""

    connection: Connection
    view: Reading
    token: Callable[[], str]
    page: Callable[[], object]

    def notices(self, change: str, before: str) -> bool:
        """Whether the token is another after a change."""
        point = self.connection.begin_nested()
        try:
            self.connection.exec_driver_sql(change)
            self._forget()
            return self.token() != before
        except (IntegrityError, NotFound):
            return True  # it cannot happen, or the page is none any more
        finally:
            point.rollback()

    def shows(self, page: object, changed: Sequence[str]) -> bool:
        """Whether the page is the same after all of some changes."""
        point = self.connection.begin_nested()
        try:
            for change in sorted(changed, key=lambda each: each.startswith("DELETE")):
                again = change.replace("UPDATE ", "UPDATE OR IGNORE ", 1)
                self.connection.exec_driver_sql(again)
            self._forget()
            return self.page() == page
        except Exception:
            return False
        finally:
            point.rollback()

    def _forget(self) -> None:
        self.view.db.expire_all()
        self.view.db.expunge_all()
