"""Days of buying and weigh slips as they are asked for: one schema for form and JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import post_load

from traceability.domain import process, quantity
from traceability.domain.balance import PPM
from traceability.domain.communes import NEW, OLD
from traceability.domain.errors import Invalid
from traceability.domain.quantity import Quantity, Unit
from traceability.domain.weigh_slips import Reading, Scale, Truck
from traceability.schemas.accepting import WarnReason, accepted
from traceability.schemas.fields import Amount, Coded, Count, Day, Line, RequestSchema, Rows
from traceability.schemas.households import NAME_LONGEST, CommuneName, HouseholdName, communes_of
from traceability.schemas.measures import DensityField, Measures
from traceability.services import weigh_slips
from traceability.services.reception_closing import CloseRequest
from traceability.services.receptions import OpenRequest
from traceability.services.weigh_slips import (
    MOST_LINES,
    LoadRequest,
    NewSeller,
    SlipOfDay,
    SlipRequest,
)

_NOTHING = re.compile(r"0+([.,]0+)?( ?(kg|g|lít|l|ml))?", re.IGNORECASE)


class Tare(Amount):
    """A weight that may be nothing: goods that lie on the scale bare."""

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> Quantity:
        bare = isinstance(value, int | Decimal) and not isinstance(value, bool) and value == 0
        if self._schema().spoken and isinstance(value, str):
            bare = _NOTHING.fullmatch(value.strip()) is not None
        if bare:
            unit = data.get("unit") or "kg"
            one = quantity.parse("1", name, default_unit=unit if isinstance(unit, str) else "kg")
            return Quantity(0, _unit_of(data.get("gross")) or one.unit)
        return super()._read(value, name, data)


def _unit_of(gross: Any) -> Unit | None:
    """The unit that was typed with the gross weight: nothing at all of the tare is in it too."""
    try:
        return quantity.parse(gross, "gross").unit if isinstance(gross, str) else None
    except Invalid:
        return None


class Percent(Coded):
    """A part in percent, typed with a decimal comma or as a JSON number; gives whole ppm.

    ``deduction_out_of_range`` below 0 or from 100 on, ``deduction_too_fine`` below 0.0001 %.
    """

    def _read(self, value: Any, name: str, data: Mapping[str, Any]) -> int:
        del data
        if isinstance(value, str) and self._schema().spoken:
            part = process.parse_measure(value.strip().removesuffix("%").strip(), name)
        elif isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise Invalid("value_type", name)
        else:
            part = Decimal(value)
        if not part.is_finite() or not 0 <= part < 100:
            raise Invalid("deduction_out_of_range", name)
        ppm = part * (PPM // 100)
        if ppm != ppm.to_integral_value():
            raise Invalid("deduction_too_fine", name)
        return int(ppm)


class ReadingSchema(RequestSchema):
    """What a slip should have said; ``bags``, ``tare`` and ``deduction`` stay where not named."""

    gross = Amount(required=True)
    bags = Count()
    tare = Tare()
    unit = Line(longest=8)
    deduction = Percent()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The figures under ``asked``."""
        gross: Quantity = data["gross"]
        tare: Quantity | None = data.get("tare")
        if tare is not None and tare.amount and tare.unit != gross.unit:
            raise Invalid("unit_not_of_crop", "tare", unit=gross.unit)
        weight = None if tare is None else tare.amount
        asked = Reading(gross.amount, gross.unit, data.get("bags"), weight, data.get("deduction"))
        return {"asked": asked}


class OpenSchema(RequestSchema):
    """A day of buying."""

    crop = Line(required=True, longest=32)
    day = Day(required=True)
    building = Line(longest=16)
    late_reason = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": OpenRequest(**data)}


class LineSchema(RequestSchema):
    """What one seller brought; weights go with ``unit``."""

    seller = Line(longest=16)
    new_name = HouseholdName(longest=NAME_LONGEST)
    new_commune = CommuneName(NEW, OLD, longest=80)
    gross = Amount(required=True)
    bags = Count()
    tare = Tare()
    unit = Line(longest=8)
    deduction = Percent()
    grade = Line(longest=32)
    price = Count()
    ground = Line(longest=40)
    part = Line(longest=32)
    measures = Measures()
    density = DensityField()
    warn_reason: Coded = WarnReason()
    warn_words = Line()

    def line(self, data: Mapping[str, Any]) -> weigh_slips.Line:
        """The line that the read fields make."""
        gross: Quantity = data["gross"]
        tare: Quantity | None = data.get("tare")
        bags = data.get("bags", 0 if tare is None or not tare.amount else 1)
        scale = Scale(
            gross.amount, bags, 0 if tare is None else tare.amount, data.get("deduction", 0)
        )
        return weigh_slips.Line(
            scale=scale,
            unit=gross.unit,
            tare_unit=tare.unit if tare is not None and tare.amount else None,
            seller=data.get("seller"),
            new_seller=_new(data),
            ground=data.get("ground"),
            grade=data.get("grade"),
            price=data.get("price"),
            part=data.get("part"),
            measures=data.get("measures", {}),
            accepts=accepted(dict(data)),
            density=data.get("density"),
        )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The line under ``asked``."""
        return {"asked": self.line(data)}


def _new(data: Mapping[str, Any]) -> NewSeller | None:
    if "new_name" not in data:
        return None
    commune, old = communes_of({"commune": data.get("new_commune")})
    return NewSeller(data["new_name"], commune, old)


class SlipSchema(LineSchema):
    """One slip for a reception."""

    reception = Line(required=True, longest=16)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": SlipRequest(data["reception"], self.line(data))}


class SlipOfDaySchema(LineSchema):
    """One slip from other software: a reception by code, or the open one of a crop and day."""

    reception = Line(longest=16)
    crop = Line(longest=32)
    day = Day()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        found = data.get("reception"), data.get("crop"), data.get("day")
        return {"asked": SlipOfDay(*found, line=self.line(data))}


class LoadSchema(RequestSchema):
    """A truck: its lines, and what it weighed full and empty if it was weighed."""

    reception = Line(required=True, longest=16)
    lines = Rows(LineSchema, most=MOST_LINES, required=True)
    truck_gross = Amount()
    truck_tare = Amount()
    unit = Line(longest=8)
    plate = Line(longest=20)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        gross, tare = data.get("truck_gross"), data.get("truck_tare")
        truck = Truck(
            None if gross is None else gross.amount, None if tare is None else tare.amount
        )
        lines = tuple(data["lines"])
        return {"asked": LoadRequest(data["reception"], lines, truck, data.get("plate"))}


class CloseSchema(RequestSchema):
    """Closing a day as it was seen; ``scale_total`` goes with ``unit``."""

    reception = Line(required=True, longest=16)
    version = Count(required=True)
    scale_total = Amount()
    unit = Line(longest=8)
    reason = Line()
    together = Line(longest=8)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        total = data.get("scale_total")
        return {
            "asked": CloseRequest(
                data["reception"],
                data["version"],
                None if total is None else total.amount,
                data.get("reason"),
                together="together" in data,
                scale_unit=None if total is None else total.unit,
            )
        }
