"""Organisations and households: registered once, their names and addresses kept private."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from traceability.domain.access import Action, Actor, Role, Thing, require
from traceability.domain.errors import Invalid, NotFound
from traceability.domain.events import EventStep, Kind, Occurrence, Subject
from traceability.domain.events import Role as SubjectRole
from traceability.services import recording
from traceability.store.models import AuthorityScope, Commune, Party
from traceability.store.queries import parties as queries
from traceability.store.unit import Reading, Work

VINTAGE, OLD = "2025-07", "pre-2025-07"
#: What a leaf says where an organisation that is revised is called as before.
NAME_STANDS = "name_stands"
ORGANISATIONS = ("cooperative", "group", "company", "authority")


@dataclass(frozen=True)
class OrganisationRequest:
    """An organisation: ``private`` holds name, address, phone; ``territory`` commune codes.

    An authority with ``province`` sees every commune.
    """

    kind: str
    commune: str | None
    private: Mapping[str, str]
    territory: tuple[str, ...] = field(default=())
    province: bool = False
    old_commune: str | None = None


@dataclass(frozen=True)
class HouseholdFacts:
    """What is stated of a household: how it stands to the cooperative, and its communes' codes.

    Without a commune it lies where the cooperative does.
    """

    standing: str = "member"
    commune: str | None = None
    old_commune: str | None = None


def register_organisation(work: Work, asked: OrganisationRequest) -> Party:
    """Register an organisation and record that it was."""
    require(work.actor, Action.SET_UP, Thing())
    party = _party(work, asked.kind, asked.commune)
    party.old_commune_code = old_commune_of(work, asked.commune, asked.old_commune)
    work.add(party)
    communes: list[str | None] = [*asked.territory, *([None] if asked.province else [])]
    scopes = [_scope(work, party.id, commune) for commune in communes]
    work.add(*scopes)
    _record(work, party, stated(party, None, scopes), party, asked.private)
    return party


def found_organisation(
    work: Work, asked: OrganisationRequest, founder: Callable[[Party], Actor]
) -> Party:
    """Register an organisation that was invited; the caller has seen to the invitation.

    ``founder`` makes, of the new party, the first manager's actor, whose act the record is.
    """
    party = _party(work, asked.kind, asked.commune)
    work.add(party)
    by_founder = work.acting(founder(party))
    _record(by_founder, party, stated(party, None, []), party, asked.private)
    return party


def enter_organisations(work: Work, asked: Sequence[OrganisationRequest]) -> list[Party]:
    """Holders that a register names and nobody has come in for yet; the caller has asked ``may``.

    None of them has a member: an invitation of their own lets their people take them over.
    """
    made = [_party(work, each.kind, each.commune) for each in asked]
    work.add(*made)
    private = {party.code: each.private for party, each in zip(made, asked, strict=True)}
    values = recording.keep_new(work, "party", private)
    told = [(each, _told(work, each, stated(each, None, []), values[each.code])) for each in made]
    recording.record_new(work, told)
    return made


def register_household(
    work: Work,
    tenant: Party,
    private: Mapping[str, str],
    facts: HouseholdFacts | None = None,
    under: Action = Action.EDIT_HOUSEHOLD,
) -> Party:
    """Register a household of a cooperative under a random number that says nothing."""
    return register_households(work, tenant, [(private, facts or HouseholdFacts())], under)[0]


def register_households(
    work: Work,
    tenant: Party,
    entered: Sequence[tuple[Mapping[str, str], HouseholdFacts]],
    under: Action = Action.EDIT_HOUSEHOLD,
) -> list[Party]:
    """Register many at one stroke, each with its own event, by the right ``under``."""
    require(work.actor, under, Thing(holder=tenant.id))
    work.lock_party(tenant.id)
    _check_communes(work, [facts for _private, facts in entered])
    codes = recording.issue_codes(work, "party", len(entered))
    taken = {row.number for row in queries.households(work.db, tenant.id)}
    rows = [
        _household(work, tenant, code, facts, taken)
        for code, (_private, facts) in zip(codes, entered, strict=True)
    ]
    work.add(*rows)
    private = {code: each for code, (each, _facts) in zip(codes, entered, strict=True)}
    values = recording.keep_new(work, "party", private)
    told = (_told(work, row, stated(row, tenant.code, []), values[row.code]) for row in rows)
    recording.record_first(work, tenant.id, tenant.code, list(told))
    return rows


def restate(work: Work, household: Party, facts: HouseholdFacts) -> None:
    """Change what is stated of a household; ``revise`` records it."""
    _check_communes(work, [facts])
    household.standing, household.old_commune_code = facts.standing, facts.old_commune
    if facts.commune is not None:
        household.commune_code, household.commune_vintage = facts.commune, VINTAGE
    work.db.flush()


def erase(work: Work, household: Party) -> None:
    """Delete what is kept of a household but its number; the caller has asked ``may``."""
    owner = known(work, household.tenant_id or 0)
    household.erased_at = work.now
    work.db.flush()
    recording.forget(work, "party", household.code)
    told = stated(household, owner.code, [])
    _record(work, owner, told, household, {}, EventStep.PARTY_ERASED)


def revise(work: Work, party: Party, private: Mapping[str, str]) -> None:
    """Record what a party is from now on; the caller has asked ``may`` and changed the row.

    ``private`` is all of its private values: what it leaves out is no longer kept.
    """
    owner = party if party.tenant_id is None else known(work, party.tenant_id)
    # Leaves hold no name, and each commits to it anew: that it is the same has to be said.
    stands = owner is party and private.get("name") == name_of(work, party)
    recording.forget(work, "party", party.code, keeping=private)
    scopes = queries.territory(work.db, party.id)
    told = stated(party, None if owner is party else owner.code, scopes)
    told |= {NAME_STANDS: True} if stands else {}
    _record(work, owner, told, party, private, EventStep.PARTY_REVISED)


def stated(party: Party, tenant: str | None, scopes: Sequence[AuthorityScope]) -> dict[str, object]:
    """What a leaf says of a party: all but its private values, with codes for keys.

    ``tenant`` is the short code of a household's cooperative. A territory lists communes with their
    vintage; ``province`` stands for every commune.
    """
    communes = sorted(
        (scope.commune_code, scope.commune_vintage or "")
        for scope in scopes
        if scope.commune_code is not None
    )
    return {
        "kind": party.kind,
        "commune": party.commune_code,
        "vintage": party.commune_vintage,
        "tenant": tenant,
        "number": party.number,
        "territory": [{"commune": code, "vintage": vintage} for code, vintage in communes],
        "province": len(communes) < len(scopes),
        **_if_special(party),
    }


def _if_special(party: Party) -> dict[str, object]:
    """What most parties have not; leaves of before these were asked for do not speak of them."""
    found: dict[str, object] = {}
    if party.old_commune_code is not None:
        found["old_commune"] = party.old_commune_code
    if party.standing not in (None, "member"):
        found["standing"] = party.standing
    if party.erased_at is not None:
        found["erased"] = True
    return found


def name_of(view: Reading, party: Party) -> str:
    """The name of an organisation; its code where the name was erased."""
    return queries.names(view.db, [party.code]).get(party.code, party.code)


def names_of(view: Reading, ids: Sequence[int]) -> dict[int, str]:
    """The names of organisations by internal key, as ``name_of`` gives each."""
    found = queries.by_ids(view.db, ids)
    names = queries.names(view.db, [party.code for party in found.values()])
    return {key: names.get(party.code, party.code) for key, party in found.items()}


def known(view: Reading, party_id: int) -> Party:
    """The party of an internal key that another row names."""
    party = queries.by_id(view.db, party_id)
    if party is None:
        raise NotFound
    return party


def acting_party(work: Reading, actor: Actor) -> Party:
    """The organisation that the actor acts for."""
    if actor.party is None:
        raise NotFound
    return known(work, actor.party)


def commune_of(view: Reading, code: str | None, at: str = "commune") -> Commune | None:
    """The new commune of a code; an unknown one is refused at field ``at``."""
    if code is None:
        return None
    commune = queries.commune(view.db, code, VINTAGE)
    if commune is None:
        raise Invalid("commune_unknown", at, commune=code)
    return commune


def old_commune_of(view: Reading, new: str | None, old: str | None) -> str | None:
    """An old commune as stated, refused at ``old_commune`` unless it became the new one."""
    if old is None:
        return None
    became = [row.new_code for row in queries.successions(view.db, old)]
    if not became:
        raise Invalid("commune_unknown", "old_commune", commune=old)
    if new not in became:
        raise Invalid("commune_not_successor", "commune", options=became)
    return old


def _check_communes(view: Reading, facts: Sequence[HouseholdFacts]) -> None:
    for code in dict.fromkeys(each.commune for each in facts):
        commune_of(view, code)
    for code in dict.fromkeys(each.old_commune for each in facts):
        if code is not None and queries.commune(view.db, code, OLD) is None:
            raise Invalid("commune_unknown", "old_commune", commune=code)


def _household(
    work: Work, tenant: Party, code: str, facts: HouseholdFacts, taken: set[int | None]
) -> Party:
    commune = facts.commune or tenant.commune_code
    number = _number(work, taken)
    taken.add(number)
    return Party(
        code=code,
        kind="household",
        tenant_id=tenant.id,
        number=number,
        standing=facts.standing,
        commune_code=commune,
        commune_vintage=None if commune is None else VINTAGE,
        old_commune_code=facts.old_commune,
        created_at=work.now,
    )


def actor_of(view: Reading, actor_id: int, actor_code: str, role: str, party_id: int) -> Actor:
    """The actor with the territory of its organisation."""
    scopes = queries.territory(view.db, party_id)
    return Actor(
        id=actor_id,
        code=actor_code,
        role=Role(role),
        party=party_id,
        communes=frozenset(_codes(scopes)),
        province=any(scope.commune_code is None for scope in scopes),
    )


def _codes(scopes: Iterable[AuthorityScope]) -> Iterable[str]:
    return (scope.commune_code for scope in scopes if scope.commune_code is not None)


def _party(work: Work, kind: str, commune: str | None) -> Party:
    found = commune_of(work, commune)
    return Party(
        code=recording.issue_code(work, "party"),
        kind=kind,
        commune_code=None if found is None else found.code,
        commune_vintage=None if found is None else found.vintage,
        created_at=work.now,
    )


def _scope(work: Work, party_id: int, commune: str | None) -> AuthorityScope:
    found = commune_of(work, commune)
    return AuthorityScope(
        party_id=party_id,
        commune_code=None if found is None else found.code,
        commune_vintage=None if found is None else found.vintage,
    )


def _record(
    work: Work,
    owner: Party,
    told: Mapping[str, object],
    party: Party,
    private: Mapping[str, str],
    step: EventStep = EventStep.PARTY_REGISTERED,
) -> None:
    commitments = recording.keep(work, "party", party.code, private)
    what = _told(work, party, told, commitments, step)
    recording.record(work, owner.id, owner.code, what)


def _told(
    work: Work,
    party: Party,
    told: Mapping[str, object],
    commitments: Mapping[str, str],
    step: EventStep = EventStep.PARTY_REGISTERED,
) -> Occurrence:
    return Occurrence(
        kind=Kind.REGISTRY,
        step=step,
        subjects=(Subject(SubjectRole.REF, party.code),),
        occurred_on=work.today,
        facts={**told, "values": dict(commitments)},
    )


def _number(work: Work, taken: set[int | None]) -> int:
    """A free number, random so that it tells neither order nor size of the cooperative."""
    highest = 99 if len(taken) < 60 else 9_999
    while True:
        number = 1 + int.from_bytes(work.entropy(4), "big") % highest
        if number not in taken:
            return number
