"""Certificates over the API: entered once, listed, refused field by field."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.api.software import ON_SQLITE, Door
from tests.api.test_api_refusals import problem
from tests.api.test_api_scopes import made_for, scope_asked
from traceability.services import certificates
from traceability.store.models import Certificate

PAPER = {
    "kind": "vietgap",
    "number": "VG-2025-014",
    "issuer": "Trung tâm Chứng nhận (mẫu)",
    "valid_from": "2025-06-01",
    "valid_to": "2026-12-31",
}


@pytest.fixture
def writer(door: Door) -> Door:
    return made_for(door, "certificates")


def body(door: Door, **more: Any) -> dict[str, Any]:
    return {**PAPER, "covers": [door.world.who.place], **more}


def test_a_certificate_is_entered_once_and_listed(writer: Door) -> None:
    key = str(uuid.uuid4())
    first = writer.post("certificates", body(writer), key)
    again = writer.post("certificates", body(writer), key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json == again.json
    told: Any = first.json
    assert (told["standing"], told["grade"], told["revision"]) == ("valid", "self_declared", 1)
    assert told["covers"] == [writer.world.who.place]
    assert writer.call("GET", first.headers["Location"]).json == told
    assert writer.call("GET", "/api/v1/certificates").json == {"items": [told]}


def test_another_organisation_has_none_of_it(writer: Door) -> None:
    code = writer.post("certificates", body(writer)).json["code"]  # type: ignore[index]
    stranger = writer.of(writer.world.who.foreign)
    assert stranger.call("GET", "/api/v1/certificates").json == {"items": []}
    assert stranger.call("GET", f"/api/v1/certificates/{code}").status_code == 404


def test_a_test_report_comes_with_its_lines(writer: Door) -> None:
    batch = writer.world.harvest().code
    lines: list[dict[str, Any]] = [
        {"parameter": "Độ ẩm", "result": "18,6", "limit": "20", "unit": "%"},
        {"parameter": "Chì", "result": "0,9", "limit": "0,5", "verdict": "within"},
    ]
    report = {**PAPER, "kind": "test_report", "covers": [batch], "sampled_on": "2025-05-30"}
    del report["valid_to"]
    asked = writer.post("certificates", {**report, "results": lines})
    assert problem(asked) == (422, "result_differs")
    lines[1]["as_printed"] = True
    told: Any = writer.post("certificates", {**report, "results": lines}).json
    assert [(each["verdict"], each["said"]) for each in told["results"]] == [
        ("within", None),
        ("above", "within"),
    ]
    wrong = writer.post("certificates", {**report, "results": [{"parameter": "Chì"}]})
    assert [each["field"] for each in wrong.json["errors"]] == ["results.1.result"]  # type: ignore[index]


@ON_SQLITE
@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"valid_to": "2025-05-31"}, "ends_before_begins", "valid_to"),
        ({"valid_from": "2026-02-31"}, "no_such_day", "valid_from"),
        ({"kind": "passport"}, "choice_unknown", "kind"),
        ({"covers": []}, "required", "covers"),
        ({"covers": ["000000000"]}, "scope_unknown", "covers"),
        ({"stars": 4}, "field_not_of_kind", "stars"),
        ({"stars": 2, "kind": "ocop"}, "choice_unknown", "stars"),
        ({"grade": "checked_with_issuer"}, "field_unknown", "grade"),
        ({"number": "x" * 65}, "text_too_long", "number"),
        ({"issuer": "a\u0000b"}, "text_control_character", "issuer"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_stored(
    writer: Door, more: dict[str, Any], code: str, field: str
) -> None:
    answer = writer.post("certificates", body(writer, **more))
    assert problem(answer) == (422, code)
    assert answer.json["errors"][0]["field"] == field  # type: ignore[index]
    assert writer.rows(Certificate) == []


@ON_SQLITE
def test_a_day_with_its_offset_is_the_day_in_viet_nam(writer: Door) -> None:
    """date-11 of the list of bad inputs."""
    sent = body(writer, valid_from="2025-05-31T23:30:00-08:00")
    assert writer.post("certificates", sent).json["valid_from"] == "2025-06-01"  # type: ignore[index]


@ON_SQLITE
def test_a_key_made_for_harvests_enters_no_paper(door: Door) -> None:
    recorder = made_for(door, "record")
    assert scope_asked(recorder.post("certificates", body(door))) == "certificates"
    assert recorder.call("GET", "/api/v1/certificates").status_code == 200


@ON_SQLITE
def test_a_withdrawn_one_says_so(writer: Door) -> None:
    code = writer.post("certificates", body(writer)).json["code"]  # type: ignore[index]
    with writer.world.by(writer.world.who.manager) as work:
        certificates.withdraw(work, code, "hết dùng")
    told: Any = writer.call("GET", f"/api/v1/certificates/{code}").json
    assert (told["standing"], told["withdrawn_on"]) == ("withdrawn", "2026-01-20")
