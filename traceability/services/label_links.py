"""Linking labels to the batch they stand on (*kích hoạt tem*), and voiding them."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import NotFound, RuleBroken
from traceability.domain.events import Action as EventAction
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.labels import LabelState, Range, move
from traceability.services import batches, parties, recording
from traceability.store.models import Batch, LabelRange, PrintRun
from traceability.store.queries import batches as batch_queries
from traceability.store.queries import labels as queries
from traceability.store.unit import Work


@dataclass(frozen=True)
class LabelSpan:
    """Labels of a run by the small numbers printed on them, from 1, both included."""

    run: str
    first: int
    last: int

    def __len__(self) -> int:
        """How many labels."""
        return self.last - self.first + 1


def link(work: Work, span: LabelSpan) -> str:
    """Link printed labels to the batch their run was printed for; returns the batch's code.

    The gate of publishing applies once more: a batch held since the print links nothing.
    """
    work.share_judgement()
    run = known_run(work, span.run)
    require(work.actor, Action.LINK_LABELS, Thing(holder=run.holder_id))
    batch = _batch(work, run)
    work.lock_stock([batch.id])
    batches.require_published(work, batch)
    if not queries.results(work.db, run.id):
        raise RuleBroken("run_not_released")
    ledger = move(ledger_of(work, run), span.first - 1, span.last - 1, LabelState.LINKED, batch.id)
    write_ledger(work, run, ledger)
    _record(work, run, EventStep.LABELS_LINKED, span, batch, {})
    return batch.code


def void(work: Work, span: LabelSpan, reason: str) -> None:
    """Void labels that must not be trusted any more, saying why; their codes say so for ever."""
    run = known_run(work, span.run)
    require(work.actor, Action.VOID_LABELS, Thing(holder=run.holder_id))
    batch = _batch(work, run)
    work.lock_stock([batch.id])
    ledger = move(ledger_of(work, run), span.first - 1, span.last - 1, LabelState.VOID)
    write_ledger(work, run, ledger)
    _record(work, run, EventStep.LABELS_VOIDED, span, batch, {"reason": reason})


def known_run(work: Work, code: str) -> PrintRun:
    """The run of a short code."""
    run = queries.run_by_code(work.db, code)
    if run is None:
        raise NotFound
    return run


def ledger_of(work: Work, run: PrintRun) -> list[Range]:
    """The ledger of a run as the domain reads it."""
    return [
        Range(row.first, row.last, LabelState(row.state), row.batch_id)
        for row in queries.ranges(work.db, [run.id])
    ]


def _batch(work: Work, run: PrintRun) -> Batch:
    found = batch_queries.by_ids(work.db, [run.batch_id or 0])
    if run.batch_id not in found:
        raise NotFound
    return found[run.batch_id]


def write_ledger(work: Work, run: PrintRun, ledger: tuple[Range, ...]) -> None:
    """Write the ledger of a run anew; the caller holds the lock of its batch."""
    rows = [
        LabelRange(
            run_id=run.id,
            first=each.first,
            last=each.last,
            state=each.state,
            batch_id=each.batch,
            holder_id=run.holder_id,
        )
        for each in ledger
    ]
    queries.replace_ranges(work.db, run.id, rows)


def _record(
    work: Work,
    run: PrintRun,
    step: EventStep,
    span: LabelSpan,
    batch: Batch,
    private: dict[str, str],
) -> None:
    owner = parties.known(work, run.holder_id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        action=EventAction.ADD if step is EventStep.LABELS_LINKED else EventAction.DELETE,
        step=step,
        subjects=(Subject(Role.CHILD, run.code), Subject(Role.PARENT, batch.code)),
        occurred_on=work.today,
        facts={"first": span.first, "last": span.last},
        private=private,
    )
    recording.record(work, owner.id, owner.code, what)
    batch_queries.stock(work.db, batch.id).rev += 1
