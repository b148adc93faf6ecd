"""What may be typed into a decision on a case, and into a hand-over."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from traceability.schemas.fields import Line, RequestSchema
from traceability.services.case_decisions import DecisionRequest
from traceability.services.hand_overs import HandOverRequest

#: What is chosen where no product keeps the number.
NOBODY = "none"


class CaseDecisionSchema(RequestSchema):
    """Which product keeps the number, or none, and why."""

    winner = Line(required=True, longest=16)
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
        why, acting = data["reason"], data.get("acting_reason", "")
        return {"asked": DecisionRequest(self.case, winner, why, acting)}


class HandOverSchema(RequestSchema):
    """Who gives and who takes, by the codes of their actors."""

    giver = Line(required=True, longest=32)
    taker = Line(required=True, longest=32)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": HandOverRequest(**data)}


class ColleagueSchema(RequestSchema):
    """The colleague whom a case is given to, by the code of their actor."""

    colleague = Line(required=True, longest=32)
