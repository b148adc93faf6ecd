"""Checking books that were read in: no event tells of a list, but each of its rows is an entry.

So what a list says of itself is held against the entries that it made: whose they are, who recorded
them, when, and of which kind. Its UUID and the numbers of its lines stand in no leaf.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from traceability.domain.events import EventStep
from traceability.services.differences import Difference, compared, facts
from traceability.store.models import BookImport, BookImportUndo, Event
from traceability.store.queries import audit_books as audit
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every list by its entries, and every one that was taken back by their retractions."""
    for row in audit.imports(view.db):
        entries = audit.entries(view.db, row.id)
        for event in dict.fromkeys(entries):
            yield from compared(
                "book_import", row.import_id, _entry(event), _list(row), event.event_id
            )
        lines = {"rows": len(entries), "twice": False}
        yield from compared("book_import", row.import_id, lines, _lines(row, entries))
    for row, undo in audit.undone(view.db):
        yield from _undone(view, row, undo)


def _entry(event: Event) -> dict[str, object]:
    """What an entry tells of the list that it came in."""
    return {
        "kind": _kind(event),
        "holder": event.owner_id,
        "actor": event.actor_id,
        "recorded_at": event.recorded_at,
        "first_telling": event.corrects is None,
    }


def _list(row: BookImport) -> dict[str, object]:
    return {
        "kind": row.kind,
        "holder": row.holder_id,
        "actor": row.actor_id,
        "recorded_at": row.recorded_at,
        "first_telling": True,
    }


def _kind(event: Event) -> str | None:
    """The kind of book that such an entry comes from."""
    if event.step == EventStep.HARVEST:
        return "slips" if "slip" in facts(event) else "harvests"
    return "dispatches" if event.step == EventStep.SHIP else None


def _lines(row: BookImport, entries: Sequence[Event]) -> dict[str, object]:
    """How many rows a list says it has; each is an entry of its own, but for those of a note."""
    alone = row.kind != "dispatches"
    return {"rows": row.row_count, "twice": alone and len(set(entries)) < len(entries)}


def _undone(view: Reading, row: BookImport, undo: BookImportUndo) -> Iterator[Difference]:
    """Every entry is taken back; whatever was left of the list was, by whom and when it says.

    Where nothing was left, all that is told is that it was so before.
    """
    last, standing = audit.taken_back(view.db, row.id)
    by, at = undo.actor_id, undo.undone_at
    recorded = {"standing": 0, "before": False, "actor": by}
    found = {"standing": standing, "before": False, "actor": by}
    if last is not None:
        found["before"] = at < last.recorded_at
        recorded["actor"] = last.actor_id if at == last.recorded_at else by
    yield from compared("book_import_undo", row.import_id, recorded, found)
