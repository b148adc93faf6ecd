"""How far a certificate was checked: raised by a registrar of the territory, with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.access import Action, Actor, require
from traceability.domain.alerts import AlertKind
from traceability.domain.certificates import Grade
from traceability.domain.errors import RuleBroken
from traceability.domain.events import EventStep
from traceability.services import alerts, certificates, officers
from traceability.services.certificates import REASON
from traceability.store.models import Certificate
from traceability.store.unit import Reading, Work

#: What an officer's look can come to.
OFFICIAL = (Grade.SEEN, Grade.CHECKED)


@dataclass(frozen=True)
class CheckRequest:
    """That an officer saw a revision of a paper, or asked its issuer; the reason says how."""

    grade: Grade
    revision: int
    reason: str


def check_reach(view: Reading, actor: Actor, code: str) -> None:
    """Refuse who may not check a certificate, before anything that they typed is read."""
    row = certificates.known(view, code)
    require(actor, Action.CHECK_CERTIFICATE, certificates.thing(view, row))


def raise_grade(work: Work, code: str, asked: CheckRequest) -> Certificate:
    """Put an office behind a certificate; its holder is told.

    ``grade_not_higher``: as much was done before. ``certificate_changed``: it was corrected since
    the officer looked.
    """
    check_reach(work, work.actor, code)
    row = certificates.held(work, code, asked.revision)
    office = certificates.deciding_office(work, row)
    if asked.grade.rank <= Grade(row.grade).rank:
        raise RuleBroken("grade_not_higher", "grade", grade=row.grade)
    row.grade = asked.grade
    facts = {"revision": row.revision, "grade": str(asked.grade)}
    private = {REASON: asked.reason, **officers.signature(work)}
    certificates.record(work, office, row, EventStep.CERTIFICATE_CHECKED, facts, private)
    told = {"paper": row.kind, "grade": str(asked.grade)}
    alerts.tell(work, row.holder_id, AlertKind.CERTIFICATE_SEEN, row.code, told)
    return row
