"""What follows where a claim on a code string ends without a decision between the claims.

It was revoked, rejected, cancelled by its holder, or read in by mistake. Where one claim at most is
left, there is nothing to decide any more.
"""

from __future__ import annotations

import datetime as dt

from traceability.domain.alerts import AlertKind
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.domain.holds import HoldReason
from traceability.services import (
    alerts,
    cases,
    code_contests,
    overlaps,
    parties,
    recalls,
    recording,
)
from traceability.store.models import AreaCode, CaseFile, Recall
from traceability.store.queries import areas, batches
from traceability.store.queries import recalls as recall_queries
from traceability.store.unit import Work


def follow(work: Work, area: AreaCode) -> None:
    """Close the case about the string of a claim that has ended, where one at most still stands.

    The goods of the one that is left are let go, and its holder is told; whose claim ended hears of
    that step itself. The caller holds the judgement and has ended the claim.
    """
    case = code_contests.open_about(work, area)
    left = areas.standing_claims(work.db, area)
    if case is None or len(left) > 1:
        return
    cases.close(work, case, "withdrawn")
    _record(work, case)
    for each in left:
        for hold in settled_holds(work, each):
            recalls.lift_judged(work, hold)
        alerts.tell(work, each.holder_id, AlertKind.CODE_CLAIM_KEPT, each.code, {"raw": each.raw})
    cases.tell_offices(work, case, AlertKind.CASE_DECIDED)


def settled_holds(work: Work, area: AreaCode) -> list[Recall]:
    """The holds of harvests under a code that a dispute was the reason of and is no more.

    Where the ground is in question too, the goods go on waiting for that.
    """
    found = batches.harvested_under(work.db, area.id, dt.date.min)
    covering = recall_queries.covering(work.db, [batch.id for batch in found])
    held = {
        each.recall.code: each.recall
        for some in covering.values()
        for each in some
        if each.lift is None and each.recall.reason == HoldReason.CONFLICT_OPEN
    }
    return [
        hold
        for _code, hold in sorted(held.items())
        if not overlaps.in_question(work, recalls.named_by(work, hold))
    ]


def _record(work: Work, case: CaseFile) -> None:
    owner = parties.acting_party(work, work.actor)
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.CASE_DECIDED,
        subjects=(Subject(Role.REF, case.code),),
        occurred_on=work.today,
        facts={**code_contests.stated(case), "kept": None, "for_commune": False},
    )
    recording.record(work, owner.id, owner.code, what)
