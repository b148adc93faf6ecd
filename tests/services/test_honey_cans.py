"""Cans of honey that were weighed one by one, of a lot that is kept in millilitres."""

from __future__ import annotations

import pytest

from tests.families import extracted, hives, jars, pack
from tests.people import World
from tests.services.test_deliveries import send
from traceability.domain.errors import Refusal
from traceability.domain.quantity import Quantity
from traceability.services import batches, packing_lists
from traceability.services.deliveries import Send

WEIGHTS = (28_000, 20_000, 14_000)


@pytest.fixture
def cans(world: World) -> str:
    """Three cans of honey at 1.4 kg a litre."""
    area, _place = hives(world)
    honey = extracted(world, area, 70, density=1_400).code
    return pack(world, honey, jars(world), None, pack_format=3, weights=WEIGHTS).code


def gone(world: World, code: str) -> set[int]:
    with world.view() as view:
        found = packing_lists.of_batch(view, batches.known(view, code))
    assert found is not None
    return {each.number for each in found.sacks if not each.left}


@pytest.mark.parametrize("litres", [20, 15, 10])
def test_litres_never_guess_a_can(world: World, cans: str, litres: int) -> None:
    with pytest.raises(Refusal) as refused:
        send(world, Send(cans, Quantity(litres * 1_000, "ml")))
    assert refused.value.code == "sacks_to_name"
    assert gone(world, cans) == set()
    send(world, Send(cans, sacks=(1,)))
    assert gone(world, cans) == {1}
    assert world.differences() == []


@pytest.mark.parametrize("told", [None, "ml", "g"])
def test_all_of_a_lot_names_every_can(world: World, cans: str, told: str | None) -> None:
    here = world.on_hand(cans)[0]
    every = {"ml": Quantity(here, "ml"), "g": Quantity(sum(WEIGHTS), "g")}
    send(world, Send(cans, None if told is None else every[told]))
    assert gone(world, cans) == {1, 2, 3}
    assert world.on_hand(cans)[0] == 0
    assert world.differences() == []


def test_another_number_of_cans_is_refused(world: World, cans: str) -> None:
    with pytest.raises(Refusal) as refused:
        send(world, Send(cans, Quantity(world.on_hand(cans)[0], "ml"), packages=77))
    assert refused.value.code == "packages_differ"
