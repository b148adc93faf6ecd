"""What all tables share: the naming of constraints, the column types, the append-only mark."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

#: Tables that only ever grow; triggers hold them (``store/append_only.py``).
APPEND_ONLY: set[str] = set()

_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: SQLite counts rows by itself only for a column declared INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware moment, kept in UTC on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Refuse a moment without an offset, and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its offset")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(
        self,
        value: Any,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> dt.datetime | None:
        """Give the moment back as aware UTC."""
        if value is None:
            return None
        moment: dt.datetime = value
        if moment.tzinfo is None:
            return moment.replace(tzinfo=dt.UTC)
        return moment.astimezone(dt.UTC)


Id = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]
Moment = Annotated[dt.datetime, mapped_column(UtcDateTime)]
Code = Annotated[str, mapped_column(String(13), ForeignKey("public_code.code"), unique=True)]
Word = Annotated[str, mapped_column(String(32))]
Line = Annotated[str, mapped_column(String(200))]
Digest = Annotated[str, mapped_column(String(43))]
Amount = Annotated[int, mapped_column(BigInteger)]
CommuneCode = Annotated[str, mapped_column(String(5))]
Vintage = Annotated[str, mapped_column(String(16))]


class Base(DeclarativeBase):
    """The parent of every model."""

    metadata = MetaData(naming_convention=_CONVENTION)


AnyModel = TypeVar("AnyModel", bound=Base)


def append_only(model: type[AnyModel]) -> type[AnyModel]:
    """Mark a model whose rows are never changed or removed."""
    APPEND_ONLY.add(model.__tablename__)
    return model
