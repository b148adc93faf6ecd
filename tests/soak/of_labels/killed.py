"""Labels under kills: 10,000 labels are drawn while the job process is killed at seeded moments.

Runs of 2,000 labels on a SQLite database of its own; the process that draws each is killed four
times with SIGKILL, at moments spread over the time that a drawing takes, and started again.
Afterwards every serial must be there exactly once, none void, every run released once, and
``verify`` must find nothing.
"""

from __future__ import annotations

import dataclasses
import random
import sys
import tempfile
from pathlib import Path

from tests.jobs.job_kills import OFTEN, Killer, left
from tests.people import KEYRING, Clock, World, settle
from tests.store_fixtures import seed
from traceability.store.engine import open_store
from traceability.store.queries import labels

#: Five runs of 10,000 labels, each killed four times.
A_RUN = 2_000


def soak(count: int, seed: int) -> int:
    """One run, one line; 1 where a serial is missing, doubled or void."""
    with tempfile.TemporaryDirectory(prefix="labels-") as folder:
        return _soak(Path(folder) / "labels.sqlite3", count, seed)


def _soak(path: Path, count: int, number: int) -> int:
    """Draw ``count`` labels under kills, then look."""
    world = settled(path)
    packed = world.packed(packages=count, kg=2 * count)
    killer, runs = Killer(world.store, KEYRING, random.Random(number)), []
    for first in range(0, count, A_RUN):
        each = min(A_RUN, count - first)
        runs.append(world.print_labels(packed.code, each, released=False))
        world.store.close()
        killer.work_and_kill(OFTEN)
        killer.finish()
    faults = faults_of(world, runs, count)
    for fault in faults:
        print(f"  {fault}", file=sys.stderr)
    said = "FAILED" if faults else "ok"
    print(
        f"labels: {said}; seed {number}; {count} labels in {len(runs)} runs, {killer.kills} kills"
    )
    return 1 if faults else 0


def settled(path: Path) -> World:
    """The people of the field in a new database."""
    clock = Clock()
    store = dataclasses.replace(open_store(f"sqlite:///{path}"), clock=clock)
    seed(store)
    return World(store, clock, settle(store))


def faults_of(world: World, runs: list[str], count: int) -> list[str]:
    """What is missing, doubled, void or undone."""
    faults = [str(each) for each in world.differences()]
    if left(world.store):
        faults.append("jobs wait, or have failed")
    codes = [code for run in runs for code in world.item_codes(run)]
    if len(codes) != count or len(set(codes)) != count:
        faults.append(f"{len(codes)} serials, {len(set(codes))} of them different")
    with world.view() as view:
        for run in runs:
            row = labels.run_by_code(view.db, run)
            assert row is not None
            if len(labels.results(view.db, row.id)) != 1:
                faults.append(f"{run} was not released once")
            if {each.state for each in labels.ranges(view.db, [row.id])} != {"unused"}:
                faults.append(f"{run} has labels that are not unused")
    return faults
