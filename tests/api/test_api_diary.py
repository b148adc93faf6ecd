"""Lines of the farm diary over the API: the same verdicts as the form."""

from __future__ import annotations

import pytest

from tests.api.software import ON_SQLITE, Door
from tests.services.test_diary import holds, listed
from traceability.store import models

pytestmark = ON_SQLITE


def asked(door: Door, **more: object) -> dict[str, object]:
    """A spraying, with ``more`` put in; what is ``None`` is left out."""
    given = {
        "place": door.world.who.place,
        "kind": "pesticide",
        "done_on": "2026-01-12",
        "product": "Thuốc A 50EC",
        "phi_days": 7,
    } | more
    return {name: value for name, value in given.items() if value is not None}


def test_a_line_is_stored_and_holds(door: Door) -> None:
    lot = door.harvested()
    listed(door.world)
    answer = door.post("farm-works", asked(door, phi_days=5))
    assert answer.status_code == 201
    told = answer.json
    assert told["free_on"] == "2026-01-17"
    assert (told["phi_days"], told["substance"]) == (5, "thuoc-a")
    assert [each["code"] for each in told["held"]] == [lot]
    assert "days_below_list" in told["warnings"]
    assert holds(door.world, lot) == ["inside_phi"]
    assert door.world.differences() == []


def test_the_same_key_is_one_line(door: Door) -> None:
    first, again = (door.post("farm-works", asked(door), key="one-line-ever") for _ in range(2))
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(door.rows(models.FarmLog)) == 1
    assert door.post("farm-works", asked(door, phi_days=8), key="one-line-ever").status_code == 422


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"phi_days": None}, "phi_days", "diary_days_needed"),
        ({"phi_days": "7"}, "phi_days", "number_not_whole"),
        ({"phi_days": 7.5}, "phi_days", "number_not_whole"),
        ({"phi_days": -1}, "phi_days", "below_zero"),
        ({"phi_days": 401}, "phi_days", "out_of_range"),
        ({"phi_days": True}, "phi_days", "number_not_whole"),
        ({"product": None}, "product", "diary_product_needed"),
        ({"product": ["x"]}, "product", "value_type"),
        ({"product": "x" * 121}, "product", "text_too_long"),
        ({"product": "a\u202eb"}, "product", "text_control_character"),
        ({"kind": "dance"}, "kind", "choice_unknown"),
        ({"kind": "feeding"}, "kind", "diary_not_here"),
        ({"until_on": "2026-01-13"}, "until_on", "diary_field_not_here"),
        ({"done_on": "2026-02-30"}, "done_on", "no_such_day"),
        ({"done_on": "2027-01-01"}, "done_on", "day_in_future"),
        ({"substance": "x"}, "substance", "substance_unknown"),
        ({"colour": "red"}, "colour", "field_unknown"),
    ],
)
def test_what_cannot_be_is_named(
    door: Door, change: dict[str, object], field: str, code: str
) -> None:
    answer = door.post("farm-works", asked(door, **change))
    assert answer.status_code in (400, 422)
    assert (field, code) in [(each["field"], each["code"]) for each in answer.json["errors"]]
    assert door.rows(models.FarmLog) == []


def test_anothers_place_is_not_there(door: Door) -> None:
    theirs = door.of(door.world.who.foreign)
    assert theirs.post("farm-works", asked(door)).status_code == 404
