"""The way of the goods through the API: harvest, packing, publication, and reading them back."""

from __future__ import annotations

from tests.api.software import Door
from tests.people import PICKED_ON


def test_a_harvest_is_recorded_and_found_again(door: Door) -> None:
    made = door.harvest(weight=1840, household=door.world.who.household)
    assert made.status_code == 201
    body = made.json
    assert body is not None
    code = body["code"]
    assert made.headers["Location"] == f"/api/v1/batches/{code}"
    assert "Idempotency-Replayed" not in made.headers
    assert body["held"] == []
    assert body["lot_code"] == "CAM-260112-01"
    assert body["url"] == f"{door.world.press.base_url}/{code}"
    assert body["batch"] == door.get(code).json
    assert body["batch"]["made"] == {
        "amount": 1_840_000,
        "unit": "g",
        "decimal": "1840",
        "decimal_unit": "kg",
    }
    assert body["batch"]["made_on"] == PICKED_ON.isoformat()
    assert body["batch"]["product"] is None


def test_the_whole_way_of_a_batch(door: Door) -> None:
    source = door.harvested()
    made = door.packing(source, weight=90.5, loss="spoiled")
    assert made.status_code == 201
    assert made.json is not None
    code = made.json["code"]
    packed = made.json["batch"]
    assert packed["stage"] == "packed"
    assert packed["made"]["decimal"] == "80"
    assert packed["product"]["code"] == door.world.who.product
    assert packed["product"]["revision"] == 1
    assert packed["product"]["names"]["vi"] == "Cam sành Hà Giang, túi lưới 2 kg"
    assert packed["parents"] == [
        {
            "code": source,
            "lot_code": "CAM-260112-01",
            "amount": {"amount": 90_500, "unit": "g", "decimal": "90.5", "decimal_unit": "kg"},
        }
    ]
    assert [share["ppm"] for share in packed["origins"]] == [1_000_000]
    assert packed["origins"][0]["area_code_as_issued"] == "VN-HGOR-0128"
    rest = door.get(source).json
    assert rest is not None
    assert rest["on_hand"]["decimal"] == "9.5"
    assert [child["code"] for child in rest["children"]] == [code]


def test_publishing_twice_is_once(door: Door) -> None:
    made = door.packing(door.harvested())
    assert made.json is not None
    code = made.json["code"]
    assert made.json["batch"]["published_on"] is None
    first, second = (door.call("POST", f"/api/v1/batches/{code}/publication") for _ in "12")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json == second.json
    assert first.json is not None
    assert first.json["published_on"] == "2026-01-20"


def test_a_harvest_cannot_be_published(door: Door) -> None:
    refused = door.call("POST", f"/api/v1/batches/{door.harvested()}/publication")
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["code"] == "only_packed_is_published"


def test_a_harvest_under_a_suspended_code_is_recorded_and_held(door: Door) -> None:
    door.world.suspend(PICKED_ON)
    made = door.harvest()
    assert made.status_code == 201
    assert made.json is not None
    assert made.json["held"] == ["code_not_active"]
    assert [each["kind"] for each in made.json["batch"]["recalls"]] == ["hold"]


def test_a_recall_is_seen(door: Door) -> None:
    code = door.harvested()
    door.world.recall(code)
    seen = door.get(code).json
    assert seen is not None
    assert seen["held"] == []
    assert [(each["kind"], each["lifted_at"]) for each in seen["recalls"]] == [("recall", None)]


def test_the_tag_follows_the_batch(door: Door) -> None:
    code = door.harvested()
    first = door.get(code)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    unchanged = door.get(code, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"
    door.packing(code, weight=80)
    changed = door.get(code, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    door.world.recall(code)
    assert door.get(code).headers["ETag"] != changed.headers["ETag"]


def test_head_answers_without_a_body(door: Door) -> None:
    code = door.harvested()
    head = door.call("HEAD", f"/api/v1/batches/{code}")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == door.get(code).headers["ETag"]


def test_a_typed_code_is_folded(door: Door) -> None:
    code = door.harvested()
    typed = f"{code[:4].lower()}-{code[4:]}"
    assert door.get(typed).json == door.get(code).json


def test_pieces_are_counted_in_units_of_their_crop(door: Door) -> None:
    refused = door.harvest(unit="l")
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["errors"][0]["field"] == "weight"
    assert refused.json["code"] == "unit_not_of_crop"
