"""New names for a product, as they are asked for."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from traceability.schemas.fields import Count, Line, RequestSchema
from traceability.services.product_names import NameRequest


class NameSchema(RequestSchema):
    """``revision`` is the one that the names were typed over."""

    product = Line(required=True, longest=16)
    revision = Count(required=True)
    name_vi = Line(required=True, longest=120)
    name_en = Line(longest=120)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": NameRequest(**data)}
