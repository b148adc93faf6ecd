"""Steps that an officer who is too near to a matter proposes, as they wait for a second one.

The rows alone: who may take a proposed step is for ``second_hand``.
"""

from __future__ import annotations

from collections.abc import Mapping

from traceability.domain.alerts import AlertKind
from traceability.domain.errors import RuleBroken
from traceability.domain.growing_area import CodeStep
from traceability.services import alerts, recording
from traceability.services.area_codes import Decision
from traceability.store.models import AreaCode, StepProposal
from traceability.store.queries import events
from traceability.store.queries import filing as queries
from traceability.store.unit import Reading, Work

TAKEN, REFUSED, WITHDRAWN = "taken", "refused", "withdrawn"
_OWNER = "proposal"


def propose(
    work: Work, area: AreaCode, step: CodeStep, why: str, decision: Decision, raw: str | None
) -> StepProposal:
    """Leave a step for a second officer, with its reasons in words; the register's office is told.

    The caller has asked rights, and that none stands open.
    """
    row = StepProposal(
        proposal_id=work.new_id(),
        area_code_id=area.id,
        step=step,
        why=why,
        effective_on=decision.effective_on,
        valid_until=decision.valid_until,
        raw=raw,
        decision_no=decision.decision_no or None,
        authority=decision.authority or None,
        proposed_by=work.actor.id,
        proposed_at=work.now,
    )
    work.add(row)
    words = {"reason": decision.reason, "acting_reason": decision.acting_reason}
    said = {name: text for name, text in words.items() if text} | dict(decision.private)
    recording.keep(work, _OWNER, row.proposal_id, said)
    for office in {area.register_id, work.actor.party}:
        if office is not None:
            alerts.tell(work, office, AlertKind.STEP_PROPOSED, area.code, {"raw": area.raw})
    return row


def none_open(work: Work, area: AreaCode) -> None:
    """``RuleBroken('proposal_open')`` while a proposal on a code waits: it is settled first."""
    if queries.open_proposal(work.db, area.id) is not None:
        raise RuleBroken("proposal_open")


def close(work: Work, row: StepProposal, outcome: str) -> None:
    """End a proposal."""
    row.closed_by, row.closed_at, row.outcome = work.actor.id, work.now, outcome
    work.db.flush()


def close_if_open(work: Work, area: AreaCode, outcome: str) -> None:
    """End the proposal on a code, where there is one."""
    row = queries.open_proposal(work.db, area.id)
    if row is not None:
        close(work, row, outcome)


def said(view: Reading, row: StepProposal) -> Mapping[str, str]:
    """What was said in words, by field."""
    kept = events.private_values(view.db, _OWNER, [row.proposal_id])
    return {field: value for (_owner, field), value in kept.items()}
