"""Limits of scans as they are asked for."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from traceability.domain.scans import Limits
from traceability.schemas.fields import Count, RequestSchema


class LimitsSchema(RequestSchema):
    """From when on scans of a product's labels are worth a look."""

    visitors = Count(required=True)
    late_days = Count(required=True)
    early = Count(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The limits under ``asked``."""
        return {"asked": Limits(**data)}
