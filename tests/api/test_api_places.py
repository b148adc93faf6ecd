"""Places over the API: one's own are read and registered, another's are not there."""

from __future__ import annotations

from tests.api.software import ON_SQLITE, Door
from tests.people import World

NEW = {
    "kind": "tea_plantation",
    "name": "Nương nhà ông Páo",
    "commune": "Xã Cao Bồ, tỉnh Tuyên Quang",
    "area": 1.5,
    "crops": ["shan_tea"],
}


@ON_SQLITE
def test_a_place_is_registered_once_and_read(door: Door) -> None:
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
def test_a_building_has_no_code(door: Door) -> None:
    body = {"kind": "warehouse", "name": "Kho Vĩnh Tuy", "commune": "Xã Vĩnh Tuy"}
    made = door.post("places", body).json
    assert made is not None
    assert made["area_codes"] == []


@ON_SQLITE
def test_what_is_wrong_is_named_at_its_field(door: Door) -> None:
    for changed, field in (
        ({"area": None}, "area"),
        ({"area": "1,5 ha"}, "area"),
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
    other = Door(world, door.app, door.key)
    assert other.call("GET", f"/api/v1/places/{world.who.place.lower()}").status_code == 200
    assert door.call("GET", f"/api/v1/places/{world.who.area}").status_code == 404
