"""Where labels of a run stand on its sheets: the places they take, and where a sheet goes on."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.services import print_layout, run_numbers
from traceability.services.frozen_runs import Frozen
from traceability.services.print_files import Part, paper_of
from traceability.store.models import PrintRun


def places_of(run: PrintRun) -> int:
    """How many places of its paper a run takes, from its first one on."""
    return taken(run, run_numbers.of(run).on_paper, run.start_position)


def taken(run: PrintRun, numbers: Sequence[int], start: int) -> int:
    """How many places some labels of a run take, from a place of the first sheet (from 0) on.

    Those of heads of rolls are among them, and those left empty between rolls.
    """
    frozen = Frozen.from_json(run.frozen)
    if frozen.layout == print_layout.RUN_ON:
        return len(numbers)
    return print_layout.places(frozen.rolls, paper_of(run), numbers, start)


def after(run: PrintRun, number: int, part: Part | None) -> int:
    """The place (from 1) behind a label on the sheet that it was printed on; 1 where that is full.

    ``part`` is the part of the run that was printed on, where the label came out of that one.
    """
    start = run.start_position if part is None else part.start
    before = [
        each
        for each in run_numbers.of(run).on_paper
        if each <= number and (part is None or part.holds(each))
    ]
    return (start + taken(run, before, start)) % paper_of(run).capacity + 1
