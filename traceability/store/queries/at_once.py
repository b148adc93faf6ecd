"""Many rows of one table at one stroke: keys drawn before, values by column, no objects kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any, cast

from sqlalchemy import ColumnElement, Dialect, Table, any_, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from traceability.store.models import Base

#: So many rows go to the database together.
PORTION = 1_000
#: So many of them stand in one statement: what SQLite keeps to undo a statement, it keeps by each.
_TOGETHER = 50
#: So many words are drawn ahead: a few at first, for most lists are short.
_FIRST_AHEAD, _MOST_AHEAD = 64, 16_384
#: What SQLite may keep of the file in memory, in KiB: usually, and while a long list is written.
_USUAL_ROOM, _MUCH_ROOM = 2_000, 14_000

_Reads = Callable[[Any], Any]


@contextmanager
def roomy(db: Session) -> Iterator[None]:
    """Let SQLite keep more of the file in memory, so that a page of an index is not written twice.

    PostgreSQL shares its memory among all.
    """
    if db.get_bind().dialect.name == "postgresql":
        yield
        return
    connection = db.connection()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{_MUCH_ROOM:d}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_USUAL_ROOM:d}")


def drawn_ahead(draw: Callable[[int], Iterable[str]]) -> Iterator[str]:
    """Words that chance gives, rising as far as they were drawn together.

    Rows in the order of a key go to neighbouring pages of its index.
    """
    count = _FIRST_AHEAD
    while True:
        yield from sorted(draw(count))
        count = min(4 * count, _MOST_AHEAD)


def draw_keys(db: Session, key: InstrumentedAttribute[int], count: int) -> list[int]:
    """Keys for new rows of the table of ``key``, rising; nobody else gets them.

    On SQLite the writer holds the file, so the next ones are free; PostgreSQL draws its sequence.
    """
    if db.get_bind().dialect.name == "postgresql":
        names = {"table": key.class_.__tablename__, "column": key.key, "count": count}
        drawn = "SELECT nextval(pg_get_serial_sequence(:table, :column))"
        rows = db.execute(text(f"{drawn} FROM generate_series(1, :count)"), names)
        return sorted(rows.scalars())
    first = (db.scalar(select(func.max(key))) or 0) + 1
    return list(range(first, first + count))


def among(db: Session, column: InstrumentedAttribute[str], words: Iterable[str]) -> Any:
    """The condition that a column holds one of many words, sent as one value."""
    if db.get_bind().dialect.name == "postgresql":
        return column == any_(literal([*words], ARRAY(column.type)))
    listed = func.json_each(json.dumps([*words])).table_valued("value")
    return column.in_(select(listed.c.value))


def insert_columns(
    db: Session,
    model: type[Base],
    columns: Mapping[str, Sequence[Any]],
    same: Mapping[str, Any] | None = None,
) -> None:
    """Insert rows whose values are given by column, and in ``same`` what all of them hold."""
    count = len(next(iter(columns.values())))
    if not count:
        return
    dialect, table = db.get_bind().dialect, cast(Table, model.__table__)
    values = [_bound(dialect, table.c[name], column) for name, column in columns.items()]
    for name, value in (same or {}).items():
        values.append(repeat(_bound(dialect, table.c[name], [value])[0], count))
    insert_tuples(db, model, (*columns, *(same or ())), [*zip(*values, strict=True)])


def insert_tuples(
    db: Session, model: type[Base], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows whose values the driver takes as they are: text, numbers, bytes, nothing."""
    dialect, table = db.get_bind().dialect, cast(Table, model.__table__)
    whole = len(rows) - len(rows) % _TOGETHER
    if whole:
        blocks = (rows[n : n + _TOGETHER] for n in range(0, whole, _TOGETHER))
        values = [tuple(chain.from_iterable(block)) for block in blocks]
        db.connection().exec_driver_sql(_inserting(dialect, table, names, _TOGETHER), values)
    if whole < len(rows):
        db.connection().exec_driver_sql(_inserting(dialect, table, names, 1), [*rows[whole:]])


def insert_rows(db: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns."""
    if rows:
        insert_columns(db, model, {name: [row[name] for row in rows] for name in rows[0]})


def _bound(dialect: Dialect, column: ColumnElement[Any], values: Sequence[Any]) -> Any:
    """Values as the driver takes them; what repeats is converted once."""
    convert: _Reads | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return values
    known = {value: convert(value) for value in set(values)}
    return [known[value] for value in values]


def _inserting(dialect: Dialect, table: Table, names: Sequence[str], count: int) -> str:
    quoted = dialect.identifier_preparer
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    columns = ", ".join(map(quoted.quote, names))
    row = f"({', '.join([mark] * len(names))})"
    rows = ", ".join([row] * count)
    return f"INSERT INTO {quoted.format_table(table)} ({columns}) VALUES {rows}"  # noqa: S608
