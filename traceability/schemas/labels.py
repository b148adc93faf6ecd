"""Printing and linking labels, as they are asked for."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from traceability.schemas.fields import Count, Line, RequestSchema
from traceability.services.label_links import LabelSpan
from traceability.services.print_runs import PrintRequest


class PrintSchema(RequestSchema):
    """How many labels on which stock; ``start`` is the first place on the sheet, from 1."""

    batch = Line(required=True, longest=16)
    count = Count(required=True)
    stock = Line(required=True, longest=16)
    start = Count()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``; places are counted from 0 inside."""
        start = data.pop("start", 1) - 1
        return {"asked": PrintRequest(start=start, **data)}


class SpanSchema(RequestSchema):
    """Labels of a run by the small numbers printed on them, both included."""

    run = Line(required=True, longest=16)
    first = Count(required=True)
    last = Count(required=True)
    reason = Line()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The span under ``span``, and the reason if one was given."""
        span = LabelSpan(data["run"], data["first"], data["last"])
        return {"span": span, "reason": data.get("reason")}
