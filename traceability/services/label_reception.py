"""Labels that came from a printing house, roll by roll: dead before, unused after.

Twenty labels of a roll are scanned, one in each part of it, so that what is on the roll is what was
ordered and can be read. What the house says it spoiled is void; it never was a label. All else of
the roll that is still dead comes alive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.label_numbers import codes_in
from traceability.domain.labels import LabelState, Range, moved
from traceability.domain.print_houses import parts_to_read, sample_parts, unread_parts
from traceability.domain.stretches import Stretch, counted, spelled, together, without
from traceability.domain.text import fold
from traceability.services import blank_runs, label_codes, label_room
from traceability.services.frozen_runs import Frozen
from traceability.services.label_ledger import (
    Told,
    batch_of,
    ledger_of,
    lots_in,
    opened,
    portions,
    record,
    write_ledger,
)
from traceability.store.models import PrintRun
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

#: The reason that stands beside what the house spoiled.
SPOILED_THERE = "hỏng khi in ở xưởng"
#: So long may what is scanned into one field be, so many rows a waste list have.
LONGEST_SCANS = 4_000
MOST_ROWS = 20_000
#: So many parts that nobody scanned are named.
_NAMED = 6


@dataclass(frozen=True)
class Reception:
    """A roll as it came: its code, what was scanned from it, what the house says it spoiled."""

    run: str
    roll: str
    scans: str
    waste: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class Received:
    """How many labels of a roll came alive, and how many are void."""

    alive: int
    void: int


@dataclass(frozen=True)
class Looked:
    """The parts of a roll as ``parts`` tells them: all, those still unread, those wholly spoiled.

    Each by its first and last number.
    """

    whole: Sequence[Stretch]
    unread: Sequence[Stretch]
    spoiled: Sequence[Stretch]


def receive(work: Work, keyring: Keyring, asked: Reception) -> Received:
    """Receive what of a roll is still dead.

    ``Invalid`` at ``scans``: ``required``, ``scans_are_codes``, ``label_code_unreadable``,
    ``label_not_ours``, ``label_of_other_run``, ``label_of_other_roll``, ``scan_is_waste``,
    ``samples_missing``; at ``waste``: ``waste_not_on_roll``. ``RuleBroken``: ``run_not_released``,
    ``roll_already_received``, ``more_labels_than_packed``, ``blank_over_quota``,
    ``blank_no_basis``.
    """
    work.share_judgement()
    run, ledger = opened(work, asked.run, Action.LINK_LABELS)
    if not queries.results(work.db, run.id):
        raise RuleBroken("run_not_released")
    dead = dead_on(run, ledger, asked.roll)
    if not dead:
        raise RuleBroken("roll_already_received", "roll", roll=asked.roll)
    waste = list(together(asked.waste))
    if counted(without(waste, dead)):
        raise Invalid("waste_not_on_roll", "waste", numbers=spelled(without(waste, dead)[:5]))
    alive = without(dead, waste)
    seen = _scanned(work, keyring, run, asked, alive)
    _require_each_part(parts_to_read(sample_parts(dead), alive), seen)
    _check_room(work, run, counted(alive))
    after: Sequence[Range] = ledger
    for stretches, to in ((waste, LabelState.VOID), (alive, LabelState.UNUSED)):
        after = moved(after, [(first - 1, last - 1) for first, last in stretches], to)
    write_ledger(work, run, after)
    _tell(work, run, ledger, asked.roll, waste, alive, seen)
    return Received(counted(alive), counted(waste))


def dead_on(run: PrintRun, ledger: Sequence[Range], roll: str) -> list[Stretch]:
    """What of a roll of a run did not come yet, by number; NotFound for another's roll."""
    rolls = Frozen.from_json(run.frozen).rolls
    if roll not in rolls:
        raise NotFound
    first, last = rolls[roll]
    pieces = (
        (max(first, each.first + 1), min(last, each.last + 1))
        for each in ledger
        if each.state is LabelState.ORDERED
    )
    return [(low, high) for low, high in pieces if low <= high]


def parts(view: Reading, run: PrintRun, roll: str) -> list[Stretch]:
    """The parts of a roll in each of which one label is scanned, by their first and last number."""
    return sample_parts(dead_on(run, ledger_of(view, run), roll))


def looked(
    view: Reading, keyring: Keyring, run: PrintRun, asked: Reception, *, judged: bool = True
) -> Looked:
    """Which parts of a roll are read, which spoiled from end to end; writes nothing.

    ``Invalid`` at ``scans`` as ``receive`` refuses what was scanned; not ``judged``, what would be
    refused is passed over: what else was read stays read.
    """
    dead = dead_on(run, ledger_of(view, run), asked.roll)
    whole, alive = sample_parts(dead), without(dead, together(asked.waste))
    if not judged:
        seen = _readable(view, keyring, run, asked, alive)
    else:
        seen = _scanned(view, keyring, run, asked, alive) if asked.scans.strip() else []
    left = parts_to_read(whole, alive)
    spoiled = [part for part in whole if part not in left]
    return Looked(whole, unread_parts(left, seen), spoiled)


def waste_list(
    view: Reading, keyring: Keyring, run: PrintRun, rows: Iterable[tuple[int, Sequence[str]]]
) -> list[Stretch]:
    """The labels that a house's list names, a row each: by code or address, or by number.

    Where a heading names the column of codes or of numbers, that one counts; else a row holds one
    cell that is either. ``Invalid`` at ``waste``: ``waste_row_unreadable``,
    ``waste_list_too_long``, and as codes are refused.
    """
    found: list[Stretch] = []
    column: int | None = None
    for place, (line, row) in enumerate(rows):
        if place >= MOST_ROWS:
            raise Invalid("waste_list_too_long", "waste", most=MOST_ROWS)
        if place == 0:
            column = _column(row)
            if column is not None:
                continue
        found += _row(view, keyring, run, line, row, column)
    return list(together(found))


def _column(heading: Sequence[str]) -> int | None:
    """The column of codes, or else of numbers, where the first row is a heading."""
    names = [fold(cell) for cell in heading]
    for wanted in (_CODES, _NUMBERS):
        for place, name in enumerate(names):
            if name in wanted:
                return place
    return None


_CODES = frozenset({"code", "url", "ma", "ma tem", "dia chi"})
_NUMBERS = frozenset({"number", "numbers", "so", "so tem", "tem so", "tem"})


def _row(
    view: Reading,
    keyring: Keyring,
    run: PrintRun,
    line: int,
    row: Sequence[str],
    column: int | None,
) -> Sequence[Stretch]:
    cells = row if column is None else row[column : column + 1]
    told = [cell.strip() for cell in cells if cell.strip()]
    if len(told) != 1:
        # Two numbers in a row may be anything: nothing is voided by a guess.
        typed = " · ".join(told)[:40]
        raise Invalid("waste_row_unreadable", "waste", line=line, typed=typed)
    try:
        return label_codes.numbers_in(view, keyring, run, told[0], "waste")
    except Invalid as refused:
        if refused.code != "label_numbers_unreadable":
            raise
        raise Invalid("waste_row_unreadable", "waste", line=line, typed=told[0][:40]) from None


def _scanned(
    view: Reading, keyring: Keyring, run: PrintRun, asked: Reception, alive: Sequence[Stretch]
) -> list[int]:
    """The numbers of the labels that were scanned, each of this roll and not spoiled."""
    typed = [each for each in asked.scans.replace(",", "\n").splitlines() if each.strip()]
    if not typed and alive:
        raise Invalid("required", "scans")
    seen: dict[int, None] = {}
    for each in typed:
        codes = codes_in(each)
        if not codes:
            raise Invalid("scans_are_codes", "scans", typed=each.strip()[:40])
        for code in codes:
            label = label_codes.found(view, keyring, run.holder_id, code, "scans")
            _require_on_roll(run, label, asked, alive)
            seen[label.number] = None
    return sorted(seen)


def _readable(
    view: Reading, keyring: Keyring, run: PrintRun, asked: Reception, alive: Sequence[Stretch]
) -> list[int]:
    """The numbers that count of what was scanned, whatever stands beside them."""
    seen: list[int] = []
    for each in asked.scans.replace(",", "\n").splitlines():
        try:
            one = replace(asked, scans=each)
            seen += _scanned(view, keyring, run, one, alive) if each.strip() else []
        except Invalid:
            continue
    return seen


def _require_each_part(parts: Sequence[Stretch], seen: Sequence[int]) -> None:
    unread = unread_parts(parts, seen)
    if unread:
        more = " …" if len(unread) > _NAMED else ""
        facts = {"count": len(unread), "parts": f"{spelled(unread[:_NAMED])}{more}"}
        raise Invalid("samples_missing", "scans", **facts)


def _require_on_roll(
    run: PrintRun, label: label_codes.Found, asked: Reception, alive: Sequence[Stretch]
) -> None:
    if label.run.id != run.id:
        raise Invalid("label_of_other_run", "scans", number=label.number, run=label.run.code)
    if any(first <= label.number <= last for first, last in alive):
        return
    if any(first <= label.number <= last for first, last in asked.waste):
        raise Invalid("scan_is_waste", "scans", number=label.number)
    raise Invalid("label_of_other_roll", "scans", number=label.number)


def _check_room(work: Work, run: PrintRun, count: int) -> None:
    """What comes alive counts against the lot that it was printed for, or the season's quota."""
    lot = batch_of(work, run.batch_id)
    if not count:
        return
    if lot is None:
        blank_runs.check_alive(work, run, count, "waste")
    else:
        label_room.check(work, lot, count, "waste", run.design)


def _tell(
    work: Work,
    run: PrintRun,
    ledger: Sequence[Range],
    roll: str,
    waste: Sequence[Stretch],
    alive: Sequence[Stretch],
    seen: Sequence[int],
) -> None:
    """The events: what is void, then what came; each names no more stretches than it has room."""
    for stretches in portions(waste):
        lots = lots_in(work, ledger, stretches)
        private = {"reason": SPOILED_THERE}
        told = Told(EventStep.LABELS_VOIDED, lots, (roll,), private=private)
        record(work, run, stretches, told)
    facts: dict[str, object] = {"seen": list(seen)}
    for stretches in portions(alive):
        lots = lots_in(work, ledger, stretches)
        record(work, run, stretches, Told(EventStep.LABELS_RECEIVED, lots, (roll,), facts))
        facts = {}
