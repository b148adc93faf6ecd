"""Which labels that were scanned are on goods that may have left, though the books have them here.

A look before a label was activated is of no goods. Where packs went that no label was stated of,
nobody knows which those were, and no label of the lot asks; where each is known, the others go on
asking. Who looked at many labels of a run on one day may have been trying them (``domain.scans``).
"""

from __future__ import annotations

import datetime as dt
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import DEAD, ITEM, LabelState
from traceability.domain.stretches import Stretch, meet, without
from traceability.services import carton_contents, label_moments, standing_cartons
from traceability.services.label_ledger import LabelsOf, ledger_of
from traceability.store.models import Batch, DeliveryLine, LabelRange, PrintRun
from traceability.store.queries import deliveries as delivery_queries
from traceability.store.queries import labels, registry, scanned_labels
from traceability.store.queries import scans as queries
from traceability.store.queries.scans import SeenLabel
from traceability.store.telemetry import Telemetry
from traceability.store.unit import Reading


@dataclass(frozen=True)
class OnGoods:
    """A label that was looked at on goods: of which run, its number, the first day that it can be.

    ``at`` is since when it is known (seconds since 1970). ``pack``: one a pack, neither of a carton
    nor of single fruit. ``tried``: nobody looked at it but who tries many.
    """

    run: str
    number: int
    day: dt.date
    at: int
    pack: bool
    tried: bool


@dataclass(frozen=True)
class Asking:
    """The labels of a lot that ask whether the goods have left, and those that were only tried.

    ``linked`` are all of the lot that are one a pack and did not leave.
    """

    labels: tuple[OnGoods, ...]
    tried: tuple[OnGoods, ...]
    linked: tuple[LabelsOf, ...]

    def first(self, packs: int) -> list[LabelsOf]:
        """The labels of so many packs: those that were looked at first, or all that are linked."""
        on_packs = sorted((each for each in self.labels if each.pack), key=lambda each: each.at)
        if packs > len(on_packs):
            return [*self.linked] if packs == sum(each.count for each in self.linked) else []
        return named(on_packs[:packs])


#: Of a lot that nothing asks of.
NOTHING = Asking((), (), ())


def named(seen: Iterable[OnGoods]) -> list[LabelsOf]:
    """Labels by their runs, in stretches."""
    by_run: dict[str, list[Stretch]] = defaultdict(list)
    for each in sorted(seen, key=lambda each: (each.run, each.number)):
        held = by_run[each.run]
        if held and each.number == held[-1][1] + 1:
            held[-1] = held[-1][0], each.number
        else:
            held.append((each.number, each.number))
    return [LabelsOf(run, tuple(stretches)) for run, stretches in by_run.items()]


def asking(view: Reading, telemetry: Telemetry, lot: Batch) -> Asking:
    """What asks of a lot whether it has left; nothing of one that nobody can tell of."""
    ranges = scanned_labels.linked_ranges(view.db, [lot.id])
    linked = [(row, number) for row, number in ranges if row.state == LabelState.LINKED]
    runs = labels.runs_by_numbers(view.db, sorted({number for _row, number in linked}))
    with telemetry.reading() as connection:
        seen = [
            each
            for number, indexes in by_run(linked).items()
            for each in queries.labels_seen(connection, number, indexes)
        ]
        tried = queries.only_tried(connection, [(each.run_no, each.index) for each in seen])
    silent = lot.id in untold(view, [lot.id])
    found = [] if silent else _on_goods(view, lot, runs, seen, tried)
    others = tuple(each for each in found if not each.tried)
    return Asking(
        labels=others or tuple(found),
        tried=tuple(each for each in found if each.tried),
        linked=_on_packs(linked, runs),
    )


def on_packs_here(view: Reading, lot: Batch) -> tuple[LabelsOf, ...]:
    """The labels of a lot, one a pack, that are on goods here, as far as anybody knows."""
    if lot.id in untold(view, [lot.id]):
        return ()
    ranges = scanned_labels.linked_ranges(view.db, [lot.id])
    linked = [(row, number) for row, number in ranges if row.state == LabelState.LINKED]
    runs = labels.runs_by_numbers(view.db, sorted({number for _row, number in linked}))
    return _on_packs(linked, runs)


def _on_packs(
    linked: Iterable[tuple[LabelRange, int]], runs: Mapping[int, PrintRun]
) -> tuple[LabelsOf, ...]:
    stated: dict[str, list[Stretch]] = defaultdict(list)
    for row, number in linked:
        if is_of_pack(runs[number]):
            stated[runs[number].code].append((row.first + 1, row.last + 1))
    return tuple(LabelsOf(run, tuple(sorted(each))) for run, each in stated.items())


def by_run(rows: Iterable[tuple[LabelRange, int]]) -> dict[int, list[tuple[int, int]]]:
    """Stretches of labels, from and to which index, by the number of their run."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, number in rows:
        found[number].append((row.first, row.last))
    return found


def _on_goods(
    view: Reading,
    lot: Batch,
    runs: Mapping[int, PrintRun],
    seen: Sequence[SeenLabel],
    tried: Collection[tuple[int, int]],
) -> list[OnGoods]:
    found = []
    for number, run in runs.items():
        of_run = [each for each in seen if each.run_no == number]
        since = activated(view, run, [each.index for each in of_run])
        emptied = _emptied(view, run) if of_run else set()
        for each in of_run:
            if each.index + 1 in emptied:
                continue
            began = since.get(each.index, 0)
            if each.changed_at < began:
                continue
            at = each.first_at if each.first_at >= began else each.changed_at
            day = max(_day(max(each.first_at, began)), lot.made_on)
            is_tried = (number, each.index) in tried
            found.append(OnGoods(run.code, each.index + 1, day, at, is_of_pack(run), is_tried))
    return found


def _emptied(view: Reading, run: PrintRun) -> set[int]:
    """Of cartons those, by their numbers, whose packs left: of torn ones nobody can tell."""
    boxes = standing_cartons.filled(run)
    packs = labels.run_by_code(view.db, carton_contents.run_of_items(run)) if boxes else None
    if packs is None:
        return set()
    ledger = ledger_of(view, packs)
    left = [
        (each.first + 1, each.last + 1) for each in ledger if each.state is LabelState.DISPATCHED
    ]
    torn = [(each.first + 1, each.last + 1) for each in ledger if each.state in DEAD]
    return {number for number, box in boxes if meet(box, left) and not without(box, left + torn)}


def activated(view: Reading, run: PrintRun, indexes: Iterable[int]) -> dict[int, int]:
    """When labels of a run were linked the last time, by index, in seconds since 1970."""
    told = label_moments.last_told(view, run, indexes, (EventStep.LABELS_LINKED,))
    return {index: int(event.recorded_at.timestamp()) for index, event in told.items()}


def is_of_pack(run: PrintRun) -> bool:
    """Whether labels of a run are one a pack: neither of cartons nor of single fruit."""
    return run.level == ITEM and run.design != LabelDesign.FRUIT_STICKER


def untold(view: Reading, lots: Sequence[int]) -> set[int]:
    """Lots of which packs went that no label was stated of: nobody knows which those were."""
    stocks = registry.stocks(view.db, lots).values()
    gone = {each.batch_id: each.made - each.on_hand for each in stocks if each.on_hand < each.made}
    if not gone:
        return set()
    away = labels.packs_away(view.db, sorted(gone), LabelDesign.FRUIT_STICKER)
    notes = delivery_queries.of_batches(view.db, sorted(gone))
    known = {
        lot
        for lot, amount in gone.items()
        if _all_stated([line for _note, line in notes[lot]], amount, away.get(lot, 0))
    }
    return gone.keys() - known


class Stretches:
    """Labels (run number, index) in stretches."""

    def __init__(self, rows: Iterable[tuple[LabelRange, int]]) -> None:
        self._rows = sorted((number, row.first, row.last) for row, number in rows)

    def by_run(self) -> dict[int, list[tuple[int, int]]]:
        """From and to which index, by the number of the run."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, first, last in self._rows:
            found[number].append((first, last))
        return found

    def __contains__(self, label: tuple[int, int]) -> bool:
        run_no, index = label
        at = bisect_right(self._rows, (run_no, index, sys.maxsize)) - 1
        return at >= 0 and self._rows[at][0] == run_no and index <= self._rows[at][2]


def still_here(view: Reading, lots: Sequence[int]) -> Stretches:
    """The labels of lots that are on goods here, as far as anybody knows."""
    told = sorted({*lots} - untold(view, lots))
    rows = scanned_labels.linked_ranges(view.db, told)
    return Stretches(each for each in rows if each[0].state == LabelState.LINKED)


def _all_stated(lines: Sequence[DeliveryLine], gone: int, away: int) -> bool:
    """Whether all that went of a lot went by notes in packs, and as many labels are away."""
    packages = [line.packages for line in lines if line.packages is not None]
    by_notes = sum(line.amount for line in lines)
    return by_notes == gone and len(packages) == len(lines) and sum(packages) <= away


def _day(moment: int) -> dt.date:
    return day_in_vietnam(dt.datetime.fromtimestamp(moment, dt.UTC))
