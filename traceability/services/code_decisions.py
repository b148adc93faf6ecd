"""What an office decides on a file or a code: one verb, each step with its right and its effects.

An officer who is too near to the matter proposes the step with the same form, and a second one
takes it (``second_hand``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from traceability.domain import growing_area
from traceability.domain.access import Action
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Denied, Invalid, NotFound, RuleBroken
from traceability.domain.growing_area import CodeStep
from traceability.services import (
    alerts,
    applications,
    area_codes,
    claim_endings,
    code_contests,
    nearness,
    proposals,
)
from traceability.services.area_codes import Decision
from traceability.store.models import AreaCode, Party
from traceability.store.queries import areas as queries
from traceability.store.unit import Reading, Work

#: What an office can do, and the right that it takes.
ACTIONS: Mapping[CodeStep, Action] = {
    CodeStep.CHECK: Action.CHECK_FILE,
    CodeStep.RETURN: Action.CHECK_FILE,
    CodeStep.REJECT: Action.REJECT_FILE,
    CodeStep.GRANT: Action.GRANT_CODE,
    CodeStep.RENEW: Action.RENEW_CODE,
    CodeStep.SUSPEND: Action.SUSPEND_CODE,
    CodeStep.RESTORE: Action.RESTORE_CODE,
    CodeStep.REVOKE: Action.REVOKE_CODE,
}
#: The fields of an application that an office may return with a reason of their own.
RETURNABLE = (
    *("market", "places", "area", "boundary", "crops", "variety", "households", "papers"),
)
#: In private values the reason of a field stands under its name with this before it.
AT = "at_"


@dataclass(frozen=True)
class StepRequest:
    """A step on a code: what stands behind it, and what some steps have besides.

    ``raw`` is the string that a grant issues, ``reasons`` are those of single fields of a file that
    is returned, ``confirmed`` the lots that are known to be held. ``kin`` declares that the officer
    is kin of the holder's people.
    """

    code: str
    step: CodeStep
    decision: Decision
    raw: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    confirmed: tuple[str, ...] | None = None
    kin: bool = False


@dataclass(frozen=True)
class Done:
    """What came of it: taken or only ``proposed``; the lots now held; another claim beside it."""

    proposed: bool = False
    held: tuple[str, ...] = ()
    conflict: bool = False


def decide(work: Work, asked: StepRequest) -> Done:
    """Take a step on a code for the actor's office, or propose it where the actor is too near.

    Refused as ``area_codes.for_step``; with ``proposal_open`` while another waits; with
    ``step_not_possible`` or ``step_before_last``; a grant with ``raw_needed`` or ``raw_is_number``;
    a renewal that is over today with ``renewal_already_over``.
    """
    area, office = area_codes.for_step(
        work, asked.code, ACTIONS[asked.step], asked.decision, near=True
    )
    proposals.none_open(work, area)
    asked = _with_reasons(asked)
    near = nearness.of(work, work.actor, area) or (nearness.KIN if asked.kin else None)
    if near is None:
        return carry_out(work, area, office, asked)
    _check_possible(work, area, asked)
    proposals.propose(work, area, asked.step, near, asked.decision, asked.raw)
    return Done(proposed=True)


def take_in_hand(work: Work, codes: Sequence[str]) -> list[str]:
    """Begin the check of several files at once; returns the codes of those that were begun.

    The only step that is taken in bulk, for it decides nothing. What is no longer waiting, asks for
    a reason of its own, is the officer's own matter or of another territory is passed over.
    """
    begun = []
    for code in dict.fromkeys(codes):
        try:
            area, office = area_codes.for_step(work, code, Action.CHECK_FILE, Decision(work.today))
            proposals.none_open(work, area)
            carry_out(work, area, office, StepRequest(code, CodeStep.CHECK, Decision(work.today)))
        except (RuleBroken, Invalid, Denied, NotFound):
            continue
        begun.append(code)
    return begun


def carry_out(
    work: Work,
    area: AreaCode,
    office: Party,
    asked: StepRequest,
    told: Mapping[str, object] | None = None,
) -> Done:
    """Take a step that everything was asked for; ``told`` is what its leaf says more."""
    return _CARRIED[asked.step](work, area, office, asked, told or {})


def _with_reasons(asked: StepRequest) -> StepRequest:
    if asked.step is not CodeStep.RETURN:
        return asked
    if not asked.reasons and not asked.decision.reason:
        raise Invalid("required", "reason")
    private = {f"{AT}{name}": text for name, text in asked.reasons.items()}
    return replace(asked, decision=replace(asked.decision, private=private))


def _check_possible(view: Reading, area: AreaCode, asked: StepRequest) -> None:
    steps = area_codes.steps_of(view, area)
    growing_area.check_step(steps, asked.step, asked.decision.effective_on)
    area_codes.check_term(asked.decision)
    if asked.step is CodeStep.GRANT:
        _check_raw(area, asked.raw)
    if asked.step is CodeStep.RENEW:
        _check_renewal(view, asked.decision)


def _checked(
    work: Work, area: AreaCode, office: Party, asked: StepRequest, told: Mapping[str, object]
) -> Done:
    area_codes.take_step(work, office, area, CodeStep.CHECK, asked.decision, told)
    _tell(work, area, AlertKind.FILE_CHECKED)
    return Done()


def _returned(
    work: Work, area: AreaCode, office: Party, asked: StepRequest, told: Mapping[str, object]
) -> Done:
    area_codes.take_step(work, office, area, CodeStep.RETURN, asked.decision, told)
    _tell(work, area, AlertKind.FILE_RETURNED)
    return Done()


def _rejected(
    work: Work, area: AreaCode, office: Party, asked: StepRequest, told: Mapping[str, object]
) -> Done:
    area_codes.take_step(work, office, area, CodeStep.REJECT, asked.decision, told)
    claim_endings.follow(work, area)
    _tell(work, area, AlertKind.FILE_REJECTED)
    return Done()


def _granted(
    work: Work, area: AreaCode, office: Party, asked: StepRequest, told: Mapping[str, object]
) -> Done:
    """The string as issued replaces the number of the file; a taken one is a second claim."""
    _check_raw(area, asked.raw)
    area_codes.check_term(asked.decision)
    raw = asked.raw or ""
    norm = growing_area.normal_form(raw)
    area.register_id = queries.register_of(work.db, area.scheme, norm) or area.register_id
    claims = queries.claims(work.db, area.scheme, area.register_id, norm)
    area.raw, area.norm, area.claim_no = raw, norm, claims + 1
    work.db.flush()
    stated = applications.stated(work, area) | dict(told)
    area_codes.take_step(work, office, area, CodeStep.GRANT, asked.decision, stated)
    area_codes.tell_holder(work, area, AlertKind.CODE_GRANTED, asked.decision)
    code_contests.contest(work, area)
    return Done(conflict=queries.conflicted(work.db, area))


def _renewed(
    work: Work, area: AreaCode, office: Party, asked: StepRequest, told: Mapping[str, object]
) -> Done:
    area_codes.check_term(asked.decision)
    _check_renewal(work, asked.decision)
    # A renewal is a look at the places of now: its leaf says which these were.
    stated = {"places": applications.stated(work, area)["places"], **told}
    area_codes.take_step(work, office, area, CodeStep.RENEW, asked.decision, stated)
    area_codes.tell_holder(work, area, AlertKind.CODE_RENEWED, asked.decision)
    return Done()


def _restored(
    work: Work, area: AreaCode, office: Party, asked: StepRequest, told: Mapping[str, object]
) -> Done:
    area_codes.take_step(work, office, area, CodeStep.RESTORE, asked.decision, told)
    area_codes.tell_holder(work, area, AlertKind.CODE_RESTORED, asked.decision)
    return Done()


def _stopped(
    work: Work, area: AreaCode, office: Party, asked: StepRequest, told: Mapping[str, object]
) -> Done:
    """Suspended or revoked: what it re-judges is listed first, then held."""
    lots = area_codes.stop(work, office, area, asked.step, asked.decision, asked.confirmed, told)
    revokes = asked.step is CodeStep.REVOKE
    if revokes:
        claim_endings.follow(work, area)
    kind = AlertKind.CODE_REVOKED if revokes else AlertKind.CODE_SUSPENDED
    area_codes.tell_holder(work, area, kind, asked.decision, lots=len(lots))
    return Done(held=tuple(lots))


_Carried = Callable[[Work, AreaCode, Party, StepRequest, Mapping[str, object]], Done]
_CARRIED: Mapping[CodeStep, _Carried] = {
    CodeStep.CHECK: _checked,
    CodeStep.RETURN: _returned,
    CodeStep.REJECT: _rejected,
    CodeStep.GRANT: _granted,
    CodeStep.RENEW: _renewed,
    CodeStep.RESTORE: _restored,
    CodeStep.SUSPEND: _stopped,
    CodeStep.REVOKE: _stopped,
}


def _check_renewal(view: Reading, decision: Decision) -> None:
    """A renewal ends no code in the past: what was harvested since would not be judged anew."""
    if decision.valid_until is not None and decision.valid_until < view.today:
        raise Invalid("renewal_already_over", "valid_until")


def _check_raw(area: AreaCode, raw: str | None) -> None:
    if not raw:
        raise Invalid("required", "raw")
    if growing_area.normal_form(raw) == area.norm:
        raise Invalid("raw_is_number", "raw")


def _tell(work: Work, area: AreaCode, kind: AlertKind) -> None:
    alerts.tell(work, area.holder_id, kind, area.code, {"raw": area.raw})
