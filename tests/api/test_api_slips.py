"""Weigh slips through the API: one slip at a time, the days of buying, the same verdicts."""

from __future__ import annotations

import pytest

from tests.api.software import Door
from tests.people import QUAN_BA
from tests.services.weigh_days import number_of, works

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
SLIP = {"crop": "sanh_orange", "gross": 24.6, "bags": 2, "tare": 0.3, "deduction": 5}


def asked(door: Door, **more: object) -> dict[str, object]:
    works(door.world, door.world.who.household)
    return {**SLIP, "seller": door.world.who.household, **more}


def test_a_slip_opens_its_day_and_answers_with_its_batch(door: Door) -> None:
    answer = door.post("weigh-slips", asked(door, grade="first", price=12_000))
    assert answer.status_code == 201, answer.json
    body = answer.json
    assert (body["number"], body["net"]["amount"], body["payable"]["decimal"]) == (
        1,
        24_000,
        "22.8",
    )
    assert body["area_code"] == "VN-HGOR-0128"
    assert door.get(body["batch"]).json["made"]["amount"] == 24_000
    listed = door.call("GET", "/api/v1/receptions").json
    assert [(each["slips"], each["state"]) for each in listed["receptions"]] == [(1, "open")]
    assert "price" not in str(body)


def test_the_number_on_a_card_is_enough(door: Door) -> None:
    body = asked(door)
    body["seller"] = str(number_of(door.world, door.world.who.household))
    assert door.post("weigh-slips", body).json["seller"] == door.world.who.household


def test_somebody_new_from_outside(door: Door) -> None:
    body = {**SLIP, "new_name": "Lù Thị Sen", "new_commune": QUAN_BA}
    answer = door.post("weigh-slips", body)
    assert answer.status_code == 201, answer.json


def test_the_same_key_is_one_slip(door: Door) -> None:
    body = asked(door)
    first, again = (door.post("weigh-slips", body, key="one-slip-for-all") for _ in range(2))
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"gross": 0.5}, "tare", "tare_above_gross"),
        ({"gross": "24"}, "gross", "value_type"),
        ({"gross": None}, "gross", "required"),
        ({"tare": "0"}, "tare", "value_type"),
        ({"tare": -1}, "tare", "must_be_positive"),
        ({"deduction": 100}, "deduction", "deduction_out_of_range"),
        ({"deduction": "5"}, "deduction", "value_type"),
        ({"deduction": True}, "deduction", "value_type"),
        ({"bags": 1.5}, "bags", "number_not_whole"),
        ({"grade": "gold"}, "grade", "grade_unknown"),
        ({"seller": "9999"}, "seller", "seller_unknown"),
        ({"ground": "elsewhere"}, "ground", "ground_unknown"),
        ({"crop": "coffee"}, "crop", "crop_unknown"),
        ({"day": "2027-01-01"}, "day", "day_in_future"),
        ({"unit": "l"}, "gross", "unit_not_of_crop"),
        ({"colour": "red"}, "colour", "field_unknown"),
    ],
)
def test_what_cannot_be_is_named(
    door: Door, change: dict[str, object], field: str, code: str
) -> None:
    answer = door.post("weigh-slips", asked(door) | change)
    assert answer.status_code in (400, 422), answer.json
    assert (field, code) in [(each["field"], each["code"]) for each in answer.json["errors"]]


def test_a_bare_tare_is_nothing(door: Door) -> None:
    answer = door.post("weigh-slips", asked(door, tare=0, bags=3))
    assert answer.json["net"]["amount"] == 24_600
