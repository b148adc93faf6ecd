"""Entries that moved goods: what one tells today, and what is recorded where it is corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.corrections import Told, Why
from traceability.domain.errors import NotFound
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
from traceability.services import parties
from traceability.store.models import Batch, Event, EventSubject, Party
from traceability.store.queries import corrections, events
from traceability.store.unit import Reading


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

    @property
    def packed(self) -> list[Batch]:
        """Of those the ones that were packed."""
        return [batch for batch in self.made if batch.stage == "packed"]


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


def taken_back(entry: Entry, why: Why, place: str | None) -> Occurrence:
    """What is recorded of an entry that is taken back."""
    return occurrence(entry, entry.told, How.RETRACT, why, {}, place)


def occurrence(
    entry: Entry,
    told: Told,
    how: How,
    why: Why,
    said: Mapping[str, object],
    place: str | None,
) -> Occurrence:
    """What is recorded of an entry that is corrected: told anew with ``said``, or taken back."""
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
        private=why.private(),
        corrects=Correction(event.event_id, how, why.kind),
    )
