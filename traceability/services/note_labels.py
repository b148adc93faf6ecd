"""Which labels went with a delivery note, by the small numbers printed on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from traceability.domain.events import EventStep
from traceability.domain.labels import CARTON
from traceability.domain.stretches import Stretch, together, without
from traceability.services.label_ledger import LabelsOf, facts_of, stretches_told
from traceability.store.queries import events, scanned_labels
from traceability.store.unit import Reading


@dataclass(frozen=True)
class WentWith(LabelsOf):
    """Labels of one run that went by a note: of ``cartons``, or of packs.

    A carton adds nothing to the packs in it, so the two are never summed.
    """

    cartons: bool


def of_note(view: Reading, code: str) -> tuple[WentWith, ...]:
    """The labels that went by a note and did not come back, run by run."""
    went = _of_step(view, code, EventStep.LABELS_DISPATCHED)
    back = _of_step(view, code, EventStep.LABELS_KEPT) if went else {}
    left = {run: without(together(each), back.get(run, ())) for run, each in went.items()}
    return tuple(
        WentWith(run, tuple(each), level == CARTON)
        for (run, level), each in sorted(left.items())
        if each
    )


def _of_step(view: Reading, code: str, step: EventStep) -> dict[tuple[str, str], list[Stretch]]:
    """Labels that a step of a note told of, by code and level of their run."""
    told = events.of_step(view.db, code, step)
    runs = scanned_labels.runs_of_events(view.db, [each.seq for each in told]) if told else {}
    found: dict[tuple[str, str], list[Stretch]] = defaultdict(list)
    for event in told:
        found[runs[event.seq]] += stretches_told(facts_of(event))
    return found
