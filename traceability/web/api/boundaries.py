"""The boundary of a place over the API: one PUT, judged as the form judges it."""

from __future__ import annotations

import re
from typing import Any

from flask import g, request

from traceability.domain.errors import Invalid
from traceability.domain.ids import fold_typed
from traceability.domain.text import nfc
from traceability.geo.boundary import FIELD
from traceability.schemas.boundaries import BoundarySchema
from traceability.services import boundaries, internal_codes
from traceability.services.boundaries import Done
from traceability.web.api import requests
from traceability.web.api.operations import RECORDING, operation
from traceability.web.api.shapes import BoundarySetSchema
from traceability.web.house import looking, working

#: Bytes of the largest body: a boundary of far more corners than are taken.
LARGEST_BODY = 2_000_000
_NOT_FINITE = re.compile(rb"[\[,:]\s*-?(?:NaN|Infinity)\b")

_CODE = {
    "in": "path",
    "name": "code",
    "description": "Short code of the place; small letters, spaces and hyphens are taken.",
    "schema": {"type": "string", "minLength": 1, "examples": ["4K8T2M9QT"]},
}


@operation(
    "/v1/places/<code>/boundary",
    "PUT",
    200,
    BoundarySetSchema,
    scope="areas",
    problems=RECORDING,
    parameters=[_CODE],
    requestBody={"required": True, "content": {"application/json": {"schema": BoundarySchema}}},
)
def place_boundary(code: str) -> dict[str, Any]:
    """Set the boundary of a place of the organisation; the same again changes nothing.

    Ground that another place claims is no refusal: both holders and the office are told.
    """
    wanted = fold_typed(nfc(code)) or ""
    g.api_thing = wanted
    with looking() as view:
        internal_codes.own_place(view, g.api_actor, wanted)
    asked = _asked(wanted)
    with working(g.api_actor) as work:
        done = boundaries.set_boundary(work, asked)
    return _shown(wanted, done)


def _asked(place: str) -> Any:
    """The request of the body; a number that JSON does not have is told as what it is."""
    try:
        return requests.asked(BoundarySchema, largest=LARGEST_BODY, place=place)
    except Invalid as refusal:
        if refusal.code == "body_unreadable" and _NOT_FINITE.search(request.get_data()):
            raise Invalid("boundary_not_finite", FIELD) from None
        raise


def _shown(place: str, done: Done) -> dict[str, Any]:
    verdict = done.verdict
    return {
        "place": place,
        "revision": done.revision,
        "sha256": done.sha256,
        "changed": done.changed,
        "measured_m2": verdict.measured_m2,
        "declared_m2": verdict.declared_m2,
        "far_m": verdict.far_m,
        "warnings": [str(each) for each in verdict.warnings],
        "overlaps": [
            {"shared_m2": each.shared.m2, "ppm": each.shared.ppm, "case": each.material}
            for each in verdict.found
        ],
    }
