"""A run on a roll as a label printer takes it: whole, or the part that never came out."""

from __future__ import annotations

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import RuleBroken
from traceability.services.print_files import Frozen, Part, not_drawn, stickers_of
from traceability.store.models import PrintRun


def roll_of(run: PrintRun) -> labels.Roll:
    """The roll that a run is on; RuleBroken ``run_not_on_roll`` for one on sheets."""
    roll = labels.roll_named(run.stock)
    if roll is None:
        raise RuleBroken("run_not_on_roll", stock=run.stock)
    return roll


def rows(
    keyring: Keyring, run: PrintRun, language: str, part: Part | None = None
) -> list[labels.SentRow]:
    """Every row, its codes read back from its dots; wants no view of the record.

    ``RuleBroken``: ``run_not_on_roll``, ``label_…`` where it cannot be drawn or read.
    """
    roll = roll_of(run)
    stickers = [
        each
        for number, each in stickers_of(keyring, run).items()
        if part is None or part.holds(number)
    ]
    try:
        return list(labels.roll_rows(roll, Frozen.from_json(run.frozen).stamp, stickers, language))
    except labels.LabelRefused as refused:
        raise not_drawn(refused) from None
