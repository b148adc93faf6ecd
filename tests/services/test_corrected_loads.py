"""A correction keeps to what the entry had to: lines within their truck, packages whole."""

from __future__ import annotations

import pytest

from tests.people import TODAY, World
from tests.services.test_corrections import correct
from tests.services.weigh_days import line, opened, seller, unload
from traceability.domain.deliveries import WriteOff
from traceability.domain.errors import Refusal, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.domain.weigh_slips import Truck
from traceability.services import write_offs
from traceability.services.corrections import Amendment
from traceability.services.write_offs import WriteOffRequest


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


def test_a_correction_leaves_packages_whole(world: World) -> None:
    code = world.packed(40).code
    net = world.on_hand(code)[0] // 40
    with world.by(world.who.recorder) as work:
        asked = WriteOffRequest(code, WriteOff.LOST, TODAY, Quantity(2 * net, "g"))
        event = write_offs.register(work, asked).event
    with pytest.raises(RuleBroken) as refused:
        correct(world, Amendment(event, {code: Quantity(net + 7, "g")}))
    assert (refused.value.code, refused.value.facts["lower"]) == ("half_packages", 1)
    correct(world, Amendment(event, {code: Quantity(3 * net, "g")}))
    assert world.on_hand(code)[0] == 37 * net
    assert world.differences() == []
