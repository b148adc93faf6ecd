"""Rows whole as texts, by one statement: of these the tokens of public pages are made.

Each part is a table and which of its rows count; of a row every column does, so that a column which
is added later counts from its first day. Rows that may only ever be added (events, revisions) are
named by what tells them apart.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any
from typing import cast as cast_to

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    LargeBinary,
    Select,
    String,
    Table,
    Text,
    cast,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from traceability.store.models import Base, PlaceGeometry
from traceability.store.queries.boundaries import OF_PLACES

Part = Select[str, str]
#: Keys of rows, as a subquery.
Keys = Any

#: What parts the values of a row, and what stands for none: spelled out, for a driver takes longer
#: over three hundred parameters than the database over the rows.
_NEXT, NOTHING = literal_column("'\x1e'", Text), literal_column("'\x1f'", Text)

#: PostgreSQL takes what lies behind one page for a thousand rows, and reads whole tables for them;
#: it also takes ten times longer to plan the statement than to run it, so one plan does for every
#: page. Until the end of this view only.
_BY_INDEX = "SELECT " + ", ".join(
    f"set_config('{name}', '{value}', true)"
    for name, value in {
        "enable_seqscan": "off",
        "enable_hashjoin": "off",
        "enable_mergejoin": "off",
        "plan_cache_mode": "force_generic_plan",
    }.items()
)


@contextlib.contextmanager
def _planned_once(connection: Connection) -> Iterator[None]:
    """On PostgreSQL what is asked in the block is planned at its first time on a connection alone.

    The driver would have it planned five times before it prepares it, by each thread that looks at
    a kept page again.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.exec_driver_sql(_BY_INDEX)
    driver: Any = connection.connection.driver_connection
    usual = driver.prepare_threshold
    driver.prepare_threshold = usual and 0
    try:
        yield
    finally:
        driver.prepare_threshold = usual


@dataclass(frozen=True)
class _Asked:
    """The statement as a driver takes it: putting it together takes longer than running it."""

    sql: str
    constants: Mapping[str, Any]
    order: Sequence[str] | None

    def values(self, told: Mapping[str, Any]) -> Any:
        """Its parameters: in their order, or by their names."""
        named = {**self.constants, **told}
        return named if self.order is None else tuple(named[name] for name in self.order)


class Rows:
    """What pages of a kind rest on: ``parts`` is put together once a process and database."""

    def __init__(self, parts: Callable[[], Iterable[Part]]) -> None:
        self._parts = parts
        self._written: dict[str, _Asked] = {}

    def of(self, db: Session, **told: Any) -> list[tuple[str, str]]:
        """What one page rests on, as pairs of a table and a row in no order."""
        connection = db.connection()
        asked = self._on(connection.dialect)
        with _planned_once(connection):
            found = connection.exec_driver_sql(asked.sql, asked.values(told))
            return [(table, row) for table, row in found]

    def _on(self, dialect: Dialect) -> _Asked:
        """The statement for a kind of database."""
        if dialect.name not in self._written:
            statement = union_all(*self._parts())
            inline = {"render_postcompile": True}
            compiled: Any = statement.compile(dialect=dialect, compile_kwargs=inline)
            order = compiled.positiontup
            self._written[dialect.name] = _Asked(compiled.string, compiled.params, order)
        return self._written[dialect.name]


class _Among(FunctionElement[bool]):
    """Whether a column is one of some keys.

    PostgreSQL finds the keys first: what it takes IN for it joins in an order of its own, and where
    it misjudges how many there are, from the wrong end. Its type is left open: compared with true,
    as SQLite would have it, no index would serve.
    """

    inherit_cache = True


@compiles(_Among)
def _in_keys(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    column, keys = (compiler.process(each, **more) for each in element.clauses)
    return f"{column} IN {keys}"


@compiles(_Among, "postgresql")
def _any_of_keys(element: _Among, compiler: SQLCompiler, **more: Any) -> str:
    column, keys = (compiler.process(each, **more) for each in element.clauses)
    return f"{column} = ANY (ARRAY{keys})"


def among(column: Any, keys: Keys) -> ColumnElement[bool]:
    """Whether a column is one of the keys that a query finds, which stands for itself."""
    return _Among(column, keys.scalar_subquery())


def rows(model: type[Base]) -> Part:
    """Rows of a table, each as one text. What is kept only to hide a value (a salt) is no news."""
    table = cast_to(Table, model.__table__)
    shown = [each for each in table.c if not isinstance(each.type, LargeBinary)]
    whole = reduce(lambda left, right: left.concat(_NEXT).concat(right), map(_spelled, shown))
    return select(called(table.name), cast(whole, Text)).select_from(table)


def _spelled(column: Column[Any]) -> ColumnElement[str]:
    """A value as text, by no more than it takes: there are hundreds of them behind a page."""
    text: ColumnElement[str] = column if isinstance(column.type, String) else cast(column, Text)
    return func.coalesce(text, NOTHING) if column.nullable else text


def called(table: str) -> ColumnElement[str]:
    """The name of a table, as a value beside its rows."""
    return literal_column(f"'{table}'", Text)


def boxes(places: Keys) -> Part:
    """Only this of boundaries: a page tells the square of the middle, and outlines are long."""
    box = PlaceGeometry
    whole: ColumnElement[str] = cast(box.place_id, Text)
    for side in (box.south, box.north, box.west, box.east):
        whole = whole.concat(" ").concat(cast(side, Text))
    return select(called("place_geometry"), whole).where(among(box.place_id, places), OF_PLACES)
