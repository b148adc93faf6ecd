"""Corrections through the API: the same verdicts as the form, one correction for one key."""

from __future__ import annotations

import pytest

from tests.api.software import Door
from tests.services.test_runs import run
from tests.services.weigh_days import opened, seller, weigh
from traceability.domain.weigh_slips import Scale
from traceability.services.weigh_slips import Line
from traceability.store.queries import receptions

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def asked(door: Door, code: str, weight: float, **more: object) -> dict[str, object]:
    change = {"event": door.world.entry(code), "how": "amend"}
    amounts = [{"batch": code, "weight": weight}]
    return {"changes": [change | {"amounts": amounts} | more], "reason": "cân lại"}


def test_an_entry_is_told_anew(door: Door) -> None:
    code = door.world.harvest(100).code
    answer = door.post("corrections", asked(door, code, 80.5))
    assert answer.status_code == 201, answer.json
    assert answer.json["entries"] == [door.world.entry(code)]
    assert door.world.on_hand(code) == (80_500, "open")


def test_an_entry_is_taken_back(door: Door) -> None:
    code = door.world.harvest(100).code
    change = {"event": door.world.entry(code), "how": "retract"}
    assert door.post("corrections", {"changes": [change], "reason": "nhầm"}).status_code == 201
    assert door.world.on_hand(code) == (0, "retracted")


def test_what_stands_in_the_way_is_named(door: Door) -> None:
    code = door.world.harvest(100).code
    made = run(door.world, "wash", [code], [90]).made[0].code
    answer = door.post("corrections", asked(door, code, 80))
    assert answer.status_code == 422
    assert answer.json["code"] == "correction_leaves_too_little"
    assert answer.json["facts"]["entries"] == [door.world.entry(made)]


def test_the_same_key_corrects_once(door: Door) -> None:
    code = door.world.harvest(100).code
    body = asked(door, code, 80)
    first, again = (door.post("corrections", body, key="one-for-all") for _ in range(2))
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"amounts": [{"batch": "x", "weight": 1}]}, "amounts.x", "not_of_this_entry"),
        ({"amounts": [{"batch": "x", "weight": "1"}]}, "changes.1.amounts.1.weight", "value_type"),
        ({"how": "forget"}, "changes.1.how", "choice_unknown"),
        ({"how": "retract"}, "changes.1.how", "retraction_has_no_amounts"),
        ({"amounts": {}}, "changes.1.amounts", "value_type"),
        ({"colour": "red"}, "changes.1.colour", "field_unknown"),
    ],
)
def test_wrong_values_are_named(
    door: Door, change: dict[str, object], field: str, code: str
) -> None:
    answer = door.post("corrections", asked(door, door.world.harvest(100).code, 80, **change))
    assert answer.status_code == 422, answer.json
    assert (answer.json["errors"][0]["field"], answer.json["errors"][0]["code"]) == (field, code)


def test_a_slip_is_read_anew(door: Door) -> None:
    """What is not named stays as it was told; a slip and an amount together are refused."""
    world = door.world
    day = opened(world)
    line = Line(Scale(274_000, 1, 500, 20_000), "g", seller(world, "Sùng Mí Chá"))
    slip = weigh(world, day, line)
    change = {"event": world.entry(slip.batch), "how": "amend", "slip": {"gross": 27.4}}
    both = change | {"amounts": [{"batch": slip.batch, "weight": 27, "unit": "kg"}]}
    refused = door.post("corrections", {"changes": [both], "reason": "gõ thừa"})
    assert refused.json["code"] == "slip_or_amounts"
    done = door.post("corrections", {"changes": [change], "reason": "gõ thừa"})
    assert done.status_code == 201
    assert world.on_hand(slip.batch)[0] == 26_900
    with world.view() as view:
        found = receptions.slip(view.db, slip.code)
        assert found is not None
        row, _day = found
        assert (row.gross, row.bags, row.tare, row.deduction_ppm) == (27_400, 1, 500, 20_000)
    assert world.differences() == []


def test_a_kind_of_mistake_is_reason_enough_but_for_another(door: Door) -> None:
    code = door.world.harvest(100).code
    body = asked(door, code, 80) | {"reason_kind": "wrong_figure"}
    del body["reason"]
    other = door.post("corrections", body | {"reason_kind": "other"})
    fault = other.json["errors"][0]
    assert (other.status_code, fault["field"], fault["code"]) == (422, "reason", "required")
    assert door.post("corrections", body | {"reason_kind": "moon"}).status_code == 422
    assert door.post("corrections", body).status_code == 201
