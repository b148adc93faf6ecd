"""Deciding: who keeps a GTIN or the ground that several claim; confirming a GTIN of one alone.

A decision is an event of the office. It keeps the officer's and the office's name as they were
called on that day (``officers.signature``).
"""

from __future__ import annotations

from dataclasses import dataclass

from traceability.domain.access import Action, require
from traceability.domain.alerts import AlertKind
from traceability.domain.errors import Denied, Invalid
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import (
    alerts,
    cases,
    gtins,
    officers,
    overlaps,
    parties,
    recording,
    territory,
)
from traceability.store.models import CaseFile, Product
from traceability.store.queries import cases as queries
from traceability.store.queries import products
from traceability.store.unit import Work


@dataclass(frozen=True)
class DecisionRequest:
    """How a case is decided: ``winner`` is the code of the product that keeps the number, or of the
    place whose boundary stands; None where no product keeps it, or both boundaries stand.

    ``acting_reason`` says why the province decides what a commune's own office could.
    """

    case: str
    winner: str | None
    reason: str
    acting_reason: str = ""


def decide(work: Work, asked: DecisionRequest) -> None:
    """Decide a case, and tell the holders and the office of the territory.

    Refused with ``acting_reason_needed`` where the province acts for a commune without saying why,
    with ``case_closed`` where somebody was first, and as ``gtins.decide`` refuses (``own_matter``:
    the officer is a member of a holder, a colleague decides).
    """
    work.hold_judgement()
    case = cases.known(work, asked.case)
    require(work.actor, Action.DECIDE_CASE, cases.thing(case))
    gtins.hold(work)  # before the case: whoever claims a number comes to its case last
    cases.must_be_open(work, case)
    acts_for = territory.asks_for_reason(work, work.actor, case.commune_code)
    if acts_for and not asked.acting_reason:
        raise Invalid("acting_reason_needed", "acting_reason")
    _settle(work, case, asked.winner)
    _record(work, case, asked, acts_for)
    if case.kind == overlaps.KIND:
        overlaps.carry_out(work, case, asked.winner)
    for product in claims(work, case):
        kept = product.code == asked.winner
        kind = AlertKind.GTIN_KEPT if kept else AlertKind.GTIN_REFUSED
        alerts.tell(work, product.holder_id, kind, product.code, {"gtin": case.key})
    cases.tell_offices(work, case, AlertKind.CASE_DECIDED)


def confirm(work: Work, product: str) -> None:
    """Confirm the GTIN that one product alone declares, and tell its holder.

    Refused as ``gtins.confirm`` refuses: ``gtin_not_declared``, ``own_matter``.
    """
    found = gtins.confirm(work, product)
    facts = {"gtin": found.gtin or ""}
    alerts.tell(work, found.holder_id, AlertKind.GTIN_CONFIRMED, found.code, facts)


def claims(work: Work, case: CaseFile) -> list[Product]:
    """The products of a case that still claim its number, in the order of their codes."""
    found = (products.by_code(work.db, code) for code in queries.subjects(work.db, case.id))
    return [each for each in found if each is not None and each.gtin == case.key]


def _settle(work: Work, case: CaseFile, winner: str | None) -> None:
    """Carry out what was decided, by the kind of the case; it closes the case."""
    if case.kind == overlaps.KIND:
        office = parties.acting_party(work, work.actor)
        if office.kind != "authority":
            raise Denied(action=str(Action.DECIDE_CASE))
        overlaps.decide(work, case, winner)
    else:
        gtins.decide(work, case.code, winner)


def _record(work: Work, case: CaseFile, asked: DecisionRequest, acts_for: bool) -> None:
    office = parties.acting_party(work, work.actor)
    private = {"reason": asked.reason, **officers.signature(work)}
    if acts_for:
        private["acting_reason"] = asked.acting_reason
    what = Occurrence(
        kind=Kind.REGISTRY,
        step=EventStep.CASE_DECIDED,
        subjects=(Subject(Role.REF, case.code),),
        occurred_on=work.today,
        facts={**cases.stated(case), "kept": asked.winner, "for_commune": acts_for},
        private=private,
    )
    recording.record(work, office.id, office.code, what)
