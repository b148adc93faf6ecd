"""Places over the API: one's own are read and registered, another's are not there."""

from __future__ import annotations

import dataclasses

import pytest

from tests.api.software import ON_SQLITE, Door, new_key
from tests.people import World
from traceability.domain.access import Role

NEW = {
    "kind": "tea_plantation",
    "name": "Nương nhà ông Páo",
    "commune": "Xã Cao Bồ, tỉnh Tuyên Quang",
    "area": 1.5,
    "crops": ["shan_tea"],
}


@pytest.fixture
def managed(door: Door) -> Door:
    """The API with a manager's key: a recorder registers no place."""
    key = new_key(door.world, door.world.who.cooperative, Role.MANAGER)
    return dataclasses.replace(door, key=key)


@ON_SQLITE
def test_a_recorders_key_reads_and_registers_nothing(door: Door) -> None:
    assert door.call("GET", "/api/v1/places").status_code == 200
    assert door.post("places", NEW).status_code == 403


@ON_SQLITE
def test_a_place_is_registered_once_and_read(managed: Door) -> None:
    door = managed
    answers = [door.post("places", NEW, key="one-of-its-own") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    made = answers[0].json
    assert made is not None
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert answers[1].json["code"] == made["code"]  # type: ignore[index]
    assert (made["area_m2"], made["commune"], made["households"]) == (15_000, "00952", 0)
    assert made["area_codes"][0]["as_issued"].startswith("NB-")
    assert "parcels" in made["missing"]
    read = door.call("GET", answers[0].headers["Location"])
    assert read.json == made
    every = door.call("GET", "/api/v1/places").json
    assert every is not None
    assert [each["code"] for each in every["places"]] == [door.world.who.place, made["code"]]


@ON_SQLITE
def test_a_building_has_no_code(managed: Door) -> None:
    door = managed
    body = {"kind": "warehouse", "name": "Kho Vĩnh Tuy", "commune": "Xã Vĩnh Tuy"}
    made = door.post("places", body).json
    assert made is not None
    assert made["area_codes"] == []


@ON_SQLITE
def test_what_is_wrong_is_named_at_its_field(managed: Door) -> None:
    door = managed
    for changed, field in (
        ({"area": None}, "area"),
        ({"area": "1,5 ha"}, "area"),
        ({"area": 99_999}, "area"),
        ({"crops": ["sanh_orange"]}, "crops"),
        ({"commune": "Paris"}, "commune"),
        ({"kind": "moon"}, "kind"),
        ({"name": "a\u202eb"}, "name"),
        ({"revision": 3}, "revision"),
        ({"planted_year": 3000}, "planted_year"),
    ):
        answer = door.post("places", {**NEW, **changed})
        assert answer.status_code == 422, changed
        assert field in [each["field"] for each in answer.json["errors"]]  # type: ignore[index]


@ON_SQLITE
def test_another_cooperatives_place_is_not_there(door: Door, world: World) -> None:
    other = dataclasses.replace(door, key=new_key(world, world.who.foreign))
    assert door.call("GET", f"/api/v1/places/{world.who.place.lower()}").status_code == 200
    assert other.call("GET", f"/api/v1/places/{world.who.place}").status_code == 404
    assert other.call("GET", "/api/v1/places").json == {"places": []}
    assert door.call("GET", f"/api/v1/places/{world.who.area}").status_code == 404
