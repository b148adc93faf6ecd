"""Checking reports: a row for each that was sent and for each step, folded to where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from traceability.domain.errors import RuleBroken
from traceability.domain.events import EventStep
from traceability.domain.reports import (
    CONTACT_ALONE,
    OUTSIDE,
    PHOTO_ALONE,
    ReportState,
    ReportStep,
    SentTo,
    after,
)
from traceability.services.differences import Difference, Plain, compared, facts
from traceability.store.models import DoubtReport, DoubtReportStep, Event
from traceability.store.queries import accounts
from traceability.store.queries import reports as queries
from traceability.store.queries.reports import Told
from traceability.store.unit import Reading

Steps = list[tuple[DoubtReportStep, Event]]


def check(view: Reading) -> Iterator[Difference]:
    """Every event about a report, and every row that belongs to none."""
    for table, key in queries.strangers(view.db):
        yield Difference(table, key, "row", "missing", "standing")
    for page in queries.told(view.db, EventStep.REPORTED):
        rows = [told.report for told in page if told.report is not None]
        done = queries.steps(view.db, [row.id for row in rows])
        for told in page:
            yield from _sent(view, told, done)
    for page in queries.told(view.db, EventStep.REPORT_STEP):
        for told in page:
            yield from _done(told)


def _sent(view: Reading, told: Told, done: dict[int, Steps]) -> Iterator[Difference]:
    event, row = told.event, told.report
    if row is None or row.event_seq != event.seq:
        yield _missing("doubt_report", event.event_id)
        return
    said = facts(event)
    recorded: Plain = {
        **{name: said.get(name) for name in ("kind", "sent_to", "about_kind", "about")},
        "sent_on": event.occurred_on,
        "recorded_at": event.recorded_at,
        **_folded(said, row, done[row.id]),
    }
    found: Plain = {
        **{name: getattr(row, name) for name in ("kind", "sent_to", "about_kind", "about")},
        "sent_on": row.sent_on,
        "recorded_at": row.recorded_at,
        "commune": row.commune_code,
        "state": row.state,
        "released": row.released,
        "closed_at": row.closed_at,
        "forgotten_at": row.forgotten_at,
        "in_hand": _in_hand(view, row),
    }
    yield from compared("doubt_report", row.code, recorded, found, event.event_id)


def _folded(said: dict[str, object], row: DoubtReport, steps: Steps) -> dict[str, object]:
    """Where the events leave a report."""
    state, commune, in_hand = ReportState.SENT, said.get("commune"), None
    found: dict[str, object] = {"released": False, "closed_at": None, "forgotten_at": None}
    for _row, event in steps:
        told = facts(event)
        step = ReportStep(str(told.get("step")))
        try:
            made = after(state, step, SentTo(row.sent_to), told.get("to"))
        except RuleBroken:
            made = state
        if step in (ReportStep.TAKEN, ReportStep.GIVEN):
            in_hand = told.get("by") or told.get("to")
        if step is ReportStep.FORWARDED and told.get("to") != OUTSIDE:
            commune, in_hand = told.get("commune"), None
        if step is ReportStep.RELEASED:
            found["released"] = True
        part = told.get("what") in (CONTACT_ALONE, PHOTO_ALONE)
        if step is ReportStep.FORGOTTEN and not part:
            found["forgotten_at"] = event.recorded_at
        if made is ReportState.CLOSED and found["closed_at"] is None:
            found["closed_at"] = event.recorded_at
        state = made
    return {**found, "state": str(state), "commune": commune, "in_hand": in_hand}


def _in_hand(view: Reading, row: DoubtReport) -> str | None:
    if row.member_id is None:
        return None
    member = accounts.member_by_ids(view.db, [row.member_id])[row.member_id]
    return accounts.actor_code(view.db, member.actor_id)


def _done(told: Told) -> Iterator[Difference]:
    event, row = told.event, told.step
    if row is None:
        yield _missing("doubt_report_step", event.event_id)
        return
    recorded: Plain = {
        "step": facts(event).get("step"),
        "report": told.named,
        "actor": event.actor_id,
        "at": event.recorded_at,
    }
    found: Plain = {
        "step": row.step,
        "report": None if told.report is None or told.report.id != row.report_id else told.named,
        "actor": row.actor_id,
        "at": row.at,
    }
    yield from compared("doubt_report_step", event.event_id, recorded, found, event.event_id)


def _missing(table: str, event_id: str) -> Difference:
    return Difference(table, event_id, "row", "standing", "missing", event_id)
