"""A job process that is killed with SIGKILL at chosen moments of its work, and started again.

A moment is chosen by the clock (``work_and_kill``), or is one of the steps of the work, which are
counted: each statement and commit of the database, and every ``A_STEP`` labels that are read back.
"""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import dataclass, field

from sqlalchemy import Engine, event

from traceability.crypto.keyring import Keyring
from traceability.jobs import heartbeat, owners
from traceability.jobs.work import Worker
from traceability.services import jobs
from traceability.store.engine import Store, open_store
from traceability.store.unit import reading

#: A job that broke off five times fails, as it should: it is killed less often than that.
OFTEN = 4
#: So many labels read back are a step.
A_STEP = 30


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

    def steps(self) -> int:
        """Let a process do all that there is to do; how many steps that took."""
        there, told = os.pipe()
        child = os.fork()
        if child == 0:
            _work(self._url(), self.keyring, _Steps(told=told))
        os.close(told)
        with os.fdopen(there) as read:
            count = len(read.read())
        self._ended(child)
        return count

    def kill_at(self, step: int) -> bool:
        """Let a process work as far as a step and die there; whether it came so far."""
        child = os.fork()
        if child == 0:
            _work(self._url(), self.keyring, _Steps(last=step))
        _pid, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        self.kills += died
        return died

    def _url(self) -> str:
        return self.store.writer.url.render_as_string(hide_password=False)

    def _ended(self, child: int) -> None:
        _pid, status = os.waitpid(child, 0)
        if status:
            raise RuntimeError(f"the job process ended with {status}")

    def _one(self, moment: float | None) -> None:
        child = os.fork()
        if child == 0:
            _work(self._url(), self.keyring)
        if moment is not None:
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
            self.kills += 1
            os.waitpid(child, 0)
        else:
            self._ended(child)


class _Steps:
    """In the child: counts the steps of the work, and kills the process at the ``last`` one."""

    def __init__(self, last: int | None = None, told: int | None = None) -> None:
        self._last, self._told, self._count = last, told, 0

    def listen(self) -> None:
        """Hear of every step from now on."""
        event.listen(Engine, "before_cursor_execute", self._step)
        event.listen(Engine, "commit", self._step)
        tell = heartbeat.Progress.tell

        def telling(progress: heartbeat.Progress, done: int) -> None:
            if done % A_STEP == 0:
                self._step()
            tell(progress, done)

        heartbeat.Progress.tell = telling  # type: ignore[method-assign]

    def _step(self, *_of_what: object) -> None:
        if self._count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)
        self._count += 1
        if self._told is not None:
            os.write(self._told, b".")


def _work(url: str, keyring: Keyring, steps: _Steps | None = None) -> None:
    """In the child: take back what a dead one had in hand, do every job, and be gone."""
    code = 1
    try:
        if steps is not None:
            steps.listen()
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
