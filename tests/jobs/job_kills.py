"""A job process that is killed with SIGKILL at chosen moments of its work, and started again."""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import dataclass, field

from traceability.crypto.keyring import Keyring
from traceability.jobs import owners
from traceability.jobs.work import Worker
from traceability.services import jobs
from traceability.store.engine import Store, open_store
from traceability.store.unit import reading

#: A job that broke off five times fails, as it should: it is killed less often than that.
OFTEN = 4


@dataclass
class Killer:
    """Lets a process of its own do the jobs of a store, and kills it; counts what it did."""

    store: Store
    keyring: Keyring
    chance: random.Random
    kills: int = 0
    slowest: float = 0.3
    attempts: list[int] = field(default_factory=list)

    def work_and_kill(self, kills: int) -> None:
        """Kill the process that works on the job in hand so often, each time at another moment."""
        for _again in range(kills):
            self._one(self.chance.uniform(0.0, self.slowest))

    def finish(self) -> None:
        """Let a last process do all that is left; nobody kills it."""
        before = time.monotonic()
        self._one(None)
        self.slowest = max(0.05, min(5.0, 0.9 * (time.monotonic() - before)))

    def _one(self, moment: float | None) -> None:
        url = self.store.writer.url.render_as_string(hide_password=False)
        child = os.fork()
        if child == 0:
            _work(url, self.keyring)
        if moment is not None:
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
            self.kills += 1
        _pid, status = os.waitpid(child, 0)
        if moment is None and status:
            raise RuntimeError(f"the job process ended with {status}")


def _work(url: str, keyring: Keyring) -> None:
    """In the child: take back what a dead one had in hand, do every job, and be gone."""
    code = 1
    try:
        worker = Worker(open_store(url), keyring, owner=owners.new_owner())
        worker.take_back()
        while worker.step():
            pass
        code = 0
    finally:
        os._exit(code)


def left(store: Store) -> int:
    """How many jobs wait or have failed."""
    with reading(store) as view:
        backlog = jobs.backlog(view)
    return backlog.queued + backlog.failed
