"""Which labels went with a delivery note, by the small numbers printed on them."""

from __future__ import annotations

from collections import defaultdict

from traceability.domain.events import EventStep
from traceability.domain.stretches import Stretch, together, without
from traceability.services.label_ledger import LabelsOf, facts_of, stretches_told
from traceability.store.queries import events, scanned_labels
from traceability.store.unit import Reading


def of_note(view: Reading, code: str) -> tuple[LabelsOf, ...]:
    """The labels that went by a note and did not come back, run by run."""
    went = _of_step(view, code, EventStep.LABELS_DISPATCHED)
    back = _of_step(view, code, EventStep.LABELS_KEPT) if went else {}
    left = {run: without(together(each), back.get(run, ())) for run, each in went.items()}
    return tuple(LabelsOf(run, tuple(each)) for run, each in sorted(left.items()) if each)


def _of_step(view: Reading, code: str, step: EventStep) -> dict[str, list[Stretch]]:
    told = events.of_step(view.db, code, step)
    runs = scanned_labels.runs_of_events(view.db, [each.seq for each in told]) if told else {}
    found: dict[str, list[Stretch]] = defaultdict(list)
    for event in told:
        found[runs[event.seq]] += stretches_told(facts_of(event))
    return found
