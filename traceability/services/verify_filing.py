"""Checking the work of offices on files: inspections, and steps that a second officer took."""

from __future__ import annotations

import json
from collections.abc import Iterator

from traceability.domain.events import EventStep
from traceability.services import inspections, proposals
from traceability.services.differences import Difference, commitments, compared, facts
from traceability.store.queries import audit_filing as audit
from traceability.store.unit import Reading


def check(view: Reading) -> Iterator[Difference]:
    """Every inspection against its event, and every proposal taken against the step it led to."""
    yield from _inspections(view)
    yield from _proposals(view)
    yield from _proposed(view)


def _inspections(view: Reading) -> Iterator[Difference]:
    for made in audit.inspections(view.db):
        recorded = facts(made.event) | {"recorded_at": made.event.recorded_at}
        found: dict[str, object] = {}
        if made.row is not None:
            found = _stated(made) | {"recorded_at": made.row.recorded_at}
        subject = made.event.event_id
        yield from compared("inspection", subject, recorded, found, made.event.event_id)
    for code in audit.inspections_untold(view.db):
        yield Difference("inspection", code, "event", "one that inspected", None)


def _stated(made: audit.Inspected) -> dict[str, object]:
    if made.row is None:
        return {}
    try:
        return inspections.stated(made.row, made.area or "", made.place)
    except json.JSONDecodeError:
        return {"findings": made.row.findings}


def _proposals(view: Reading) -> Iterator[Difference]:
    """A step that names a proposal is the one proposed; a proposal that was taken led to one."""
    told: set[str] = set()
    for event, step, row in audit.steps_proposed(view.db):
        named = facts(event).get("proposal")
        if named is None:
            continue
        told.add(str(named))
        recorded = {"proposal": named, "step": step.step, "effective_on": step.effective_on}
        found: dict[str, object] = {}
        if row is not None:
            found = {
                "proposal": row.proposal_id,
                "step": row.step,
                "effective_on": row.effective_on,
            }
            recorded |= {"outcome": "taken", "valid_until": step.valid_until}
            found |= {"outcome": row.outcome, "valid_until": row.valid_until}
        yield from compared("step_proposal", str(named), recorded, found, event.event_id)
    for proposal in audit.proposals_taken(view.db):
        if proposal not in told:
            yield Difference("step_proposal", proposal, "event", "one that took it", None)


def _proposed(view: Reading) -> Iterator[Difference]:
    """Every proposal as it was told, and its end where nothing came of it."""
    told: dict[str, dict[str, object]] = {}
    for event, subject in audit.proposals_told(view.db):
        said = dict(facts(event))
        key, words = str(said.get("proposal")), said.pop("said", None)
        if event.step == EventStep.PROPOSAL_CLOSED:
            told.setdefault(key, {})["dropped"] = said.get("outcome")
        else:
            said.pop("seen", None)  # what the file was like then stands in the leaf alone
            private = audit.said(view.db, event.event_id)
            told[key] = {**said, **private, "about": subject, "by": event.actor_id, "dropped": None}
            yield from commitments("proposal", key, words, audit.words_of(view.db, key))
    for row, about in audit.proposals(view.db):
        dropped = row.outcome if row.outcome in (proposals.REFUSED, proposals.WITHDRAWN) else None
        recorded = told.pop(row.proposal_id, {})
        said_now = {
            "why": proposals.WHY.get(row.why, row.why),
            "decision_no": row.decision_no,
            "authority": row.authority,
        }
        words = {name: text for name, text in said_now.items() if name in recorded}
        found = {**proposals.stated(row), **words, "about": about, "by": row.proposed_by}
        found["dropped"] = dropped
        yield from compared("step_proposal", row.proposal_id, recorded, found)
    for key in told:
        yield Difference("step_proposal", key, "row", "one that was proposed", None)


def check_undone(view: Reading) -> Iterator[Difference]:
    """An import stands as undone where each of its codes was struck out, and only there."""
    for each in audit.imports(view.db):
        undone = each.state == "undone"
        if each.codes and undone != (each.struck == each.codes) and (undone or each.all_at_once):
            found = f"{each.state}, {each.struck} of {each.codes} codes struck out"
            yield Difference("register_import", each.import_id, "state", "as its steps say", found)
