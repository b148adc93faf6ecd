"""What a correction costs does not grow with the lots that were made of the goods."""

from __future__ import annotations

import pytest

from tests.people import World
from tests.services.test_corrections import amended, correct
from tests.services.test_lists_at_scale import counted
from tests.services.test_runs import garden, picked, run, shares
from traceability.services import corrections
from traceability.services.corrections import Amendment
from traceability.services.runs import MERGE, SPLIT, Make


def shared_out(world: World, area: str, lots: int) -> tuple[str, str, list[str]]:
    """Fruit of two gardens, mixed, split into lots, each of them washed and packed."""
    here, there = world.harvest(50).code, picked(world, area, 50)
    mixed = run(world, MERGE, [here, there], [Make()]).made[0].code
    parts = run(world, SPLIT, [(mixed, 5 * lots)], [5] * lots).made
    washed = [run(world, "wash", [part.code], [5]).made[0].code for part in parts]
    return here, mixed, [world.pack(each, 2).code for each in washed]


@pytest.mark.parametrize("told_before", [False, True])
def test_many_lots_are_folded_by_as_many_statements_as_few(world: World, told_before: bool) -> None:
    area, costs = garden(world), []
    for lots in (2, 8):
        here, mixed, packed = shared_out(world, area, lots)
        if told_before:
            correct(world, *(Amendment(world.entry(each), packages=1) for each in packed))
        changes = [
            amended(world, here, {here: 150}),
            amended(world, mixed, {here: 150, mixed: 200}),
        ]
        with world.by(world.who.recorder) as work, counted(work.db.get_bind()) as cost:
            corrections.correct(work, changes, "gõ nhầm số")
        costs.append(cost.statements)
        assert [sorted(shares(world, each).values()) for each in packed] == [
            [250_000, 750_000]
        ] * lots
    assert costs[0] == costs[1]


def test_many_lots_that_a_run_made_are_taken_back_together(world: World) -> None:
    area, costs = garden(world), []
    for lots in (2, 8):
        here, there = world.harvest(50).code, picked(world, area, 50)
        mixed = run(world, MERGE, [here, there], [Make()]).made[0].code
        split = run(world, SPLIT, [(mixed, 5 * lots)], [5] * lots).made
        back = corrections.Retraction(world.entry(split[0].code))
        with world.by(world.who.recorder) as work, counted(work.db.get_bind()) as cost:
            corrections.correct(work, [back], "nhập nhầm")
        costs.append(cost.statements)
        assert all(shares(world, each.code) == {} for each in split)
    # Whether a recall stands over each lot that goes is asked one by one.
    assert costs[1] - costs[0] <= 6 * 3
