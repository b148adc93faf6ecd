"""Corrections: what was recorded is told anew or taken back, and both tellings stay (MODEL §3).

A correction is judged as an entry of today would be. What follows from it in all that was made of
the goods is folded again; where a balance would break it is refused and names what stands in its
way, unless the same submission puts that right as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from traceability.domain.access import Action, Thing, require
from traceability.domain.capacity import Balance
from traceability.domain.corrections import AMENDABLE, RETRACTABLE, Told
from traceability.domain.density import drawn
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.domain.events import Action as EventAction
from traceability.domain.events import (
    Correction,
    Disposition,
    EventStep,
    How,
    Kind,
    Occurrence,
    Role,
    Subject,
)
from traceability.domain.holds import HoldReason
from traceability.domain.quantity import Quantity
from traceability.services import (
    correction_reach,
    densities,
    harvest_corrections,
    label_dispatch,
    label_room,
    late_entries,
    making_corrections,
    packed_formats,
    parties,
    recalls,
    recording,
    refolding,
    sacks,
    slip_corrections,
    warned_ceilings,
    whole_packages,
)
from traceability.services.differences import facts
from traceability.services.packings import MOST_PACKAGES
from traceability.store.models import Batch, Event, EventSubject, Party
from traceability.store.queries import areas, corrections, deliveries, events, products
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Reading, Work

#: So many entries are put right together.
MOST_TOGETHER = 40
#: What is refused with all that breaks further down.
_REACHING = frozenset({"correction_leaves_too_little", "correction_breaks_ratio"})


@dataclass(frozen=True)
class Amendment:
    """An entry told anew: other amounts by the code of the batch, other ``packages`` of a packing.

    What is not named stays as it was told. A weight that was a guess is one no longer.
    """

    event: str
    amounts: Mapping[str, Quantity] = field(default_factory=dict)
    packages: int | None = None


@dataclass(frozen=True)
class Retraction:
    """An entry taken back: it was recorded by mistake."""

    event: str


Change = Amendment | Retraction


@dataclass(frozen=True)
class Corrected:
    """The correcting events by id, what is held since, and labels beyond what is left, by lot."""

    events: tuple[str, ...]
    held: tuple[HoldReason, ...]
    excess_labels: Mapping[str, int]


@dataclass(frozen=True)
class Entry:
    """An event of goods as it is told today, with its first telling and its batches."""

    first: Event
    event: Event
    owner: Party
    subjects: Sequence[EventSubject]
    batches: Mapping[str, Batch]
    told: Told

    @property
    def made(self) -> list[Batch]:
        """The batches that came out."""
        return [self.batches[code] for code in self.told.made]


def correct(work: Work, changes: Sequence[Change], reason: str) -> Corrected:
    """Tell entries anew or take them back, all or none of them, saying why.

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
    pairs = [(_entry(work, each, reason), each) for each in changes]
    keys = {batch.id for entry, _change in pairs for batch in entry.batches.values()}
    work.lock_stock(sorted(keys))
    done = [_done(work, entry, change, reason) for entry, change in pairs]
    _refold(work, done)
    held = tuple(reason for each in done for reason in _held(work, each))
    return Corrected(
        events=tuple(each.event.event_id for each in done),
        held=held,
        excess_labels=_excess(work, [entry for entry, _change in pairs]),
    )


def entry(view: Reading, event_id: str) -> Entry:
    """The entry of an event id, if it is one that moved goods and stands; NotFound otherwise."""
    event = events.by_event_id(view.db, event_id)
    subjects = [] if event is None else events.subjects_of(view.db, event.seq)
    moved = [each for each in subjects if each.amount is not None]
    if event is None or not moved:
        raise NotFound
    found = corrections.batches_of(view.db, [each.subject for each in moved])
    owner = parties.known(view, event.owner_id)
    return of_rows(view, event, owner, subjects, {each.code: each for each in found})


def of_rows(
    view: Reading,
    event: Event,
    owner: Party,
    subjects: Sequence[EventSubject],
    batches: Mapping[str, Batch],
) -> Entry:
    """An entry of the rows that were read of it."""
    moved = [each for each in subjects if each.amount is not None]
    told = Told(
        step=EventStep(event.step),
        unit=moved[0].unit or "",
        taken={each.subject: each.amount or 0 for each in moved if each.role == Role.IN},
        made={each.subject: each.amount or 0 for each in moved if each.role == Role.OUT},
    )
    return Entry(
        first=corrections.first_of(view.db, event),
        event=event,
        owner=owner,
        subjects=subjects,
        batches=batches,
        told=told,
    )


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
class _Done:
    """A correction that was recorded, and how the season of its harvest stands since."""

    entry: Entry
    event: Event
    folded: refolding.Folded
    season: Balance = Balance.ACCEPT


def _entry(work: Work, change: Change, reason: str) -> Entry:
    found = entry(work, change.event)
    thing = Thing(holder=found.owner.id)
    require(work.actor, Action.CORRECT_ENTRY, thing)
    possible = AMENDABLE if isinstance(change, Amendment) else RETRACTABLE
    if found.told.step not in possible:
        raise RuleBroken("entry_not_correctable", "changes")
    late_entries.private(work, thing, found.event.occurred_on, reason, at="reason")
    if corrections.of_events(work.db, [found.event.seq]):
        raise Conflict("already_corrected", "changes")
    return found


def _done(work: Work, entry: Entry, change: Change, reason: str) -> _Done:
    if isinstance(change, Retraction):
        return _retracted(work, entry, reason)
    return _amended(work, entry, change, reason)


def _amended(work: Work, entry: Entry, change: Amendment, reason: str) -> _Done:
    packages = _packages(work, entry, change)
    told = entry.told.amended(_amounts(work, entry, change, packages))
    said = facts(entry.event)
    if told == entry.told and packages == said.get("packages") and "estimated" not in said:
        raise Invalid("nothing_changed", "changes")
    season, verdict = _counted(work, entry, told)
    said = _told_anew(said, told, packages) | season | _weighed(entry, change, said)
    said = making_corrections.told_anew(work, said, told, entry.batches)
    said |= slip_corrections.told_anew(said, told)
    drawn = _sacks(work, entry, told)
    said |= {"sacks": text} if (text := _told_of_sacks(work, drawn)) else {}
    place = _place(work, entry.event)
    what = _occurrence(entry, told, How.AMEND, reason, said, place)
    event = recording.record(work, entry.owner.id, entry.owner.code, what)
    slip_corrections.follow(work, entry.event, event)
    sacks.bring_back(work, entry.first.seq)
    for batch, grams in drawn:
        sacks.keep(work, batch, entry.first, grams)
    return _Done(entry, event, refolding.Folded(entry.first, event, entry.told, told), verdict)


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


def _retracted(work: Work, entry: Entry, reason: str) -> _Done:
    for batch in entry.made:
        recalls.refuse_recalled(work, batch)
        _highest, live = label_room.most_labels(work, batch) if _packed(batch) else (None, 0)
        if live:
            raise RuleBroken("labels_still_live", "changes", lot=batch.lot_code, count=live)
    if entry.told.step is EventStep.SHIP:
        _refuse_answered(work, entry)
    _counted(work, entry, None)
    what = taken_back(entry, reason, _place(work, entry.event))
    event = recording.record(work, entry.owner.id, entry.owner.code, what)
    slip_corrections.follow(work, entry.event, event)
    sacks.bring_back(work, entry.first.seq)
    if entry.told.step is EventStep.SHIP:
        _bring_labels_back(work, entry)
    return _Done(entry, event, refolding.Folded(entry.first, event, entry.told, None))


def _bring_labels_back(work: Work, entry: Entry) -> None:
    note = deliveries.by_event(work.db, entry.first.seq)
    if note is not None:
        label_dispatch.take_back(work, note.code)


def _refuse_answered(work: Work, entry: Entry) -> None:
    """A note that its receiver has answered stays: what came back comes back by an answer."""
    note = deliveries.by_event(work.db, entry.first.seq)
    if note is not None and deliveries.answers(work.db, [note.id])[note.id]:
        raise RuleBroken("delivery_answered", "changes")


def _packed(batch: Batch) -> bool:
    return batch.stage == "packed"


def _amounts(work: Work, entry: Entry, change: Amendment, packages: int | None) -> dict[str, int]:
    """The new amounts in the base unit; those of packages of one net amount follow from it."""
    found = {
        code: _in_unit(work, entry, code, quantity) for code, quantity in change.amounts.items()
    }
    whole_packages.check_anew(work, entry.batches, entry.told.taken, change.amounts, found)
    for batch in filter(_packed, entry.made):
        packed = packed_formats.of_batch(work, batch)
        if packed.fixed_net is not None:
            there = sum({**entry.told.taken, **found}[code] for code in entry.told.taken)
            found[batch.code] = packed.amount_of(packages or 0, there)
    return found


def _in_unit(work: Work, entry: Entry, code: str, quantity: Quantity) -> int:
    """An amount in the unit of the goods, by the density that the batch itself is told with.

    A harvest that was weighed fills the millilitres it was rounded down to; all else needs them,
    and the same weight stays the same amount.
    """
    at = f"amounts.{code}"
    if code not in entry.batches:
        raise Invalid("not_of_this_entry", at)
    batch = entry.batches[code]
    crop = products.crop(work.db, batch.crop_code)
    if crop is None:
        raise NotFound
    by = densities.of_batch(work, batch)
    before = {**entry.told.made, **entry.told.taken}[code]
    if code in entry.told.taken or entry.told.step is EventStep.PACK:
        return densities.drawn(quantity, crop, by, at, before)
    return densities.in_unit(quantity, crop, by, at)


def _packages(work: Work, entry: Entry, change: Amendment) -> int | None:
    if entry.told.step is not EventStep.PACK:
        return None
    if change.packages is None:
        return packed_formats.of_batch(work, entry.made[0]).packages
    if change.packages == 0:
        raise Invalid("no_packages", "packages")
    if not 1 <= change.packages <= MOST_PACKAGES:
        raise Invalid("out_of_range", "packages", highest=MOST_PACKAGES)
    return change.packages


def _counted(work: Work, entry: Entry, told: Told | None) -> tuple[dict[str, object], Balance]:
    """Count in the season what a harvest gave more or less; nothing for what is no harvest."""
    if entry.told.step is not EventStep.HARVEST:
        return {}, Balance.ACCEPT
    batch = entry.made[0]
    more = (0 if told is None else told.made[batch.code]) - entry.told.made[batch.code]
    season = harvest_corrections.count(work, batch, more)
    if more <= 0:
        return season.facts(), Balance.ACCEPT
    return {**season.facts(), **warned_ceilings.corrected(season)}, season.verdict


def _told_anew(said: Mapping[str, Any], told: Told, packages: int | None) -> dict[str, object]:
    """The facts of the entry with its new figures; what it said of the season is judged anew."""
    left_out = {
        *("season", "accepted", "estimated", "weighed", "sacks"),
        *_untrue(said, told, packages),
    }
    kept = {name: value for name, value in said.items() if name not in left_out}
    if "losses" in said:
        name = next(iter(said["losses"]), "sorted_out")
        kept["losses"] = {name: told.lost} if told.lost else {}
    if "packages" in said:
        kept["packages"] = packages
    return kept


def _untrue(said: Mapping[str, Any], told: Told, packages: int | None) -> set[str]:
    """What was said sack by sack, where it no longer sums up to what was packed."""
    weights, made = said.get("weights", ()), sum(told.made.values())
    density = said.get("density")
    total = sum(weights) if density is None else drawn(sum(weights), density, made)
    fits = len(weights) == packages and total == made
    return set() if not weights or fits else {"weights"}


def _weighed(entry: Entry, change: Amendment, said: Mapping[str, Any]) -> dict[str, object]:
    """What the scale said of a harvest that is kept by volume, anew or as it was."""
    if entry.told.step is not EventStep.HARVEST or entry.told.unit == "g":
        return {}
    weighed = [each.amount for each in change.amounts.values() if each.unit == "g"]
    if weighed:
        return {"weighed": weighed[0]}
    return {"weighed": said["weighed"]} if "weighed" in said and not change.amounts else {}


def taken_back(entry: Entry, reason: str, place: str | None) -> Occurrence:
    """What is recorded of an entry that is taken back."""
    return _occurrence(entry, entry.told, How.RETRACT, reason, {}, place)


def _occurrence(
    entry: Entry,
    told: Told,
    how: How,
    reason: str,
    said: Mapping[str, object],
    place: str | None,
) -> Occurrence:
    event, amounts = entry.event, {**told.taken, **told.made}
    subjects = [
        Subject(Role(each.role), each.subject, amounts.get(each.subject), each.unit)
        if how is How.AMEND
        else Subject(Role.REF, each.subject)
        for each in entry.subjects
    ]
    return Occurrence(
        kind=Kind(event.kind),
        action=EventAction(event.action) if how is How.AMEND else EventAction.DELETE,
        step=EventStep(event.step),
        disposition=None if event.disposition is None else Disposition(event.disposition),
        subjects=tuple(subjects),
        occurred_on=event.occurred_on,
        place=place,
        facts=said,
        private={"reason": reason},
        corrects=Correction(event.event_id, how),
    )


def _place(work: Work, event: Event) -> str | None:
    if event.place_id is None:
        return None
    return areas.places_by_ids(work.db, [event.place_id])[event.place_id].code


def _held(work: Work, done: _Done) -> tuple[HoldReason, ...]:
    """A harvest that stands above its ceiling since is held, unless it was before."""
    if done.season is not Balance.HOLD:
        return ()
    batch, reason = done.entry.made[0], HoldReason.OVER_CEILING
    if any(each.reason == reason for each in recall_queries.open_over(work.db, [batch.id])):
        return ()
    recalls.hold_judged(work, done.entry.owner, batch, reason)
    return (reason,)


def _excess(work: Work, entries: Sequence[Entry]) -> dict[str, int]:
    """Labels that are out for more than a lot now carries: by lot code, those to be voided."""
    found = {}
    for batch in (each for entry in entries for each in entry.made if _packed(each)):
        highest, live = label_room.most_labels(work, batch)
        if highest is not None and live > highest:
            found[batch.lot_code] = live - highest
    return found
