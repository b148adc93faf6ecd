"""label-03: the worker is killed in the middle of a job; every serial exactly once, none void."""

from __future__ import annotations

import random

import pytest

import labels as engine
from tests.jobs.job_kills import OFTEN, Killer, left
from tests.people import KEYRING, STOCK, World
from traceability.services import label_book, print_files
from traceability.store.queries import labels

#: The labels of a run, and how many of the steps of its drawing end in a kill.
COUNT, KILLS, SEED = 600, 20, 12


@pytest.mark.parametrize("backend", ["sqlite"])
def test_twenty_kills_cost_no_serial_and_double_none(world: World) -> None:
    packed = world.packed(packages=COUNT * KILLS, kg=2 * COUNT * KILLS)
    killer = Killer(world.store, KEYRING, random.Random(SEED))
    runs = [ordered(world, packed.code)]
    steps = killer.steps()  # of a drawing that nobody disturbs
    for number, step in enumerate(killer.chance.sample(range(steps), KILLS)):
        if number % OFTEN == 0 or not left(world.store):
            killer.finish()
            runs.append(ordered(world, packed.code))
        assert killer.kill_at(step), f"step {step} of {steps} was not reached"
    killer.finish()
    assert (killer.kills, left(world.store)) == (KILLS, 0)
    on_paper = [url for run in runs for url in printed(world, run)]
    assert len(on_paper) == len(set(on_paper)) == COUNT * len(runs)
    assert world.differences() == []


def ordered(world: World, lot: str) -> str:
    """A run that waits to be drawn; nothing of this process is shared with one that is killed."""
    run = world.print_labels(lot, COUNT, released=False)
    world.store.close()
    return run


def printed(world: World, run: str) -> list[str]:
    """What a camera reads on the sheets of a run, which was released once and is unused."""
    with world.view() as view:
        row = labels.run_by_code(view.db, run)
        assert row is not None
        (result,) = labels.results(view.db, row.id)
        assert result.decoded == COUNT
        pdf, drawn = print_files.again(KEYRING, row, frozenset({result.file_sha256}))
        assert drawn is None
        book = label_book.of_run(view, world.who.manager, run)
    assert [(each.first, each.last, each.state) for each in book.lines] == [(1, COUNT, "unused")]
    read = [url for url in engine.decode_sheets(pdf, engine.STOCKS[STOCK]) if url]
    assert [url.rpartition("/")[2] for url in read] == world.item_codes(run)
    return read
