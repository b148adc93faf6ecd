"""A run on a roll as a label printer takes it: whole, or the part that never came out."""

from __future__ import annotations

from collections.abc import Iterator

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import RuleBroken
from traceability.services.frozen_runs import Frozen
from traceability.services.print_files import (
    Part,
    cells_of,
    not_drawn,
    paper_of,
    require_drawable,
)
from traceability.store.models import PrintRun


def roll_of(run: PrintRun) -> labels.Roll:
    """The roll that a run is on, as its row keeps it; ``run_not_on_roll`` for one on sheets.

    Never as the catalogue has it by now: what is sent is what was drawn and read, dot for dot.
    """
    page, gap = paper_of(run), _gap(run)
    if page.dpi is None:
        # Only rows of a roll are in dots: a sheet goes through any printer.
        raise RuleBroken("run_not_on_roll", stock=run.stock)
    try:
        # What lies between rows is measured of no roll of one's own: the printer finds it.
        return labels.Roll.of_page(page) if gap is None else labels.Roll.of_page(page, gap)
    except labels.LabelRefused as refused:
        raise not_drawn(refused) from None


def _gap(run: PrintRun) -> int | None:
    """What lies between rows: as the run's row keeps it, or where it does not, the catalogue."""
    kept = Frozen.from_json(run.frozen).gap
    named = labels.roll_named(run.stock)
    return kept if kept is not None or named is None else named.gap


def rows(
    keyring: Keyring,
    run: PrintRun,
    language: str,
    part: Part | None = None,
    calibration: labels.Calibration = labels.EXACT,
) -> list[labels.SentRow]:
    """Every row, its codes read back from its dots; refused as ``each_row`` refuses."""
    return list(each_row(keyring, run, language, part, calibration))


def each_row(
    keyring: Keyring,
    run: PrintRun,
    language: str,
    part: Part | None = None,
    calibration: labels.Calibration = labels.EXACT,
) -> Iterator[labels.SentRow]:
    """Row by row, each read back from its dots before it is given; wants no view of the record.

    ``calibration`` is of the printer that it is for, as in a PDF of the run.

    ``RuleBroken``: ``run_not_on_roll``, ``label_…`` where it cannot be drawn or read,
    ``design_no_longer_drawn``.
    """
    require_drawable(run)
    roll = roll_of(run)
    try:
        cells = cells_of(keyring, run, part, 0)
        stamp = Frozen.from_json(run.frozen).stamp
        yield from labels.roll_rows(roll, stamp, cells, language, calibration)
    except labels.LabelRefused as refused:
        raise not_drawn(refused) from None
