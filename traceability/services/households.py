"""Households: entered, revised; known outside by "Hộ 07", by name to their own cooperative only."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import Conflict, Invalid, NotFound, RuleBroken
from traceability.domain.phones import phone_key
from traceability.domain.text import fold
from traceability.services import parties
from traceability.services.parties import HouseholdFacts
from traceability.store.lock_order import Rank
from traceability.store.models import AuditEntry, Party
from traceability.store.queries import events
from traceability.store.queries import households as queries
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading, Work

STANDINGS = ("member", "linked", "outside")
PRIVATE = ("name", "phone", "address", "note")


@dataclass(frozen=True)
class HouseholdRequest:
    """A household as it is typed; communes are codes, the phone as ``parse_phone`` keeps it.

    Without a standing it is a member, without a commune it lies where its cooperative does.
    """

    name: str
    phone: str | None = None
    address: str | None = None
    commune: str | None = None
    old_commune: str | None = None
    standing: str | None = None
    note: str | None = None

    @property
    def private(self) -> dict[str, str]:
        """The private values that are there, by field."""
        values = ((name, getattr(self, name)) for name in PRIVATE)
        return {name: value for name, value in values if value is not None}

    @property
    def facts(self) -> HouseholdFacts:
        """What is stated beside them."""
        return HouseholdFacts(self.standing or "member", self.commune, self.old_commune)


def add(work: Work, asked: HouseholdRequest, *, anyway: bool = False) -> Party:
    """Enter a household of the actor's cooperative.

    One of the same name and phone is refused with ``household_alike`` (``number``), unless
    ``anyway``.
    """
    tenant = tenant_of(work, work.actor, Action.EDIT_HOUSEHOLD)
    return enter(work, tenant, asked, Action.EDIT_HOUSEHOLD, anyway=anyway)


def enter(
    work: Work, tenant: Party, asked: HouseholdRequest, under: Action, *, anyway: bool = False
) -> Party:
    """The same by another right: who records slips receives from somebody new."""
    work.lock_party(tenant.id)
    if not anyway:
        _refuse_alike(work, tenant, asked)
    return parties.register_household(work, tenant, asked.private, asked.facts, under)


def revise(
    work: Work, code: str, asked: HouseholdRequest, revision: int, *, anyway: bool = False
) -> bool:
    """Change a household; whether there was anything to change.

    Refused with ``household_changed`` where somebody revised it after ``revision``, with
    ``household_alike`` as ``add`` is, and with ``household_erased``.
    """
    household = locked_standing(work, code, Action.EDIT_HOUSEHOLD)
    now = queries.revision(work.db, code)
    if now != revision:
        raise Conflict("household_changed", "name", revision=now)
    before = as_asked(work, household)
    asked = dataclasses.replace(
        asked,
        standing=asked.standing or before.standing,
        commune=asked.commune or before.commune,
    )
    if before == asked:
        return False
    if not anyway and _identity(before) != _identity(asked):
        _refuse_alike(work, parties.known(work, household.tenant_id or 0), asked, household)
    rewrite(work, household, asked)
    return True


def rewrite(work: Work, household: Party, asked: HouseholdRequest) -> None:
    """Record what a household is from now on; the caller has asked ``may`` and locked."""
    parties.restate(work, household, asked.facts)
    parties.revise(work, household, asked.private)


def as_asked(view: Reading, household: Party) -> HouseholdRequest:
    """A household as one would type it today."""
    kept = events.private_values(view.db, "party", [household.code])
    return as_typed(household, {field: value for (_code, field), value in kept.items()})


def as_typed(household: Party, values: Mapping[str, str]) -> HouseholdRequest:
    """The same from private values that were read already, by field."""
    return HouseholdRequest(
        name=values.get("name", ""),
        phone=values.get("phone"),
        address=values.get("address"),
        note=values.get("note"),
        commune=household.commune_code,
        old_commune=household.old_commune_code,
        standing=household.standing or "member",
    )


def alike(view: Reading, tenant_id: int, name: str, phone: str | None) -> list[Party]:
    """The households of a cooperative with the same folded name and the same phone."""
    found = queries.named(view.db, tenant_id, fold(name))
    kept = events.private_values(view.db, "party", [each.code for each in found])
    wanted = identity(name, phone)
    return [each for each in found if identity(name, kept.get((each.code, "phone"))) == wanted]


def identity(name: str, phone: str | None) -> tuple[str, str]:
    """By what two entries are taken for one household: folded name and phone."""
    return fold(name), "" if phone is None else phone_key(phone)


def tenant_of(view: Reading, actor: Actor, action: Action) -> Party:
    """The cooperative whose households the actor may see or change."""
    tenant = parties.acting_party(view, actor)
    require(actor, action, Thing(holder=tenant.id))
    return tenant


def known(view: Reading, actor: Actor, code: str, action: Action) -> Party:
    """The household of a code within the actor's reach; any other is ``NotFound``."""
    household = party_queries.by_code(view.db, code)
    if household is None or household.tenant_id is None:
        raise NotFound
    require(actor, action, Thing(holder=household.tenant_id))
    return household


def standing_one(view: Reading, actor: Actor, code: str, action: Action) -> Party:
    """The same, refused with ``household_erased`` where nothing of it is kept."""
    household = known(view, actor, code, action)
    if household.erased_at is not None:
        raise RuleBroken("household_erased", number=number_text(household))
    return household


def lock(work: Work, household: Party) -> None:
    """Let nobody else change or erase a household until the end of this unit, and read it afresh.

    Its cooperative is locked before it, as by everybody: two locks in two orders would wait for one
    another. What the caller read of the household before it may be of yesterday.
    """
    work.lock_party(household.tenant_id or 0)
    work.lock_party(household.id, Rank.HOUSEHOLD)
    work.db.refresh(household)


def named(work: Work, holder: Party, code: str | None) -> Party | None:
    """The household of ``holder`` that an entry names, locked so that no erasing comes between.

    Raises Invalid ``household_unknown`` at ``household`` for another's, or one that was erased.
    """
    if code is None:
        return None
    household = party_queries.by_code(work.db, code)
    if household is None or household.tenant_id != holder.id:
        raise Invalid("household_unknown", "household")
    lock(work, household)
    if household.erased_at is not None:
        raise Invalid("household_unknown", "household")
    return household


def locked(work: Work, code: str, action: Action) -> Party:
    """``known``, locked: whether it was erased meanwhile can be asked of it."""
    household = known(work, work.actor, code, action)
    lock(work, household)
    return household


def locked_standing(work: Work, code: str, action: Action) -> Party:
    """``standing_one``, locked: nobody erases it before the end of this unit."""
    lock(work, known(work, work.actor, code, action))
    return standing_one(work, work.actor, code, action)


def note_read(work: Work, action: str) -> None:
    """Leave an audit row before the households leave the house as a file."""
    tenant = tenant_of(work, work.actor, Action.SEE_HOUSEHOLDS)
    actor_id = work.actor.id or None
    work.add(AuditEntry(at=work.now, actor_id=actor_id, action=action, thing=tenant.code))


def number_text(household: Party) -> str:
    """The number by which pages speak of a household: "07"."""
    return f"{household.number or 0:02}"


def _identity(asked: HouseholdRequest) -> tuple[str, str]:
    return identity(asked.name, asked.phone)


def _refuse_alike(
    view: Reading, tenant: Party, asked: HouseholdRequest, but: Party | None = None
) -> None:
    found = [each for each in alike(view, tenant.id, asked.name, asked.phone) if each is not but]
    if found:
        raise Conflict("household_alike", "name", number=number_text(found[0]))
