"""Checking the farm diary: one line for each of its events, saying what the leaf says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from traceability.domain import diary as rules
from traceability.domain.diary import FarmWork
from traceability.services import diary
from traceability.services.differences import Difference, Plain, compared, facts
from traceability.store.models import FarmLog
from traceability.store.queries import diary as queries
from traceability.store.queries.diary import Told
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every event of the diary, and every line that belongs to none."""
    for key, event_id in queries.strangers(view.db):
        yield Difference("farm_log", str(key), "row", "missing", "standing", event_id)
    for page in queries.told(view.db):
        refs = queries.named_by(view.db, [told.event.seq for told in page])
        for told in page:
            yield from _line(told, refs.get(told.event.seq, set()))


def _line(told: Told, refs: set[str]) -> Iterator[Difference]:
    event_id = told.event.event_id
    if told.row is None:
        yield Difference("farm_log", event_id, "row", "standing", "missing", event_id)
        return
    said = {key: value for key, value in facts(told.event).items() if key != "warned"}
    recorded: dict[str, object] = {
        **said,
        "free_on": said.get("free_on"),
        "waits_until": said.get("free_on"),
        "about": sorted(refs),
        "place": told.place,
        "done_on": told.event.occurred_on,
        "recorded_at": told.event.recorded_at,
    }
    yield from compared("farm_log", event_id, recorded, _found(told, told.row), event_id)


def _found(told: Told, row: FarmLog) -> Plain:
    free = rules.free_on(FarmWork(row.kind), row.done_on, row.until_on, row.phi_days)
    return {
        **diary.stated(row),
        "waits_until": _iso(free),
        "about": sorted(code for code in (told.row_place, told.household) if code),
        "place": told.row_place,
        "done_on": row.done_on,
        "recorded_at": row.recorded_at,
    }


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
