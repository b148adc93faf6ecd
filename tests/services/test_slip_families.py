"""What slips of a family tell beside the weight: the part of a plant, the moisture of honey."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.families import ground, hives
from tests.people import World
from tests.services.weigh_days import closed, line, opened, weigh, works
from traceability.domain.errors import Invalid
from traceability.services import batches, known_facts, reception_views
from traceability.services.packed_formats import told_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def herb_day(world: World) -> str:
    _area, place = ground(world, "herb_cultivation", "danggui", area_m2=10_000)
    works(world, world.who.household, place)
    return opened(world, "danggui")


def test_a_slip_of_herbs_tells_the_part_and_the_lot_knows_it(world: World) -> None:
    day = herb_day(world)
    first = weigh(world, day, line(20, world.who.household, part="root"))
    with world.view() as view:
        assert told_of(view, batches.known(view, first.batch))["part"] == "root"
        page = reception_views.counter(view, world.who.recorder, day)
        assert page.part == "root"
        assert "root" in {each.code for each in page.crop.parts}
        assert not page.crop.moist
    ((lot, _code),) = closed(world, day).lots
    with world.view() as view:
        facts = known_facts.of_batch(view, batches.known(view, lot))
    assert [each.vi for each in facts.parts] == ["rễ"]
    assert world.differences() == []


def test_honey_is_measured_at_the_scale(world: World) -> None:
    _area, place = hives(world)
    works(world, world.who.household, place)
    day = opened(world, "mint_honey")
    measured = {"measures": {"moisture": Decimal("18.5")}}
    weigh(world, day, line(12, world.who.household, "ml", **measured))
    ((lot, _code),) = closed(world, day).lots
    with world.view() as view:
        page = reception_views.counter(view, world.who.recorder, day)
        facts = known_facts.of_batch(view, batches.known(view, lot))
    assert page.crop.moist
    assert page.crop.parts == ()
    assert facts.moisture == (Decimal("18.5"),)
    assert facts.missing == ()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"part": "seed of a stone"}, "part_unknown"),
        ({"measures": {"moisture": Decimal(120)}}, "measure_unknown"),
    ],
)
def test_what_the_family_does_not_have_is_refused(
    world: World, more: dict[str, object], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        weigh(world, herb_day(world), line(20, world.who.household, **more))
    assert refused.value.code == code


def test_oranges_are_asked_neither(world: World) -> None:
    day = opened(world)
    with world.view() as view:
        page = reception_views.counter(view, world.who.recorder, day)
    assert (page.crop.parts, page.crop.moist, page.part) == ((), False, None)
