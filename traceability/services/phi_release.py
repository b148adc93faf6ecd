"""Releasing what waits after farm work: by the holder's manager, on a passing test report.

The report must be of the very harvest that is held, sampled of it, inside every limit it judges,
and seen or checked by an officer: what the holder alone says, or attaches, releases nothing. A
registrar lifts without a report, as any other hold (``recalls.lift``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.certificates import CertificateKind, Grade, ResultVerdict
from traceability.domain.errors import NotFound, RuleBroken
from traceability.domain.holds import HoldReason
from traceability.services import certificate_covering as covering
from traceability.services import phi_views, recalls
from traceability.services.certificate_checks import OFFICIAL
from traceability.services.certificate_covering import CertificateShown
from traceability.services.phi_views import Interval
from traceability.store.models import Batch, Certificate, Event, Recall
from traceability.store.queries import certificates, events, registry
from traceability.store.queries import recalls as queries
from traceability.store.unit import Reading, Work


class Lacks(StrEnum):
    """Why a report releases nothing."""

    NOT_OF_BATCH = "report_not_of_batch"
    WITHDRAWN = "report_withdrawn"
    SAMPLED_BEFORE = "report_sampled_before"
    NOT_PASSED = "report_not_passed"
    NOT_SEEN = "report_not_seen"


@dataclass(frozen=True)
class ReportShown:
    """A test report of the held harvest, and what it lacks to release it."""

    paper: CertificateShown
    lacks: Lacks | None


@dataclass(frozen=True)
class HoldToRelease:
    """A hold for a wait: the lot it names, what it stands on, and the reports of that lot."""

    code: str
    batch: str
    lot_code: str
    harvested_on: dt.date
    covered: int
    intervals: tuple[Interval, ...]
    reports: tuple[ReportShown, ...]

    @property
    def fitting(self) -> tuple[ReportShown, ...]:
        """The reports that release it."""
        return tuple(each for each in self.reports if each.lacks is None)


def to_release(view: Reading, actor: Actor, code: str) -> HoldToRelease:
    """An open hold for a wait over a lot of the actor's organisation."""
    recall, event, batch = _known(view, actor, code)
    rows = [row for row in certificates.naming(view.db, [batch.code]) if _is_report(row)]
    papers = covering.shown(view, rows)
    lacking = {row.code: lacks(view, row, batch) for row in rows}
    told = phi_views.of_holds(view, actor, [(recall, event)])
    return HoldToRelease(
        code=recall.code,
        batch=batch.code,
        lot_code=batch.lot_code,
        harvested_on=batch.made_on,
        covered=registry.scope_sizes(view.db, [recall.id])[recall.id],
        intervals=told.get(recall.code, ()),
        reports=tuple(ReportShown(paper, lacking[paper.code]) for paper in papers),
    )


def release(work: Work, code: str, report: str) -> None:
    """Lift a hold for a wait on a passing report of its harvest; the leaf names the report.

    RuleBroken: ``already_lifted``, and what ``Lacks`` names, at ``report``. A hold for another
    reason is not found here.
    """
    work.hold_judgement()
    recall, _event, batch = _known(work, work.actor, code)
    row = certificates.locked(work.db, report)
    if row is None or row.holder_id != batch.holder_id or not _is_report(row):
        raise RuleBroken("report_not_of_batch", "report")
    lacking = lacks(work, row, batch)
    if lacking is not None:
        raise RuleBroken(str(lacking), "report")
    recalls.lift_judged(work, recall, {"report": row.code, "revision": row.revision})


def lacks(view: Reading, row: Certificate, batch: Batch) -> Lacks | None:
    """What a test report lacks to release a batch; None where it does."""
    named = {each.subject for each in certificates.scope_of(view.db, row.id, row.revision)}
    verdicts = {each.verdict for each in covering.results(view, row.id, row.revision)}
    passed = ResultVerdict.WITHIN in verdicts and ResultVerdict.ABOVE not in verdicts
    fails = {
        Lacks.NOT_OF_BATCH: batch.code not in named,
        Lacks.WITHDRAWN: row.withdrawn_on is not None,
        Lacks.SAMPLED_BEFORE: row.sampled_on is None or row.sampled_on < batch.made_on,
        Lacks.NOT_PASSED: not passed,
        Lacks.NOT_SEEN: Grade(row.grade) not in OFFICIAL,
    }
    return next((lack for lack, holds in fails.items() if holds), None)


def _is_report(row: Certificate) -> bool:
    return row.kind == CertificateKind.TEST_REPORT


def _known(view: Reading, actor: Actor, code: str) -> tuple[Recall, Event, Batch]:
    recall = queries.by_code(view.db, code)
    if recall is None:
        raise NotFound
    event = events.by_seq(view.db, [recall.event_seq])[recall.event_seq]
    named = registry.batches_named(view.db, [event.seq])[event.seq]
    for batch in named:
        require(actor, Action.RELEASE_BY_REPORT, Thing(holder=batch.holder_id))
    if recall.kind != "hold" or recall.reason != HoldReason.INSIDE_PHI or len(named) != 1:
        raise NotFound
    if queries.is_lifted(view.db, recall.id):
        raise RuleBroken("already_lifted")
    return recall, event, named[0]
