"""Checking complaints: one row for each that was noted, and one for each answer."""

from __future__ import annotations

from collections.abc import Iterator

from traceability.domain.events import EventStep
from traceability.services.differences import Difference, Plain, compared, facts
from traceability.store.queries import complaints as queries
from traceability.store.queries.complaints import Told
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every event about a complaint, and every row that belongs to none."""
    for table, key in queries.strangers(view.db):
        yield Difference(table, str(key), "row", "missing", "standing")
    for page in queries.told(view.db, EventStep.COMPLAINT):
        for told in page:
            yield from _noted(told)
    for page in queries.told(view.db, EventStep.COMPLAINT_ANSWERED):
        yield from _answered(view, page)


def _noted(told: Told) -> Iterator[Difference]:
    event = told.event
    recorded: Plain = {
        "about": facts(event).get("about"),
        "lot": told.named,
        "said_on": event.occurred_on,
        "recorded_at": event.recorded_at,
    }
    if told.row is None:
        yield _missing("complaint", event.event_id)
        return
    found: Plain = {
        "about": told.row.kind,
        "lot": told.lot,
        "said_on": told.row.said_on,
        "recorded_at": told.row.recorded_at,
    }
    yield from compared("complaint", event.event_id, recorded, found, event.event_id)


def _answered(view: Reading, page: list[Told]) -> Iterator[Difference]:
    notes = queries.notes(view.db, [told.row.id for told in page if told.row is not None])
    for told in page:
        event = told.event
        if told.row is None or told.answered is None:
            yield _missing("complaint_answer", event.event_id)
            continue
        recorded: Plain = {
            "complaint": facts(event).get("complaint"),
            "lot": told.named,
            "answered_at": event.recorded_at,
        }
        found: Plain = {
            "complaint": notes[told.row.id].event_id,
            "lot": told.lot,
            "answered_at": told.answered.answered_at,
        }
        yield from compared("complaint_answer", event.event_id, recorded, found, event.event_id)


def _missing(table: str, event_id: str) -> Difference:
    return Difference(table, event_id, "row", "standing", "missing", event_id)
