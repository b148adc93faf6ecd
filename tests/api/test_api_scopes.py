"""What a key was made for: each operation names its scope and refuses a key without it."""

from __future__ import annotations

import dataclasses

from werkzeug.test import TestResponse

from tests.api.software import HARVEST, ON_SQLITE, Door
from tests.api.test_api_refusals import KEY, problem
from traceability.domain.access import KEY_SCOPES, Role
from traceability.services import api_keys, parties
from traceability.store.models import ApiKey
from traceability.web.api.operations import SCOPES


def made_for(door: Door, *scopes: str) -> Door:
    """The same service with a key of the cooperative for some scopes."""
    with door.world.by(door.world.who.manager) as work:
        party = parties.acting_party(work, work.actor)
        key = api_keys.create_key(work, party, Role.MANAGER, scopes=scopes)
    return dataclasses.replace(door, key=key.text)


def scope_asked(response: TestResponse) -> str:
    """The scope that a refusal names."""
    assert problem(response) == (403, "key_scope")
    body = response.json
    assert body is not None
    scope: str = body["facts"]["scope"]
    return scope


def test_a_key_does_only_what_it_was_made_for(door: Door) -> None:
    code = door.harvested()
    reader = made_for(door)
    assert reader.get(code).status_code == 200
    assert scope_asked(reader.harvest()) == "record"
    assert scope_asked(reader.packing(code)) == "record"
    assert scope_asked(reader.call("POST", f"/api/v1/batches/{code}/publication")) == "publish"
    recorder = made_for(door, "record")
    packed = recorder.packing(code)
    assert packed.status_code == 201
    publication = f"/api/v1/batches/{packed.json['code']}/publication"  # type: ignore[index]
    assert scope_asked(recorder.call("POST", publication)) == "publish"
    assert made_for(door, "publish").call("POST", publication).status_code == 200


@ON_SQLITE
def test_not_even_what_was_recorded_before_is_told_again(door: Door) -> None:
    body = {"area_code": door.world.who.area, **HARVEST}
    assert door.post("harvests", body, KEY).status_code == 201
    assert scope_asked(made_for(door, "labels").post("harvests", body, KEY)) == "record"


@ON_SQLITE
def test_a_key_out_of_its_scope_learns_nothing_of_what_is_there(door: Door) -> None:
    reader, code = made_for(door), door.harvested()
    for each in (code, "000000000"):
        assert scope_asked(reader.call("POST", f"/api/v1/batches/{each}/publication")) == "publish"


@ON_SQLITE
def test_every_operation_behind_a_key_says_its_scope(door: Door) -> None:
    """The document names it, and every route has one but the document itself."""
    rules = [rule for rule in door.app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert {rule.endpoint for rule in rules} - SCOPES.keys() == {"api.openapi"}
    assert set(SCOPES.values()) <= KEY_SCOPES.keys()
    document = door.app.test_client().get("/api/openapi.json").json
    assert document is not None
    told = {
        operation["operationId"]: operation["security"]
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "operationId" in operation
    }
    wanted = {name.partition(".")[2]: [{"bearer": [scope]}] for name, scope in SCOPES.items()}
    assert told == wanted | {"openapi": []}


def test_a_keys_use_is_noted_at_a_grain_of_five_minutes(door: Door) -> None:
    begun = door.world.clock.now
    door.get("000000000")
    door.world.clock.pass_by(minutes=5)
    door.get("000000000")
    assert [row.last_used_at for row in door.rows(ApiKey)] == [begun]
    door.world.clock.pass_by(seconds=1)
    door.get("000000000")
    assert [row.last_used_at for row in door.rows(ApiKey)] == [door.world.clock.now]


def test_a_refused_key_is_not_noted_as_used(door: Door) -> None:
    dataclasses.replace(door, key=door.key[:-1] + "x").get("000000000")
    assert [row.last_used_at for row in door.rows(ApiKey)] == [None]
