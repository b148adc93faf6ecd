"""A run on a roll as a label printer takes it: whole, or the part that never came out."""

from __future__ import annotations

from collections.abc import Iterator

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import RuleBroken
from traceability.services.print_files import Frozen, Part, not_drawn, paper_of, stickers_of
from traceability.store.models import PrintRun


def roll_of(run: PrintRun) -> labels.Roll:
    """The roll that a run is on, as its row keeps it; ``run_not_on_roll`` for one on sheets.

    Never as the catalogue has it by now: what is sent is what was drawn and read, dot for dot.
    """
    page, named = paper_of(run), labels.roll_named(run.stock)
    if page.dpi is None:
        # Only rows of a roll are in dots: a sheet goes through any printer.
        raise RuleBroken("run_not_on_roll", stock=run.stock)
    try:
        # What lies between rows is measured of no roll of one's own: the printer finds it.
        return labels.Roll.of_page(page) if named is None else labels.Roll.of_page(page, named.gap)
    except labels.LabelRefused as refused:
        raise not_drawn(refused) from None


def rows(
    keyring: Keyring, run: PrintRun, language: str, part: Part | None = None
) -> list[labels.SentRow]:
    """Every row, its codes read back from its dots; refused as ``each_row`` refuses."""
    return list(each_row(keyring, run, language, part))


def each_row(
    keyring: Keyring, run: PrintRun, language: str, part: Part | None = None
) -> Iterator[labels.SentRow]:
    """Row by row, each read back from its dots before it is given; wants no view of the record.

    ``RuleBroken``: ``run_not_on_roll``, ``label_…`` where it cannot be drawn or read.
    """
    roll = roll_of(run)
    stickers = [
        each
        for number, each in stickers_of(keyring, run).items()
        if part is None or part.holds(number)
    ]
    try:
        yield from labels.roll_rows(roll, Frozen.from_json(run.frozen).stamp, stickers, language)
    except labels.LabelRefused as refused:
        raise not_drawn(refused) from None
