"""Honey is from where the colonies stood: an indication of origin asks there, not at the yard."""

from __future__ import annotations

import pytest

from tests.families import extracted, hives
from tests.people import World
from tests.places_of import VINH_TUY, stay
from traceability.domain.certificates import GiList
from traceability.services import batches, certified_goods

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def communes(world: World, lot: str) -> list[str]:
    with world.view() as view:
        batch = batches.known(view, lot)
        (goods,) = certified_goods.of(view, [batch]).values()
    assert sum(each.ppm for each in goods.origins) == 1_000_000
    return [each.commune for each in goods.origins]


def test_honey_from_elsewhere_is_of_no_commune_of_the_list(world: World) -> None:
    area, place = hives(world, standing=False)
    stay(world, place, 60, -30)
    inside = extracted(world, area, 20).code
    assert communes(world, inside) == [VINH_TUY]
    stay(world, place, 40, -29, commune=None, elsewhere="Nghệ An, điểm 2")
    mixed = extracted(world, area, 28).code
    found = communes(world, mixed)
    assert found == [VINH_TUY, certified_goods.NOWHERE]
    whole = GiList(new=frozenset({VINH_TUY}))
    assert [whole.holds(each, None) for each in found] == [True, False]
