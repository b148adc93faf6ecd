"""What families tell, through the API: density, measures, weights, items, the device's clock."""

from __future__ import annotations

import pytest

from tests.api.software import Door
from tests.families import extracted, hives, jars, pack

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_honey_is_weighed_and_its_items_are_told(door: Door) -> None:
    area, _place = hives(door.world)
    body = {"area_code": area, "harvested_on": "2026-01-12", "weight": 70, "unit": "kg"}
    body |= {"measures": {"moisture": 18.5}, "device_at": "2026-01-12T17:05:00+07:00"}
    answer = door.post("harvests", body)
    assert answer.status_code == 201, answer.json
    assert answer.json["batch"]["made"] == {
        "amount": 50_000,
        "unit": "ml",
        "decimal": "50",
        "decimal_unit": "l",
    }
    assert answer.json["batch"]["items"] is None
    packed = pack(door.world, answer.json["code"], jars(door.world), 139).code
    items = door.get(packed).json["items"]
    assert (items["missing"], items["facts_missing"]) == ([], [])
    assert "best_before" not in items["filled"]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"density": 14}, "density_out_of_range", "density"),
        ({"density": "1,4"}, "value_type", "density"),
        ({"measures": {"moisture": "18,5"}}, "value_type", "measures.moisture"),
        ({"device_at": "2026-01-12T17:05:00"}, "moment_unreadable", "device_at"),
        ({"device_at": "0001-01-01T00:00:00+14:00"}, "moment_unreadable", "device_at"),
        ({"part": "root"}, "part_unknown", "part"),
    ],
)
def test_what_cannot_be_is_refused(
    door: Door, wrong: dict[str, object], code: str, field: str
) -> None:
    area, _place = hives(door.world)
    body = {"area_code": area, "harvested_on": "2026-01-12", "weight": 70, **wrong}
    answer = door.post("harvests", body)
    assert answer.status_code == 422
    assert [(each["code"], each["field"]) for each in answer.json["errors"]] == [(code, field)]


def test_sacks_are_a_list_of_kilograms(door: Door) -> None:
    area, _place = hives(door.world)
    body = {"batch": extracted(door.world, area).code, "product": jars(door.world)}
    body |= {"pack_format": 3, "packed_on": "2026-01-14", "weights": [24.8, 25.1]}
    answer = door.post("packings", body)
    assert answer.status_code == 201, answer.json
    assert answer.json["batch"]["made"]["amount"] == 35_643  # 49,900 g / 1.4, rounded up
    wrong = door.post("packings", body | {"weights": [24.8, "25"]})
    assert wrong.json["errors"][0]["code"] == "value_type"
    assert door.world.differences() == []
