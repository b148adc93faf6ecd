"""The paper is read before it is trusted: a first, a middle and a last label of a run.

A run of one or two labels has no more to read. The file of a run was decoded whole before it was
handed out; this looks at the printer. It is asked once, before the first stretch is linked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Fault, Invalid, RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.labels import LabelState
from traceability.domain.stretches import Stretch
from traceability.services import label_codes, run_numbers
from traceability.services.label_ledger import (
    Told,
    facts_of,
    known_run,
    record,
    stretches_told,
)
from traceability.store.models import PrintRun
from traceability.store.queries import events
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

#: The fields in which the three are scanned or typed; of a shorter run the first, or both ends.
FIELDS = ("seen_first", "seen_middle", "seen_last")
_ENDS = (FIELDS[0], FIELDS[2])
#: One in so many labels at an end of a run may be torn or gone: any of the rest will do.
_END = 10


def check(work: Work, keyring: Keyring, code: str, seen: Sequence[str]) -> int:
    """Record that labels were read from paper, as scanned or typed from it; how many they are.

    Three, or as many as a shorter run has: ``parts`` says which, in that order.

    ``Invalid`` at ``seen_first``, ``seen_middle`` or ``seen_last``: ``required``,
    ``label_code_unreadable``, ``label_not_ours``, ``label_of_other_run``, ``label_from_elsewhere``,
    ``label_not_received``, ``too_many_label_numbers``;
    ``RuleBroken('run_not_released')``.
    """
    run = known_run(work, code)
    require(work.actor, Action.LINK_LABELS, Thing(holder=run.holder_id))
    if not queries.results(work.db, run.id):
        raise RuleBroken("run_not_released")
    numbers = _read(work, keyring, run, seen)
    record(work, run, (), Told(EventStep.LABELS_CHECKED, facts={"seen": numbers}))
    return len(numbers)


def is_checked(view: Reading, run: PrintRun) -> bool:
    """Whether paper of the run was read: here, as it came from a printing house, or long ago.

    A stretch that was linked before that was asked counts as read.
    """
    read = (EventStep.LABELS_CHECKED, EventStep.LABELS_RECEIVED)
    if any(events.of_step(view.db, run.code, step) for step in read):
        return True
    linked = events.of_step(view.db, run.code, EventStep.LABELS_LINKED)
    return any(last > first for event in linked for first, last in stretches_told(facts_of(event)))


def parts(run: PrintRun) -> Mapping[str, Stretch]:
    """The numbers among which each label to be read is looked for, by its field: none in two.

    A first, a middle and a last one; of a run of two labels both, of a run of one this.
    """
    on_paper = run_numbers.of(run).on_paper
    count = len(on_paper)
    if count < len(FIELDS):
        return {field: (one, one) for field, one in zip(_ENDS, on_paper, strict=False)}
    end = max(1, count // _END)
    middle = on_paper[min(end, count - 1)], on_paper[max(count - end - 1, 0)]
    there = (
        (on_paper[0], on_paper[end - 1]),
        (min(middle), max(middle)),
        (on_paper[count - end], on_paper[-1]),
    )
    return dict(zip(FIELDS, there, strict=True))


def _read(work: Work, keyring: Keyring, run: PrintRun, seen: Sequence[str]) -> list[int]:
    faults: list[Fault] = []
    numbers: list[int] = []
    wanted = parts(run)
    if len(seen) > len(wanted):
        raise Invalid("too_many_label_numbers", [*wanted][-1], most=len(wanted))
    typed = [*seen, *[""] * (len(wanted) - len(seen))]
    for (field, part), text in zip(wanted.items(), typed, strict=True):
        try:
            numbers.append(_number(work, keyring, run, text, field, part))
        except Invalid as refused:
            faults += refused.faults
    if faults:
        raise Invalid.of(tuple(faults))
    return numbers


def _require_received(work: Work, run: PrintRun, number: int, at: str) -> None:
    """Refuse a label that its printing house has not sent yet: what was read is no paper of it."""
    held = queries.range_holding(work.db, run.id, number - 1)
    if held is not None and held.state == LabelState.ORDERED:
        raise Invalid("label_not_received", at, first=number)


def _number(work: Work, keyring: Keyring, run: PrintRun, text: str, at: str, part: Stretch) -> int:
    if not text.strip():
        raise Invalid("required", at)
    label = label_codes.found(work, keyring, run.holder_id, text, at)
    if label.run.id != run.id:
        raise Invalid("label_of_other_run", at, number=label.number, run=label.run.code)
    _require_received(work, run, label.number, at)
    if not part[0] <= label.number <= part[1]:
        facts = {"number": label.number, "first": part[0], "last": part[1]}
        told = run_numbers.of(run).told(*part)
        raise Invalid("label_from_elsewhere", at, **facts, numbers=told)
    return label.number
