"""Books of dispatches: the rows of a number are one delivery note, judged by the notes' service.

A note is entered whole: where one of its rows is wrong, no line of it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from traceability.domain.access import Action
from traceability.domain.deliveries import To
from traceability.domain.errors import Fault, Refusal
from traceability.services import deliveries, delivery_views, label_dispatch, parties
from traceability.services.books import Kind, Line
from traceability.services.deliveries import DeliveryRequest
from traceability.services.dispatch_book_rows import HEAD, Entry
from traceability.store.models import DeliveryNote
from traceability.store.queries import books as queries
from traceability.store.queries import corrections
from traceability.store.queries import deliveries as note_queries
from traceability.store.unit import Reading, Work

#: A list has fewer rows than a harvest book: each note is judged by itself.
MOST_ROWS = 500
_REMARK_LONGEST = 500


@dataclass(frozen=True)
class Result:
    """What became of a row: the note that it is a line of; or what is wrong.

    ``rows`` are the lines of the list that are one note.
    """

    line: int
    code: str = ""
    event: int = 0
    kind: To | None = None
    to: str | None = None
    rows: tuple[int, ...] = ()
    taken: int = 0
    unit: str = "g"
    packages: int | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def told(self) -> Sequence[object]:
        """To whom how much goes by a note of which rows."""
        return str(self.kind), self.to, [*self.rows], self.taken, self.packages


def enter(work: Work, entries: Sequence[Entry]) -> list[Result]:
    """Record each note that can be; of the rows of others the results say why. In line order."""
    work.share_judgement()
    _lock(work, entries)
    notes: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda each: each.line):
        notes[entry.asked.note].append(entry)
    results = [result for rows in notes.values() for result in _note(work, rows)]
    return sorted(results, key=lambda each: each.line)


def _lock(work: Work, entries: Sequence[Entry]) -> None:
    """Lock the stock of every lot of the list, before the chains of its first note."""
    holder = parties.acting_party(work, work.actor)
    found = corrections.batches_of(work.db, sorted({each.asked.send.batch for each in entries}))
    label_dispatch.lock_with_labels(work, [lot for lot in found if lot.holder_id == holder.id])


def incomplete(wrong: Sequence[int]) -> Fault:
    """Why a good row is not entered: its note has others that are wrong."""
    return Fault("note_row_wrong", "note", {"lines": ", ".join(map(str, sorted(wrong)))})


def _note(work: Work, rows: Sequence[Entry]) -> list[Result]:
    faults = _disagreeing(rows)
    if not faults:
        try:
            with work.part():
                sent = deliveries.register(work, _request(rows))
        except Refusal as refusal:
            faults = _placed(work, rows, refusal)
        else:
            return _entered(work, rows, sent.code)
    return [
        Result(row.line, faults=tuple(faults.get(row.line, ())) or (incomplete(list(faults)),))
        for row in rows
    ]


def _entered(work: Work, rows: Sequence[Entry], code: str) -> list[Result]:
    note = deliveries.known(work, code)
    lines = {batch.code: (line, batch) for line, batch in note_queries.lines(work.db, note.id)}
    to = dict(kept for row in rows for kept in row.asked.head).get("to")
    every = tuple(row.line for row in rows)
    found = []
    for row in rows:
        line, batch = lines[row.asked.send.batch]
        found.append(
            Result(
                row.line,
                code,
                note.event_seq,
                To(note.kind),
                to,
                every,
                line.amount,
                batch.unit,
                line.packages,
            )
        )
    return found


# --- one request of several rows -----------------------------------------------------------------


def _disagreeing(rows: Sequence[Entry]) -> dict[int, list[Fault]]:
    """What a row says of its note otherwise than a row above it, and lots that are named twice."""
    faults: dict[int, list[Fault]] = defaultdict(list)
    first, told, lots = rows[0], dict(rows[0].asked.head), set[str]()
    facts = {"note": first.asked.number or "", "first": str(first.line)}
    for row in rows:
        asked = row.asked
        if asked.sent_on != first.asked.sent_on:
            faults[row.line].append(Fault("note_rows_differ", "sent_on", facts))
        for name, value in asked.head:
            if name != "remark" and told.setdefault(name, value) != value:
                faults[row.line].append(Fault("note_rows_differ", name, facts))
        if asked.send.batch in lots:
            faults[row.line].append(Fault("batch_named_twice", "lot"))
        lots.add(asked.send.batch)
    if "to_kind" not in told:
        faults[first.line].append(Fault("required", "to_kind"))
    return dict(faults)


def _request(rows: Sequence[Entry]) -> DeliveryRequest:
    """The delivery that the rows ask for; the note's number on paper is kept with its remark."""
    told = dict(kept for row in reversed(rows) for kept in row.asked.head)
    kind, place = To(told.pop("to_kind")), told.pop("building", None)
    said = [f"Phiếu giấy số {rows[0].asked.number}"] if rows[0].asked.number else []
    said += dict.fromkeys(v for row in rows for name, v in row.asked.head if name == "remark")
    told.pop("remark", None)
    return DeliveryRequest(
        kind=kind,
        lines=tuple(row.asked.send for row in rows),
        sent_on=rows[0].asked.sent_on,
        place=place,
        remark=". ".join(said)[:_REMARK_LONGEST] or None,
        **told,
    )


def _placed(work: Work, rows: Sequence[Entry], refusal: Refusal) -> dict[int, list[Fault]]:
    """Each fault of a note at the row that it is of; what is of all of them at the first."""
    faults: dict[int, list[Fault]] = defaultdict(list)
    for fault in refusal.faults:
        at, row = fault.field, rows[0]
        if at == "lines" or "lot" in fault.facts:
            row, at = _culprit(work, rows, fault), _of_line(fault)
        elif at == "place":
            at = "building"
        elif at not in (*HEAD, "sent_on"):
            at = "lot"
        faults[row.line].append(Fault(fault.code, at, fault.facts))
    return dict(faults)


def _of_line(fault: Fault) -> str:
    if fault.code in ("sack_gone", "sack_unknown", "sacks_to_name", "sacks_too_scattered"):
        return "sacks"
    if fault.code in (
        "packages_of_packed",
        "must_be_positive",
        "packed_differs",
        "more_packages_than_left",
    ):
        return "packages"
    return "weight" if fault.field == "lines" else "lot"


def _culprit(work: Work, rows: Sequence[Entry], fault: Fault) -> Entry:
    """The row that a fault of a note's lines is of: the lot that it names, or who has it alone."""
    named = [row for row in rows if row.asked.lot_code == fault.facts.get("lot")]
    if named or len(rows) == 1:
        return (*named, rows[0])[0]
    whole = _request(rows)
    alone = ((row, replace(whole, lines=(row.asked.send,))) for row in rows)
    return next((row for row, asked in alone if _refused(work, asked) == fault.code), rows[0])


def _refused(work: Work, asked: DeliveryRequest) -> str | None:
    """With which code a delivery would be refused; nothing of it is kept."""
    try:
        with work.part():
            deliveries.register(work, asked)
            _take_back()
    except _TakenBack:
        return None
    except Refusal as refusal:
        return refusal.code


def _take_back() -> NoReturn:
    raise _TakenBack


class _TakenBack(Exception):  # noqa: N818 - it only takes the part back
    """A row alone would do."""


# --- afterwards ----------------------------------------------------------------------------------


def _events(work: Work, made: Sequence[Result]) -> Iterator[tuple[int, int]]:
    del work
    return ((each.line, each.event) for each in made)


def _lines(view: Reading, key: int) -> list[Line]:
    found: dict[int, tuple[DeliveryNote, list[int]]] = {}
    for line, note in queries.notes(view.db, key):
        found.setdefault(note.id, (note, []))[1].append(line)
    keys = list(found)
    sums, gone = note_queries.sums(view.db, keys), note_queries.retracted(view.db, keys)
    answered = queries.answered(view.db, key)
    return [
        Line(
            tuple(lines),
            note.code,
            delivery_views.number_of(note),
            note.sent_on,
            tuple((amount, unit) for unit, amount in sorted(sums[note.id][1].items())),
            note.id in gone,
            note.id in answered and note.id not in gone,
        )
        for note, lines in found.values()
    ]


def _stock(view: Reading, key: int) -> list[int]:
    return queries.sent_lots(view.db, key)


BOOK = Kind("dispatches", Action.DISPATCH_GOODS, enter, _events, _lines, _stock, "import_answered")
