"""Making batches of others: a step of the family, a split or a merge."""

from __future__ import annotations

from typing import Any

from flask import g
from marshmallow import Schema, fields

from traceability.schemas.runs import RunSchema
from traceability.services import batch_records, request_keys, runs
from traceability.services.batch_records import Measure
from traceability.web.api import requests
from traceability.web.api.document import REQUEST_KEY
from traceability.web.api.operations import RECORDING, operation
from traceability.web.api.shapes import BatchSchema, MeasureSchema
from traceability.web.house import house, looking, working

_REPLAYED = {
    "Idempotency-Replayed": {
        "description": "An earlier request with this key had recorded it.",
        "schema": {"type": "string", "const": "true"},
    },
}


class RunShownSchema(Schema):
    """What a run made, in the order asked for, and what was lost."""

    batches = fields.List(fields.Nested(BatchSchema), required=True)
    lost = fields.Nested(MeasureSchema, required=True)


@operation(
    "/v1/runs",
    "POST",
    201,
    RunShownSchema,
    scope="record",
    problems=RECORDING,
    headers=_REPLAYED,
    parameters=[REQUEST_KEY],
    requestBody={"required": True, "content": {"application/json": {"schema": RunSchema}}},
)
def run() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Make batches of others: a step of the family, a split or a merge.

    What comes out is never more than what goes in, and finished goods never more than the harvest
    behind them gives; nobody overrides that.
    """
    asked = requests.asked(RunSchema)
    g.api_thing = asked.takes[0].batch if asked.takes else ""
    key = requests.request_key()

    def act() -> dict[str, str]:
        done = runs.register(work, asked)
        return {"codes": " ".join(each.code for each in done.made), "lost": str(done.lost)}

    with working(g.api_actor) as work:
        done = request_keys.once(work, key, requests.meaning(asked), act)
    url = house().settings.public_url
    with looking() as view:
        codes = done.result["codes"].split()
        records = [batch_records.find(view, g.api_actor, code, url) for code in codes]
    body = {"batches": records, "lost": Measure(int(done.result["lost"]), records[0].made.unit)}
    return body, 201, {"Idempotency-Replayed": "true"} if done.replayed else {}
