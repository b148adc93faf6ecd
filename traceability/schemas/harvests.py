"""A harvest as it is asked for."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from traceability.schemas.accepting import WarnReason, accepted
from traceability.schemas.fields import Amount, Coded, Day, Flag, Line, Moment, RequestSchema
from traceability.schemas.measures import DensityField, Measures
from traceability.services.harvests import HarvestRequest


class HarvestSchema(RequestSchema):
    """Short codes name growing-area code, place and household; ``weight`` goes with ``unit``.

    ``measures`` and ``part`` as the family's template names them.
    """

    area_code = Line(required=True, longest=16)
    place = Line(longest=16)
    crop = Line(longest=32)
    harvested_on = Day(required=True)
    weight = Amount(required=True)
    unit = Line(longest=8)
    household = Line(longest=16)
    lot_code = Line(longest=20)
    late_reason = Line()
    estimated = Flag()
    density = DensityField(
        metadata={"description": "Kilograms a litre, of what is kept by volume."}
    )
    measures = Measures()
    part = Line(longest=32)
    device_at = Moment()
    warn_reason: Coded = WarnReason()
    warn_words = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        data.pop("unit", None)
        data["accepts"] = accepted(data)
        return {"asked": HarvestRequest(quantity=data.pop("weight"), **data)}
