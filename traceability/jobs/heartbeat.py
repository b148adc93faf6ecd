"""Keeping a lease while its work goes on: a thread extends it until the work is done.

It tells meanwhile how far the work is.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from traceability.domain.access import Actor
from traceability.domain.errors import Conflict
from traceability.services import jobs
from traceability.services.jobs import Claimed
from traceability.store.engine import OutOfReach, Store
from traceability.store.unit import writing

#: Seconds between two extensions: a lease outlives three that failed.
BEAT = 30.0

#: Seconds after which whoever waits is told how far it is.
TELL = 2.0

#: How the thread is called in a dump of all threads.
THREAD = "lease"


@dataclass
class Progress:
    """How much of a job is done by now, in what its kind counts; whoever works tells it."""

    done: int | None = None

    def tell(self, done: int) -> None:
        """So much is done."""
        self.done = done


@contextmanager
def held(store: Store, actor: Actor, claimed: Claimed) -> Iterator[Progress]:
    """Extend the lease of ``claimed`` every ``BEAT`` seconds while the block runs.

    What the block tells is written down every ``TELL`` seconds. A lease that is lost is not taken
    again: whoever finishes the job is refused then.
    """
    ended, progress = threading.Event(), Progress()
    given = (store, actor, claimed, progress, ended)
    beating = threading.Thread(target=_beat, args=given, name=THREAD, daemon=True)
    beating.start()
    try:
        yield progress
    finally:
        ended.set()
        beating.join()


def _beat(
    store: Store, actor: Actor, claimed: Claimed, progress: Progress, ended: threading.Event
) -> None:
    step, told, since = min(TELL, BEAT), progress.done, 0.0
    while not ended.wait(step):
        since += step
        done = progress.done
        if done == told and since < BEAT:
            continue
        try:
            with writing(store, actor) as work:
                jobs.extend(work, claimed, done)
        except OutOfReach:
            continue  # the next beat tries again
        except Conflict:
            return
        told, since = done, 0.0
