"""What the API refuses, and how: keys, bodies, request keys, verbs, other people's things."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import threading
import time
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.api.software import HARVEST, ON_SQLITE, Door, cookie, new_key
from traceability.domain.access import Role
from traceability.store.models import ApiKey, AuditEntry, Batch, RequestKey
from traceability.web.guards import COOKIE

KEY = "7b0c2f0e-3c86-4a35-9a55-0d2b6a4f9a10"


def problem(response: TestResponse) -> tuple[int, str]:
    """The status and code of a problem; anything else fails."""
    assert response.content_type == "application/problem+json"
    body = response.json
    assert body is not None
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:traceability:error:{body['code']}"
    assert body["title"]
    assert all(each["detail"] for each in body["errors"])
    return response.status_code, body["code"]


# --- who asks ------------------------------------------------------------------------------------


@ON_SQLITE
def test_without_a_key_nothing_is_told(door: Door) -> None:
    answer = door.app.test_client().get("/api/v1/batches/000000000")
    assert problem(answer) == (401, "key_missing")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_is_no_key(door: Door) -> None:
    client = door.app.test_client()
    client.set_cookie(COOKIE, cookie(door.world))
    body = {"area_code": door.world.who.area, **HARVEST}
    answer = client.post("/api/v1/harvests", json=body, headers={"Idempotency-Key": KEY})
    assert problem(answer) == (401, "key_missing")
    assert door.rows(Batch) == []


@ON_SQLITE
@pytest.mark.parametrize("key", ["", "x", "tx_00000000_" + "a" * 43, "tx_ÀÁ", "Bearer"])
def test_a_wrong_key_is_refused(door: Door, key: str) -> None:
    wrong = dataclasses.replace(door, key=key)
    assert problem(wrong.get("000000000"))[0] == 401


def test_an_expired_and_a_revoked_key_are_refused(door: Door) -> None:
    door.world.clock.pass_by(days=365)
    assert problem(door.get("000000000")) == (401, "key_not_valid")
    renewed = door.of(door.world.who.cooperative)
    assert problem(renewed.get("000000000"))[0] == 404
    with door.world.by(door.world.who.operator) as work:
        for row in work.db.query(ApiKey):
            row.revoked_at = work.now
    assert problem(renewed.get("000000000")) == (401, "key_not_valid")


@ON_SQLITE
def test_refused_keys_are_slowed_by_network(door: Door) -> None:
    """api-17: a header that anybody can send does not make another network."""
    wrong = dataclasses.replace(door, key="wrong")
    told = {f"203.0.113.{n}": {"X-Forwarded-For": f"203.0.113.{n}"} for n in range(61)}
    answers = [wrong.get("000000000", headers=each) for each in told.values()]
    assert {problem(each) for each in answers[:60]} == {(401, "key_not_valid")}
    assert problem(answers[60]) == (429, "too_many_requests")
    assert int(answers[60].headers["Retry-After"]) > 0
    elsewhere = door.get("000000000", environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert problem(elsewhere)[0] == 404


@ON_SQLITE
def test_good_requests_are_never_slowed(door: Door) -> None:
    code = door.harvested()
    assert {door.get(code).status_code for _ in range(70)} == {200}


def test_another_cooperatives_things_are_not_there(door: Door) -> None:
    """api-03: 404, the same words as for a code that nobody has, and an audit row."""
    ours = door.harvested()
    stranger = door.of(door.world.who.foreign, Role.MANAGER)
    foreign, unknown = stranger.get(ours), stranger.get("000000000")
    assert problem(foreign) == (404, "not_found")
    assert foreign.json == unknown.json
    assert problem(stranger.harvest()) == (404, "not_found")
    assert problem(stranger.packing(ours)) == (404, "not_found")
    published = stranger.call("POST", f"/api/v1/batches/{ours}/publication")
    assert problem(published) == (404, "not_found")
    rows = door.rows(AuditEntry)
    noted = [(row.action, row.thing) for row in rows if row.action.startswith("api.")]
    assert noted == [
        ("api.batch", ours),
        ("api.batch", "000000000"),
        ("api.harvest", door.world.who.area),
        ("api.packing", ours),
        ("api.publication", ours),
    ]
    assert len(door.rows(Batch)) == 1


# --- bodies --------------------------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize("raw", ["[]", "null", '"x"', "1", "true"])
def test_a_body_is_an_object(door: Door, raw: str) -> None:
    """api-01."""
    assert problem(door.send("harvests", raw)) == (400, "body_not_object")


@ON_SQLITE
@pytest.mark.parametrize(
    "raw",
    [
        "",
        "{",
        "{'weight': 1}",
        '{"weight": 1, "weight": 2}',
        '{"weight": NaN}',
        '{"weight": Infinity}',
        '{"weight": -Infinity}',
        '{"lot_code": "\\ud800"}',
        '{"weight": ' + "9" * 50 + "}",
        '{"a":' * 40 + "1" + "}" * 40,
        b"\xff\xfe{}",
        '\ufeff{"weight": 1}',
        '{"weight": 1} {"weight": 2}',
    ],
)
def test_doubtful_json_is_refused(door: Door, raw: str | bytes) -> None:
    assert problem(door.send("harvests", raw)) == (400, "body_unreadable")


@ON_SQLITE
@pytest.mark.parametrize("raw", ["[" * 10_000 + "]" * 10_000, '{"a":' * 10_000])
def test_deep_nesting_is_refused_fast(door: Door, raw: str) -> None:
    """api-05."""
    began = time.perf_counter()
    assert problem(door.send("harvests", raw)) == (400, "body_unreadable")
    assert time.perf_counter() - began < 1


@ON_SQLITE
def test_a_large_body_is_refused_unread(door: Door) -> None:
    raw = '{"crop": "' + "x" * 70_000 + '"}'
    assert problem(door.send("harvests", raw)) == (413, "too_large")


@ON_SQLITE
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Content-Type", "text/plain"),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Type", "application/json-patch+json"),
        ("Content-Type", ""),
        ("Content-Encoding", "gzip"),
        ("Content-Encoding", "br"),
    ],
)
def test_only_plain_json_is_taken(door: Door, header: str, value: str) -> None:
    """api-07: nothing is unpacked, so there is no bomb."""
    bomb = gzip.compress(b"0" * 10_000_000)
    answer = door.send("harvests", bomb, **{header.replace("-", "_"): value})
    assert problem(answer) == (415, "media_type")


@ON_SQLITE
def test_a_charset_may_be_named(door: Door) -> None:
    answer = door.send("harvests", "{}", Content_Type="application/json; charset=utf-8")
    assert problem(answer) == (422, "required")


@ON_SQLITE
def test_every_faulty_field_is_named_at_once(door: Door) -> None:
    answer = door.post("harvests", {"weight": "100", "harvested_on": "2026-02-30", "wight": 1})
    assert problem(answer)[0] == 422
    assert answer.json is not None
    assert [(each["field"], each["code"]) for each in answer.json["errors"]] == [
        ("area_code", "required"),
        ("harvested_on", "no_such_day"),
        ("weight", "value_type"),
        ("wight", "field_unknown"),
    ]


@ON_SQLITE
def test_a_refusal_speaks_the_language_that_is_asked_for(door: Door) -> None:
    answer = door.harvest(weight=0)
    assert answer.json is not None
    assert answer.json["title"] == "Phải lớn hơn 0."


# --- once ----------------------------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize("what", ["harvests", "packings"])
def test_an_act_needs_a_request_key(door: Door, what: str) -> None:
    whole = {
        "harvests": {"area_code": door.world.who.area, **HARVEST},
        "packings": {"batch": "x", "product": "x", "packages": 1, "packed_on": "2026-01-14"},
    }
    answer = door.call("POST", f"/api/v1/{what}", json=whole[what])
    assert problem(answer) == (400, "idempotency_key_missing")
    assert answer.json is not None
    assert answer.json["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize("key", ["short", "x" * 65, "with\ttab inside", "chìa khóa của tôi"])
def test_a_request_key_is_readable(door: Door, key: str) -> None:
    body = {"area_code": door.world.who.area, **HARVEST}
    answer = door.post("harvests", body, key=key)
    assert problem(answer) == (422, "request_key_unreadable")
    assert answer.json is not None
    assert answer.json["errors"][0]["field"] == "Idempotency-Key"


def test_the_same_request_again_is_answered_again(door: Door) -> None:
    body = {"area_code": door.world.who.area, **HARVEST}
    first = door.post("harvests", body, key=KEY)
    door.world.clock.pass_by(days=200)
    spelled = {**body, "weight": 100_000, "unit": "g"}
    again = [door.post("harvests", each, key=KEY) for each in (body, spelled)]
    assert [each.status_code for each in (first, *again)] == [201] * 3
    assert [each.json for each in again] == [first.json] * 2
    assert {each.headers["Idempotency-Replayed"] for each in again} == {"true"}
    assert {each.headers["Location"] for each in again} == {first.headers["Location"]}
    assert len(door.rows(Batch)) == 1


@pytest.mark.parametrize("change", [{"weight": 101}, {"unit": "g"}, {"lot_code": "CAM-1"}])
def test_a_key_reused_for_something_else_is_refused(door: Door, change: dict[str, Any]) -> None:
    """api-09."""
    body = {"area_code": door.world.who.area, **HARVEST}
    first = door.post("harvests", body, key=KEY)
    other = door.post("harvests", {**body, **change}, key=KEY)
    assert problem(other) == (422, "request_key_reused")
    assert first.json is not None
    assert other.json is not None
    assert other.json["facts"] == {"recorded": {"code": first.json["code"]}}
    assert len(door.rows(Batch)) == 1


def test_a_key_used_at_another_address_is_refused(door: Door) -> None:
    source = door.post("harvests", {"area_code": door.world.who.area, **HARVEST}, key=KEY).json
    assert source is not None
    asked = {"product": door.world.who.product, "packages": 1, "packed_on": "2026-01-14"}
    other = door.post("packings", {"batch": source["code"], **asked}, key=KEY)
    assert problem(other) == (422, "request_key_reused")


def test_a_refused_request_does_not_spend_its_key(door: Door) -> None:
    body = {"area_code": door.world.who.area, **HARVEST}
    refused = door.post("harvests", {**body, "lot_code": "!"}, key=KEY)
    assert problem(refused) == (422, "lot_code_unreadable")
    assert door.rows(RequestKey) == []
    assert door.post("harvests", body, key=KEY).status_code == 201


def test_the_keys_of_two_organisations_do_not_meet(door: Door) -> None:
    body = {"area_code": door.world.who.area, **HARVEST}
    assert door.post("harvests", body, key=KEY).status_code == 201
    stranger = door.of(door.world.who.foreign)
    assert problem(stranger.post("harvests", body, key=KEY)) == (404, "not_found")


def test_the_same_key_at_the_same_instant_records_once(door: Door) -> None:
    """api-11."""
    together = threading.Barrier(4)
    answers: list[TestResponse] = []

    def send() -> None:
        together.wait()
        body = {"area_code": door.world.who.area, **HARVEST}
        answers.append(door.post("harvests", body, key=KEY))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.status_code for each in answers] == [201] * 4
    assert sum("Idempotency-Replayed" in each.headers for each in answers) == 3
    assert len({each.data for each in answers}) == 1
    assert len(door.rows(Batch)) == 1


# --- HTTP ----------------------------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize("verb", ["TRACE", "PROPFIND", "PUT", "DELETE", "PATCH", "GETS"])
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/v1/harvests", {"POST", "OPTIONS"}),
        ("/api/v1/batches/000000000", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_other_verbs_are_not_allowed(door: Door, verb: str, path: str, allowed: set[str]) -> None:
    """api-15."""
    answer = door.call(verb, path)
    assert problem(answer) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == allowed


@ON_SQLITE
@pytest.mark.parametrize("path", ["/api/", "/api/v1", "/api/v2/harvests", "/api/v1/batches/a/b"])
def test_unknown_paths_are_problems(door: Door, path: str) -> None:
    assert problem(door.call("GET", path)) == (404, "not_found")


@pytest.mark.parametrize("code", ["x" * 4000, "' OR 1=1--", "%00", "%ED%A0%80", "ＨＧ", "\u202e"])
def test_what_is_no_code_is_not_there(door: Door, code: str) -> None:
    assert problem(door.get(code)) == (404, "not_found")


@ON_SQLITE
def test_the_query_changes_nothing(door: Door) -> None:
    """api-19: no operation reads one, so two values for a name cannot be read two ways."""
    code = door.harvested()
    assert door.get(f"{code}?code=A&code=B").json == door.get(code).json


@ON_SQLITE
def test_no_foreign_origin_is_let_in(door: Door) -> None:
    """api-21."""
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    preflight = door.app.test_client().options("/api/v1/harvests", headers=asked)
    read = door.get(door.harvested(), headers={"Origin": "https://evil.example"})
    for answer in (preflight, read):
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert preflight.status_code == 401


def test_a_recorder_and_a_manager_may_record(door: Door) -> None:
    manager = dataclasses.replace(
        door, key=new_key(door.world, door.world.who.cooperative, Role.MANAGER)
    )
    assert manager.harvest().status_code == 201
    assert door.harvest().status_code == 201


def test_the_day_is_the_one_in_viet_nam(door: Door) -> None:
    """date-11: half past eleven at night in California is the next day in Hà Giang."""
    door.world.clock.now = dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC)
    made = door.harvest(harvested_on="2026-11-20T23:30:00-08:00")
    assert made.json is not None
    assert made.json["batch"]["made_on"] == "2026-11-21"
