"""Cases: questions that an officer of a territory decides, one open at a time for each matter."""

from __future__ import annotations

from collections.abc import Sequence

from traceability.domain.access import Thing
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import NotFound, RuleBroken
from traceability.services import alerts, recording
from traceability.services.parties import VINTAGE
from traceability.store.models import CaseFile, CaseSubject
from traceability.store.queries import cases as queries
from traceability.store.queries import products
from traceability.store.unit import Reading, Work

#: The kind of a case in which several products claim one GTIN, which is its key.
GTIN = "gtin"


def open_case(
    work: Work, kind: str, key: str, subjects: Sequence[str], commune: str | None = None
) -> CaseFile:
    """Open a case about ``key``, or add ``subjects`` to the one that stands open.

    ``commune`` (vintage 2025-07) says whose territory it is; without one it is the province's, and
    so is a case that a second commune is drawn into.
    """
    lock(work, kind, key)
    case = queries.open_about(work.db, kind, key)
    news = case is None
    if case is None:
        case = _case(work, kind, key, commune)
        work.add(case)
    elif case.commune_code not in (None, commune):
        news = True  # to the province
        case.commune_code = case.commune_vintage = None
    there = set(queries.subjects(work.db, case.id))
    added = [each for each in dict.fromkeys(subjects) if each not in there]
    work.add(*(CaseSubject(case_id=case.id, subject=each) for each in added))
    if news:
        tell_offices(work, case, AlertKind.CASE_OPENED)
    _tell_holders(work, case, added)
    return case


def close(work: Work, case: CaseFile, outcome: str) -> None:
    """End a case with how it was decided; the caller has asked ``may`` and recorded the decision.

    Raises ``RuleBroken('case_closed')`` where somebody else was first.
    """
    must_be_open(work, case)
    case.closed_at, case.outcome = work.now, outcome


def must_be_open(work: Work, case: CaseFile) -> None:
    """Let nobody else decide a case or take it in hand until the end of this unit.

    Raises ``RuleBroken('case_closed')`` where it was decided before.
    """
    lock(work, case.kind, case.key)
    work.db.refresh(case)
    if case.closed_at is not None:
        raise RuleBroken("case_closed", outcome=case.outcome)


def lock(work: Work, kind: str, key: str) -> None:
    """One at a time for all that is done to a matter."""
    work.lock_word(f"case:{kind}:{key}")


def thing(case: CaseFile) -> Thing:
    """A case as far as rights go: the commune it is of, or nothing but the province's."""
    commune = case.commune_code
    return Thing(communes=frozenset() if commune is None else frozenset({commune}))


def tell_offices(work: Work, case: CaseFile, kind: AlertKind) -> None:
    """Tell the office of a case's territory of it."""
    alerts.tell_offices(work, case.commune_code, kind, case.code, facts(case))


def facts(case: CaseFile) -> dict[str, str | int]:
    """What an alert says of a case."""
    return {"case_kind": case.kind, "key": case.key}


def stated(case: CaseFile) -> dict[str, object]:
    """What the leaf of a decision says of the case as it stands decided."""
    return {
        "kind": case.kind,
        "key": case.key,
        "commune": case.commune_code,
        "outcome": case.outcome,
    }


def known(view: Reading, code: str) -> CaseFile:
    """The case of a short code."""
    case = queries.by_code(view.db, code)
    if case is None:
        raise NotFound
    return case


def _tell_holders(work: Work, case: CaseFile, subjects: Sequence[str]) -> None:
    """Tell who holds a product that another one stands against."""
    if case.kind != GTIN:
        return
    for product in (products.by_code(work.db, code) for code in subjects):
        if product is not None:
            told = {"gtin": case.key}
            kind = AlertKind.GTIN_CONFLICT
            alerts.tell(work, product.holder_id, kind, product.code, told)


def _case(work: Work, kind: str, key: str, commune: str | None) -> CaseFile:
    return CaseFile(
        code=recording.issue_code(work, "case"),
        kind=kind,
        key=key,
        commune_code=commune,
        commune_vintage=None if commune is None else VINTAGE,
        opened_at=work.now,
    )
