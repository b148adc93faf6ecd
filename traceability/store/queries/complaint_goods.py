"""What a call about a lot asks for: the runs of its labels, and what was made beside it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from traceability.store.models import Batch, BatchStock, DeliveryLine, PrintRun
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

    Of those that the batch itself is of only what is still there, or went out as it was. How many
    there are, and the newest.
    """
    stock, line = aliased(BatchStock), aliased(DeliveryLine)
    on_hand = exists().where(stock.batch_id == Batch.id, stock.on_hand > 0)
    went_out = exists().where(line.batch_id == Batch.id)
    here = (
        Batch.holder_id == batch.holder_id,
        Batch.id.in_(batches.made_of(behind).subquery().select()),
        Batch.id != batch.id,
        or_(Batch.id.not_in(behind), on_hand, went_out),
    )
    total = db.scalar(select(func.count()).select_from(Batch).where(*here)) or 0
    return total, lots.read(db, lots.where(*here).limit(most))
