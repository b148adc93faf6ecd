"""A weight that waits for the scale is a guess, and so are its parts, until a step weighs anew."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.people import World
from tests.services.test_corrections import amended, correct, guessed
from tests.services.test_deliveries import arrive, hand_over
from tests.services.test_runs import kg, run
from traceability.domain.events import EventStep
from traceability.services import home_views
from traceability.services.arrivals import Arrived
from traceability.services.corrections import Amendment
from traceability.services.runs import MERGE, SPLIT, Make

#: For what does not differ between the databases.
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def test_a_guess_stays_one_where_it_is_only_parted(world: World) -> None:
    code = world.harvest(100, estimated=True).code
    made = run(world, SPLIT, [(code, 50)], [50]).made[0].code
    packed = world.pack(made, 10).code
    assert guessed(world, made)
    assert guessed(world, packed)
    assert world.differences() == []


@ON_SQLITE
@pytest.mark.parametrize(("step", "out"), [("wash", 50), ("sort", Make(kg(50), "first"))])
def test_what_a_step_weighed_is_no_guess(world: World, step: str, out: Any) -> None:
    code = world.harvest(100, estimated=True).code
    made = run(world, step, [(code, 50)], [out]).made[0].code
    packed = world.pack(made, 10).code
    assert guessed(world, code)
    assert not guessed(world, made)
    assert not guessed(world, packed)
    assert world.differences() == []


@ON_SQLITE
def test_a_mix_is_a_guess_if_a_part_is(world: World) -> None:
    weighed, unweighed = world.harvest(10).code, world.harvest(10, estimated=True).code
    mixed = run(world, MERGE, [weighed, unweighed], [Make()]).made[0].code
    assert (guessed(world, weighed), guessed(world, mixed)) == (False, True)
    assert world.differences() == []


@ON_SQLITE
def test_each_entry_is_weighed_down_the_chain(world: World) -> None:
    code = world.harvest(100, estimated=True).code
    made = run(world, "wash", [code], [100]).made[0].code
    packed = world.pack(made, 50, quantity=None).code
    correct(
        world,
        amended(world, code, {code: 94}),
        amended(world, made, {code: 94, made: 90}),
        Amendment(world.entry(packed), {made: kg(90)}, packages=45),
    )
    assert not any(guessed(world, each) for each in (code, made, packed))
    assert world.differences() == []


@ON_SQLITE
def test_the_buyer_and_the_leaf_are_told(world: World) -> None:
    code = world.harvest(100, estimated=True).code
    packed = world.pack(run(world, "wash", [code], [100]).made[0].code, 40).code
    world.publish(packed)
    page = world.page(packed)
    steps = {each.step: each.estimated for each in page.steps}
    assert page.harvests is not None
    assert page.harvests.estimated == 1
    assert steps == {EventStep.PROCESS: False, EventStep.PACK: False}


def test_a_guess_is_handed_over_as_one_until_it_is_weighed(world: World) -> None:
    first, second = (world.harvest(100, estimated=True).code for _ in range(2))
    weighed = world.harvest(100).code
    note = hand_over(world, first, second, weighed).code
    came = arrive(world, note, Arrived(second, kg(90))).codes
    assert [guessed(world, each) for each in came] == [True, False, False]
    assert world.differences() == []
    with world.view() as view:
        assert home_views.day(view, world.who.stranger).task("to_weigh").total == 0
    correct(world, amended(world, first, {first: 100}))
    assert [guessed(world, each) for each in (first, came[0])] == [False, False]
    assert world.differences() == []


@ON_SQLITE
def test_a_guess_that_was_hushed_up_is_found(world: World) -> None:
    code = world.harvest(100, estimated=True).code
    run(world, SPLIT, [code], [100])
    (came,) = arrive(world, hand_over(world, world.harvest(5, estimated=True).code).code).codes
    with world.store.writer.connect() as connection, connection.begin():
        connection.execute(text("UPDATE batch_stock SET estimated = 0"))
    world.tampered = True
    found = {each.subject for each in world.differences() if each.field == "estimated"}
    assert found >= {code, came}
    assert len(found) == 4
