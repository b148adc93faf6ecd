"""Many rows of one table at one stroke: keys drawn before, values as they are, no objects kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from traceability.store.models import Base

#: So many rows go to the database together.
PORTION = 1_000


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


def insert_rows(db: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns."""
    if rows:
        db.connection().execute(insert(cast(Table, model.__table__)), rows)
