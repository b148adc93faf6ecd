"""When the life of a label ended, and by whom."""

from __future__ import annotations

import datetime as dt

from traceability.domain.days import day_in_vietnam
from traceability.domain.labels import DEAD, LabelState
from traceability.services import label_moments
from traceability.store.models import PrintRun
from traceability.store.unit import Reading


def ended(view: Reading, run: PrintRun, index: int) -> tuple[dt.date, dt.datetime]:
    """The day on which a label died for the last time, and when that was told.

    A label that was void from birth died with its printing.
    """
    told = label_moments.last_told(view, run, [index], label_moments.KILLING).get(index)
    if told is None:
        return day_in_vietnam(run.recorded_at), run.recorded_at
    return told.occurred_on, told.recorded_at


def by(state: LabelState, lender: str, holder: str) -> str:
    """Who ended the life of a lent label on goods of ``holder``; nothing of any other label.

    Who printed it may void it, and nobody else; whose goods it is on says that it was spoiled.
    """
    if not lender or state not in DEAD:
        return ""
    return lender if state is LabelState.VOID else holder
