"""Steps that an officer who is too near to a matter proposes, as they wait for a second one.

The rows alone: who may take a proposed step is for ``second_hand``.
"""

from __future__ import annotations

from collections.abc import Mapping

from traceability.domain.alerts import AlertKind
from traceability.domain.errors import RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import CodeStep
from traceability.services import alerts, area_codes, files, parties, recording
from traceability.services.area_codes import Decision
from traceability.services.differences import facts
from traceability.store.models import AreaCode, Event, StepProposal
from traceability.store.queries import events
from traceability.store.queries import filing as queries
from traceability.store.unit import Reading, Work

#: How near an officer is, in the words that the event commits to.
WHY = {"kin": "người thân", "member": "thành viên"}
TAKEN, REFUSED, WITHDRAWN = "taken", "refused", "withdrawn"
_OWNER = "proposal"
#: In a leaf: how the file stood when the step was proposed.
_SEEN = "seen"


def propose(
    work: Work, area: AreaCode, step: CodeStep, why: str, decision: Decision, raw: str | None
) -> StepProposal:
    """Leave a step for a second officer, with reasons and papers; the register's office is told.

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
    _record(work, area, row, decision, recording.keep(work, _OWNER, row.proposal_id, said))
    for office in {area.register_id, work.actor.party}:
        if office is not None:
            alerts.tell(work, office, AlertKind.STEP_PROPOSED, area.code, {"raw": area.raw})
    return row


def none_open(work: Work, area: AreaCode) -> None:
    """``RuleBroken('proposal_open')`` while a proposal on a code waits: it is settled first."""
    if queries.open_proposal(work.db, area.id) is not None:
        raise RuleBroken("proposal_open")


def taken(work: Work, row: StepProposal) -> None:
    """End a proposal by the step that was just taken: its leaf names the proposal."""
    _close(work, row, TAKEN)


def drop(work: Work, area: AreaCode, row: StepProposal, outcome: str) -> None:
    """End a proposal of which nothing came: ``REFUSED`` or ``WITHDRAWN``."""
    _close(work, row, outcome)
    owner = parties.acting_party(work, work.actor)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.PROPOSAL_CLOSED,
        subjects=(Subject(Role.REF, area.code),),
        occurred_on=work.today,
        facts={"proposal": row.proposal_id, "outcome": outcome},
    )
    recording.record(work, owner.id, owner.code, what)


def drop_if_open(work: Work, area: AreaCode) -> None:
    """Withdraw the proposal on a code, where there is one: there is nothing left to decide."""
    row = queries.open_proposal(work.db, area.id)
    if row is not None:
        drop(work, area, row, WITHDRAWN)


def event_of(view: Reading, area: AreaCode, row: StepProposal) -> Event:
    """The event by which a step was proposed; its papers hang on it."""
    told = events.of_step(view.db, area.code, EventStep.STEP_PROPOSED)
    return next(each for each in told if facts(each).get("proposal") == row.proposal_id)


def has_changed(view: Reading, area: AreaCode, row: StepProposal) -> bool:
    """Whether the file stands otherwise than when the step was proposed."""
    then = facts(event_of(view, area, row)).get(_SEEN)
    return then is not None and then != area_codes.seen(view, area)


def stated(row: StepProposal) -> dict[str, object]:
    """What the leaf of a proposal says of it; how near its officer is stands in private."""
    return {
        "proposal": row.proposal_id,
        "step": row.step,
        "effective_on": row.effective_on.isoformat(),
        "valid_until": None if row.valid_until is None else row.valid_until.isoformat(),
        "raw": row.raw,
    }


def _record(
    work: Work, area: AreaCode, row: StepProposal, decision: Decision, said: Mapping[str, str]
) -> None:
    office = parties.acting_party(work, work.actor)
    words = {"decision_no": row.decision_no, "authority": row.authority, "why": WHY[row.why]}
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.STEP_PROPOSED,
        subjects=(Subject(Role.REF, area.code),),
        occurred_on=work.today,
        facts={**stated(row), "said": dict(said), _SEEN: area_codes.seen(work, area)},
        private={name: text for name, text in words.items() if text},
        files=files.store_all(work, office.id, decision.files),
    )
    recording.record(work, office.id, office.code, what)


def _close(work: Work, row: StepProposal, outcome: str) -> None:
    row.closed_by, row.closed_at, row.outcome = work.actor.id, work.now, outcome
    work.db.flush()


def said(view: Reading, row: StepProposal) -> Mapping[str, str]:
    """What was said in words, by field."""
    kept = events.private_values(view.db, _OWNER, [row.proposal_id])
    return {field: value for (_owner, field), value in kept.items()}
