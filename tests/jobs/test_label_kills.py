"""label-03: the worker is killed in the middle of a job; every serial exactly once, none void."""

from __future__ import annotations

import random

import pytest

from tests.jobs.job_kills import OFTEN, Killer, left
from tests.people import KEYRING, World
from traceability.services import label_book, print_files
from traceability.store.queries import labels

#: 600 labels in five runs, each killed four times: twenty moments.
RUNS, EACH = 5, 120


@pytest.mark.parametrize("backend", ["sqlite"])
def test_twenty_kills_cost_no_serial_and_double_none(world: World) -> None:
    packed = world.packed(packages=RUNS * EACH, kg=2 * RUNS * EACH)
    killer = Killer(world.store, KEYRING, random.Random(12))
    world.store.close()  # nothing of this process is shared with the one that is killed
    runs = []
    for _run in range(RUNS):
        runs.append(world.print_labels(packed.code, EACH, released=False))
        world.store.close()
        killer.work_and_kill(OFTEN)
        killer.finish()
    assert killer.kills == RUNS * OFTEN == 20
    assert left(world.store) == 0
    codes = [code for run in runs for code in world.item_codes(run)]
    assert len(set(codes)) == len(codes) == 600
    for run in runs:
        with world.view() as view:
            row = labels.run_by_code(view.db, run)
            assert row is not None
            (result,) = labels.results(view.db, row.id)
            assert result.decoded == EACH
            pdf, drawn = print_files.again(KEYRING, row, frozenset({result.file_sha256}))
            assert drawn is None
            assert pdf.startswith(b"%PDF")
            book = label_book.of_run(view, world.who.manager, run)
        assert [(each.first, each.last, each.state) for each in book.lines] == [(1, EACH, "unused")]
