"""Links by which printing houses take the files of a run, and the names that they were made for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.store.models import PrintOrderLink
from traceability.store.queries import events


def link(db: Session, number: int) -> PrintOrderLink | None:
    """A link by its number, locked and read afresh."""
    return db.get(PrintOrderLink, number, with_for_update=True, populate_existing=True)


def link_by_hash(db: Session, token_hash: str, *, locked: bool = False) -> PrintOrderLink | None:
    """The link whose token has a hash; ``locked`` until the end of the unit."""
    wanted = select(PrintOrderLink).where(PrintOrderLink.token_hash == token_hash)
    if locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.scalar(wanted)


def links_of(db: Session, run_id: int, *, locked: bool = False) -> list[PrintOrderLink]:
    """The links of a run, newest first; ``locked`` until the end of the unit."""
    wanted = select(PrintOrderLink).where(PrintOrderLink.run_id == run_id)
    if locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return list(db.scalars(wanted.order_by(PrintOrderLink.id.desc())))


def told(db: Session, seqs: Sequence[int]) -> dict[int, tuple[str, str]]:
    """To whom links went, and why once more, by the event that made them, while it is kept."""
    found = events.by_seq(db, sorted(set(seqs)))
    kept = events.private_values(db, "event", [each.event_id for each in found.values()])
    return {
        seq: (kept.get((each.event_id, "name"), ""), kept.get((each.event_id, "reason"), ""))
        for seq, each in found.items()
    }
