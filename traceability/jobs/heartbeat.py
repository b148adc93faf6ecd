"""Keeping a lease while its work goes on: a thread extends it until the work is done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from traceability.domain.access import Actor
from traceability.domain.errors import Conflict
from traceability.services import jobs
from traceability.services.jobs import Claimed
from traceability.store.engine import OutOfReach, Store
from traceability.store.unit import writing

#: Seconds between two extensions: a lease outlives three that failed.
BEAT = 30.0

#: How the thread is called in a dump of all threads.
THREAD = "lease"


@contextmanager
def held(store: Store, actor: Actor, claimed: Claimed) -> Iterator[None]:
    """Extend the lease of ``claimed`` every ``BEAT`` seconds while the block runs.

    A lease that is lost is not taken again: whoever finishes the job is refused then.
    """
    done = threading.Event()
    given = (store, actor, claimed, done)
    beating = threading.Thread(target=_beat, args=given, name=THREAD, daemon=True)
    beating.start()
    try:
        yield
    finally:
        done.set()
        beating.join()


def _beat(store: Store, actor: Actor, claimed: Claimed, done: threading.Event) -> None:
    while not done.wait(BEAT):
        try:
            with writing(store, actor, shown=False) as work:
                jobs.extend(work, claimed)
        except OutOfReach:
            continue  # the next beat tries again
        except Conflict:
            return
