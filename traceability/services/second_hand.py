"""The second officer: takes a step that one too near to the matter proposed, or refuses it.

A registrar of the same office or of the province, who is near to it in no way. The event names
both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from traceability.domain.access import Actor
from traceability.domain.errors import Denied, NotFound, RuleBroken
from traceability.domain.growing_area import CodeStep
from traceability.services import area_codes, code_decisions, nearness, officers, proposals
from traceability.services.area_codes import Decision
from traceability.services.code_decisions import ACTIONS, AT, Done, StepRequest
from traceability.services.files import PreparedFile
from traceability.store.models import AreaCode, Membership, StepProposal
from traceability.store.queries import accounts, areas, events
from traceability.store.queries import filing as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class TakeRequest:
    """A proposed step taken: the lots known to be held, the signed paper, the province's reason.

    ``seen`` is what was on the screen of who takes it (``area_codes.seen``).
    """

    proposal: str
    confirmed: tuple[str, ...] | None = None
    files: tuple[PreparedFile, ...] = ()
    acting_reason: str = ""
    seen: str = ""


def take(work: Work, asked: TakeRequest) -> Done:
    """Take the step as it was proposed, with the papers that were given then.

    ``own_matter`` for who proposed it or is near too, ``proposal_closed`` where it is settled,
    ``Denied`` for an officer of another office that is not the province's; else as
    ``code_decisions.decide``. ``code_changed`` where the file is not as it was ``seen``: what was
    proposed of another state may be taken by who has looked at the one that stands.
    """
    row, area = _open(work, asked.proposal)
    request = _request(work, row, area, asked)
    action = ACTIONS[request.step]
    area, office = area_codes.for_step(work, area.code, action, request.decision)
    _check_second(work, row)
    told = {"proposal": row.proposal_id}
    done = code_decisions.carry_out(work, area, office, request, told)
    proposals.taken(work, row)
    return done


def refuse(work: Work, proposal: str) -> None:
    """Refuse a proposed step; nothing comes of it, and the matter is open again."""
    row, area = _open(work, proposal)
    action = ACTIONS[CodeStep(row.step)]
    acting = Decision(row.effective_on, acting_reason="-")  # nothing is decided for a commune
    area_codes.for_step(work, area.code, action, acting)
    _check_second(work, row)
    proposals.drop(work, area, row, proposals.REFUSED)


def withdraw(work: Work, proposal: str) -> None:
    """Take one's own proposal back."""
    row, area = _open(work, proposal)
    if not proposed_by(work, work.actor, row):
        raise Denied("not_own_proposal")
    proposals.drop(work, area, row, proposals.WITHDRAWN)


def may_settle(view: Reading, actor: Actor, row: StepProposal, area: AreaCode) -> bool:
    """Whether an officer is the second hand that a proposal waits for."""
    is_near = nearness.of(view, actor, area) is not None
    return not is_near and not proposed_by(view, actor, row) and _same_office(view, actor, row)


def proposed_by(view: Reading, actor: Actor, row: StepProposal) -> bool:
    """Whether the person behind an actor proposed the step, for whichever office."""
    mine = accounts.member_of_actor(view.db, actor.id)
    theirs = accounts.member_of_actor(view.db, row.proposed_by)
    if mine is None or theirs is None:
        return actor.id == row.proposed_by
    return mine.user_id == theirs.user_id


def proposer(view: Reading, row: StepProposal) -> str:
    """The name of who proposed a step, as they are called now."""
    member = accounts.member_of_actor(view.db, row.proposed_by)
    return "–" if member is None else officers.names(view, [member])[member.id]


def _open(work: Work, proposal: str) -> tuple[StepProposal, AreaCode]:
    work.hold_judgement()
    row = queries.proposal(work.db, proposal)
    if row is None:
        raise NotFound
    area = areas.codes_by_ids(work.db, [row.area_code_id])[row.area_code_id]
    area_codes.require_seen(work, area)
    work.db.refresh(row)
    if row.closed_at is not None:
        raise RuleBroken("proposal_closed", outcome=str(row.outcome))
    return row, area


def _check_second(work: Work, row: StepProposal) -> None:
    if proposed_by(work, work.actor, row):
        raise Denied("own_matter")
    if not _same_office(work, work.actor, row):
        raise Denied("other_office")


def _same_office(view: Reading, actor: Actor, row: StepProposal) -> bool:
    theirs: Membership | None = accounts.member_of_actor(view.db, row.proposed_by)
    return actor.province or (theirs is not None and theirs.party_id == actor.party)


def _request(work: Work, row: StepProposal, area: AreaCode, asked: TakeRequest) -> StepRequest:
    said = dict(proposals.said(work, row))
    reason, acting = said.pop("reason", ""), said.pop("acting_reason", "")
    decision = Decision(
        effective_on=row.effective_on,
        decision_no=row.decision_no or "",
        authority=row.authority or "",
        reason=reason,
        valid_until=row.valid_until,
        acting_reason=asked.acting_reason or acting,
        private=said,
        files=asked.files,
        kept=tuple(events.files_of(work.db, proposals.event_of(work, area, row).seq)),
        seen=asked.seen,
    )
    named = replace(decision, private=said | {officers.PROPOSED_BY: proposer(work, row)})
    at_fields = {name.removeprefix(AT): text for name, text in said.items() if name.startswith(AT)}
    step = CodeStep(row.step)
    return StepRequest(area.code, step, named, row.raw, at_fields, asked.confirmed)
