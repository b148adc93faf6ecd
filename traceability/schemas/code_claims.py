"""What may be typed into a decision on a code string that several files claim."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from traceability.schemas.fields import Line, RequestSchema
from traceability.services.code_claims import ClaimDecision

#: What is chosen where no file keeps the code.
NOBODY = "none"


class ClaimDecisionSchema(RequestSchema):
    """Which file keeps the code, or none, by which decision and why."""

    winner = Line(required=True, longest=16)
    decision_no = Line(longest=64)
    reason = Line(required=True)
    acting_reason = Line()

    def __init__(self, *, case: str, **options: Any) -> None:
        """``case`` is the code of the case that is decided."""
        super().__init__(**options)
        self.case = case

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        winner = None if data["winner"] == NOBODY else data["winner"]
        number, acting = data.get("decision_no", ""), data.get("acting_reason", "")
        return {"asked": ClaimDecision(self.case, winner, number, data["reason"], acting)}


class TakeOverSchema(RequestSchema):
    """Where the people of an organisation are reached."""

    contact = Line(required=True, longest=200)
