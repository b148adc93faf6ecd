"""Entering a register that was read in: rows read with a count that moves, then one unit.

That unit enters every row, keeps what became of each and marks the job done. A worker that is
killed before leaves nothing but the count, and the job starts over.
"""

from __future__ import annotations

import time

from traceability.domain.access import Actor
from traceability.domain.errors import Refusal
from traceability.schemas.code_lists import by_name, code_list, parted
from traceability.schemas.imports import RowRead, Understood, read_some
from traceability.services import jobs, register_imports
from traceability.services.jobs import Claimed
from traceability.services.register_imports import RowResult
from traceability.services.register_judging import crops_by_name
from traceability.services.register_sheets import Sheet
from traceability.sheets.tables import Row
from traceability.store.engine import Store
from traceability.store.unit import reading, writing

#: So many rows are read between two looks at the clock, and so long between two counts.
CHUNK, PAUSE = 50, 0.5


def enter(store: Store, actor: Actor, claimed: Claimed) -> list[RowResult] | None:
    """Enter the claimed import; ``None`` where it was refused and the job has failed.

    Raises ``Conflict('lease_lost')`` where another worker took the job in the meantime.
    """
    with reading(store) as view:
        begun = register_imports.begun(view, claimed.target)
    if begun is None:
        _give_up(store, actor, claimed, "import_not_possible")
        return None
    by, sheet, skips = begun
    rows = _read(store, actor, claimed, sheet)
    entries, unread = parted(rows)
    try:
        with writing(store, by) as work:
            jobs.finish(work, claimed)
            results = register_imports.enter_list(work, entries, unread, skip_faulty=skips)
            register_imports.settle(work, claimed.target, results)
            return results
    except Refusal as refusal:
        if refusal.code == "lease_lost":
            raise
        _give_up(store, actor, claimed, refusal.code)
        return None


def _read(store: Store, actor: Actor, claimed: Claimed, sheet: Sheet) -> list[RowRead]:
    with reading(store) as view:
        kind = code_list(view.today, by_name(crops_by_name(view)))
    rows = tuple(Row(line, cells) for line, cells in sheet.rows)
    found: list[RowRead] = []
    told = time.monotonic()
    for some in read_some(kind, Understood(sheet.columns, sheet.headings, rows), CHUNK):
        found += some
        if time.monotonic() - told >= PAUSE or len(found) == len(rows):
            told = time.monotonic()
            with writing(store, actor) as work:
                register_imports.note_progress(work, claimed.target, len(found))
    return found


def _give_up(store: Store, actor: Actor, claimed: Claimed, why: str) -> None:
    with writing(store, actor) as work:
        jobs.fail(work, claimed, why)
        register_imports.give_up(work, claimed.target)
