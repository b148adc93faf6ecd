"""What an office does with a report: takes it, gives it on, releases, forwards, answers, closes it.

Each is an event of the office, signed as a decision is. The holder of the goods answers what was
released, or was sent there alone; the answer ends only the latter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain import reports as rules
from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.reports import OUTSIDE, PROVINCE, Outcome, ReportState, ReportStep, SentTo
from traceability.services import alerts, case_desk, officers, parties, recording, reports
from traceability.services.parties import VINTAGE
from traceability.store.models import DoubtReport, DoubtReportStep, Event, Membership
from traceability.store.queries import accounts
from traceability.store.queries import reports as queries
from traceability.store.unit import Reading, Work


@dataclass(frozen=True)
class Forward:
    """Where a report goes: a commune's office, the province, or an office outside by its name.

    ``note`` says why, for who reads it there.
    """

    to: str
    commune: str | None = None
    outside: str | None = None
    note: str | None = None


def check_reach(view: Reading, actor: Actor, code: str) -> None:
    """Refuse who may not handle a report, before anything that they typed is read."""
    require(actor, Action.HANDLE_REPORT, reports.thing(reports.known(view, code)))


def take(work: Work, code: str) -> None:
    """Take a report in hand; taking what one has changes nothing."""
    report = _of_office(work, code)
    mine = case_desk.own(work)
    if report.member_id != mine.id:
        _step(work, report, ReportStep.TAKEN, {"by": _actor_code(work, mine)})
        report.member_id = mine.id


def give(work: Work, code: str, colleague: str) -> None:
    """Give a report to a registrar of the same office, by the code of their actor."""
    report = _of_office(work, code)
    member = case_desk.registrar(work, colleague, "colleague")
    if report.member_id == member.id:
        return
    _step(work, report, ReportStep.GIVEN, {"to": _actor_code(work, member)})
    report.member_id = member.id
    if member.actor_id != work.actor.id:
        facts = {"report_kind": report.kind}
        kind = AlertKind.REPORT_GIVEN
        alerts.tell(work, member.party_id, kind, report.code, facts, member.id)


def release(work: Work, code: str) -> None:
    """Let the holder read what was said and see the picture; never whom it came from."""
    report = _of_office(work, code)
    if report.holder_id is None:
        raise RuleBroken("nobody_to_release_to")
    if report.released:
        return
    _step(work, report, ReportStep.RELEASED, {"holder": _holder_code(work, report)})
    report.released = True
    reports.tell_holder(work, report)


def forward(work: Work, code: str, to: Forward) -> None:
    """Pass a report on; to another territory it goes as if it were new there."""
    report = _of_office(work, code)
    before = report.commune_code
    if to.to == OUTSIDE:
        if not to.outside:
            raise Invalid("required", "outside")
        words = _words(note=to.note, answer=to.outside)
        _step(work, report, ReportStep.FORWARDED, {"to": OUTSIDE}, words)
        return
    commune = None if to.to == PROVINCE else _commune(work, to)
    if commune == before:
        raise Invalid("forwarded_nowhere", "commune")
    facts = {"to": to.to, "commune": commune}
    _step(work, report, ReportStep.FORWARDED, facts, _words(note=to.note))
    report.commune_code = commune
    report.commune_vintage = None if commune is None else VINTAGE
    report.member_id = None
    reports.tell(work, report, AlertKind.REPORT_SENT)


def answer(work: Work, code: str, text: str) -> None:
    """Answer the reporter, who reads it on the page of the number."""
    _step(work, _of_office(work, code), ReportStep.ANSWERED, {}, {"answer": text})


def close(work: Work, code: str, outcome: Outcome, text: str | None) -> None:
    """End a report with what came of it; the last word is for the reporter, if there is one."""
    report = _of_office(work, code)
    _step(work, report, ReportStep.CLOSED, {"outcome": str(outcome)}, _words(answer=text))


def holder_answer(work: Work, code: str, text: str) -> None:
    """Answer a report as whose goods they are; it is answered once."""
    report = _locked(work, reports.known(work, code))
    refuse_unseen(report)
    require(work.actor, Action.ANSWER_REPORT, Thing(holder=report.holder_id))
    if any(step.step == ReportStep.HOLDER_ANSWERED for step, _event in _steps(work, report)):
        raise RuleBroken("report_answered_already")
    _step(work, report, ReportStep.HOLDER_ANSWERED, {}, {"answer": text})
    if report.sent_to == SentTo.OFFICE:
        reports.tell(work, report, AlertKind.REPORT_ANSWERED)


def refuse_unseen(report: DoubtReport) -> None:
    """What was not released is not there for its holder."""
    if not report.released and report.sent_to != SentTo.HOLDER:
        raise NotFound


def record_step(
    work: Work,
    report: DoubtReport,
    step: ReportStep,
    facts: Mapping[str, object],
    private: Mapping[str, str],
) -> Event:
    """Record a step of a locked report with its row; its state follows."""
    state = rules.after(ReportState(report.state), step, SentTo(report.sent_to), facts.get("to"))
    office = reports.owner(work, report.commune_code, report.holder_id)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.REPORT_STEP,
        subjects=(Subject(Role.REF, report.code),),
        occurred_on=work.today,
        facts={"step": str(step), **facts},
        private=private,
    )
    event = recording.record(work, office.id, office.code, what)
    work.add(
        DoubtReportStep(
            report_id=report.id,
            seq=1 + queries.count_steps(work.db, report.id),
            step=str(step),
            actor_id=work.actor.id,
            event_seq=event.seq,
            at=work.now,
        )
    )
    if state is ReportState.CLOSED and report.closed_at is None:
        report.closed_at = work.now
    report.state = str(state)
    return event


def _step(
    work: Work,
    report: DoubtReport,
    step: ReportStep,
    facts: Mapping[str, object],
    private: Mapping[str, str] | None = None,
) -> None:
    record_step(work, report, step, facts, {**(private or {}), **officers.signature(work)})


def _of_office(work: Work, code: str) -> DoubtReport:
    """A report of the actor's territory, kept from everybody else meanwhile."""
    report = reports.known(work, code)
    require(work.actor, Action.HANDLE_REPORT, reports.thing(report))
    _locked(work, report)
    require(work.actor, Action.HANDLE_REPORT, reports.thing(report))  # it may be elsewhere by now
    return report


def _locked(work: Work, report: DoubtReport) -> DoubtReport:
    work.lock_chains([report.code])
    work.db.refresh(report)
    return report


def _steps(view: Reading, report: DoubtReport) -> list[tuple[DoubtReportStep, Event]]:
    return queries.steps(view.db, [report.id])[report.id]


def _words(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _commune(work: Work, to: Forward) -> str:
    found = parties.commune_of(work, to.commune, "commune")
    if found is None:
        raise Invalid("required", "commune")
    return found.code


def _actor_code(work: Work, member: Membership) -> str:
    return accounts.actor_code(work.db, member.actor_id) or ""


def _holder_code(work: Work, report: DoubtReport) -> str:
    return parties.known(work, report.holder_id or 0).code
