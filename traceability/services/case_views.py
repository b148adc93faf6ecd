"""Cases as officers read them: the queue of the territory, and one case with its claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from traceability.domain.access import Action, Actor, Thing, may, require
from traceability.domain.days import day_in_vietnam
from traceability.domain.events import EventStep
from traceability.services import (
    cases,
    nearness,
    officers,
    overlap_views,
    overlaps,
    products,
    territory,
)
from traceability.services.differences import facts
from traceability.services.maps import Outlines
from traceability.services.officers import Colleague, Signature
from traceability.services.overlap_views import OverlapShown
from traceability.services.places_shown import NEW
from traceability.store.models import CaseAssignment, CaseFile, Event, Membership, Party, Product
from traceability.store.queries import accounts, events, product_claims, registry
from traceability.store.queries import cases as queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries import products as product_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class CaseLine:
    """A case in the queue: ``in_hand`` is who has it, ``mine`` whether that is the reader.

    ``commune`` is its name; None where it is the province's. ``days`` counts since the opening.
    """

    code: str
    kind: str
    key: str
    commune: str | None
    opened_on: dt.date
    days: int
    in_hand: str | None
    mine: bool
    closed_on: dt.date | None


@dataclass(frozen=True)
class Confirmation:
    """That an office had confirmed a GTIN while nobody else claimed it; signed as of that day."""

    on: dt.date
    signature: Signature


@dataclass(frozen=True)
class Claim:
    """A product that claims a GTIN: whose, since when, and what hangs on it already.

    ``confirmed`` is there while an office's confirmation stands that decided no case.
    """

    product: str
    gtin: str
    name: str
    holder: str
    commune: str | None
    since: dt.date
    revisions: int
    published: int
    state: str
    confirmed: Confirmation | None


@dataclass(frozen=True)
class Ruling:
    """How a case was decided, signed as it was signed then; erased words are None.

    ``outcome`` is "gone" where nothing was left to decide: one side had drawn its line anew.
    """

    on: dt.date
    outcome: str
    kept: str | None
    signature: Signature
    reason: str | None
    acting_reason: str | None
    for_commune: bool


@dataclass(frozen=True)
class Hand:
    """Somebody who had a case in hand, from when."""

    name: str
    on: dt.date
    handed_over: bool


@dataclass(frozen=True)
class CasePage:
    """One case; ``may_decide`` is for the role, ``own_matter`` for who is near to a holder.

    ``asks_for_reason``: the province would act for a commune that has its own office. ``overlap``
    is there for a case about ground, ``claims`` for one about a GTIN.
    """

    line: CaseLine
    claims: tuple[Claim, ...]
    hands: tuple[Hand, ...]
    ruling: Ruling | None
    colleagues: tuple[Colleague, ...]
    may_decide: bool
    own_matter: bool
    asks_for_reason: bool
    overlap: OverlapShown | None = None


def queue(view: Reading, actor: Actor) -> tuple[CaseLine, ...]:
    """The cases of the actor's territory: undecided first, the oldest of them first."""
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    rows = queries.in_territory(view.db, actor.communes, actor.province)
    lines = _lines(view, actor, rows)
    waiting = [line for line in lines if line.closed_on is None]
    decided = [line for line in lines if line.closed_on is not None]
    return (*waiting, *sorted(decided, key=lambda line: line.closed_on or line.opened_on)[::-1])


def count_open(view: Reading, actor: Actor) -> int:
    """How many cases of the actor's territory are undecided."""
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    return queries.count_open(view.db, actor.communes, actor.province)


def page(
    view: Reading, actor: Actor, code: str, outlines: Outlines = MappingProxyType({})
) -> CasePage:
    """One case of the actor's territory; any other is not found."""
    case = cases.known(view, code)
    require(actor, Action.SEE_CASE, cases.thing(case))
    named = (product_queries.by_code(view.db, code) for code in queries.subjects(view.db, case.id))
    found = [each for each in named if each is not None]
    ground = None
    if case.kind == overlaps.KIND:
        ground = overlap_views.shown(view, actor, case, outlines)
    holders = [each.holder_id for each in found] + list(ground.holders if ground else ())
    return CasePage(
        line=_lines(view, actor, [case])[0],
        claims=shown_claims(view, found, case.key),
        hands=_hands(view, queries.assignments(view.db, case.id)),
        ruling=_ruling(view, case),
        colleagues=_colleagues(view, actor),
        may_decide=may(actor, Action.DECIDE_CASE, cases.thing(case)),
        own_matter=nearness.near_any(view, actor, holders),
        asks_for_reason=territory.asks_for_reason(view, actor, case.commune_code),
        overlap=ground,
    )


def kind_of(view: Reading, actor: Actor, code: str) -> str:
    """What a case of the actor's territory is about; any other is not found."""
    case = cases.known(view, code)
    require(actor, Action.SEE_CASE, cases.thing(case))
    return case.kind


def frame(view: Reading, actor: Actor, code: str, holders: Sequence[int]) -> CasePage:
    """A case without its claims, for a kind that shows its own; ``holders`` are the parties."""
    case = cases.known(view, code)
    require(actor, Action.SEE_CASE, cases.thing(case))
    return CasePage(
        line=_lines(view, actor, [case])[0],
        claims=(),
        hands=_hands(view, queries.assignments(view.db, case.id)),
        ruling=_ruling(view, case),
        colleagues=_colleagues(view, actor),
        may_decide=may(actor, Action.DECIDE_CASE, cases.thing(case)),
        own_matter=nearness.near_any(view, actor, holders),
        asks_for_reason=territory.asks_for_reason(view, actor, case.commune_code),
    )


def waiting_gtins(view: Reading, actor: Actor) -> tuple[Claim, ...]:
    """The products of the territory whose GTIN they alone declare, the oldest first."""
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    rows = product_claims.declared(view.db, actor.communes, actor.province)
    return shown_claims(view, rows, None)


def count_waiting_gtins(view: Reading, actor: Actor) -> int:
    """How many of them there are."""
    require(actor, Action.SEE_REGISTRY, Thing(holder=actor.party))
    return product_claims.count_declared(view.db, actor.communes, actor.province)


def gtin_to_confirm(view: Reading, actor: Actor, code: str) -> Claim:
    """A product whose GTIN the actor may confirm; refuses whom that is not for."""
    product = products.known(view, code)
    holder = party_queries.by_ids(view.db, [product.holder_id])[product.holder_id]
    communes = frozenset(filter(None, [holder.commune_code]))
    require(actor, Action.DECIDE_CASE, Thing(communes=communes))
    return shown_claims(view, [product], None)[0]


def shown_claims(view: Reading, rows: Sequence[Product], key: str | None) -> tuple[Claim, ...]:
    """Products by what they claim: the number ``key``, or else each its own."""
    holders = party_queries.by_ids(view.db, [row.holder_id for row in rows])
    called = party_queries.names(view.db, [each.code for each in holders.values()])
    communes = registry.communes(view.db)
    published = product_claims.published(view.db, [row.id for row in rows])

    def commune(holder: Party) -> str | None:
        found = communes.get((holder.commune_code or "", NEW))
        return None if found is None else found.name

    def claim(row: Product) -> Claim:
        newest, holder = product_queries.newest_revision(view.db, row.id), holders[row.holder_id]
        return Claim(
            product=row.code,
            gtin=row.gtin or "",
            name=newest.name_vi,
            holder=called.get(holder.code, holder.code),
            commune=commune(holder),
            since=_since(view, row, row.gtin if key is None else key),
            revisions=newest.number,
            published=published.get(row.id, 0),
            state=row.gtin_state or "",
            confirmed=_confirmed(view, row) if row.gtin_state == "confirmed" else None,
        )

    return tuple(map(claim, rows))


def _confirmed(view: Reading, product: Product) -> Confirmation | None:
    """Who confirmed the GTIN that a product has, where no case was decided by it."""
    newest = next(iter(events.of_step(view.db, product.code, EventStep.GTIN_DECIDED)), None)
    if newest is None or "case" in facts(newest):
        return None
    words = events.private_values(view.db, "event", [newest.event_id])
    return Confirmation(day_in_vietnam(newest.recorded_at), officers.signed(words, newest.event_id))


def _since(view: Reading, product: Product, gtin: str | None) -> dt.date:
    """The day from which a product has claimed a number without a break, up to its last claim."""
    since: dt.date | None = None
    for event in events.of_register(view.db, product.code):
        said = _gtin_said(event, product.code)
        if said is not None:
            since = (since or day_in_vietnam(event.recorded_at)) if said == gtin else None
    return since or day_in_vietnam(product.created_at)


def _gtin_said(event: Event, product: str) -> str | None:
    """The GTIN that an event says a product has, "" for none; None where it does not say."""
    told = facts(event)
    each = told.get("products")
    said = each.get(product, {}) if isinstance(each, dict) else told
    return (said["gtin"] or "") if "gtin" in said else None


def _lines(view: Reading, actor: Actor, rows: Sequence[CaseFile]) -> list[CaseLine]:
    hands = queries.in_hand(view.db, [row.id for row in rows])
    members = _members(view, list(hands.values()))
    called = officers.names(view, members.values())
    communes = registry.communes(view.db)
    lines = []
    for row in rows:
        hand = hands.get(row.id)
        where = communes.get((row.commune_code or "", NEW))
        opened = day_in_vietnam(row.opened_at)
        lines.append(
            CaseLine(
                code=row.code,
                kind=row.kind,
                key=row.key,
                commune=None if where is None else where.name,
                opened_on=opened,
                days=(view.today - opened).days,
                in_hand=None if hand is None else called[hand.membership_id],
                mine=hand is not None and members[hand.membership_id].actor_id == actor.id,
                closed_on=None if row.closed_at is None else day_in_vietnam(row.closed_at),
            )
        )
    return lines


def _hands(view: Reading, rows: Sequence[CaseAssignment]) -> tuple[Hand, ...]:
    called = officers.names(view, _members(view, rows).values())
    return tuple(
        Hand(called[row.membership_id], day_in_vietnam(row.at), row.hand_over_id is not None)
        for row in rows
    )


def _members(view: Reading, rows: Sequence[CaseAssignment]) -> dict[int, Membership]:
    return accounts.member_by_ids(view.db, {row.membership_id for row in rows})


def _colleagues(view: Reading, actor: Actor) -> tuple[Colleague, ...]:
    """Who a case can be given to: the other registrars of the office."""
    found = officers.colleagues(view, actor)
    return tuple(each for each in found if each.here and not each.me and each.role == "registrar")


def _ruling(view: Reading, case: CaseFile) -> Ruling | None:
    found = events.of_step(view.db, case.code, EventStep.CASE_DECIDED)
    if not found:
        return None
    event, told = found[0], facts(found[0])
    words = events.private_values(view.db, "event", [event.event_id])
    return Ruling(
        on=day_in_vietnam(event.recorded_at),
        outcome=str(told.get("outcome")),
        kept=told.get("kept"),
        signature=officers.signed(words, event.event_id),
        reason=words.get((event.event_id, "reason")),
        acting_reason=words.get((event.event_id, "acting_reason")),
        for_commune=bool(told.get("for_commune")),
    )
