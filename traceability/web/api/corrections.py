"""Putting entries right: told anew or taken back, all or none."""

from __future__ import annotations

from typing import Any

from flask import g
from marshmallow import Schema, fields

from traceability.schemas.corrections import CorrectionSchema, meaning
from traceability.services import corrections, request_keys
from traceability.web.api import requests
from traceability.web.api.document import REQUEST_KEY
from traceability.web.api.operations import RECORDING, operation
from traceability.web.house import working

_REPLAYED = {
    "Idempotency-Replayed": {
        "description": "An earlier request with this key had recorded it.",
        "schema": {"type": "string", "const": "true"},
    },
}


class ExcessSchema(Schema):
    """Labels of a lot that are live beyond what it now carries."""

    lot_code = fields.String(required=True)
    labels = fields.Integer(required=True)


class CorrectedSchema(Schema):
    """The correcting events by id, in the order asked for, and what follows."""

    entries = fields.List(fields.String(), required=True)
    held = fields.List(
        fields.String(), required=True, metadata={"description": "Why a lot is held since."}
    )
    excess_labels = fields.List(fields.Nested(ExcessSchema), required=True)


@operation(
    "/v1/corrections",
    "POST",
    201,
    CorrectedSchema,
    scope="record",
    problems=RECORDING,
    headers=_REPLAYED,
    parameters=[REQUEST_KEY],
    requestBody={
        "required": True,
        "content": {"application/json": {"schema": CorrectionSchema}},
    },
)
def correct() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Tell entries anew, or take them back, with a reason: all of them or none.

    Both tellings stay. What would leave a lot with less than was drawn of it is refused, and names
    the entries to put right in the same request.
    """
    changes, why = requests.asked(CorrectionSchema)
    g.api_thing = changes[0].event if changes else ""
    key = requests.request_key()

    def act() -> dict[str, str]:
        done = corrections.correct(work, changes, why.text, why.kind)
        excess = (f"{lot}:{count}" for lot, count in done.excess_labels.items())
        return {
            "entries": " ".join(done.events),
            "held": " ".join(done.held),
            "excess": " ".join(excess),
        }

    with working(g.api_actor) as work:
        done = request_keys.once(work, key, meaning(changes, why), act)
    pairs = (each.rsplit(":", 1) for each in done.result["excess"].split())
    answer = {
        "entries": done.result["entries"].split(),
        "held": done.result["held"].split(),
        "excess_labels": [{"lot_code": lot, "labels": int(count)} for lot, count in pairs],
    }
    return answer, 201, {"Idempotency-Replayed": "true"} if done.replayed else {}
