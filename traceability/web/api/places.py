"""Places over the API: the organisation's own, read, and registered as the form registers them."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import g, url_for

from traceability.domain.ids import fold_typed
from traceability.domain.text import nfc
from traceability.schemas.growing_areas import NewPlaceSchema
from traceability.services import internal_codes, place_views, request_keys
from traceability.services.place_views import PlacePage
from traceability.web.api import requests
from traceability.web.api.document import REQUEST_KEY
from traceability.web.api.operations import RECORDING, api, operation
from traceability.web.api.shapes import PlaceSchema, PlacesSchema
from traceability.web.house import looking, working

_CODE = {
    "in": "path",
    "name": "code",
    "description": "Short code of the place; small letters, spaces and hyphens are taken.",
    "schema": {"type": "string", "minLength": 1, "examples": ["4K8T2M9QT"]},
}
_LINK = {"schema": {"type": "string", "format": "uri-reference"}}
_CREATED = {
    "Location": {"description": "The new place.", **_LINK},
    "Idempotency-Replayed": {
        "description": "An earlier request with this key had registered it.",
        "schema": {"type": "string", "const": "true"},
    },
}


@operation("/v1/places", "GET", 200, PlacesSchema, scope="read")
def places() -> dict[str, Any]:
    """The places of the organisation, oldest first."""
    with looking() as view:
        return {"places": [_shown(page) for page in place_views.own_pages(view, g.api_actor)]}


@operation("/v1/places/<code>", "GET", 200, PlaceSchema, scope="read", parameters=[_CODE])
def place(code: str) -> dict[str, Any]:
    """A place of the organisation: what is stated of it, its codes, what its file lacks."""
    g.api_thing = fold_typed(nfc(code)) or ""
    return _found(g.api_thing)


@operation(
    "/v1/places",
    "POST",
    201,
    PlaceSchema,
    scope="areas",
    problems=RECORDING,
    headers=_CREATED,
    parameters=[REQUEST_KEY],
    requestBody={"required": True, "content": {"application/json": {"schema": NewPlaceSchema}}},
)
def new_place() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Register a place. A growing area has an internal code at once, declared and no more."""
    asked = requests.asked(NewPlaceSchema)
    key = requests.request_key()
    with working(g.api_actor) as work:
        body = {"request": "place", **dataclasses.asdict(asked)}
        done = request_keys.once(
            work, key, body, lambda: {"place": internal_codes.open_area(work, asked).place}
        )
    code = done.result["place"]
    headers = {"Location": url_for(f"{api.name}.place", code=code)}
    if done.replayed:
        headers["Idempotency-Replayed"] = "true"
    return _found(code), 201, headers


def _found(code: str) -> dict[str, Any]:
    with looking() as view:
        return _shown(place_views.page(view, g.api_actor, code))


def _shown(page: PlacePage) -> dict[str, Any]:
    stands = page.stands
    measured = ("area_m2", "productive_m2", "trees", "colonies", "planted_year", "yield_g")
    return {
        "code": page.code,
        "kind": page.kind,
        "name": page.name,
        "commune": stands.commune,
        "old_commune": stands.old_commune,
        **{name: getattr(stands, name) for name in measured},
        "yield_confirmed": stands.yield_set_by is not None,
        "households": len(page.working),
        "revision": page.revision,
        "area_codes": [
            {"code": each.code, "as_issued": each.raw, "status": str(each.status)}
            for each in page.codes
        ],
        "missing": [str(each) for each in page.file.missing],
    }
