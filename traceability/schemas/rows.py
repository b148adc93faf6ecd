"""Rows of a list, judged column by column with the very fields that judge a form.

A column repeats its values (communes, standings), so each value is read once. That a row gets the
same verdict as the form would give it is held by a property test.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from marshmallow import ValidationError

from traceability.domain.errors import Fault, Invalid
from traceability.schemas.fields import Line, RequestSchema, fault_of


class Gathers(Protocol):
    """A schema that makes its request of read fields, or raises ``Invalid``."""

    def together(self, data: Mapping[str, Any]) -> Any:
        """The request."""


class RowChecks:
    """The checks of a schema's columns, made of its fields; ``schema`` also ``Gathers``."""

    def __init__(self, schema: RequestSchema) -> None:
        """One for each list: what was read once is remembered."""
        self._schema = schema
        self._together = schema.together  # type: ignore[attr-defined]
        self._read: dict[tuple[str, str], Any] = {}

    def read(self, row: Mapping[str, str]) -> Any:
        """The request of a row; ``Invalid`` with every fault in the order of the fields."""
        data: dict[str, Any] = {}
        faults: list[Fault] = []
        for name in self._schema.fields:
            read = self._column(name, row)
            if isinstance(read, Fault):
                faults.append(read)
            elif read is not None:
                data[name] = read
        if faults:
            raise Invalid.of(tuple(faults))
        return self._together(data)

    def _column(self, name: str, row: Mapping[str, str]) -> Any:
        field, value = self._schema.fields[name], row.get(name, "")
        if not isinstance(field, Line):  # it may look at other columns
            return self._checked(name, row)
        if (name, value) not in self._read:
            self._read[name, value] = self._checked(name, row)
        return self._read[name, value]

    def _checked(self, name: str, row: Mapping[str, str]) -> Any:
        """The value of a column as its field reads it, or the fault; nothing where it is blank."""
        field = self._schema.fields[name]
        if not row.get(name, "").strip():
            return Fault("required", name) if field.required else None
        return _deserialized(field, name, row)


def _deserialized(field: Any, name: str, row: Mapping[str, str]) -> Any:
    try:
        return field.deserialize(row[name], name, row)
    except ValidationError as error:
        return fault_of(name, error.messages)
