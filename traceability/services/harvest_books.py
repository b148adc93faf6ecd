"""A harvest book read in: looked at, stored exactly so, and taken back where it was not used.

The look enters the list in a unit that is taken back, so that what it shows is what will happen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.canonical import canonical_json, sha256_b64
from traceability.domain.capacity import Balance
from traceability.domain.errors import Conflict, Fault, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.holds import HoldReason
from traceability.domain.quantity import Quantity
from traceability.services import corrections, harvests, harvests_at_once, parties
from traceability.services.harvest_book_rows import Entry, Unread
from traceability.store.models import HarvestImport, HarvestImportRow, HarvestImportUndo, Party
from traceability.store.queries import at_once, batches
from traceability.store.queries import harvest_books as queries
from traceability.store.unit import Reading, Work

#: So many rows of a list that was used are named; so many lists are offered.
MOST_NAMED, MOST_LISTED = 20, 30


@dataclass(frozen=True)
class Result:
    """What became of a row: its lot, why that is held, how its season stands; or what is wrong."""

    line: int
    code: str | None = None
    key: int | None = None
    lot_code: str = ""
    held: tuple[HoldReason, ...] = ()
    season: Balance = Balance.ACCEPT
    outside: bool = False
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A list that was stored: when, how many rows, and when it was taken back."""

    import_id: str
    recorded_at: dt.datetime
    rows: int
    undone_at: dt.datetime | None


@dataclass(frozen=True)
class Line:
    """A row of a stored list as its lot stands today; ``used``: something was made of it."""

    line: int
    code: str
    lot_code: str
    made_on: dt.date
    quantity: Quantity
    state: str
    used: bool


@dataclass(frozen=True)
class BookPage:
    """A stored list with its rows."""

    listed: Listed
    lines: tuple[Line, ...]

    @property
    def used(self) -> list[Line]:
        """The rows that stand in the way of taking the list back."""
        return [line for line in self.lines if line.used]


def check_may(view: Reading, actor: Actor) -> Party:
    """The actor's cooperative; refused who records no harvests, before the list is read."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.RECORD_HARVEST, Thing(holder=holder.id))
    return holder


def enter(
    work: Work, entries: Sequence[Entry], stroke: harvests_at_once.Stroke | None = None
) -> list[Result]:
    """Record each row that can be; of one that is refused the result says why. In line order.

    Parts of one list share a ``stroke``.
    """
    work.share_judgement()
    made, rest = (stroke or harvests_at_once.Stroke(work)).register(entries)
    results = [
        Result(each.line, each.code, each.key, each.lot_code, outside=each.outside_months)
        for each in made
    ]
    results += [_one(work, entry) for entry in rest]
    return sorted(results, key=lambda each: each.line)


def _one(work: Work, entry: Entry) -> Result:
    try:
        with work.part():
            made = harvests.register(work, entry.asked)
    except Refusal as refusal:
        return Result(entry.line, faults=refusal.faults)
    batch = batches.by_code(work.db, made.code)
    return Result(
        entry.line,
        made.code,
        None if batch is None else batch.id,
        made.lot_code,
        made.held,
        made.season.verdict,
        made.season.outside_months,
    )


def digest(entries: Sequence[Entry], unread: Sequence[Unread], results: Sequence[Result]) -> str:
    """What stands for exactly this list and what comes of it, but for the codes drawn for it."""
    asked = {entry.line: entry.asked for entry in entries}
    told = [
        [
            *(each.line, each.lot_code, str(each.season), [*map(str, each.held)]),
            *([fault.code for fault in each.faults], repr(asked[each.line])),
        ]
        for each in results
    ]
    missing = [[each.line, [fault.code for fault in each.faults]] for each in unread]
    return sha256_b64(canonical_json({"rows": told, "unread": missing}))


def confirm(
    work: Work,
    entries: Sequence[Entry],
    unread: Sequence[Unread],
    shown: str,
    *,
    skip_bad: bool = False,
) -> str:
    """Store what the look showed under ``shown``; the UUID of the list.

    Refused with ``import_changed`` where something else would come of it by now, and with
    ``import_has_faults`` unless ``skip_bad`` leaves wrong rows out; then nothing is stored.
    """
    holder = check_may(work, work.actor)
    results = enter(work, entries)
    if digest(entries, unread, results) != shown:
        raise Conflict("import_changed", "pasted")
    made = [each for each in results if each.key is not None]
    if (unread or len(made) < len(results)) and not skip_bad:
        raise Invalid("import_has_faults", "skip_bad")
    if not made:
        raise Invalid("sheet_empty", "pasted")
    return keep(work, holder, made)


def keep(work: Work, holder: Party, made: Sequence[Result]) -> str:
    """Write down which lots a list made; its UUID."""
    return keep_pairs(
        work, holder, [value for each in made for value in (each.line, each.key or 0)]
    )


def keep_pairs(work: Work, holder: Party, pairs: Sequence[int]) -> str:
    """The same, of lines and keys of lots in turn."""
    row = HarvestImport(
        import_id=work.new_id(),
        holder_id=holder.id,
        actor_id=work.actor.id,
        row_count=len(pairs) // 2,
        recorded_at=work.now,
    )
    work.add(row)
    for first in range(0, len(pairs), 2 * at_once.PORTION):
        some = iter(pairs[first : first + 2 * at_once.PORTION])
        lines = [
            {"import_id": row.id, "line": line, "batch_id": key}
            for line, key in zip(some, some, strict=True)
        ]
        at_once.insert_rows(work.db, HarvestImportRow, lines)
    return row.import_id


# --- afterwards ----------------------------------------------------------------------------------


def listed(view: Reading, actor: Actor) -> list[Listed]:
    """The cooperative's newest lists."""
    holder = check_may(view, actor)
    rows = queries.listed(view.db, holder.id, MOST_LISTED)
    undone = queries.undone(view.db, [row.id for row in rows])
    return [_listed(row, undone.get(row.id)) for row in rows]


def page(view: Reading, actor: Actor, import_id: str) -> BookPage:
    """A list with its rows; NotFound for another's."""
    row = _known(view, actor, import_id)
    used = queries.parents(view.db, row.id)
    lines = tuple(
        Line(
            line,
            batch.code,
            batch.lot_code,
            batch.made_on,
            Quantity(stock.made, "ml" if batch.unit == "ml" else "g"),
            stock.state,
            batch.id in used,
        )
        for line, batch, stock, _event in queries.rows_of(view.db, row.id)
    )
    return BookPage(_listed(row, queries.undone(view.db, [row.id]).get(row.id)), lines)


def undo(work: Work, import_id: str, reason: str) -> int:
    """Take every entry of a list back that stands; how many.

    Refused with ``import_used`` (``rows``, ``lots``) where something was made of a row, whole, and
    with ``import_undone`` where the list was taken back before; else as corrections are.
    """
    work.hold_judgement()
    row = _known(work, work.actor, import_id)
    require(work.actor, Action.CORRECT_ENTRY, Thing(holder=row.holder_id))
    if queries.undone(work.db, [row.id]):
        raise Conflict("import_undone")
    rows = queries.rows_of(work.db, row.id)
    work.lock_stock(sorted(batch.id for _line, batch, _stock, _event in rows))
    _refuse_used(work, row)
    today = queries.tellings(work.db, row.id)
    standing = [
        corrections.Retraction(today.get(event, event))
        for _line, _batch, stock, event in rows
        if stock.state != "retracted"
    ]
    for first in range(0, len(standing), corrections.MOST_TOGETHER):
        some = standing[first : first + corrections.MOST_TOGETHER]
        corrections.correct(work, some, reason)
    work.add(HarvestImportUndo(import_id=row.id, actor_id=work.actor.id, undone_at=work.now))
    return len(standing)


def _refuse_used(work: Work, row: HarvestImport) -> None:
    used = queries.parents(work.db, row.id)
    if not used:
        return
    lines = [each for each in queries.rows_of(work.db, row.id) if each[1].id in used]
    raise RuleBroken(
        "import_used",
        rows=len(lines),
        lots=[f"{line}: {batch.lot_code}" for line, batch, *_ in lines[:MOST_NAMED]],
    )


def _known(view: Reading, actor: Actor, import_id: str) -> HarvestImport:
    holder = check_may(view, actor)
    row = queries.imported(view.db, holder.id, import_id)
    if row is None:
        raise NotFound
    return row


def _listed(row: HarvestImport, undone: HarvestImportUndo | None) -> Listed:
    at = None if undone is None else undone.undone_at
    return Listed(row.import_id, row.recorded_at, row.row_count, at)
