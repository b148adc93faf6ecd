"""A packing as it is asked for."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from traceability.domain.process import Loss
from traceability.schemas.accepting import WarnReason, accepted
from traceability.schemas.fields import (
    Amount,
    Choice,
    Count,
    Day,
    Flag,
    Line,
    Moment,
    RequestSchema,
)
from traceability.schemas.measures import Weights
from traceability.services.packings import PackingRequest


class PackingSchema(RequestSchema):
    """``weight`` is what is drawn from ``batch``; without it, all that is on hand.

    ``packed`` is what came out, for pack formats that are not of one net amount; or ``weights`` of
    each package in kilograms, where each was weighed by itself. ``only_needed`` draws what came
    out and no more, where no ``weight`` is given: the rest is packed another day.
    """

    batch = Line(required=True, longest=16)
    product = Line(required=True, longest=16)
    pack_format = Count()
    product_revision = Count()
    packages = Count()
    packed = Amount()
    packed_on = Day(required=True)
    weight = Amount()
    unit = Line(longest=8)
    loss = Choice(tuple(str(each) for each in Loss))
    lot_code = Line(longest=20)
    late_reason = Line()
    estimated = Flag()
    only_needed = Flag()
    weights = Weights()
    device_at = Moment()
    warn_reason = WarnReason()
    warn_words = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        data.pop("unit", None)
        data["accepts"] = accepted(data)
        data["quantity"] = data.pop("weight", None)
        data.setdefault("packages", None)
        if "loss" in data:
            data["loss"] = Loss(data["loss"])
        return {"asked": PackingRequest(**data)}
