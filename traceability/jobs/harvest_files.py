"""A long harvest book from a file: read, judged and written a part at a time, in one transaction.

All of it is stored or nothing. Memory is that of one part, however long the book is.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from traceability.domain.access import Actor
from traceability.domain.errors import Fault
from traceability.schemas import harvest_books as books
from traceability.schemas import imports
from traceability.services import harvest_books
from traceability.services.harvest_book_rows import Entry, Words
from traceability.services.harvests_at_once import Stroke
from traceability.sheets.long_books import read_long
from traceability.sheets.tables import Row, Table
from traceability.store.engine import Store
from traceability.store.queries import at_once
from traceability.store.unit import Work, rehearsing, writing

#: So many wrong rows are told; a book with more of them is another kind of list.
MOST_TOLD = 1_000


@dataclass
class Entered:
    """What became of a book: how many rows, which are wrong, and the import where it is stored."""

    entered: int = 0
    bad: int = 0
    held: int = 0
    wrong: list[tuple[int, tuple[Fault, ...]]] = field(default_factory=list)
    import_id: str | None = None


def enter_file(
    store: Store, actor: Actor, path: Path, *, skip_bad: bool, dry_run: bool = False
) -> Entered:
    """Enter a book whole; with a wrong row nothing is stored, unless ``skip_bad`` leaves it out."""
    unit = rehearsing if dry_run else writing
    try:
        with unit(store, actor) as work, at_once.roomy(work.db):
            done = _enter(work, path)
            _refuse(done, skips=skip_bad or dry_run)
            return done
    except _Refused as refused:
        return refused.done


class _Refused(Exception):  # noqa: N818 - it only takes the unit back
    """The book has wrong rows; the unit is taken back."""

    def __init__(self, done: Entered) -> None:
        super().__init__()
        self.done = done


def _refuse(done: Entered, *, skips: bool) -> None:
    if done.bad and not skips:
        done.import_id = None
        raise _Refused(done)


def _enter(work: Work, path: Path) -> Entered:
    holder = harvest_books.check_may(work, work.actor)
    done, keys = Entered(), array("q")
    words, checks = Words(work, work.actor), books.BookChecks(work.today)
    columns: Sequence[str] = ()
    stroke = Stroke(work)
    for part in read_long(path):
        rows: Sequence[Row] = part
        if not columns:
            columns, rows = _understood(work, part)
        entries, unread = books.entries_of(checks, words, columns, rows)
        done.bad += len(unread)
        done.wrong += [(each.line, each.faults) for each in unread]
        _record(stroke, done, keys, entries)
        del done.wrong[MOST_TOLD:]
    if keys:
        done.import_id = harvest_books.keep_pairs(work, holder, keys)
    return done


def _understood(work: Work, rows: Sequence[Row]) -> tuple[Sequence[str], Sequence[Row]]:
    kind = books.harvest_book(work.today)
    head = imports.understand(kind, Table(tuple(rows[:100])), at="file")
    below = min((*head.samples, *(row.line for row in head.rows[:1])))
    found = (row for row in rows if row.line >= below)
    return head.columns, [row for row in found if not imports.is_sample(row)]


def _record(stroke: Stroke, done: Entered, keys: array[int], entries: Sequence[Entry]) -> None:
    for result in harvest_books.enter(stroke.work, entries, stroke):
        if result.key is None:
            done.bad += 1
            done.wrong.append((result.line, result.faults))
        else:
            keys.extend((result.line, result.key))
            done.entered += 1
            done.held += bool(result.held)
