"""Sacks that left: by which entry, and what ``verify`` compares them with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, union
from sqlalchemy.orm import Session

from traceability.domain.events import EventStep, Role
from traceability.store.models import Batch, Event, EventSubject, SackDraw
from traceability.store.queries import at_once, corrections
from traceability.store.queries.audit import PAGE

#: How a leaf that tells of sacks says so.
_TOLD = '"sacks":'


def drawn(db: Session, batch_ids: Collection[int]) -> dict[int, list[SackDraw]]:
    """What left of the sacks of batches, by internal key, in the order that it left."""
    found: dict[int, list[SackDraw]] = {key: [] for key in batch_ids}
    wanted = select(SackDraw).where(SackDraw.batch_id.in_(batch_ids))
    for row in db.scalars(wanted.order_by(SackDraw.event_seq, SackDraw.number)):
        found[row.batch_id].append(row)
    return found


def keep(db: Session, batch_id: int, event_seq: int, grams: Mapping[int, int]) -> None:
    """Keep what left of the sacks of a batch by an entry (g), by number."""
    entry = {"batch_id": batch_id, "event_seq": event_seq}
    rows = [{**entry, "number": number, "grams": each} for number, each in grams.items()]
    at_once.insert_rows(db, SackDraw, rows)


def forget(db: Session, event_seq: int, batch_ids: Sequence[int] | None = None) -> None:
    """What left by an entry is here again: all of it, or of some batches."""
    gone = delete(SackDraw).where(SackDraw.event_seq == event_seq)
    db.execute(gone if batch_ids is None else gone.where(SackDraw.batch_id.in_(batch_ids)))


def returned(db: Session, note: str) -> set[str]:
    """The lots that a receiver sent back from a note, by the note's code."""
    about = select(EventSubject.event_seq).where(
        EventSubject.subject == note, EventSubject.role == Role.REF
    )
    wanted = (
        select(EventSubject.subject)
        .join(Event, Event.seq == EventSubject.event_seq)
        .where(Event.step == EventStep.RETURN, Event.seq.in_(about))
        .where(EventSubject.role == Role.OUT, corrections.holds())
    )
    return set(db.scalars(wanted))


def named(db: Session, seq: int) -> dict[str, dict[str, int | None]]:
    """What an event names, by role and code."""
    found: dict[str, dict[str, int | None]] = {role: {} for role in Role}
    for row in db.scalars(select(EventSubject).where(EventSubject.event_seq == seq)):
        found[row.role][row.subject] = row.amount
    return found


@dataclass(frozen=True)
class Told:
    """An entry that sacks may have left by: as it is told today, and the rows kept of it."""

    first: Event
    today: Event | None
    rows: Mapping[tuple[str, int], int]


def told(db: Session) -> Iterator[list[Told]]:
    """Every entry that tells of sacks or that rows are kept of, a page at a time."""
    said = select(Event.seq).where(Event.leaf.contains(_TOLD), Event.corrects.is_(None))
    those = union(said, select(SackDraw.event_seq)).subquery()
    last = 0
    while seqs := list(
        db.scalars(select(those.c[0]).where(those.c[0] > last).order_by(those.c[0]).limit(PAGE))
    ):
        firsts = corrections.by_seqs(db, seqs)
        today = corrections.in_force(db, list(firsts.values()))
        kept = select(SackDraw, Batch.code).join(Batch, Batch.id == SackDraw.batch_id)
        rows: dict[int, dict[tuple[str, int], int]] = {seq: {} for seq in seqs}
        for row, code in db.execute(kept.where(SackDraw.event_seq.in_(seqs))):
            rows[row.event_seq][code, row.number] = row.grams
        yield [Told(firsts[seq], today[seq], rows[seq]) for seq in seqs]
        last = seqs[-1]
