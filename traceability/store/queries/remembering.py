"""What a view has read is not asked for again: what it shows cannot change while it looks.

Only a session that was told to remembers, and only one that cannot write is told so: a page looks
at the same few rows from many sides. What is remembered is the caller's to read, not to change.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence, Set
from typing import Any, Concatenate, ParamSpec, TypeVar, TypeVarTuple, cast

from sqlalchemy import Result, Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from traceability.store.queries.portions import portions

_MEMORY = "remembered"

P = ParamSpec("P")
Found = TypeVar("Found")
Row = TypeVar("Row")
Beside = TypeVar("Beside")
Key = TypeVar("Key", int, str)
Columns = TypeVarTuple("Columns")


def remember(db: Session) -> None:
    """Let a session that cannot write ask for nothing twice."""
    db.info[_MEMORY] = {}


def remembers(db: Session) -> bool:
    """Whether a session asks for nothing twice, so that it pays to ask for things together."""
    return _MEMORY in db.info


def once(
    read: Callable[Concatenate[Session, P], Found],
) -> Callable[Concatenate[Session, P], Found]:
    """A query that a session which remembers asks once for the same arguments."""

    @functools.wraps(read)
    def asked(db: Session, /, *args: P.args, **named: P.kwargs) -> Found:
        memory = db.info.get(_MEMORY)
        if memory is None:
            return read(db, *args, **named)
        key = (read, *map(_hashable, args), *named.items())
        if key not in memory:
            memory[key] = read(db, *args, **named)
        return cast("Found", memory[key])

    return asked


def each_once(
    read: Callable[[Session, Sequence[Key]], dict[Key, Found]],
) -> Callable[[Session, Collection[Key]], dict[Key, Found]]:
    """A query by keys that a session which remembers asks once for each key."""

    def asked(db: Session, keys: Collection[Key]) -> dict[Key, Found]:
        memory: dict[Hashable, Any] | None = db.info.get(_MEMORY)
        if memory is None:
            return read(db, list(keys))
        known: dict[Key, Found] = memory.setdefault(asked, {})
        missing = [key for key in dict.fromkeys(keys) if key not in known]
        if missing:
            known |= read(db, missing)
        return {key: known[key] for key in keys if key in known}

    functools.update_wrapper(asked, read)
    return asked


def by_keys(
    db: Session, model: type[Row], column: InstrumentedAttribute[Key], keys: Collection[Key]
) -> dict[Key, Row]:
    """Rows by their key, in no order; a session that remembers asks for those it has not met."""
    memory: dict[Hashable, Any] | None = db.info.get(_MEMORY)
    if memory is None:
        return _rows(db, column, list(keys))
    known: dict[Key, Row] = memory.setdefault((model, column.key), {})
    missing = [key for key in dict.fromkeys(keys) if key not in known]
    if missing:
        known |= _rows(db, column, missing)
    return {key: known[key] for key in keys if key in known}


def by_key(
    db: Session, model: type[Row], column: InstrumentedAttribute[Key], key: Key
) -> Row | None:
    """The row of a key."""
    if _MEMORY in db.info:
        return by_keys(db, model, column, [key]).get(key)
    return db.get(model, key)


def foresee(
    db: Session,
    pairs: Select[Row, Beside | None],
    column: InstrumentedAttribute[Key],
    beside: Callable[[Session, Sequence[Key]], dict[Key, list[Beside]]],
    keys: Collection[Key],
) -> None:
    """Let a session that remembers ask together for rows and for the lists of others beside them.

    ``pairs`` takes the ``keys``; ``by_keys`` then knows the rows by ``column``, and the query
    ``beside``, which is asked once for each key, the lists, in the order of ``pairs``.
    """
    memory: dict[Hashable, Any] | None = db.info.get(_MEMORY)
    if memory is None:
        return
    rows: dict[Key, Row] = memory.setdefault((column.class_, column.key), {})
    lists: dict[Key, list[Beside]] = memory.setdefault(beside, {})
    missing = [key for key in dict.fromkeys(keys) if key not in lists]
    lists |= {key: [] for key in missing}
    for some in portions(missing):
        for row, other in db.execute(pairs, {"keys": some}):
            key = getattr(row, column.key)
            rows[key] = row
            if other is not None:
                lists[key].append(other)


def plain(db: Session, wanted: Select[*Columns], given: Mapping[str, Any]) -> Result[*Columns]:
    """Rows of plain columns: of a session that cannot write by its connection, at half the cost.

    Any other session writes first what is waiting in it.
    """
    return db.execute(wanted, given) if db.autoflush else db.connection().execute(wanted, given)


def _rows(db: Session, column: InstrumentedAttribute[Key], keys: Sequence[Key]) -> dict[Key, Any]:
    found = (db.scalars(_wanted(column), {"keys": some}) for some in portions(keys))
    return {getattr(row, column.key): row for each in found for row in each}


@functools.cache
def _wanted(column: InstrumentedAttribute[Any]) -> Select[tuple[Any]]:
    """Put together once for a column: that takes longer than to find a row by it."""
    return select(column.class_).where(column.in_(bindparam("keys", expanding=True)))


def _hashable(value: Any) -> Hashable:
    if isinstance(value, Collection) and not isinstance(value, str):
        return frozenset(value) if isinstance(value, Set) else tuple(value)
    return cast("Hashable", value)
