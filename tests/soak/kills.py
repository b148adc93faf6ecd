"""The service under kills: harvests and print orders go on while its processes are killed.

    ./dev soak kills      three minutes; SECONDS=… for another length, SEED=… for other moments

A service of its own, on a SQLite instance of its own, is written to by two threads: one records
harvests over the API, the other orders labels by the form and records harvests between. Meanwhile,
at moments that the seed gives, a web worker or the job process is killed with SIGKILL; only
processes below the service started here are. Afterwards every acknowledged harvest must be there
once and no other, every run released once with every number once, and ``verify`` must find nothing.
One line sums up; the exit code is 1 where something was lost, doubled or left undone.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys import processes, writers
from tests.journeys.live import Live, served
from tests.journeys.processes import asked, soon
from tests.journeys.writers import Desk, Harvester

ORGANISATION, CROP = "HTX Cam Sành Vĩnh Hảo", "sanh_orange"
STOCK, MOST_LABELS = "L7651", 65
#: Seconds: the length of a run, between two kills, between two orders of labels.
LENGTH, BETWEEN_KILLS, BETWEEN_ORDERS = 180.0, (1.0, 6.0), 1.5
#: How long a kill at work waits for a job to be in hand.
FOR_WORK = 4.0
#: A job that was killed so often is let be: after five attempts it fails, as it should.
OFTEN = 3

_PUBLISHED = """
SELECT code FROM batch JOIN batch_stock ON batch_id = batch.id
WHERE crop_code = ? AND published_on IS NOT NULL
 AND batch.id NOT IN (SELECT batch_id FROM recall_batch) ORDER BY made DESC
"""
_IN_HAND = "SELECT attempt FROM job WHERE state = 'queued' AND lease_owner IS NOT NULL"
_WAITING = "SELECT attempt FROM job WHERE state = 'queued'"
_RUNS = "SELECT count(*), coalesce(max(id), 0) FROM print_run WHERE id > ?"


@dataclass
class Writing:
    """Two threads that write until they are told to stop; a fault of one stops both."""

    software: Harvester
    manager: Harvester
    desk: Desk
    batches: Iterator[str]
    chance: random.Random
    faults: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def recorded(self) -> dict[str, tuple[str, int]]:
        """Every acknowledged harvest: the batch and its kilograms, by request key."""
        return self.software.recorded | self.manager.recorded

    @property
    def repeated(self) -> int:
        """How many requests had to be sent again."""
        return self.software.repeated + self.manager.repeated + self.desk.repeated

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Write while the block runs; what is being sent at its end is still answered."""
        acts = (self.software.harvest, self._order)
        threads = [threading.Thread(target=self._repeat, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _repeat(self, act: Callable[[], object]) -> None:
        try:
            while not self.over.is_set():
                act()
        except Exception as fault:
            self.faults.append(f"{type(fault).__name__}: {fault}")
            self.over.set()

    def _order(self) -> None:
        """Order a few labels of the next batch, then record harvests for a while."""
        self.desk.order(next(self.batches), self.chance.randint(5, MOST_LABELS), STOCK)
        until = time.monotonic() + BETWEEN_ORDERS
        while time.monotonic() < until and not self.over.is_set():
            self.manager.harvest()


@dataclass
class Killing:
    """Kills processes of one service at seeded moments, and counts them."""

    live: Live
    chance: random.Random
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("workers", "job processes", "at work"), 0)
    )

    def next(self, over: threading.Event) -> None:
        """Wait for the next moment, then kill; nothing where all is over by then."""
        over.wait(self.chance.uniform(*BETWEEN_KILLS))
        worker, at_work = self.chance.random() < 0.5, self.chance.random() < 0.7
        if over.is_set():
            return
        if worker:
            self._worker()
        else:
            self._job_process(at_work=at_work)

    def _worker(self) -> None:
        found = processes.workers(self.live.process.pid)
        if found:
            os.kill(self.chance.choice(sorted(found)), signal.SIGKILL)
            self.counts["workers"] += 1

    def _job_process(self, *, at_work: bool) -> None:
        tried = [attempt for (attempt,) in asked(self.live.instance, _WAITING)]
        if max(tried, default=0) >= OFTEN:
            return
        busy = at_work and soon(lambda: asked(self.live.instance, _IN_HAND), FOR_WORK, 0.005)
        victim = processes.job_process(self.live.process.pid)
        if victim is not None:
            os.kill(victim, signal.SIGKILL)
            self.counts["job processes"] += 1
            self.counts["at work"] += busy


def main() -> int:
    """One run, one line; 1 where anything was lost, doubled or left undone."""
    length = float(os.environ.get("SECONDS", LENGTH))
    seed = int(os.environ.get("SEED", "1"))
    with (
        tempfile.TemporaryDirectory(prefix="kills-") as folder,
        served(Path(folder) / "instance") as live,
    ):
        return soak(live, length, seed)


def soak(live: Live, length: float, seed: int) -> int:
    """Write and kill for ``length`` seconds, then look; prints the faults and the one line."""
    chance = random.Random(seed)
    writing = prepared(live, random.Random(chance.random()))
    killing = Killing(live, chance)
    batch, run = writers.newest_batch(live.instance), newest_run(live.instance)
    until = time.monotonic() + length
    with writing.going_on():
        while time.monotonic() < until and not writing.over.is_set():
            killing.next(writing.over)
    faults = [*writing.faults, *left_undone(live, writing, batch, run)]
    for fault in faults:
        print(f"  {fault}", file=sys.stderr)
    told = ", ".join(f"{count} {what}" for what, count in killing.counts.items())
    print(
        f"kills: {'FAILED' if faults else 'ok'}; seed {seed}, {length:g} s; killed {told};"
        f" {len(writing.recorded)} harvests, {len(writing.desk.ordered)} runs of"
        f" {sum(writing.desk.ordered.values())} labels, {writing.repeated} requests sent again;"
        f" {len(faults)} faults"
    )
    return 1 if faults else 0


def prepared(live: Live, chance: random.Random) -> Writing:
    """The writers with their key and their account, and the batches to print for."""
    batches = [code for (code,) in asked(live.instance, _PUBLISHED, CROP)]
    area, holder = writers.grounds(live.instance, batches[0])
    key = json.loads(live.cli("key", "create", holder, "--json").stdout)["key"]
    account = live.account(ORGANISATION, "manager")
    desk = Desk(live.url)
    desk.sign_in({name: account[name] for name in ("login", "password")})
    software, manager = (Harvester(live.url, key, area, first) for first in (1, 50_001))
    return Writing(software, manager, desk, itertools.cycle(batches), chance)


def newest_run(instance: Path) -> int:
    """The internal key of the print run that was ordered last."""
    ((_count, newest),) = asked(instance, _RUNS, 0)
    return int(newest)


def left_undone(live: Live, writing: Writing, batch: int, run: int) -> list[str]:
    """What is wrong afterwards, with the harvests after ``batch`` and the runs after ``run``."""
    faults = []
    if not writing.recorded or not writing.desk.ordered:
        faults.append("nothing was written: this run says nothing")
    if not soon(lambda: not asked(live.instance, _WAITING)):
        faults.append("jobs wait that nobody does")
    faults += writers.not_exactly_once(live.instance, batch, writing.recorded)
    ((ordered, _newest),) = asked(live.instance, _RUNS, run)
    if ordered != len(writing.desk.ordered):
        faults.append(f"{ordered} runs are there, {len(writing.desk.ordered)} were acknowledged")
    for code, count in writing.desk.ordered.items():
        faults += writers.not_released_once(live.instance, code, count)
    verified = live.cli("verify")
    if verified.returncode:
        faults.append(f"verify: {verified.stdout}{verified.stderr}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
