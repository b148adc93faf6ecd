"""What is in the cartons of a run: pure functions of the run's row."""

from __future__ import annotations

from traceability.domain.label_numbers import spelled
from traceability.services import print_files
from traceability.services.print_files import Frozen
from traceability.store.models import PrintRun


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
