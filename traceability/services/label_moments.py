"""When something was last told of labels of a run: that they were linked, died, were lost."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from traceability.domain.events import EventStep
from traceability.services.label_ledger import facts_of, stretches_told
from traceability.store.models import Event, PrintRun
from traceability.store.queries import events
from traceability.store.unit import Reading

#: What ends a label's life. A void may have been lifted before the other came.
KILLING = (EventStep.LABELS_VOIDED, EventStep.LABELS_SPOILED)
LOSING = (EventStep.LABELS_LOST,)


def last_told(
    view: Reading, run: PrintRun, indexes: Iterable[int], steps: Sequence[EventStep]
) -> dict[int, Event]:
    """The last event of some steps about labels of a run, by index; none of which none was told."""
    wanted, found = sorted(indexes), dict[int, Event]()
    if not wanted:
        return found
    told = (event for step in steps for event in events.of_step(view.db, run.code, step))
    for event in sorted(told, key=lambda each: each.seq):
        for first, last in stretches_told(facts_of(event)):
            within = slice(bisect_left(wanted, first - 1), bisect_right(wanted, last - 1))
            found.update((index, event) for index in wanted[within])
    return found
