"""Honey is from where the colonies stood: an indication of origin asks there, not at the yard."""

from __future__ import annotations

import pytest

from tests.families import extracted, hives
from tests.people import World
from tests.places_of import VINH_TUY, stay
from traceability.services import batches, certified_goods

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def grounds(world: World, lot: str) -> list[tuple[str, tuple[str | None, ...]]]:
    """Where each share of a lot is at home, and where its colonies stood."""
    with world.view() as view:
        batch = batches.known(view, lot)
        (goods,) = certified_goods.of(view, [batch]).values()
    assert sum(each.ppm for each in goods.origins) == 1_000_000
    return [(each.commune, each.stood) for each in goods.origins]


def test_honey_is_of_the_communes_of_its_stays(world: World) -> None:
    area, place = hives(world, standing=False)
    stay(world, place, 60, -30)
    inside = extracted(world, area, 20).code
    assert grounds(world, inside) == [(VINH_TUY, (VINH_TUY,))]
    stay(world, place, 40, -29, commune=None, elsewhere="Nghệ An, điểm 2")
    mixed = extracted(world, area, 28).code
    assert grounds(world, mixed) == [(VINH_TUY, (VINH_TUY, None))]
