"""The document states what the service does: asked at random, each answers as it was promised."""

from __future__ import annotations

import functools
import json
import uuid
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from tests.api.software import HARVEST, ON_SQLITE, Door
from traceability.domain.quantity import MAX_AMOUNT
from traceability.store.models import Batch

pytestmark = ON_SQLITE

OPERATIONS = [
    ("/api/v1/harvests", "POST"),
    ("/api/v1/packings", "POST"),
    ("/api/v1/runs", "POST"),
    ("/api/v1/farm-works", "POST"),
    ("/api/v1/corrections", "POST"),
    ("/api/v1/weigh-slips", "POST"),
    ("/api/v1/receptions", "GET"),
    ("/api/v1/deliveries", "POST"),
    ("/api/v1/deliveries/{code}", "GET"),
    ("/api/v1/losses", "POST"),
    ("/api/v1/batches/{code}", "GET"),
    ("/api/v1/batches/{code}/publication", "POST"),
    ("/api/v1/places", "GET"),
    ("/api/v1/places", "POST"),
    ("/api/v1/places/{code}", "GET"),
    ("/api/v1/places/{code}/boundary", "PUT"),
    ("/api/v1/certificates", "GET"),
    ("/api/v1/certificates", "POST"),
    ("/api/v1/certificates/{code}", "GET"),
    ("/api/v1/label-runs", "POST"),
    ("/api/v1/blank-label-runs", "POST"),
    ("/api/v1/carton-label-runs", "POST"),
    ("/api/v1/label-runs/{code}", "GET"),
    ("/api/v1/label-runs/{code}/acts", "POST"),
    ("/api/openapi.json", "GET"),
]
BOUNDED = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
load_all_checks()
# A schema cannot say that a code must exist or that a day must have come: 404 and 422 are promised.
NOT_ASKED = [CHECKS.get_one("positive_data_acceptance")]


def document(door: Door) -> dict[str, Any]:
    answer = door.app.test_client().get("/api/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


@functools.cache
def schema(app: Flask) -> Any:
    """What an application says of itself, read once: it is the same for every world."""
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


def operation(door: Door, path: str, method: str) -> Any:
    return schema(door.app)[path][method]


def conforms(door: Door, case: Any) -> int:
    """Send a case with the door's key; fails where the answer is not as the document says."""
    headers = {"Authorization": f"Bearer {door.key}"}
    response = case.call(headers=headers)
    case.validate_response(response, headers=headers, excluded_checks=NOT_ASKED)
    status: int = response.status_code
    return status


def asked_at_random(door: Door, target: Any, mode: GenerationMode) -> set[int]:
    """The statuses of a bounded number of generated requests."""
    seen: set[int] = set()

    @BOUNDED
    @given(target.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        seen.add(conforms(door, case))

    run()
    return seen


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_what_is_asked_as_documented_is_answered_as_documented(
    door: Door, path: str, method: str
) -> None:
    seen = asked_at_random(door, operation(door, path, method), GenerationMode.POSITIVE)
    # The key is a recorder's: what only a manager does is denied. It also tries keys that are not
    # valid, and those are counted.
    assert seen <= {200, 403, 404, 422, 429}


@pytest.mark.parametrize(("path", "method"), OPERATIONS[:2])
def test_what_is_asked_otherwise_is_refused(door: Door, path: str, method: str) -> None:
    seen = asked_at_random(door, operation(door, path, method), GenerationMode.NEGATIVE)
    assert seen
    assert seen <= {400, 401, 404, 415, 422}
    assert door.rows(Batch) == []


def test_what_is_recorded_is_as_documented(door: Door) -> None:
    """With codes that exist, for the answers that chance does not find."""
    source = door.harvested()
    made = [
        real("/api/v1/harvests", {"area_code": door.world.who.area, **HARVEST}),
        real(
            "/api/v1/packings",
            {
                "batch": source,
                "product": door.world.who.product,
                "packages": 10,
                "packed_on": "2026-01-14",
                "weight": 20.5,
            },
        ),
    ]
    run = {"step": "split", "run_on": "2026-01-14", "makes": [{"weight": 1}, {"weight": 2.5}]}
    made.append(real("/api/v1/runs", run | {"takes": [{"batch": source, "weight": 3.5}]}))
    change = {"event": door.world.entry(source), "how": "amend"}
    change |= {"amounts": [{"batch": source, "weight": 99.5}]}
    made.append(real("/api/v1/corrections", {"changes": [change], "reason": "gõ nhầm"}))
    for make in made:
        case = make(door)
        assert [conforms(door, case) for _ in "12"] == [201, 201]
    codes = [row.code for row in door.rows(Batch)]
    door.world.recall(codes[0])
    target = operation(door, "/api/v1/batches/{code}", "GET")
    for code in codes:
        assert conforms(door, target.Case(path_parameters={"code": code})) == 200


def real(path: str, body: dict[str, Any]) -> Callable[[Door], Any]:
    """A case with a body of one's own."""

    def make(door: Door) -> Any:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        return operation(door, path, "POST").Case(
            headers=headers, body=body, media_type="application/json"
        )

    return make


def test_an_unchanged_batch_is_documented(door: Door) -> None:
    code = door.harvested()
    tag = door.get(code).headers["ETag"]
    target = operation(door, "/api/v1/batches/{code}", "GET")
    case = target.Case(path_parameters={"code": code}, headers={"If-None-Match": tag})
    assert conforms(door, case) == 304


# --- the document itself -------------------------------------------------------------------------


def test_the_document_is_open_and_says_its_version(door: Door) -> None:
    found = document(door)
    assert found["openapi"] == "3.1.0"
    assert found["security"] == [{"bearer": []}]
    assert found["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_every_schema_is_json_schema(door: Door) -> None:
    """OpenAPI 3.1 takes JSON Schema 2020-12 as it is."""
    components = document(door)["components"]["schemas"]
    assert set(components) > {"Harvest", "Packing", "Batch", "Boundary", "Recorded", "Problem"}
    for schema in components.values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere_and_nothing_is_left_over(door: Door) -> None:
    found = document(door)
    text = json.dumps(found)
    defined = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses")
        for name in found["components"][kind]
    }
    named = {piece.split('"')[0] for piece in text.split('"$ref": "')[1:]}
    assert named == defined


def test_every_route_is_documented_and_every_operation_is_there(door: Door) -> None:
    rules = {
        (rule.rule.replace("<", "{").replace(">", "}"), method)
        for rule in door.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }
    assert rules == set(OPERATIONS)
    paths = document(door)["paths"]
    documented = {
        (path, verb.upper())
        for path, item in paths.items()
        for verb in item
        if verb != "parameters"
    }
    assert documented == rules


def test_every_act_with_a_body_needs_a_request_key(door: Door) -> None:
    for path, item in document(door)["paths"].items():
        for verb, told in item.items():
            if verb not in ("parameters", "put") and "requestBody" in told:  # a PUT repeats itself
                names = [each["name"] for each in told["parameters"] if each["required"]]
                assert "Idempotency-Key" in names, path


def test_fields_are_what_they_are_in_json(door: Door) -> None:
    schemas = document(door)["components"]["schemas"]
    harvest, packing = (schemas[name]["properties"] for name in ("Harvest", "Packing"))
    assert harvest["weight"]["type"] == "number"
    assert harvest["weight"]["exclusiveMinimum"] == 0
    assert "minimum" not in harvest["weight"]
    assert harvest["weight"]["maximum"] == MAX_AMOUNT
    assert harvest["harvested_on"]["type"] == "string"
    assert harvest["lot_code"]["maxLength"] == 20
    assert packing["packages"]["type"] == "integer"
    assert (packing["packages"]["minimum"], packing["packages"]["maximum"]) == (1, 1_000_000)
    assert "spoiled" in packing["loss"]["enum"]
    assert all(schemas[name]["additionalProperties"] is False for name in ("Harvest", "Packing"))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.decimals(-(10**12), 10**12, places=3)
    | st.sampled_from([0, 1, MAX_AMOUNT, MAX_AMOUNT + 1, -1])
)
def test_a_weight_in_grams_is_valid_where_the_document_says_so(door: Door, weight: Any) -> None:
    schema = document(door)["components"]["schemas"]["Harvest"]["properties"]["weight"]
    said = jsonschema.Draft202012Validator(schema).is_valid(weight)
    raw = f'{{"area_code": "x", "harvested_on": "2026-01-12", "unit": "g", "weight": {weight:f}}}'
    answer = door.send("harvests", raw)
    assert answer.json is not None
    outside = answer.json["code"] in ("must_be_positive", "out_of_range")
    assert outside is not said
