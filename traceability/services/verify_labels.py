"""Checking labels and recalls: the ledger of every run and the scope of every recall."""

from __future__ import annotations

import hashlib
import itertools
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from traceability.domain.errors import Refusal
from traceability.domain.events import EventStep, Role
from traceability.domain.labels import (
    CARTON,
    COMES_TO,
    TAKES_BACK,
    LabelState,
    Range,
    marked,
    move,
    moved,
    put_back,
    unlinked,
)
from traceability.domain.stretches import without
from traceability.services import carton_runs, run_numbers
from traceability.services.differences import Difference, compared, facts
from traceability.services.label_ledger import as_range, stretches_told
from traceability.store.models import Event, LabelRange, PrintRun, Recall, RecallLift
from traceability.store.queries import audit_goods as audit
from traceability.store.queries import batches, events, labels
from traceability.store.unit import Reading

Ledger = tuple[Range, ...]


def check_ledgers(view: Reading) -> Iterator[Difference]:
    """Every run's labels: each in one state, none missing, and as the events moved them."""
    for run in audit.runs(view.db):
        rows = labels.ranges(view.db, [run.id])
        yield from _covered(run, rows)
        found = tuple(run_numbers.ledger(run, [as_range(row) for row in rows]))
        try:
            folded = _folded(view, run)
        except (Refusal, KeyError, TypeError, ValueError) as broken:
            yield Difference("label_range", run.code, "ranges", repr(broken), _spelled(found))
            continue
        if folded != found:
            yield Difference("label_range", run.code, "ranges", _spelled(folded), _spelled(found))


def check_cartons(view: Reading) -> Iterator[Difference]:
    """Every carton that stands: its packs stand for the lot that its own label names."""
    for run in audit.runs(view.db):
        if run.level == CARTON:
            for number, pack in carton_runs.astray(view, run):
                yield Difference("carton", run.code, f"number {number}", "packs of its lot", pack)


def check_scopes(view: Reading) -> Iterator[Difference]:
    """Every hold and recall: what its leaf counted, and all made of it while it was open."""
    for recall, event, lift in audit.recalls(view.db):
        yield from _announced(view, recall, event)
        yield from _covering(view, recall, lift)


def _covered(run: PrintRun, rows: Sequence[LabelRange]) -> Iterator[Difference]:
    """Whether the rows of a run have each of its numbers once, and stand for no other label."""
    told = run_numbers.of(run).stretches
    for row in rows:
        if row.holder_id != run.holder_id:
            yield Difference("label_range", run.code, "holder", run.holder_id, row.holder_id)
        there = (row.first + 1, row.last + 1)
        # Once there were void rows for what is between the numbers that cartons keep.
        if row.state != LabelState.VOID and without([there], told):
            yield Difference("label_range", run.code, "numbers", told, there)
    expected = told[0][0]
    behind = {before[1]: after[0] for before, after in itertools.pairwise(told)}
    for each in run_numbers.ledger(run, [as_range(row) for row in rows]):
        if each.first + 1 != expected:
            yield Difference("label_range", run.code, "first", expected, each.first + 1)
        expected = behind.get(each.last + 1, each.last + 2)
    if expected != run.count + 1:
        yield Difference("label_range", run.code, "labels", run.count, expected - 1)


def _folded(view: Reading, run: PrintRun) -> Ledger:
    ledger: Ledger = (Range(0, run.count - 1, LabelState.UNUSED, run.batch_id),)
    for event, subject in events.of_subjects(view.db, [run.code]):
        said = facts(event)
        if event.step == EventStep.LABELS_ORDERED and subject.role == Role.OUT:
            ledger = _opened(run, said)
        elif subject.role == Role.CHILD:
            ledger = _after(view, run, event, ledger)
    return ledger


def _opened(run: PrintRun, said: Mapping[str, Any]) -> Ledger:
    """The ledger as its order opened it.

    An order of before says of the numbers between those that its cartons keep that they are void.
    """
    state = LabelState.ORDERED if said.get("at_printer") else LabelState.UNUSED
    numbers = run_numbers.of(run)
    stretches = said.get("numbers") or numbers.stretches
    ledger = tuple(Range(first - 1, last - 1, state, run.batch_id) for first, last in stretches)
    for index in said.get("void", ()):
        if numbers.holds(index + 1):
            ledger = move(ledger, index, index, LabelState.VOID)
    return ledger


def _after(view: Reading, run: PrintRun, event: Event, ledger: Ledger) -> Ledger:
    """The ledger after what an event says of labels, by index from 0 from here on."""
    stretches = [(first - 1, last - 1) for first, last in stretches_told(facts(event))]
    if event.step in COMES_TO and event.step not in TAKES_BACK:
        linked = _batch(view, event) if event.step == EventStep.LABELS_LINKED else None
        return moved(ledger, stretches, COMES_TO[event.step], linked)
    if event.step == EventStep.LABELS_UNLINKED:
        return unlinked(ledger, stretches, run.batch_id)
    for first, last in stretches:
        ledger = _changed(event, ledger, first, last)
    return ledger


def _changed(event: Event, ledger: Ledger, first: int, last: int) -> Ledger:
    """The same of labels that come back or change hands; what only says something changes none."""
    step = event.step
    if step == EventStep.LABELS_RESTORED:
        to = LabelState(facts(event)["state"])
        return put_back(ledger, first, last, LabelState.VOID, to)
    if step == EventStep.LABELS_KEPT:
        return put_back(ledger, first, last, LabelState.DISPATCHED, LabelState.LINKED)
    if step in _LOST:
        return marked(ledger, first, last, lost=_LOST[step])
    if step in (EventStep.LABELS_HANDED_OUT, EventStep.LABELS_RETURNED):
        given = step == EventStep.LABELS_HANDED_OUT
        return marked(ledger, first, last, hand=event.seq if given else None)
    return ledger


_LOST: dict[str, bool] = {EventStep.LABELS_LOST: True, EventStep.LABELS_FOUND: False}


def _batch(view: Reading, event: Event) -> int | None:
    """The batch that labels were linked to, as the event names it."""
    for subject in events.subjects_of(view.db, event.seq):
        if subject.role == Role.PARENT:
            batch = batches.by_code(view.db, subject.subject)
            return None if batch is None else batch.id
    return None


def _spelled(ledger: Ledger) -> list[tuple[object, ...]]:
    return [(e.first, e.last, str(e.state), e.batch, e.hand, e.lost) for e in ledger]


def _announced(view: Reading, recall: Recall, event: Event) -> Iterator[Difference]:
    """What stood in the scope when the recall was opened, by count and hash."""
    digest, count = hashlib.sha256(), 0
    scope = audit.made_of(event.seq, before=event.seq, standing=event.seq)
    for code in audit.codes_within(view.db, scope):
        digest.update((b"\n" if count else b"") + code.encode())
        count += 1
    sha256 = urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
    said = facts(event)
    recorded = {key: said.get(key) for key in ("count", "scope_sha256")}
    found = {"count": count, "scope_sha256": sha256}
    yield from compared("recall", recall.code, recorded, found, event.event_id)


def _covering(view: Reading, recall: Recall, lift: RecallLift | None) -> Iterator[Difference]:
    """The scope as kept: it grew by every descendant made until the recall was lifted."""
    before = None if lift is None else lift.event_seq
    scope = audit.made_of(recall.event_seq, before=before, standing=recall.event_seq)
    lacking, beyond = audit.kept_apart(view.db, recall.id, scope)
    if lacking or beyond:
        yield Difference("recall_batch", recall.code, "batches", lacking, beyond)
