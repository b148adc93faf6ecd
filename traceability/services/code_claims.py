"""Deciding which claim on a code string stands: the others are struck out, and the winner prints.

Both files stay in the register, searchable and beside each other. Harvests of the winner that were
held for the dispute are released with the decision; those of a loser stay held for the registrar.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Denied, Invalid
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.growing_area import CodeStep
from traceability.domain.holds import HoldReason
from traceability.services import (
    alerts,
    area_codes,
    cases,
    claim_endings,
    code_contests,
    nearness,
    officers,
    parties,
    proposals,
    recalls,
    recording,
    territory,
)
from traceability.services.area_codes import Decision
from traceability.store.models import AreaCode, CaseFile
from traceability.store.queries import areas
from traceability.store.queries import cases as queries
from traceability.store.unit import Reading, Work

KIND = code_contests.KIND


@dataclass(frozen=True)
class ClaimDecision:
    """How a case is decided: ``winner`` is the short code that stands, None where none does."""

    case: str
    winner: str | None
    decision_no: str
    reason: str
    acting_reason: str = ""


def check_reach(view: Reading, actor: Actor, code: str) -> None:
    """Refuse who may not decide on a code, before anything that they sent is read."""
    require(actor, Action.DECIDE_CASE, area_codes.thing(view, area_codes.known(view, code)))


def open_for(work: Work, code: str) -> str:
    """The case about the string of a code that is in dispute, opened where nobody has yet."""
    work.hold_judgement()
    area = area_codes.known(work, code)
    require(work.actor, Action.DECIDE_CASE, area_codes.thing(work, area))
    case = code_contests.open_about(work, area) or code_contests.contest(work, area)
    if case is None:
        raise Invalid("code_not_contested", raw=area.raw)
    return case.code


def decide(work: Work, asked: ClaimDecision) -> None:
    """Decide a case about a code string.

    Refused with ``case_closed`` where somebody was first, ``winner_unknown`` where the claim that
    was chosen stands no more, ``own_matter`` for who is near to a holder, ``acting_reason_needed``
    where the province acts for a commune without saying why.
    """
    work.hold_judgement()
    case = cases.known(work, asked.case)
    require(work.actor, Action.DECIDE_CASE, cases.thing(case))
    if case.kind != KIND:
        raise Invalid("case_of_other_kind", "case", kind=case.kind)
    cases.must_be_open(work, case)
    acts_for = territory.asks_for_reason(work, work.actor, case.commune_code)
    if acts_for and not asked.acting_reason:
        raise Invalid("acting_reason_needed", "acting_reason")
    claims = standing(work, case)
    _check(work, claims, asked.winner)
    cases.close(work, case, "decided")
    _record(work, case, asked, acts_for)
    # The losers first: the winner's goods go once nobody else's claim stands beside it.
    for area in sorted(claims, key=lambda each: each.code == asked.winner):
        _settle(work, area, asked)
    cases.tell_offices(work, case, AlertKind.CASE_DECIDED)


def standing(work: Work, case: CaseFile) -> list[AreaCode]:
    """The claims of a case that stand, those that came to its string since included."""
    found = (areas.code_by_code(work.db, code) for code in queries.subjects(work.db, case.id))
    first = next((each for each in found if each is not None), None)
    return [] if first is None else areas.standing_claims(work.db, first)


def _check(work: Work, claims: list[AreaCode], winner: str | None) -> None:
    office = parties.acting_party(work, work.actor)
    if office.kind != "authority":
        raise Denied(action=str(Action.DECIDE_CASE))
    for area in claims:
        require(work.actor, Action.DECIDE_CASE, area_codes.thing(work, area))
    if nearness.near_any(work, work.actor, [area.holder_id for area in claims]):
        raise Denied("own_matter")
    if winner is not None and winner not in {area.code for area in claims}:
        raise Invalid("claim_unknown", "winner")


def _settle(work: Work, area: AreaCode, asked: ClaimDecision) -> None:
    """Strike a claim out, or let the winner's goods go; its holder is told."""
    office = parties.acting_party(work, work.actor)
    if area.code == asked.winner:
        for hold in claim_endings.settled_holds(work, area):
            recalls.lift(work, hold.code, asked.reason)
        kind = AlertKind.CODE_CLAIM_KEPT
    else:
        authority = parties.name_of(work, office)
        decision = Decision(work.today, asked.decision_no, authority, asked.reason)
        area_codes.take_step(work, office, area, CodeStep.STRIKE, decision)
        # Whatever was picked under it, and whenever, stood under somebody else's code.
        for batch in area_codes.harvests_to_hold(work, area, dt.date.min):
            recalls.hold_judged(work, office, batch, HoldReason.CODE_NOT_ACTIVE, told=True)
        proposals.drop_if_open(work, area)
        kind = AlertKind.CODE_CLAIM_REFUSED
    alerts.tell(work, area.holder_id, kind, area.code, {"raw": area.raw})


def _record(work: Work, case: CaseFile, asked: ClaimDecision, acts_for: bool) -> None:
    office = parties.acting_party(work, work.actor)
    private = {"reason": asked.reason, "decision_no": asked.decision_no}
    private = {name: value for name, value in private.items() if value}
    private |= officers.signature(work)
    if acts_for:
        private["acting_reason"] = asked.acting_reason
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.CASE_DECIDED,
        subjects=(Subject(Role.REF, case.code),),
        occurred_on=work.today,
        facts={**code_contests.stated(case), "kept": asked.winner, "for_commune": acts_for},
        private=private,
    )
    recording.record(work, office.id, office.code, what)
