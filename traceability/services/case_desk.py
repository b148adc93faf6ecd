"""Who has a case in hand: taken by an officer, or given to a colleague. Every change is a row."""

from __future__ import annotations

from traceability.domain.access import Action, Actor, Role, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Invalid, NotFound
from traceability.services import alerts, cases, officers
from traceability.store.models import CaseAssignment, CaseFile, Membership
from traceability.store.queries import accounts
from traceability.store.queries import cases as queries
from traceability.store.unit import Reading, Work


def check_reach(view: Reading, actor: Actor, code: str) -> None:
    """Refuse who may not decide a case, before anything that they typed is read."""
    require(actor, Action.DECIDE_CASE, cases.thing(cases.known(view, code)))


def take(work: Work, code: str) -> None:
    """Take a case in hand; whoever had it is told. Taking what one has changes nothing."""
    case = _case(work, code)
    mine = own(work)
    before = in_hand(work, case)
    if before is not None and before.membership_id == mine.id:
        return
    assign(work, case, mine, None if before is None else before.seq)
    if before is not None:
        _tell(work, AlertKind.CASE_TAKEN, case, before.membership_id)


def give(work: Work, code: str, colleague: str) -> None:
    """Give a case to a registrar of the same office, by the code of their actor."""
    case = _case(work, code)
    member = registrar(work, colleague, "colleague")
    before = in_hand(work, case)
    if before is not None and before.membership_id == member.id:
        return
    assign(work, case, member, None if before is None else before.seq)
    if member.actor_id != work.actor.id:
        _tell(work, AlertKind.CASE_GIVEN, case, member.id)


def own(work: Work) -> Membership:
    """The actor's own membership; the command line has none."""
    member = accounts.member_of_actor(work.db, work.actor.id)
    if member is None:
        raise NotFound
    return member


def registrar(work: Work, code: str, at: str) -> Membership:
    """A registrar who works in the actor's office; anybody else is refused at field ``at``."""
    for member, user, signs in accounts.members(work.db, work.actor.party or 0):
        if signs == code and member.role == Role.REGISTRAR and officers.is_here(member, user):
            return member
    raise Invalid("colleague_unknown", at)


def in_hand(work: Work, case: CaseFile) -> CaseAssignment | None:
    """The newest assignment of a case."""
    return queries.in_hand(work.db, [case.id]).get(case.id)


def assign(
    work: Work, case: CaseFile, to: Membership, last: int | None, hand_over: int | None = None
) -> None:
    """Put a case into somebody's hand after assignment ``last``; the caller holds its lock."""
    row = CaseAssignment(
        case_id=case.id,
        seq=1 + (last or 0),
        membership_id=to.id,
        actor_id=work.actor.id,
        hand_over_id=hand_over,
        at=work.now,
    )
    work.add(row)


def lock_desk(work: Work) -> None:
    """One at a time for who in an office has what in hand."""
    work.lock_word(f"desk:{work.actor.party}")


def _case(work: Work, code: str) -> CaseFile:
    """An undecided case of the actor's territory, kept from everybody else meanwhile."""
    case = cases.known(work, code)
    require(work.actor, Action.DECIDE_CASE, cases.thing(case))
    lock_desk(work)
    cases.must_be_open(work, case)
    require(work.actor, Action.DECIDE_CASE, cases.thing(case))  # it may be the province's by now
    return case


def _tell(work: Work, kind: AlertKind, case: CaseFile, member_id: int) -> None:
    """Tell the member, in the organisation where that membership is."""
    member = accounts.member_by_ids(work.db, [member_id])[member_id]
    alerts.tell(work, member.party_id, kind, case.code, cases.facts(case), member_id)
