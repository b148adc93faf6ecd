"""Late entries over the API: a manager's key and a reason, told by field."""

from __future__ import annotations

from tests.api.software import Door
from traceability.domain.access import Role
from traceability.store.models import Batch, PrivateValue

LATE = "2025-11-20"


def test_a_recorders_key_enters_nothing_late(door: Door) -> None:
    answer = door.harvest(harvested_on=LATE, late_reason="sổ giấy")
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["code"] == "late_needs_manager"
    assert answer.json["facts"] == {"days": 61, "usual": 60}
    assert answer.json["errors"][0]["field"] == "harvested_on"
    assert door.rows(Batch) == []


def test_a_managers_key_says_why(door: Door) -> None:
    manager = door.of(door.world.who.cooperative, Role.MANAGER)
    answer = manager.harvest(harvested_on=LATE)
    assert answer.status_code == 422
    assert answer.json is not None
    assert (answer.json["code"], answer.json["errors"][0]["field"]) == (
        "late_reason_needed",
        "late_reason",
    )
    made = manager.harvest(harvested_on=LATE, late_reason="sổ giấy tìm lại được")
    assert made.status_code == 201
    assert made.json is not None
    packed = manager.packing(
        made.json["code"], packed_on="2025-11-20", late_reason="sổ giấy tìm lại được"
    )
    assert packed.status_code == 201
    reasons = [row.value for row in door.rows(PrivateValue) if row.field == "late_reason"]
    assert reasons == ["sổ giấy tìm lại được"] * 2


def test_the_document_tells_of_the_reason(door: Door) -> None:
    document = door.app.test_client().get("/api/openapi.json").json
    assert document is not None
    for schema in ("Harvest", "Packing"):
        told = document["components"]["schemas"][schema]["properties"]["late_reason"]
        assert told["type"] == "string"
        assert "60 days" in told["description"]
