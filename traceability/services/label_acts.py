"""What becomes of printed labels: spoiled, printed again, a void one lifted.

*Hỏng*: the label is dead and another with a serial of its own takes its place, in a run of its own.
*Chưa ra tem*: the roll ended; what never came out is printed again with the same serials.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from traceability.crypto.keyring import Keyring
from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.errors import Invalid, Refusal, RuleBroken
from traceability.domain.events import EventStep, Role
from traceability.domain.label_numbers import MOST_PIECES
from traceability.domain.labels import (
    CARTON,
    COMES_TO,
    DEAD,
    LIVE,
    LabelState,
    Range,
    moved,
    put_back,
)
from traceability.domain.stretches import Stretch, common, counted, together, without
from traceability.services import (
    batches,
    blank_runs,
    carton_runs,
    label_codes,
    label_hands,
    label_leaving,
    label_replacements,
    label_room,
    lent_labels,
    parties,
    print_runs,
    run_numbers,
    run_places,
)
from traceability.services.frozen_runs import Frozen
from traceability.services.label_ledger import (
    Told,
    batch_of,
    dead_in,
    facts_of,
    indexes,
    known_run,
    ledger_of,
    lots_in,
    opened,
    record,
    some,
    stretches_told,
    write_ledger,
)
from traceability.services.print_files import Part, require_drawable, sheet_of
from traceability.store.models import Batch, Event, PrintRun
from traceability.store.queries import deliveries, events
from traceability.store.queries import labels as queries
from traceability.store.unit import Reading, Work

#: What is said of numbers where several may be typed, and what was meant as numbers.
_NO_NUMBER = frozenset({"label_numbers_unreadable", "label_numbers_backwards"})
_NUMBERS_ALONE = re.compile(r"[0-9 ,;–-]+")


@dataclass(frozen=True)
class Reprint:
    """A part of a run that was printed again: which time, by which event, at what moment."""

    number: int
    seq: int
    part: Part
    at: dt.datetime


def spoil(work: Work, code: str, stretches: Sequence[Stretch], reason: str) -> int:
    """Labels that were torn, smudged or printed askew: dead for ever; how many.

    Of labels on goods it is for who holds these to say, whoever printed them.
    ``RuleBroken``: ``labels_not_in_run``, ``label_move_not_possible``; as ``lent_labels.opened``.
    """
    stretches = together(some(stretches))
    run, ledger = lent_labels.opened(work, code, Action.LINK_LABELS, stretches)
    write_ledger(work, run, moved(ledger, indexes(stretches), LabelState.SPOILED))
    lots = lots_in(work, ledger, stretches)
    record(work, run, stretches, Told(EventStep.LABELS_SPOILED, lots, private={"reason": reason}))
    had = label_hands.waiting(work, ledger)
    label_hands.tell_who_had(work, run, had, stretches, label_hands.Taken.SPOILED)
    return counted(stretches)


def lift(work: Work, keyring: Keyring, typed: str, reason: str) -> label_codes.Found:
    """Lift the void of one label by a manager who has it in hand: its code says which.

    It comes back to the state that it had. What was printed in its place since counts: where the
    lot has no room for it, ``more_labels_than_packed`` (of another house's lot nothing is told but
    ``label_place_gone``); where the season has none for a blank one,
    ``blank_over_quota``; where a carton's packs stand in another, ``packs_in_other_carton``; where
    another run makes good by now what its own did, ``made_good_elsewhere``. A
    label that is void from birth never was one: ``label_void_from_birth``.
    """
    holder = parties.acting_party(work, work.actor)
    label = label_codes.found(work, keyring, holder.id, typed, "code")
    work.share_judgement()
    run, ledger = opened(work, label.run.code, Action.VOID_LABELS)
    if label.number in run_numbers.of(run).void:
        raise RuleBroken("label_void_from_birth", "code")
    index = label.number - 1
    before = state_before(work, run, label.number)
    moved = put_back(ledger, index, index, LabelState.VOID, before)
    held = next(each for each in ledger if each.first <= index <= each.last)
    lot = batch_of(work, held.batch)
    label_replacements.require_alone(work, run, "code")
    if before in LIVE:
        _require_place(work, run, label.number, lot)
    write_ledger(work, run, moved)
    facts = {"state": str(before)}
    told = Told(
        EventStep.LABELS_RESTORED, [lot] if lot else [], facts=facts, private={"reason": reason}
    )
    record(work, run, [(label.number, label.number)], told)
    return label


def _require_place(work: Work, run: PrintRun, number: int, lot: Batch | None) -> None:
    """Refuse to bring back what has no place any more; of another's lot no reason is told."""
    if lot is None:
        # A blank label counts against the season's quota.
        blank_runs.check_alive(work, run, 1, "code")
    elif may(work.actor, Action.SEE_WORKSPACE, Thing(holder=lot.holder_id)):
        _require_place_on(work, run, number, lot)
    else:
        try:
            lent_labels.require_lent(work, run, lot)
            _require_place_on(work, run, number, lot)
        except Refusal:
            raise RuleBroken("label_place_gone", "code") from None


def _require_place_on(work: Work, run: PrintRun, number: int, lot: Batch) -> None:
    """Refuse what has no place on its lot any more: a bag there, a carton around its packs.

    A carton is no bag, so a lot whose bags are all labelled still has room for it.
    """
    batches.require_published(work, lot)
    if run.level == CARTON:
        carton_runs.require_loose(work, work.actor, run, number, "code")
    else:
        label_room.check(work, lot, 1, "code", run.design)


def for_lifting(view: Reading, actor: Actor) -> None:
    """Refuse whoever may not lift the void of a label."""
    holder = parties.acting_party(view, actor)
    require(actor, Action.VOID_LABELS, Thing(holder=holder.id))


def state_before(view: Reading, run: PrintRun, number: int) -> LabelState:
    """The state that a void label would be in, had it not been voided, as the events tell it."""
    state, sent = Frozen.from_json(run.frozen).born, None
    for event, _subject in events.of_subjects(view.db, [run.code]):
        facts = facts_of(event)
        if not any(first <= number <= last for first, last in stretches_told(facts)):
            continue
        if event.step == EventStep.LABELS_RESTORED:
            state = LabelState(facts["state"])
        elif event.step in COMES_TO and event.step != EventStep.LABELS_VOIDED:
            state = COMES_TO[event.step]
            sent = event if event.step == EventStep.LABELS_DISPATCHED else sent
    if state is LabelState.DISPATCHED and sent and not _still_gone(view, run, number, sent):
        # Its note was taken back while it was void: the others came back, and so does it.
        return LabelState.LINKED
    return state


def _still_gone(view: Reading, run: PrintRun, number: int, sent: Event) -> bool:
    """Whether the goods of a label are where the note of an event sent them."""
    ranges = queries.ranges(view.db, [run.id])
    lot = next(each.batch_id for each in ranges if each.first < number <= each.last + 1)
    named = (e.subject for e in events.subjects_of(view.db, sent.seq) if e.role == Role.REF)
    notes = (deliveries.by_code(view.db, code) for code in named)
    return any(lot in deliveries.went(view.db, note.id) for note in notes if note is not None)


def print_rest(
    work: Work, keyring: Keyring, code: str, last_good: str, start: int, reason: str | None = None
) -> Reprint:
    """The roll or the sheets ended: what comes after the last good label prints again, as it was.

    ``last_good`` is that label's number or its code. Serials stay, nothing is void. Spoiled and
    void labels among them are passed over. Linked ones were there: they are named
    (``label_move_not_possible``). What was printed again before wants a reason:
    ``Invalid('export_again_needs_reason')`` at ``reason``.
    """
    run, ledger = opened(work, code, Action.PRINT_LABELS)
    if not queries.results(work.db, run.id):
        raise RuleBroken("run_not_released")
    require_drawable(run)
    print_runs.check_start(sheet_of(run), start)
    number = _last_good(work, keyring, run, last_good)
    _require_none_used(ledger, number + 1, run.count)
    left = _after(run, ledger, number)
    if not left:
        raise Invalid("nothing_after_label", "last_good", number=number, count=run.count)
    # What a printing house made lies on its roll: it is there once already, whatever was torn.
    of_house = Frozen.from_json(run.frozen).at_printer
    printed_before = label_leaving.left if of_house else label_leaving.reprinted
    before = printed_before(work, run, left)
    label_leaving.require_reason(before, reason)
    private = {"reason": reason} if before and reason else {}
    told = Told(EventStep.LABELS_REPRINTED, facts={"start": start}, private=private)
    # In more pieces than a leaf holds they are told as one: the file leaves out what is dead.
    named = left if len(left) <= MOST_PIECES else [(left[0][0], left[-1][1])]
    record(work, run, named, told)
    made = reprints(work, run)[-1]
    gone = tuple(without([(made.part.first, made.part.last)], left))
    return dataclasses.replace(made, part=dataclasses.replace(made.part, gone=gone))


def next_place(view: Reading, keyring: Keyring, code: str, typed: str) -> int:
    """Where the sheet of the last good label goes on behind it (from 1); 1 where it is full.

    Refused as ``print_rest`` refuses what was typed.
    """
    run = known_run(view, code)
    number = _last_good(view, keyring, run, typed)
    again = [each.part for each in reprints(view, run) if each.part.holds(number)]
    return run_places.after(run, number, again[-1] if again else None)


def places_left(view: Reading, keyring: Keyring, run: PrintRun, typed: str, start: int) -> int:
    """How many places of its sheets what comes after a label takes; 0 before that can be read."""
    try:
        number = _last_good(view, keyring, run, typed)
    except (Invalid, RuleBroken):
        return 0
    left = _after(run, ledger_of(view, run), number)
    numbers = [each for first, last in left for each in range(first, last + 1)]
    return run_places.taken(run, numbers, start)


def reprints(view: Reading, run: PrintRun) -> list[Reprint]:
    """The parts of a run that were printed again, in order."""
    found = reversed(events.of_step(view.db, run.code, EventStep.LABELS_REPRINTED))
    made = []
    for number, event in enumerate(found, start=1):
        facts = facts_of(event)
        there = stretches_told(facts)
        first, last = there[0][0], there[-1][1]
        gone = tuple(without([(first, last)], there))
        part = Part(first, last, facts["start"], gone)
        made.append(Reprint(number, event.seq, part, event.recorded_at))
    return made


def _after(run: PrintRun, ledger: Sequence[Range], number: int) -> list[Stretch]:
    """The labels of a run behind one, without dead ones."""
    behind = common([(number + 1, run.count)], run_numbers.of(run).stretches)
    return without(behind, dead_in(ledger))


def _last_good(view: Reading, keyring: Keyring, run: PrintRun, typed: str) -> int:
    try:
        stretches = label_codes.numbers_in(view, keyring, run, typed, "last_good")
    except Invalid as refused:
        if refused.code not in _NO_NUMBER or _NUMBERS_ALONE.fullmatch(typed.strip()) is None:
            raise
        raise Invalid("one_label_only", "last_good") from None
    if len(stretches) != 1 or stretches[0][0] != stretches[0][1]:
        raise Invalid("one_label_only", "last_good")
    number = stretches[0][0]
    run_numbers.of(run).require_ends(number, number, "last_good")
    if number >= run.count:
        raise Invalid("nothing_after_label", "last_good", number=number, count=run.count)
    return number


def _require_none_used(ledger: Sequence[Range], first: int, last: int) -> None:
    for each in ledger:
        if each.last + 1 < first or each.first + 1 > last:
            continue
        if each.state is not LabelState.UNUSED and each.state not in DEAD:
            facts = {"state": str(each.state), "to": "unused"}
            raise RuleBroken(
                "label_move_not_possible", "last_good", first=max(each.first + 1, first), **facts
            )
