"""Letting another organisation use a code, and taking that back, as they are typed."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from traceability.schemas.fields import Amount, Day, Line, RequestSchema
from traceability.services.code_authorizations import AuthorizationRequest


class AuthorizationSchema(RequestSchema):
    """Whom, which crop, how much (``cap`` goes with ``unit``), from which day to which."""

    area_code = Line(required=True, longest=16)
    grantee = Line(required=True, longest=120)
    crop = Line(longest=32)
    cap = Amount(required=True)
    unit = Line(longest=8)
    from_on = Day(required=True, may_be_future=True)
    to_on = Day(required=True, may_be_future=True)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        data.pop("unit", None)
        return {"asked": AuthorizationRequest(**data)}


class WithdrawalSchema(RequestSchema):
    """The last day on which a permission held."""

    last_on = Day(required=True)
