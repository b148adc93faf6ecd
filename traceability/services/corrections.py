"""Corrections: what was recorded is told anew or taken back, and both tellings stay (MODEL §3).

A correction is judged as an entry of today would be. What follows from it in all that was made of
the goods is folded again; where a balance would break it is refused and names what stands in its
way, unless the same submission puts that right as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from traceability.domain.access import Action, Thing, require
from traceability.domain.capacity import Balance
from traceability.domain.corrections import AMENDABLE, RETRACTABLE, Told, Why
from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.domain.events import (
    EventStep,
    How,
    Mistake,
)
from traceability.domain.holds import HoldReason
from traceability.domain.quantity import Quantity
from traceability.domain.weigh_slips import Reading, Scale
from traceability.services import (
    amended_figures,
    correction_reach,
    goods_entries,
    harvest_corrections,
    label_dispatch,
    label_room,
    late_entries,
    making_corrections,
    recalls,
    recording,
    refolding,
    sacks,
    scan_answers,
    slip_corrections,
    warned_ceilings,
)
from traceability.services.differences import facts
from traceability.services.goods_entries import Entry
from traceability.services.season_balance import Judged, Line
from traceability.store.models import Batch, Event
from traceability.store.queries import areas, corrections, deliveries
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Work

#: So many entries are put right together.
MOST_TOGETHER = 40
#: What is refused with all that breaks further down.
_REACHING = frozenset({"correction_leaves_too_little", "correction_breaks_ratio"})


@dataclass(frozen=True)
class Amendment:
    """An entry told anew: other amounts by the code of the batch, other ``packages`` of a packing.

    What is not named stays as it was told. A weight that was a guess is one no longer. ``slip`` is
    what the weigh slip of a bought harvest should have said, instead of its amount.
    """

    event: str
    amounts: Mapping[str, Quantity] = field(default_factory=dict)
    packages: int | None = None
    slip: Reading | None = None


@dataclass(frozen=True)
class Retraction:
    """An entry taken back: it was recorded by mistake."""

    event: str


Change = Amendment | Retraction


@dataclass(frozen=True)
class Corrected:
    """The correcting events by id, what is held since, and labels beyond what is left, by lot.

    ``above`` are the seasons of harvests that are told with more and stand above their warning.
    """

    events: tuple[str, ...]
    held: tuple[HoldReason, ...]
    excess_labels: Mapping[str, int]
    above: tuple[Line, ...] = ()


def correct(
    work: Work, changes: Sequence[Change], reason: str, mistake: Mistake | None = None
) -> Corrected:
    """Tell entries anew or take them back, all or none of them, saying why.

    ``reason`` stays with the entries' own people; ``mistake`` is its kind, for everybody to read.
    Either may be left out, but not both, and of another kind than those named not the reason.

    Raises NotFound for another's entry; Conflict ``already_corrected`` where the telling named is
    not today's; RuleBroken ``correction_leaves_too_little`` or ``correction_breaks_ratio`` with
    the ``lots``, the ``entries`` (event ids) in the way over all levels, and what each of them
    would have to tell (``needed``), ``correction_breaks_ratio_elsewhere`` where others hold them;
    what an entry of today would raise.
    """
    work.hold_judgement()
    if not 1 <= len(changes) <= MOST_TOGETHER:
        raise Invalid("too_many_entries", "changes", most=MOST_TOGETHER)
    if len({each.event for each in changes}) != len(changes):
        raise Invalid("entry_named_twice", "changes")
    why = Why(reason, mistake)
    why.check()
    pairs = [(_entry(work, each, reason), each) for each in changes]
    keys = {batch.id for entry, _change in pairs for batch in entry.batches.values()}
    work.lock_stock(sorted(keys))
    plans = [_planned(work, entry, change) for entry, change in pairs]
    seasons = _counted(work, plans)
    for plan in plans:
        sacks.bring_back(work, plan.entry.first.seq)
    done = [_done(work, each, seasons.get(each.entry.event.event_id), why) for each in plans]
    slip_corrections.check_trucks(work, [each.event for each in done])
    for plan in plans:
        if plan.told is not None:
            made = sum(plan.told.made.values())
            amended_figures.check_packed(work, plan.entry, made, plan.packages)
    _refold(work, done)
    held = tuple(reason for each in done for reason in _held(work, each))
    for each in plans:
        if each.more < 0:
            harvest_corrections.tell_put_right(work, each.entry.made)
    return Corrected(
        events=tuple(each.event.event_id for each in done),
        held=held,
        excess_labels=_excess(work, [entry for entry, _change in pairs]),
        above=_above(plans, seasons),
    )


def _above(plans: Sequence[_Plan], seasons: Mapping[str, Judged]) -> tuple[Line, ...]:
    judged = [seasons.get(each.entry.event.event_id) for each in plans if each.more > 0]
    found = (None if each is None else each.over_warning for each in judged)
    return tuple(line for line in found if line is not None)


def _refold(work: Work, done: Sequence[_Done]) -> None:
    """Fold all again; where that breaks a balance, name all that breaks with it further down."""
    try:
        refolding.refold(work, [each.folded for each in done])
    except RuleBroken as refusal:
        if refusal.code not in _REACHING:
            raise
        codes = sorted({code for each in done for code in each.entry.told.codes})
        named = {each.event.event_id: each.entry.event.event_id for each in done}
        needed = correction_reach.needed(work, codes, named)
        if not needed:
            raise
        entries = [each["event"] for each in needed]
        more = {**refusal.facts, "entries": entries, "needed": needed}
        refusal.faults = (replace(refusal.faults[0], facts=more),)
        raise


# --- one entry -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Plan:
    """How an entry is told from now on; ``told`` is ``None`` where it is taken back."""

    entry: Entry
    told: Told | None
    asked: Mapping[str, Quantity] = field(default_factory=dict)
    packages: int | None = None
    slip: Reading | None = None
    scale: Scale | None = None

    @property
    def more(self) -> int:
        """How much more came out of the entry than was told, below 0 where it is less."""
        now = 0 if self.told is None else sum(self.told.made.values())
        return now - sum(self.entry.told.made.values())


@dataclass(frozen=True)
class _Done:
    """A correction that was recorded, and whether its harvest is above a ceiling since."""

    entry: Entry
    event: Event
    folded: refolding.Folded
    is_over: bool


def _entry(work: Work, change: Change, reason: str) -> Entry:
    found = goods_entries.entry(work, change.event)
    thing = Thing(holder=found.owner.id)
    require(work.actor, Action.CORRECT_ENTRY, thing)
    possible = AMENDABLE if isinstance(change, Amendment) else RETRACTABLE
    if found.told.step not in possible:
        raise RuleBroken("entry_not_correctable", "changes")
    late_entries.private(work, thing, found.event.occurred_on, reason, at="reason")
    if corrections.of_events(work.db, [found.event.seq]):
        raise Conflict("already_corrected", "changes")
    return found


def _planned(work: Work, entry: Entry, change: Change) -> _Plan:
    """What a change makes of an entry, where that may be; refused where it may not."""
    if isinstance(change, Retraction):
        _refuse_used(work, entry)
        return _Plan(entry, None)
    packages = amended_figures.packages(work, entry, change.packages)
    scale = slip_corrections.read_anew(entry, change.slip)
    asked = {**change.amounts, **slip_corrections.net_of(entry, change.slip, scale)}
    told = entry.told.amended(amended_figures.amounts(work, entry, asked, packages))
    said = facts(entry.event)
    same = told == entry.told and slip_corrections.is_same(said, told.unit, change.slip)
    if same and packages == said.get("packages") and "estimated" not in said:
        raise Invalid("nothing_changed", "changes")
    return _Plan(entry, told, asked, packages, change.slip, scale)


def _counted(work: Work, plans: Sequence[_Plan]) -> dict[str, Judged]:
    """How the season of each harvest stands with all that the changes add and take, by entry."""
    harvests = [each for each in plans if each.entry.told.step is EventStep.HARVEST]
    more = [(each.entry.made[0], each.more) for each in harvests]
    judged = harvest_corrections.count(work, more)
    ids = [each.entry.event.event_id for each in harvests]
    return dict(zip(ids, judged, strict=True))


def _done(work: Work, plan: _Plan, season: Judged | None, why: Why) -> _Done:
    entry, told = plan.entry, plan.told
    drawn = [] if told is None else _sacks(work, entry, told)
    said = {} if told is None else _said(work, plan, told, season)
    if named := _told_of_sacks(work, drawn):
        said["sacks"] = named
    place = _place(work, entry.event)
    how = How.RETRACT if told is None else How.AMEND
    what = goods_entries.occurrence(entry, told or entry.told, how, why, said, place)
    event = recording.record(work, entry.owner.id, entry.owner.code, what)
    slip_corrections.follow(work, entry.event, event)
    for batch, grams in drawn:
        sacks.keep(work, batch, entry.first, grams)
    if told is None and entry.told.step is EventStep.SHIP:
        _bring_labels_back(work, entry)
    folded = refolding.Folded(entry.first, event, entry.told, told)
    over = season is not None and plan.more > 0 and season.verdict is Balance.HOLD
    return _Done(entry, event, folded, over)


def _said(work: Work, plan: _Plan, told: Told, season: Judged | None) -> dict[str, object]:
    """The facts of an entry that is told anew."""
    before = facts(plan.entry.event)
    said = amended_figures.facts_of(before, told, plan.packages)
    if season is not None:
        said |= season.facts()
        said |= warned_ceilings.corrected(season) if plan.more > 0 else {}
    said |= amended_figures.weighed(plan.entry, plan.asked, before)
    said = making_corrections.told_anew(work, said, told, plan.entry.batches)
    return said | slip_corrections.told_anew(said, told, plan.slip, plan.scale)


def _sacks(work: Work, entry: Entry, told: Told) -> list[tuple[Batch, Mapping[int, int]]]:
    """What an entry told anew draws of which sacks."""
    said, seq = facts(entry.event).get("sacks", {}), entry.first.seq
    return [
        (batch, sacks.told_anew(work, said, batch, seq, told.taken[code]))
        for code, batch in entry.batches.items()
        if code in said
    ]


def _told_of_sacks(work: Work, drawn: Sequence[tuple[Batch, Mapping[int, int]]]) -> dict[str, str]:
    return {
        code: text
        for batch, grams in drawn
        for code, text in sacks.told(batch, grams, sacks.weights_of(work, batch)).items()
    }


def _refuse_used(work: Work, entry: Entry) -> None:
    """Refuse to take back what was recalled or answered, and what live labels are on."""
    for batch in entry.made:
        recalls.refuse_recalled(work, batch)
    for batch in entry.packed:
        live = label_room.live(work, batch)
        if live:
            raise RuleBroken("labels_still_live", "changes", lot=batch.lot_code, count=live)
    if entry.told.step is EventStep.SHIP:
        _refuse_answered(work, entry)


def _bring_labels_back(work: Work, entry: Entry) -> None:
    note = deliveries.by_event(work.db, entry.first.seq)
    if note is not None:
        label_dispatch.take_back(work, note.code)
        scan_answers.reopen(work, note)


def _refuse_answered(work: Work, entry: Entry) -> None:
    """A note that its receiver has answered stays: what came back comes back by an answer."""
    note = deliveries.by_event(work.db, entry.first.seq)
    if note is not None and deliveries.answers(work.db, [note.id])[note.id]:
        raise RuleBroken("delivery_answered", "changes")


def _place(work: Work, event: Event) -> str | None:
    if event.place_id is None:
        return None
    return areas.places_by_ids(work.db, [event.place_id])[event.place_id].code


def _held(work: Work, done: _Done) -> tuple[HoldReason, ...]:
    """A harvest that stands above its ceiling since is held, unless it was before."""
    if not done.is_over:
        return ()
    batch, reason = done.entry.made[0], HoldReason.OVER_CEILING
    if any(each.reason == reason for each in recall_queries.open_over(work.db, [batch.id])):
        return ()
    recalls.hold_judged(work, done.entry.owner, batch, reason)
    return (reason,)


def _excess(work: Work, entries: Sequence[Entry]) -> dict[str, int]:
    """Labels that are out for more than a lot now carries: by lot code, those to be voided."""
    found = {}
    for batch in (each for entry in entries for each in entry.packed):
        many = label_room.excess(work, batch)
        if many:
            found[batch.lot_code] = many
    return found
