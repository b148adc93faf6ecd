"""What pages of lots tell of weights, and how harvests are parted by all of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from traceability.store.models import Batch, BatchStock, ToldGroup, ToldWeights
from traceability.store.queries.portions import portions
from traceability.store.queries.remembering import plain


class Told(NamedTuple):
    """What the page of a lot tells: ``steps`` are the numbers of events, as JSON."""

    harvests: bool
    steps: str
    shares: bool


_OF_LOT = select(ToldWeights.harvests, ToldWeights.steps, ToldWeights.shares).where(
    ToldWeights.batch_id == bindparam("batch")
)


def of_lot(db: Session, batch_id: int) -> Told | None:
    """What the page of a lot tells; nothing before it is published."""
    row = plain(db, _OF_LOT, {"batch": batch_id}).first()
    return None if row is None else Told(*row)


def undecided(db: Session) -> list[Batch]:
    """Published lots of which it was not decided, the first first."""
    wanted = (
        select(Batch)
        .join(BatchStock, BatchStock.batch_id == Batch.id)
        .outerjoin(ToldWeights, ToldWeights.batch_id == Batch.id)
        .where(BatchStock.published_on.is_not(None), ToldWeights.batch_id.is_(None))
        .order_by(BatchStock.published_on, Batch.id)
    )
    return list(db.scalars(wanted))


def groups(db: Session, harvest_ids: Sequence[int]) -> list[tuple[int, int, int | None]]:
    """Every harvest of each group that some harvests are in, with its group and household."""
    found: dict[int, tuple[int, int, int | None]] = {}
    for some in portions(harvest_ids):
        theirs = select(ToldGroup.group_id).where(ToldGroup.harvest_id.in_(some))
        wanted = (
            select(ToldGroup.harvest_id, ToldGroup.group_id, Batch.household_id)
            .join(Batch, Batch.id == ToldGroup.harvest_id)
            .where(ToldGroup.group_id.in_(theirs))
        )
        for harvest, group, household in db.execute(wanted):
            found[harvest] = harvest, group, household
    return list(found.values())


def put(db: Session, changed: Mapping[int, int]) -> None:
    """Put harvests into their groups, out of those in which they were."""
    if not changed:
        return
    for some in portions(sorted(changed)):
        db.execute(delete(ToldGroup).where(ToldGroup.harvest_id.in_(some)))
    rows = [{"harvest_id": each, "group_id": group} for each, group in sorted(changed.items())]
    db.execute(insert(ToldGroup), rows)
