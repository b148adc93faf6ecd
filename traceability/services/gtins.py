"""GTINs: declared by who sells under one, confirmed or decided by a registrar of the territory.

Who claims a number first is not asked: where two products claim one, all of them are in
``conflict`` and a case is opened. Until it is decided no new goods carry the number, but for those
of a product whose claim an office had confirmed: nobody stops another's labels by a claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from traceability.domain import gs1
from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Denied, Invalid, RuleBroken
from traceability.domain.events import EventStep, Kind, Occurrence, Role, Subject
from traceability.services import cases, nearness, officers, parties, recording
from traceability.store.models import CaseFile, Party, Product
from traceability.store.queries import cases as case_queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries import products as queries
from traceability.store.unit import Work

KIND = "gtin"
#: The states in which goods carry the number, and those that another claim collides with.
USABLE = frozenset({"declared", "confirmed"})
LIVE = USABLE | {"conflict"}
#: A leaf names 200 subjects at most, and each claim adds to it.
_AT_ONCE = 100


def usable(product: Product) -> str | None:
    """The GTIN that goods of a product carry from now on: none while it is in dispute."""
    return product.gtin if product.gtin_state in USABLE else None


def stated(product: Product) -> dict[str, object]:
    """What a leaf says of the GTIN of a product."""
    return {"gtin": product.gtin, "gtin_state": product.gtin_state}


def hold(work: Work) -> None:
    """Let nobody else change a GTIN until the end of this unit.

    Comes before the row of any product: claims lock the rows of others.
    """
    work.lock_word("gtins")


def rivals(work: Work, number: str, product: Product | None = None) -> list[Product]:
    """The other products that claim a number, locked until the end of this unit."""
    hold(work)
    codes = queries.claiming(work.db, number, LIVE)
    own = None if product is None else product.code
    return queries.locked(work.db, [code for code in codes if code != own])


def contest(work: Work, owner: Party, product: Product, others: Sequence[Product]) -> None:
    """Put all that claim the number of ``product`` in conflict, and ask the registrar to decide.

    What an office has confirmed stays confirmed until it is decided otherwise.
    """
    everyone = [product, *others]
    for each in everyone:
        if each.gtin_state != "confirmed":
            each.gtin_state = "conflict"
    _record(work, owner, EventStep.GTIN_CLAIMED, everyone)
    codes = [each.code for each in everyone]
    cases.open_case(work, KIND, product.gtin or "", codes, _commune(work, everyone))


def change(work: Work, owner: Party, product: Product, typed: str | None) -> bool:
    """Give a product another GTIN, or none; whether that changed anything.

    The caller holds GTINs, then the product's row. One that a registrar has confirmed stays
    (``gtin_confirmed``).
    """
    number = None if typed is None else gs1.gtin(typed, "gtin")
    if number == product.gtin:
        return False
    if product.gtin_state == "confirmed":
        raise RuleBroken("gtin_confirmed", "gtin", gtin=product.gtin)
    others = [] if number is None else rivals(work, number, product)
    product.gtin, product.gtin_state = number, None if number is None else "declared"
    if others:
        contest(work, owner, product, others)
    else:
        _record(work, owner, EventStep.GTIN_CLAIMED, [product])
    return True


def confirm(work: Work, code: str) -> Product:
    """A registrar confirms the GTIN that a product declares.

    Refused with ``gtin_not_declared`` where it has none, or one that is not merely declared.
    """
    (product,) = _deciding(work, [code])
    if product.gtin_state != "declared":
        raise RuleBroken("gtin_not_declared", state=product.gtin_state)
    product.gtin_state = "confirmed"
    _record_decision(work, [product])
    return product


def decide(work: Work, case: str, winner: str | None) -> CaseFile:
    """A registrar gives the number of a case to one of the products that claim it, or to none.

    The winner's is confirmed, every other claim refused, and the case closed. ``winner_unknown``:
    that product does not claim the number (any more).
    """
    found = cases.known(work, case)
    if found.kind != KIND:
        raise Invalid("case_of_other_kind", "case", kind=found.kind)
    hold(work)
    named = case_queries.subjects(work.db, found.id)
    _require_reach(work, queries.locked(work.db, named))
    claims = _deciding(work, queries.claiming(work.db, found.key, LIVE))
    if winner is not None and winner not in {each.code for each in claims}:
        raise Invalid("winner_unknown", "winner", gtin=found.key)
    # Before anything is recorded: who comes second is told that it was decided.
    cases.close(work, found, "decided")
    for each in claims:
        each.gtin_state = "confirmed" if each.code == winner else "refused"
    if claims:
        _record_decision(work, claims, {"case": found.code})
    return found


def _deciding(work: Work, codes: Sequence[str]) -> list[Product]:
    """Products locked for a registrar of the territory who belongs to none of their holders."""
    products = queries.locked(work.db, codes)
    _require_reach(work, products)
    return products


def _require_reach(work: Work, products: Sequence[Product]) -> None:
    if not products:
        require(work.actor, Action.DECIDE_CASE, Thing())
    for holder in _holders(work, products):
        communes = frozenset(filter(None, [holder.commune_code]))
        require(work.actor, Action.DECIDE_CASE, Thing(communes=communes))
    office = parties.acting_party(work, work.actor)
    holders = [product.holder_id for product in products]
    if office.kind != "authority":
        raise Denied(action=str(Action.DECIDE_CASE))
    if nearness.near_any(work, work.actor, holders):
        raise Denied("own_matter")


def _holders(work: Work, products: Sequence[Product]) -> list[Party]:
    found = party_queries.by_ids(work.db, sorted({each.holder_id for each in products}))
    return list(found.values())


def _commune(work: Work, products: Sequence[Product]) -> str | None:
    """The commune of all the holders; where there are several, the case is the province's."""
    communes = {holder.commune_code for holder in _holders(work, products)}
    return communes.pop() if len(communes) == 1 else None


def _record_decision(
    work: Work, products: Sequence[Product], more: Mapping[str, object] | None = None
) -> None:
    """What an office decided, signed by who decided it."""
    office = parties.acting_party(work, work.actor)
    signed = officers.signature(work)
    _record(work, office, EventStep.GTIN_DECIDED, products, more, signed)


def _record(
    work: Work,
    owner: Party,
    step: EventStep,
    products: Sequence[Product],
    more: Mapping[str, object] | None = None,
    private: Mapping[str, str] | None = None,
) -> None:
    work.db.flush()
    for first in range(0, len(products), _AT_ONCE):
        some = products[first : first + _AT_ONCE]
        what = Occurrence(
            kind=Kind.REGISTRY,
            step=step,
            subjects=tuple(Subject(Role.REF, each.code) for each in some),
            occurred_on=work.today,
            facts={"products": {each.code: stated(each) for each in some}, **(more or {})},
            private=private or {},
        )
        recording.record(work, owner.id, owner.code, what)
