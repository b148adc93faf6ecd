"""A processing run as it is asked for."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from traceability.domain.process import Loss
from traceability.schemas.accepting import WarnReason, accepted
from traceability.schemas.fields import Amount, Choice, Day, Line, Moment, RequestSchema, Rows
from traceability.schemas.measures import Measures
from traceability.services.runs import MOST_MADE, MOST_TAKEN, Make, RunRequest, Take


class TakeSchema(RequestSchema):
    """What goes in: ``weight`` of ``batch``; without it, all that is on hand."""

    batch = Line(required=True, longest=16)
    weight = Amount()
    unit = Line(longest=8)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The part under ``asked``."""
        return {"asked": Take(data["batch"], data.get("weight"))}


class MakeSchema(RequestSchema):
    """What comes out: ``weight``, which one batch of a split or merge may leave out."""

    weight = Amount()
    unit = Line(longest=8)
    grade = Line(longest=32)
    lot_code = Line(longest=20)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The part under ``asked``."""
        return {"asked": Make(data.get("weight"), data.get("grade"), data.get("lot_code"))}


class RunSchema(RequestSchema):
    """``step`` is one of the family's template, or ``split`` or ``merge``."""

    step = Line(required=True, longest=32)
    takes = Rows(TakeSchema, most=MOST_TAKEN, required=True)
    makes = Rows(MakeSchema, most=MOST_MADE, required=True)
    run_on = Day(required=True)
    building = Line(longest=16)
    loss = Choice(tuple(str(each) for each in Loss))
    measures = Measures()
    late_reason = Line()
    device_at = Moment()
    warn_reason = WarnReason()
    warn_words = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        data["accepts"] = accepted(data)
        if "loss" in data:
            data["loss"] = Loss(data["loss"])
        data["takes"], data["makes"] = tuple(data["takes"]), tuple(data["makes"])
        return {"asked": RunRequest(**data)}
