"""What is in the cartons of a run: pure functions of the run's row, and of a ledger of packs."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.labels import DEAD, LabelState, Range
from traceability.domain.stretches import Stretch, spelled
from traceability.services import print_files
from traceability.services.print_files import Frozen
from traceability.store.models import PrintRun

#: Labels that are on goods.
IN_GOODS = frozenset({LabelState.LINKED, LabelState.DISPATCHED})


def contents(run: PrintRun) -> list[tuple[int, str]]:
    """The cartons of a run by their numbers, each with the numbers of the labels in it."""
    frozen = Frozen.from_json(run.frozen)
    if frozen.packed is None:
        return []
    kept = zip(print_files.printed(run), frozen.packed.each(), strict=True)
    return [(index + 1, spelled(stretches)) for index, stretches in kept]


def inside(run: PrintRun, number: int) -> str:
    """The numbers of the labels in one carton; empty for one that was never printed."""
    return dict(contents(run)).get(number, "")


def run_of_items(run: PrintRun) -> str:
    """The code of the run whose labels are in the cartons of this one."""
    packed = Frozen.from_json(run.frozen).packed
    return "" if packed is None else packed.run


def stray(ledger: Sequence[Range], lot: int | None, packs: Sequence[Stretch]) -> int | None:
    """The first of some packs that does not stand for a carton's lot, by number; none where all do.

    ``ledger`` is the packs' own. Spoiled and void ones stand for nothing and stray nowhere.
    """
    for first, last in packs:
        for each in ledger:
            if each.first + 1 > last or each.last + 1 < first or each.state in DEAD:
                continue
            if each.state not in IN_GOODS or each.batch != lot:
                return max(first, each.first + 1)
    return None
