"""A ceiling as it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import post_load

from traceability.domain import quantity, text
from traceability.domain.balance import PPM
from traceability.domain.capacity import Basis
from traceability.domain.errors import Invalid
from traceability.schemas.fields import Choice, Day, Line, RequestSchema
from traceability.services.capacities import KEYS
from traceability.services.ceilings import CeilingRequest

_TIMES = re.compile(r"[0-9]{1,2}([.,][0-9]{1,6})?")


class Level(Line):
    """An amount per hectare, tree or colony, or how many times the owner's average."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:  # type: ignore[override]
        del data
        typed, schema = self._text(value), self._schema()
        if isinstance(schema, CeilingSchema) and schema.measure == Basis.AVERAGE:
            return _times(typed, name)
        if isinstance(schema, CeilingSchema) and schema.unit == "ml":
            return quantity.parse(typed, name, default_unit="lít", only="ml").amount
        return quantity.parse(typed, name, default_unit="kg", only="g").amount


def _times(typed: str, name: str) -> int:
    """ "1,3" as parts per million; more than nothing."""
    if not _TIMES.fullmatch(typed.strip()):
        raise Invalid("number_unreadable", name, typed=text.shown(typed))
    ppm = int(Decimal(typed.strip().replace(",", ".")) * PPM)
    if ppm < 1:
        raise Invalid("must_be_positive", name)
    return ppm


class CeilingSchema(RequestSchema):
    """A level of a crop: ``measure`` and ``unit`` (g or ml) are those of the crop's ceilings."""

    level = Choice(KEYS, required=True)
    value = Level(required=True)
    from_on = Day(required=True, may_be_future=True)
    source = Line(required=True)

    def __init__(self, *, crop: str, measure: str, unit: str, **options: Any) -> None:
        """``crop`` is set by the page, not typed."""
        super().__init__(**options)
        self.crop, self.measure, self.unit = crop, measure, unit

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {
            "asked": CeilingRequest(
                self.crop, data["level"], data["value"], data["from_on"], data["source"]
            )
        }
