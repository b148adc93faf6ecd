"""The operations of the API: each reads a request, calls one use case and answers with a batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, g, jsonify, request, url_for

from traceability.domain.errors import Refusal
from traceability.domain.ids import fold_typed
from traceability.domain.text import nfc
from traceability.schemas.harvests import HarvestSchema
from traceability.schemas.packings import PackingSchema
from traceability.services import batch_records, batches, harvests, packings, request_keys
from traceability.services.batch_records import BatchRecord
from traceability.store.unit import Work
from traceability.web.api import refusals, requests
from traceability.web.api.document import REQUEST_KEY
from traceability.web.api.operations import EVERYWHERE, RECORDING, api, operation
from traceability.web.api.shapes import BatchSchema, RecordedSchema
from traceability.web.house import house, looking, working

#: Where the finished document hangs on the application.
DOCUMENT = "traceability_openapi"

_LINK = {"schema": {"type": "string", "format": "uri-reference"}}
_CREATED = {
    "Location": {"description": "The new batch.", **_LINK},
    "Idempotency-Replayed": {
        "description": "An earlier request with this key had recorded it.",
        "schema": {"type": "string", "const": "true"},
    },
}
_ETAG = {"ETag": {"description": "Changes with the batch.", "schema": {"type": "string"}}}
_CODE = {
    "in": "path",
    "name": "code",
    "description": "Short code of the batch; small letters, spaces and hyphens are taken.",
    "schema": {"type": "string", "minLength": 1, "examples": ["4K8T2M9QT"]},
}
_IF_NONE_MATCH = {"in": "header", "name": "If-None-Match", "schema": {"type": "string"}}


def _body(schema: type[Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


api.register_error_handler(Refusal, refusals.answer)


@operation(
    "/openapi.json",
    "GET",
    200,
    {"type": "object"},
    scope=None,
    problems=(429, 500),
    security=[],
)
def openapi() -> Response:
    """This document."""
    response = jsonify(current_app.extensions[DOCUMENT])
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@operation(
    "/v1/harvests",
    "POST",
    201,
    RecordedSchema,
    scope="record",
    problems=RECORDING,
    headers=_CREATED,
    parameters=[REQUEST_KEY],
    requestBody=_body(HarvestSchema),
)
def harvest() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Record a harvest.

    One that its growing-area code does not cover is recorded all the same, and held. Another's
    code may be named where its holder authorised you; beyond that the batch is outside every code.
    """
    asked = requests.asked(HarvestSchema)
    g.api_thing = asked.area_code
    return _once(asked, lambda work: harvests.register(work, asked).code)


@operation(
    "/v1/packings",
    "POST",
    201,
    RecordedSchema,
    scope="record",
    problems=RECORDING,
    headers=_CREATED,
    parameters=[REQUEST_KEY],
    requestBody=_body(PackingSchema),
)
def packing() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Pack a batch into a product.

    What comes out is never more than what goes in; nobody overrides that.
    """
    asked = requests.asked(PackingSchema)
    g.api_thing = asked.batch
    return _once(asked, lambda work: packings.register(work, asked).code)


@operation(
    "/v1/batches/<code>",
    "GET",
    200,
    BatchSchema,
    scope="read",
    headers=_ETAG,
    parameters=[_CODE, _IF_NONE_MATCH],
    responses={304: {"description": "The batch is as If-None-Match knows it."}},
)
def batch(code: str) -> Response:
    """A batch of the organisation: stock, holds and recalls, one step back and one forward."""
    return _shown(_find(_known(code)))


@operation(
    "/v1/batches/<code>/publication",
    "POST",
    200,
    BatchSchema,
    scope="publish",
    problems=(*EVERYWHERE, 403, 422),
    parameters=[_CODE],
)
def publication(code: str) -> BatchRecord:
    """Publish a packed batch: its page is there from now on. Twice is once; no body is read."""
    wanted = _known(code)
    with working(g.api_actor) as work:
        batches.publish(work, wanted)
    return _find(wanted)


def _once(asked: Any, act: Callable[[Work], str]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Record under the request's key, or find what the key recorded before."""
    key = requests.request_key()
    with working(g.api_actor) as work:
        done = request_keys.once(work, key, requests.meaning(asked), lambda: {"code": act(work)})
    record = _find(done.result["code"])
    headers = {"Location": url_for("api.batch", code=record.code)}
    if done.replayed:
        headers["Idempotency-Replayed"] = "true"
    body = {
        "code": record.code,
        "lot_code": record.lot_code,
        "held": record.held,
        "outside": any(share.area_code is None for share in record.origins),
        "url": record.url,
        "batch": record,
    }
    return body, 201, headers


def _known(code: str) -> str:
    """The canonical code that stands in the path; what is none is looked for as it is."""
    known = fold_typed(nfc(code)) or ""
    g.api_thing = known
    return known


def _find(code: str) -> BatchRecord:
    with looking() as view:
        return batch_records.find(view, g.api_actor, code, house().settings.public_url)


def _shown(record: BatchRecord) -> Response:
    """The batch with a weak tag: the same content may be spelled in other bytes."""
    response = jsonify(BatchSchema().dump(record))
    response.add_etag(weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Authorization")
    response.make_conditional(request)
    return response
