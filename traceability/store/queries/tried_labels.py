"""Labels that somebody may have tried: who looked at them beside (``services/trying_labels``)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select, tuple_

from traceability.store.queries.portions import ROWS, portions
from traceability.store.telemetry import ITEM_SEEN, TRIED


def others(
    connection: Connection, labels: Collection[tuple[int, int]]
) -> dict[tuple[int, int], int]:
    """Visitor-days of who tried no many, of those labels (run, index) that somebody tried."""
    same = (TRIED.c.run_no == ITEM_SEEN.c.run_no) & (TRIED.c.idx == ITEM_SEEN.c.idx)
    left = (ITEM_SEEN.c.visitors - TRIED.c.visitors).label("left")
    wanted = select(TRIED.c.run_no, TRIED.c.idx, left).join(ITEM_SEEN, same)
    found: dict[tuple[int, int], int] = {}
    for some in portions(sorted(labels), ROWS):
        here = wanted.where(tuple_(TRIED.c.run_no, TRIED.c.idx).in_(some))
        found.update(((row.run_no, row.idx), row.left) for row in connection.execute(here))
    return found
