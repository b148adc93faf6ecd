"""Drawing a print run: outside any transaction, its lease extended meanwhile; then one unit.

That unit releases the run and marks the job done.
"""

from __future__ import annotations

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Actor
from traceability.domain.errors import NotFound, Refusal
from traceability.jobs import heartbeat
from traceability.services import jobs, print_files
from traceability.services.jobs import Claimed
from traceability.services.print_files import Drawn
from traceability.store.engine import Store
from traceability.store.models import PrintRun
from traceability.store.queries import labels as queries
from traceability.store.unit import reading, writing


def draw_run(store: Store, actor: Actor, keyring: Keyring, claimed: Claimed) -> Drawn | None:
    """Draw and release the claimed run; ``None`` where it was refused and the job has failed.

    Raises ``Conflict('lease_lost')`` where another worker took the job in the meantime.
    """
    try:
        run = _run(store, claimed.target)
        with heartbeat.held(store, actor, claimed) as progress:
            drawn = print_files.draw(keyring, run, told=progress.tell)
    except Refusal as refused:
        with writing(store, actor) as work:
            jobs.fail(work, claimed, refused.code)
        return None
    with writing(store, actor) as work:
        jobs.finish(work, claimed)
        print_files.release(work, run.code, drawn)
    return drawn


def _run(store: Store, run_id: int) -> PrintRun:
    with reading(store) as view:
        run = queries.run_by_id(view.db, run_id)
        if run is None:
            raise NotFound
        # The row is read once and never changes: it may be drawn from when the view is closed.
        view.db.expunge(run)
    return run
