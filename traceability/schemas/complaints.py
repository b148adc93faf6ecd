"""A complaint and its answer as they are typed."""

from __future__ import annotations

from typing import Any

from marshmallow import post_load

from traceability.schemas.fields import Choice, Day, Line, Passage, RequestSchema
from traceability.services.complaints import ComplaintKind, ComplaintRequest

SAID_LONGEST, BY_LONGEST = 1000, 200


class ComplaintSchema(RequestSchema):
    """What was said, about what, by whom, on which day."""

    batch = Line(required=True, longest=16)
    kind = Choice(tuple(map(str, ComplaintKind)), required=True)
    said = Passage(required=True, longest=SAID_LONGEST)
    by = Line(longest=BY_LONGEST)
    said_on = Day(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The request under ``asked``."""
        return {"asked": ComplaintRequest(**{**data, "kind": ComplaintKind(data["kind"])})}


class AnswerSchema(RequestSchema):
    """What was answered."""

    answer = Passage(required=True, longest=SAID_LONGEST)
