"""How many labels a lot has, and how many of them were looked at: live ones, cartons, dead ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from traceability.domain.labels import CARTON, DEAD
from traceability.services import scanned_goods
from traceability.store.models import Batch, LabelRange
from traceability.store.queries import labels, scanned_labels
from traceability.store.queries import scans as queries
from traceability.store.telemetry import Telemetry
from traceability.store.unit import Reading

#: A stretch of labels, and its run's number.
_Row = tuple[LabelRange, int]


@dataclass(frozen=True)
class Seen:
    """So many labels, and how many of them were scanned."""

    count: int = 0
    scanned: int = 0


@dataclass(frozen=True)
class LotLabels:
    """The labels of a lot: those that are live, as its own page counts them, and the others apart.

    ``cartons`` count for no label more; ``dead`` are void or spoiled, of cartons too.
    """

    live: Seen
    cartons: Seen
    dead: Seen


def of_lot(view: Reading, telemetry: Telemetry | None, lot: Batch) -> LotLabels:
    """The labels of a lot, and what was counted of them; nothing where nothing counts."""
    rows = scanned_labels.linked_ranges(view.db, [lot.id])
    runs = labels.runs_by_numbers(view.db, sorted({number for _row, number in rows}))
    alive = [each for each in rows if each[0].state not in DEAD]
    return LotLabels(
        live=_seen(telemetry, [each for each in alive if runs[each[1]].level != CARTON]),
        cartons=_seen(telemetry, [each for each in alive if runs[each[1]].level == CARTON]),
        dead=_seen(telemetry, [each for each in rows if each[0].state in DEAD]),
    )


def _seen(telemetry: Telemetry | None, rows: Iterable[_Row]) -> Seen:
    stretches = scanned_goods.by_run(rows)
    count = sum(last - first + 1 for each in stretches.values() for first, last in each)
    if telemetry is None or not count:
        return Seen(count)
    with telemetry.reading() as connection:
        sums = [queries.sum_seen(connection, number, each) for number, each in stretches.items()]
    return Seen(count, sum(scanned for scanned, _visitors in sums))
