"""Books read in from spreadsheets: looked at, stored exactly so, and taken back where not used.

Harvests, weigh slips and dispatches are one machinery; a kind of book gives its columns, and how
its rows are entered. The look enters the list in a unit that is taken back, so that what it shows
is what will happen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.canonical import canonical_json, sha256_b64
from traceability.domain.corrections import Why
from traceability.domain.errors import Conflict, Fault, Invalid, NotFound, RuleBroken
from traceability.domain.events import Mistake
from traceability.services import corrections, parties, retractions_at_once
from traceability.services.list_rows import Unread
from traceability.store.models import BookImport, BookImportRow, BookImportUndo, Party
from traceability.store.queries import at_once
from traceability.store.queries import books as queries
from traceability.store.unit import Reading, Work

#: So many rows of a list that was used are named; so many lists are offered.
MOST_NAMED, MOST_LISTED = 20, 30
Row = TypeVar("Row")


class Asked(Protocol):
    """A row that can be read: its line in the list, and what it asks for."""

    @property
    def line(self) -> int:
        """Its line."""

    @property
    def asked(self) -> Any:
        """The request."""


class Result(Protocol):
    """What became of a row, or what is wrong with it; ``told`` is what its digest stands for."""

    @property
    def line(self) -> int:
        """Its line."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong."""

    @property
    def told(self) -> Sequence[object]:
        """What came of it, without what is drawn for it."""


@dataclass(frozen=True)
class Line:
    """An entry of a stored list as it stands today, with the lines that made it.

    ``title`` is the lot's code or the note's number, ``amounts`` are of g or ml; ``used`` says that
    it cannot be taken back any more.
    """

    lines: tuple[int, ...]
    code: str
    title: str
    day: dt.date
    amounts: tuple[tuple[int, str], ...]
    retracted: bool
    used: bool

    @property
    def place(self) -> str:
        """Its lines as one says them: "2" or "2, 3"."""
        return ", ".join(map(str, self.lines))


@dataclass(frozen=True)
class Kind:
    """A kind of book: who may read one in, how its rows are entered, what they are since.

    ``enter`` records each row that can be; ``events`` are the lines and entries of what it made,
    ``lines`` and ``stock`` of a stored list its entries and the lots to be locked. ``used`` is the
    code of the refusal where one was used.
    """

    name: str
    right: Action
    enter: Callable[[Work, Sequence[Any]], Sequence[Any]]
    events: Callable[[Work, Sequence[Any]], Iterable[tuple[int, int]]]
    lines: Callable[[Reading, int], Sequence[Line]]
    stock: Callable[[Reading, int], Sequence[int]]
    used: str = "import_used"


@dataclass(frozen=True)
class Stored:
    """A list that was stored: its UUID, and what came of its rows."""

    import_id: str
    results: tuple[Any, ...]


@dataclass(frozen=True)
class Listed:
    """A list that was stored: when, how many rows, and when it was taken back."""

    import_id: str
    recorded_at: dt.datetime
    rows: int
    undone_at: dt.datetime | None


@dataclass(frozen=True)
class BookPage:
    """A stored list with its entries."""

    listed: Listed
    lines: tuple[Line, ...]

    @property
    def used(self) -> list[Line]:
        """The entries that stand in the way of taking the list back."""
        return [line for line in self.lines if line.used]

    @property
    def standing(self) -> int:
        """How many entries would be taken back."""
        return sum(not line.retracted for line in self.lines)


def check_may(view: Reading, actor: Actor, kind: Kind) -> Party:
    """The actor's cooperative; refused who may not record such rows, before the list is read."""
    holder = parties.acting_party(view, actor)
    require(actor, kind.right, Thing(holder=holder.id))
    return holder


def digest(entries: Sequence[Asked], unread: Sequence[Unread], results: Sequence[Result]) -> str:
    """What stands for exactly this list and what comes of it, but for the codes drawn for it."""
    asked = {entry.line: entry.asked for entry in entries}
    told = [
        [each.line, *each.told, *(fault.code for fault in each.faults), repr(asked[each.line])]
        for each in results
    ]
    missing = [[each.line, [fault.code for fault in each.faults]] for each in unread]
    return sha256_b64(canonical_json({"rows": told, "unread": missing}))


def confirm(
    work: Work,
    kind: Kind,
    entries: Sequence[Asked],
    unread: Sequence[Unread],
    shown: str,
    *,
    skip_bad: bool = False,
) -> Stored:
    """Store what the look showed under ``shown``.

    Refused with ``import_changed`` where something else would come of it by now, and with
    ``import_has_faults`` unless ``skip_bad`` leaves wrong rows out; then nothing is stored.
    """
    holder = check_may(work, work.actor, kind)
    results = kind.enter(work, entries)
    if digest(entries, unread, results) != shown:
        raise Conflict("import_changed", "pasted")
    made = [each for each in results if not each.faults]
    if (unread or len(made) < len(results)) and not skip_bad:
        raise Invalid("import_has_faults", "skip_bad")
    if not made:
        raise Invalid("sheet_empty", "pasted")
    done = keep(work, holder, kind, kind.events(work, made), len(made))
    return Stored(done, tuple(made))


def keep(
    work: Work, holder: Party, kind: Kind, pairs: Iterable[tuple[int, int]], count: int
) -> str:
    """Write down which entries a list of ``count`` rows made, by line; its UUID."""
    row = BookImport(
        import_id=work.new_id(),
        kind=kind.name,
        holder_id=holder.id,
        actor_id=work.actor.id,
        row_count=count,
        recorded_at=work.now,
    )
    work.add(row)
    for some in portions(pairs):
        lines = [{"import_id": row.id, "line": line, "event_seq": seq} for line, seq in some]
        at_once.insert_rows(work.db, BookImportRow, lines)
    return row.import_id


def portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows as many at a time as go to the database together."""
    left = iter(rows)
    while some := list(islice(left, at_once.PORTION)):
        yield some


# --- afterwards ----------------------------------------------------------------------------------


def listed(view: Reading, actor: Actor, kind: Kind) -> list[Listed]:
    """The cooperative's newest lists."""
    holder = check_may(view, actor, kind)
    rows = queries.listed(view.db, holder.id, kind.name, MOST_LISTED)
    undone = queries.undone(view.db, [row.id for row in rows])
    return [_listed(row, undone.get(row.id)) for row in rows]


def stock_of_lots(view: Reading, key: int) -> list[int]:
    """The lots of a stored list whose rows each made one: what is locked to take it back."""
    return [batch.id for _line, batch, _stock in queries.lots(view.db, key)]


def page(view: Reading, actor: Actor, kind: Kind, import_id: str) -> BookPage:
    """A list with its entries; NotFound for another's."""
    row = _known(view, actor, kind, import_id)
    undone = queries.undone(view.db, [row.id]).get(row.id)
    return BookPage(_listed(row, undone), tuple(kind.lines(view, row.id)))


def undo(
    work: Work, kind: Kind, import_id: str, reason: str, mistake: Mistake | None = None
) -> int:
    """Take every entry of a list back that stands; how many. Why is said as of ``correct``.

    Refused with the kind's ``used`` (``rows``, ``lots``) where a row was used since, whole, and
    with ``import_undone`` where the list was taken back before; else as corrections are.
    """
    why = Why(reason, mistake)
    why.check()
    work.hold_judgement()
    row = _known(work, work.actor, kind, import_id)
    require(work.actor, Action.CORRECT_ENTRY, Thing(holder=row.holder_id))
    if queries.undone(work.db, [row.id]):
        raise Conflict("import_undone")
    work.lock_stock(sorted(kind.stock(work, row.id)))
    _refuse_used(kind, [each for each in kind.lines(work, row.id) if each.used])
    told = queries.tellings(work.db, row.id)
    standing = [event for _seq, (event, stands) in sorted(told.items()) if stands]
    left = retractions_at_once.retract(work, standing, why)
    for first in range(0, len(left), corrections.MOST_TOGETHER):
        some = left[first : first + corrections.MOST_TOGETHER]
        retracted = [corrections.Retraction(event) for event in some]
        corrections.correct(work, retracted, reason, mistake)
    work.add(BookImportUndo(import_id=row.id, actor_id=work.actor.id, undone_at=work.now))
    return len(standing)


def _refuse_used(kind: Kind, used: Sequence[Line]) -> None:
    if used:
        raise RuleBroken(
            kind.used,
            rows=sum(len(each.lines) for each in used),
            lots=[f"{each.place}: {each.title}" for each in used[:MOST_NAMED]],
        )


def _known(view: Reading, actor: Actor, kind: Kind, import_id: str) -> BookImport:
    holder = check_may(view, actor, kind)
    row = queries.imported(view.db, holder.id, kind.name, import_id)
    if row is None:
        raise NotFound
    return row


def _listed(row: BookImport, undone: BookImportUndo | None) -> Listed:
    at = None if undone is None else undone.undone_at
    return Listed(row.import_id, row.recorded_at, row.row_count, at)
