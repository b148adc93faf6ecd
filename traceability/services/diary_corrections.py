"""Taking a line of the farm diary back: it was written by mistake, and stays to be seen.

What was held because of it is not let go, and what is picked inside its wait is held as before:
that stays with a report or the registrar (MODEL §4). So a mistake costs a release, and nobody's
word that it was one lets goods out.
"""

from __future__ import annotations

from traceability.domain.access import Action, Thing, may, require
from traceability.domain.errors import Conflict, Denied, NotFound
from traceability.domain.events import Action as EventAction
from traceability.domain.events import Correction, EventStep, How, Kind, Occurrence, Role, Subject
from traceability.services import late_entries, parties, recording
from traceability.store.models import Event
from traceability.store.queries import areas, corrections, events
from traceability.store.queries import diary as queries
from traceability.store.unit import Work


def retract(work: Work, event_id: str, reason: str) -> None:
    """Take a line back, saying why. One that was taken back is Conflict ``already_corrected``.

    Denied ``wait_needs_manager`` where the line waits still, or holds goods.
    """
    work.hold_judgement()
    event = events.by_event_id(work.db, event_id)
    if event is None or event.step != EventStep.FARM_WORK or event.how is not None:
        raise NotFound
    thing = Thing(holder=event.owner_id)
    require(work.actor, Action.RECORD_DIARY, thing)
    if _waits(work, event) and not may(work.actor, Action.RELEASE_BY_REPORT, thing):
        raise Denied("wait_needs_manager", "reason")
    late_entries.private(work, thing, event.occurred_on, reason, at="reason")
    if corrections.of_events(work.db, [event.seq]):
        raise Conflict("already_corrected", "reason")
    owner = parties.known(work, event.owner_id)
    recording.record(work, owner.id, owner.code, _taken_back(work, event, reason))


def _waits(work: Work, event: Event) -> bool:
    """Whether the wait of a line has not run out, or something is held for it."""
    row = queries.by_events(work.db, [event.event_id])[event.event_id]
    running = row.free_on is not None and row.free_on > work.today
    return running or queries.holds_open(work.db, event.event_id)


def _taken_back(work: Work, event: Event, reason: str) -> Occurrence:
    place = areas.places_by_ids(work.db, [event.place_id or 0])[event.place_id or 0]
    named = corrections.subject_codes(work.db, event.seq)
    return Occurrence(
        kind=Kind.REGISTRY,
        action=EventAction.DELETE,
        step=EventStep.FARM_WORK,
        subjects=tuple(Subject(Role.REF, code) for code in named),
        occurred_on=event.occurred_on,
        place=place.code,
        private={"reason": reason},
        corrects=Correction(event.event_id, How.RETRACT),
    )
