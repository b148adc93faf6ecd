"""When the life of a label ended, and by whom."""

from __future__ import annotations

import datetime as dt

from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep
from traceability.domain.labels import DEAD, LabelState
from traceability.services.label_ledger import facts_of, stretches_told
from traceability.store.models import PrintRun
from traceability.store.queries import events
from traceability.store.unit import Reading

#: What ends a label's life. A void may have been lifted before the other came.
_DEAD = (EventStep.LABELS_VOIDED, EventStep.LABELS_SPOILED)


def on(view: Reading, run: PrintRun, number: int) -> dt.date:
    """The day on which a label died for the last time; of one void from birth that of its run."""
    told = [event for step in _DEAD for event in events.of_step(view.db, run.code, step)]
    for event in sorted(told, key=lambda each: each.seq, reverse=True):
        if any(a <= number <= b for a, b in stretches_told(facts_of(event))):
            return event.occurred_on
    return day_in_vietnam(run.recorded_at)


def by(state: LabelState, lender: str, holder: str) -> str:
    """Who ended the life of a lent label on goods of ``holder``; nothing of any other label.

    Who printed it may void it, and nobody else; whose goods it is on says that it was spoiled.
    """
    if not lender or state not in DEAD:
        return ""
    return lender if state is LabelState.VOID else holder
