"""Runs through the API: the same verdicts as the form, one event for one key."""

from __future__ import annotations

import pytest

from tests.api.software import Door
from tests.services.test_runs import garden, leaf, picked

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def asked(code: str, *kg: float | int, step: str = "sort", **more: object) -> dict[str, object]:
    body = {"step": step, "run_on": "2026-01-14", "takes": [{"batch": code}]}
    return body | {"makes": [{"weight": each} for each in kg], **more}


def test_a_run_answers_with_its_batches(door: Door) -> None:
    code = leaf(door.world, 100)
    answer = door.post("runs", asked(code, 62, step="wither", measures={"hours": 12}))
    assert answer.status_code == 201, answer.json
    (made,) = answer.json["batches"]
    assert (made["stage"], made["material"]) == ("processed", "withered")
    assert (answer.json["lost"]["amount"], answer.json["lost"]["decimal_unit"]) == (38_000, "kg")
    assert made["parents"][0]["code"] == code


def test_a_merge_tells_its_shares(door: Door) -> None:
    here = door.world.harvest(62).code
    there = picked(door.world, garden(door.world), 38)
    body = asked(here, step="merge", makes=[{}], takes=[{"batch": here}, {"batch": there}])
    (made,) = door.post("runs", body).json["batches"]
    assert [share["ppm"] for share in made["origins"]] == [620_000, 380_000]


def test_the_same_key_is_one_run(door: Door) -> None:
    code = door.world.harvest(10).code
    first, again = (door.post("runs", asked(code, 9), key="one-run-for-all") for _ in range(2))
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"makes": [{"weight": 11}]}, "makes", "more_out_than_in"),
        ({"makes": [{"weight": "9"}]}, "makes.1.weight", "value_type"),
        ({"makes": [{"weight": True}]}, "makes.1.weight", "value_type"),
        ({"makes": [{"weight": 9, "grade": "best"}]}, "makes", "grade_unknown"),
        ({"makes": {}}, "makes", "value_type"),
        ({"makes": [{"weight": 1}] * 31}, "makes", "out_of_range"),
        ({"takes": []}, "takes", "too_many_batches"),
        ({"takes": ["x"]}, "takes.1.", "body_not_object"),
        ({"step": "bake"}, "step", "step_unknown"),
        ({"measures": {"hours": 1}}, "measures.hours", "measure_unknown"),
        ({"measures": {"hours": "1"}}, "measures.hours", "value_type"),
        ({"measures": []}, "measures", "value_type"),
        ({"run_on": "2026-02-30"}, "run_on", "no_such_day"),
        ({"colour": "red"}, "colour", "field_unknown"),
    ],
)
def test_what_cannot_be_is_named(
    door: Door, change: dict[str, object], field: str, code: str
) -> None:
    batch = door.world.harvest(10).code
    answer = door.post("runs", asked(batch, 9) | change)
    assert answer.status_code in (400, 422)
    found = [(each["field"], each["code"]) for each in answer.json["errors"]]
    assert (field, code) in found
    assert door.world.on_hand(batch) == (10_000, "open")
