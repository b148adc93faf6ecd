"""The changes of one submission are judged together: their order says nothing."""

from __future__ import annotations

import pytest

from tests.people import PICKED_ON, TODAY, World
from tests.services.season_worlds import harvested, one_hectare
from tests.services.test_corrections import amended, correct
from tests.services.weigh_days import line, opened, seller, unload
from traceability.domain.deliveries import WriteOff
from traceability.domain.errors import Refusal, RuleBroken
from traceability.domain.quantity import Quantity
from traceability.domain.weigh_slips import Truck
from traceability.services import (
    batches,
    code_authorizations,
    code_use_views,
    corrections,
    harvests,
    write_offs,
)
from traceability.services.corrections import Amendment, Change, Retraction
from traceability.services.differences import facts
from traceability.services.write_offs import WriteOffRequest
from traceability.store.queries import corrections as queries

IN_EITHER_ORDER = pytest.mark.parametrize("turned", [False, True])


def in_order(turned: bool, *changes: Change) -> list[Change]:
    return list(reversed(changes) if turned else changes)


def lent(world: World, *weights: int) -> list[str]:
    """Harvests (kg) of another cooperative under our code, which may use 100 kg of it."""
    asked = code_authorizations.AuthorizationRequest(
        world.who.area, world.who.foreign, Quantity(100_000, "g"), PICKED_ON, TODAY
    )
    with world.by(world.who.manager) as work:
        code_authorizations.give(work, asked)
    return [taken_under_it(world, weight) for weight in weights]


def taken_under_it(world: World, weight: int) -> str:
    asked = harvests.HarvestRequest(world.who.area, PICKED_ON, Quantity(weight * 1_000, "g"))
    with world.by(world.who.stranger) as work:
        return harvests.register(work, asked).code


def corrected_by_them(world: World, *changes: Change) -> None:
    with world.by(world.who.stranger) as work:
        corrections.correct(work, changes, "ghi nhầm")


def season_told(world: World, code: str) -> dict[str, object]:
    with world.view() as view:
        seq = batches.known(view, code).event_seq
        told = facts(queries.by_firsts(view.db, [seq])[seq])["season"]
    return {kind: (told[kind]["used"], told[kind]["verdict"]) for kind in ("place", "code")}


@IN_EITHER_ORDER
def test_two_lines_of_a_truck_change_places(world: World, turned: bool) -> None:
    day, an, ba = opened(world), seller(world, "An"), seller(world, "Ba")
    truck = Truck(1_200_000, 1_000_000)
    one, two = unload(world, day, line(120, an), line(80, ba), truck=truck)
    first = amended(world, one.batch, {one.batch: 80})
    correct(world, *in_order(turned, first, amended(world, two.batch, {two.batch: 120})))
    assert [world.on_hand(each.batch)[0] for each in (one, two)] == [80_000, 120_000]
    assert world.differences() == []


@IN_EITHER_ORDER
def test_two_harvests_below_the_ceiling_change_places(world: World, turned: bool) -> None:
    """Never above it, they are not held, and each says how the season stands after both."""
    place, area = one_hectare(world)
    one, two = harvested(world, area, place, 14).code, harvested(world, area, place, 6).code
    first = amended(world, one, {one: 6_000})
    done = correct(world, *in_order(turned, first, amended(world, two, {two: 14_000})))
    assert done.held == ()
    told = (20_000_000, "warn")
    assert season_told(world, one) == season_told(world, two) == {"place": told, "code": told}
    assert world.differences() == []


def test_together_above_the_ceiling_both_are_held(world: World) -> None:
    place, area = one_hectare(world)
    one, two = harvested(world, area, place, 6).code, harvested(world, area, place, 6).code
    done = correct(world, amended(world, one, {one: 13_000}), amended(world, two, {two: 13_000}))
    assert len(done.held) == 2
    assert world.differences() == []


@IN_EITHER_ORDER
def test_two_harvests_within_a_cap_change_places(world: World, turned: bool) -> None:
    one, two = lent(world, 60, 40)
    first = amended(world, one, {one: 40})
    corrected_by_them(world, *in_order(turned, first, amended(world, two, {two: 60})))
    with pytest.raises(RuleBroken) as refused:
        corrected_by_them(world, amended(world, two, {two: 61}))
    assert (refused.value.code, refused.value.facts["used"]) == ("amended_over_cap", 101_000)
    assert world.differences() == []


def test_the_page_of_a_lent_code_tells_what_stands(world: World) -> None:
    one, two = lent(world, 60, 30)
    corrected_by_them(world, amended(world, one, {one: 10}), Retraction(world.entry(two)))
    with world.view() as view:
        page = code_use_views.page(view, world.who.manager, world.who.area)
    (permission,) = page.permissions
    assert (permission.used, permission.uses, page.uses_in_all) == (10_000, 1, 1)
    assert [each.amount for each in page.uses] == [10_000]


def test_what_is_needed_of_packages_is_whole_ones(world: World) -> None:
    packed = world.pack(world.harvest(100).code, 10).code
    event = world.entry(packed)
    for packages in (3, 4):
        lost = WriteOffRequest(packed, WriteOff.LOST, TODAY, Quantity(packages * 2_000, "g"))
        with world.by(world.who.recorder) as work:
            write_offs.register(work, lost)
    fewer = Amendment(event, packages=5)
    with pytest.raises(Refusal) as refused:
        correct(world, fewer)
    needed = refused.value.facts["needed"]
    assert all(grams % 2_000 == 0 for each in needed for grams in each["amounts"].values())
    told = [
        Amendment(
            each["event"], {code: Quantity(grams, "g") for code, grams in each["amounts"].items()}
        )
        for each in needed
    ]
    correct(world, fewer, *told)
    assert world.on_hand(packed)[0] == 0
    assert world.differences() == []


def test_as_few_entries_as_can_are_asked_to_give_back(world: World) -> None:
    """One of many packings carries a kilogram that is missing, the newest."""
    code = world.harvest(100).code
    packings = [world.pack(code, 1, quantity=Quantity(2_000, "g")).code for _ in range(45)]
    with pytest.raises(Refusal) as refused:
        correct(world, amended(world, code, {code: 89}))
    (needed,) = refused.value.facts["needed"]
    assert needed == {"event": world.entry(packings[-1]), "how": "retract"}
    correct(world, amended(world, code, {code: 89}), Retraction(needed["event"]))
    assert world.differences() == []
