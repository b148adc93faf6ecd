"""Checking the limits of scans: one row for each event that set some, as that event has it."""

from __future__ import annotations

from collections.abc import Iterator

from traceability.services.differences import Difference, compared, facts
from traceability.store.queries import scanned_labels
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every row of limits, and every event that set some."""
    told: dict[str, tuple[dict[str, object], str]] = {}
    for event, code in scanned_labels.limit_events(view.db):
        said = {**facts(event), "event": event.seq, "recorded_at": event.recorded_at}
        told[f"{code}/{said.get('number')}"] = said, event.event_id
    kept: dict[str, dict[str, object]] = {
        f"{code}/{row.number}": {
            "number": row.number,
            "visitors": row.visitors,
            "late_days": row.late_days,
            "early": row.early,
            "event": row.event_seq,
            "recorded_at": row.recorded_at,
        }
        for row, code in scanned_labels.every_limit(view.db)
    }
    for name in sorted(told.keys() | kept.keys()):
        recorded, event_id = told.get(name, ({}, None))
        yield from compared("scan_limit", name, recorded, kept.get(name, {}), event_id)
