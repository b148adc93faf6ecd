"""Lines of the farm diary over the API."""

from __future__ import annotations

from flask import g
from marshmallow import Schema, fields
from marshmallow.validate import Range

from traceability.schemas.diary import FarmWorkSchema
from traceability.services import diary, diary_views, request_keys
from traceability.services.diary_views import LineRecorded
from traceability.web.api import requests
from traceability.web.api.document import REQUEST_KEY
from traceability.web.api.operations import RECORDING, operation
from traceability.web.api.shapes import text
from traceability.web.house import looking, working

_REPLAYED = {
    "Idempotency-Replayed": {
        "description": "An earlier request with this key had recorded it.",
        "schema": {"type": "string", "const": "true"},
    },
}


class HeldSchema(Schema):
    """A harvest that the line holds: it falls into the waiting period."""

    code = text("Short code of the batch.")
    lot_code = text()


class FarmWorkShownSchema(Schema):
    """The line, until when nothing may be harvested, and what it holds."""

    event = text("UUID of the event.")
    place = text("Short code of the place.")
    kind = text()
    done_on = fields.Date(required=True)
    substance = text("Code of the operator's list, where the product is on it.", none=True)
    phi_days = fields.Integer(required=True, allow_none=True, validate=Range(min=0))
    free_on = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "The first day on which may be harvested again."},
    )
    held = fields.List(fields.Nested(HeldSchema), required=True)
    warnings = fields.List(
        fields.String(),
        required=True,
        metadata={
            "description": (
                "What is said against the substance that day: `banned` or `limited` with the market"
                " (`vn` for everybody), as `banned:cn`; `days_below_list` where the operator's list"
                " asks for more days."
            )
        },
    )


@operation(
    "/v1/farm-works",
    "POST",
    201,
    FarmWorkShownSchema,
    scope="record",
    problems=RECORDING,
    headers=_REPLAYED,
    parameters=[REQUEST_KEY],
    requestBody={
        "required": True,
        "content": {"application/json": {"schema": FarmWorkSchema}},
    },
)
def farm_work() -> tuple[LineRecorded, int, dict[str, str]]:
    """Write a line into a place's diary.

    Harvests of the place that fall into its waiting period are held, recorded before or after it.
    A substance that is banned is told in `warnings` and recorded all the same.
    """
    asked = requests.asked(FarmWorkSchema)
    g.api_thing = asked.place
    key = requests.request_key()

    def act() -> dict[str, str]:
        made = diary.register(work, asked)
        held = " ".join(batch.code for batch in made.reach.harvests)
        return {"event": made.event_id, "held": held}

    with working(g.api_actor) as work:
        done = request_keys.once(work, key, requests.meaning(asked), act)
    with looking() as view:
        codes = done.result["held"].split()
        body = diary_views.recorded(view, g.api_actor, done.result["event"], codes)
    return body, 201, {"Idempotency-Replayed": "true"} if done.replayed else {}
