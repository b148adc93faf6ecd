"""What a call about a lot asks for: the runs of its labels, and what was made beside it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from traceability.store.models import Batch, PrintRun
from traceability.store.queries import batches, lots
from traceability.store.queries.lots import Lot


def run_codes(db: Session, run_ids: Sequence[int]) -> dict[int, str]:
    """The short codes of print runs by internal key."""
    wanted = select(PrintRun.id, PrintRun.code).where(PrintRun.id.in_(run_ids))
    return {row.id: row.code for row in db.execute(wanted)}


def made_beside(
    db: Session, batch: Batch, behind: Sequence[int], most: int
) -> tuple[int, list[Lot]]:
    """The lots of a batch's holder made of any of ``behind``, which hold the batch itself.

    How many there are, and the newest.
    """
    here = (
        Batch.holder_id == batch.holder_id,
        Batch.id.in_(batches.made_of(behind).subquery().select()),
        Batch.id.not_in(behind),
    )
    total = db.scalar(select(func.count()).select_from(Batch).where(*here)) or 0
    return total, lots.read(db, lots.where(*here).limit(most))
