"""What ``verify`` reads of books that were read in: the lists, and the entries of their rows."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from traceability.domain.events import How
from traceability.store.models import BookImport, BookImportRow, BookImportUndo, Event
from traceability.store.queries.audit import next_page
from traceability.store.queries.corrections import histories


def imports(db: Session) -> Iterator[BookImport]:
    """Every list."""
    last = 0
    while rows := db.scalars(next_page(select(BookImport), BookImport.id, last)).all():
        yield from rows
        last = rows[-1].id


def entries(db: Session, key: int) -> list[Event]:
    """The event of each line of a list, by line."""
    wanted = (
        select(Event)
        .join(BookImportRow, BookImportRow.event_seq == Event.seq)
        .where(BookImportRow.import_id == key)
        .order_by(BookImportRow.line)
    )
    # Two lines of one delivery note are of one event, which stands for each of them.
    return [event for (event,) in db.execute(wanted)]


def undone(db: Session) -> Iterator[tuple[BookImport, BookImportUndo]]:
    """Every list that was taken back."""
    wanted = select(BookImport, BookImportUndo).join(
        BookImportUndo, BookImportUndo.import_id == BookImport.id
    )
    last = 0
    while rows := db.execute(next_page(wanted, BookImport.id, last)).all():
        yield from ((row, undo) for row, undo in rows)
        last = rows[-1][0].id


def taken_back(db: Session, key: int) -> tuple[Event | None, int]:
    """The last retraction of an entry of a list, and how many of its entries stand."""
    firsts = list({event.seq: event for event in entries(db, key)}.values())
    newest = [told[-1] for told in histories(db, firsts).values()]
    ended = [event for event in newest if event.how == How.RETRACT]
    last = max(ended, key=lambda event: event.seq, default=None)
    return last, len(newest) - len(ended)
