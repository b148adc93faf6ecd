"""Cases: questions that an officer of a territory decides, one open at a time for each matter."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.errors import NotFound, RuleBroken
from traceability.services import recording
from traceability.services.parties import VINTAGE
from traceability.store.models import CaseFile, CaseSubject
from traceability.store.queries import cases as queries
from traceability.store.unit import Reading, Work


def open_case(
    work: Work, kind: str, key: str, subjects: Sequence[str], commune: str | None = None
) -> CaseFile:
    """Open a case about ``key``, or add ``subjects`` to the one that stands open.

    ``commune`` (vintage 2025-07) says whose territory it is; without one it is the province's, and
    so is a case that a second commune is drawn into.
    """
    work.lock_word(f"case:{kind}:{key}")
    case = queries.open_about(work.db, kind, key)
    if case is None:
        case = _case(work, kind, key, commune)
        work.add(case)
    elif case.commune_code != commune:
        case.commune_code = case.commune_vintage = None
    there = set(queries.subjects(work.db, case.id))
    work.add(
        *(CaseSubject(case_id=case.id, subject=each) for each in subjects if each not in there)
    )
    return case


def close(work: Work, case: CaseFile, outcome: str) -> None:
    """End a case with how it was decided; the caller has asked ``may`` and recorded the decision.

    Raises ``RuleBroken('case_closed')`` where somebody else was first.
    """
    work.lock_word(f"case:{case.kind}:{case.key}")
    work.db.refresh(case)
    if case.closed_at is not None:
        raise RuleBroken("case_closed", outcome=case.outcome)
    case.closed_at, case.outcome = work.now, outcome


def known(view: Reading, code: str) -> CaseFile:
    """The case of a short code."""
    case = queries.by_code(view.db, code)
    if case is None:
        raise NotFound
    return case


def _case(work: Work, kind: str, key: str, commune: str | None) -> CaseFile:
    return CaseFile(
        code=recording.issue_code(work, "case"),
        kind=kind,
        key=key,
        commune_code=commune,
        commune_vintage=None if commune is None else VINTAGE,
        opened_at=work.now,
    )
