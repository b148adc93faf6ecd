"""Kilograms of a month on a code's page: never those of one household, alone or by difference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from tests.people import PICKED_ON, World
from tests.services.test_runs import run
from traceability.domain.days import day_in_vietnam
from traceability.services import area_pages, parties, public_figures
from traceability.services.runs import MERGE

DECEMBER = dt.date(2025, 12, 20)


@pytest.fixture
def backend() -> str:
    return "sqlite"


def households(world: World, count: int) -> list[str]:
    with world.by(world.who.manager) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        return [
            parties.register_household(work, coop, {"name": f"Hoàng Văn {number}"}).code
            for number in range(count)
        ]


def opened(world: World) -> None:
    with world.by(world.who.manager) as work:
        public_figures.choose(work, world.who.area, opened=True)


def told(world: World) -> dict[str, list[tuple[int, str]]]:
    """The amounts of each month that are told."""
    with world.view() as view:
        page = area_pages.find(view, world.who.area)
    return {str(line.month): list(line.amounts) for line in page.months}


def picked(world: World, kilograms: Sequence[int], whose: Sequence[str]) -> list[str]:
    return [
        world.harvest(kg, PICKED_ON, household=each).code
        for kg, each in zip(kilograms, whose, strict=True)
    ]


def publish(world: World, codes: list[str], kg: int) -> int | None:
    """A lot packed today of some harvests; what its page tells that they weighed."""
    today = day_in_vietnam(world.clock())
    merged = run(world, MERGE, codes, [kg], day=today).made[0].code
    lot = world.pack(merged, kg // 2, day=today).code
    world.publish(lot)
    harvests = world.page(lot).harvests
    assert harvests is not None
    return harvests.amount


def test_a_month_of_few_is_not_told_though_the_figures_are_open(world: World) -> None:
    three = households(world, 3)
    picked(world, (60, 61, 62), three)
    for each in three[:2]:
        world.harvest(40, DECEMBER, household=each)
    opened(world)
    world.clock.pass_by(days=100)
    assert told(world) == {"2026-01": [(183_000, "g")], "2025-12": []}


def test_a_month_that_grows_is_not_told(world: World) -> None:
    picked(world, (60, 61, 62), households(world, 3))
    opened(world)
    for _while in range(3):
        assert told(world) == {"2026-01": []}
        world.clock.pass_by(days=24)
    world.clock.pass_by(days=3)
    assert told(world) == {"2026-01": [(183_000, "g")]}


def test_a_month_less_the_harvests_of_a_lot_is_no_household_s_weight(world: World) -> None:
    """183 kg of three on the lot's page, 230 kg of four in the month: 47 kg of the fourth."""
    four = households(world, 4)
    codes = picked(world, (60, 61, 62, 47), four)
    opened(world)
    world.clock.pass_by(days=100)
    assert told(world) == {"2026-01": [(230_000, "g")]}
    # The month was read: the lot says less. What it was packed as is known, so the month goes too.
    assert publish(world, codes[:3], 183) is None
    assert told(world) == {"2026-01": []}


def test_a_lot_tells_what_no_month_does(world: World) -> None:
    codes = picked(world, (60, 61, 62, 47), households(world, 4))
    assert publish(world, codes[:3], 183) == 183_000


def test_a_lot_across_months_is_reckoned_with(world: World) -> None:
    """Of 4 households, three in January: the lot less that month is December's one."""
    four = households(world, 4)
    codes = picked(world, (60, 61, 62), four[:3])
    codes.append(world.harvest(47, DECEMBER, household=four[3]).code)
    opened(world)
    world.clock.pass_by(days=100)
    assert told(world)["2026-01"] == [(183_000, "g")]
    assert publish(world, codes, 230) is None
    assert told(world) == {"2026-01": [(183_000, "g")], "2025-12": []}


def test_what_is_of_no_household_is_the_holder_s_to_tell(world: World) -> None:
    world.harvest(100)
    assert told(world) == {"2026-01": []}
    opened(world)
    assert told(world) == {"2026-01": [(100_000, "g")]}
    (one,) = households(world, 1)
    world.harvest(47, household=one)
    world.clock.pass_by(days=100)
    assert told(world) == {"2026-01": []}
