"""Checking what is opened to everybody, and month reports: each as its newest event has it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from traceability.domain.canonical import canonical_json, sha256_b64
from traceability.services.differences import Difference, compared, facts
from traceability.services.month_reports import stated
from traceability.store.models import MonthReport
from traceability.store.queries import month_reports as queries
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every code's choice and every frozen report."""
    yield from _choices(view)
    yield from _reports(view)


def _choices(view: Reading) -> Iterator[Difference]:
    """A code is open where its newest choice says so; without a choice it is closed."""
    told = {code: facts(event).get("open") for code, event in queries.choices(view.db)}
    standing = queries.open_codes(view.db)
    for code in sorted(told.keys() | standing):
        recorded: dict[str, object] = {"figures_open": told.get(code, False)}
        yield from compared("area_code", code, recorded, {"figures_open": code in standing})


def _reports(view: Reading) -> Iterator[Difference]:
    """One row for each freezing, with the body that the event's hash is of."""
    told = {
        facts(event).get("report"): (event, office) for event, office in queries.freezings(view.db)
    }
    kept = {row.report_id: (row, office) for row, office in queries.every(view.db)}
    for report in sorted(told.keys() | kept.keys(), key=str):
        recorded: dict[str, object] = {}
        event_id = None
        if report in told:
            event, office = told[report]
            event_id = event.event_id
            recorded = {**facts(event), "office": office, "frozen_at": event.recorded_at}
            recorded["body_sha256"] = facts(event).get("sha256")
        found: dict[str, object] = {}
        if report in kept:
            row, office = kept[report]
            found = {**stated(row), "office": office, "frozen_at": row.frozen_at}
            found["body_sha256"] = _body_hash(row)
        yield from compared("month_report", str(report), recorded, found, event_id)


def _body_hash(row: MonthReport) -> str:
    try:
        return sha256_b64(canonical_json(json.loads(row.body)))
    except (TypeError, ValueError):
        return "no canonical JSON"
