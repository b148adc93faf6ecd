"""Trucks: their lines are told by place, and a correction leaves them within what was on it."""

from __future__ import annotations

import pytest

from tests.people import World
from tests.services.test_corrections import correct
from tests.services.weigh_days import line, opened, seller, unload
from traceability.domain.errors import Refusal, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.domain.weigh_slips import Truck
from traceability.services.corrections import Amendment


def amended(world: World, batch: str, kg: int) -> None:
    correct(world, Amendment(world.entry(batch), {batch: Quantity(kg * 1_000, "g")}))


def test_a_correction_keeps_the_lines_within_their_truck(world: World) -> None:
    day, a, b = opened(world), seller(world, "An"), seller(world, "Ba")
    truck = Truck(1_200_000, 1_000_000)
    _one, two = unload(world, day, line(100, a), line(100, b), truck=truck)
    with pytest.raises(RuleBroken) as refused:
        amended(world, two.batch, 900)
    assert (refused.value.code, refused.value.faults[0].field) == (
        "lines_above_truck",
        f"amounts.{two.batch}",
    )
    assert world.on_hand(two.batch)[0] == 100_000
    amended(world, two.batch, 90)
    assert world.on_hand(two.batch)[0] == 90_000
    assert world.differences() == []


@pytest.mark.parametrize("bad", [{"bags": 2, "tare": 60_000}, {"bags": -1}])
def test_whatever_is_wrong_with_a_line_stands_at_its_place(
    world: World, bad: dict[str, int]
) -> None:
    day, a, b = opened(world), seller(world, "An"), seller(world, "Ba")
    with pytest.raises(Refusal) as refused:
        unload(world, day, line(100, a), line(100, b, **bad))
    assert {(fault.field or "").rpartition(".")[0] for fault in refused.value.faults} == {"lines.2"}
