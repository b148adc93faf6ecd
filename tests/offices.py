"""Offices with several officers, and cases for them to decide."""

from __future__ import annotations

from tests.people import PASSWORD, QUAN_BA, World, orange_revision
from traceability.domain.access import Actor, Role
from traceability.services import accounts, gtins, parties, products
from traceability.store import models
from traceability.store.queries import cases as queries
from traceability.store.unit import Work

GTIN = "09521234567899"
WHY = "đã xem giấy chứng nhận của GS1"


def member(
    world: World, office: Actor, login: str, name: str, role: Role = Role.REGISTRAR
) -> Actor:
    """Somebody new in the organisation of an actor."""
    with world.by(world.who.operator) as work:
        user = accounts.create_user(work, login, name, PASSWORD)
        return join(work, user, office.party or 0, role)


def join(work: Work, user: models.UserAccount, party_id: int, role: Role) -> Actor:
    """A user's role in one more organisation."""
    made = accounts.add_member(work, user, parties.known(work, party_id), role)
    actor = work.db.get_one(models.Actor, made.actor_id)
    return parties.actor_of(work, actor.id, actor.code, role, party_id)


def cooperative(world: World, commune: str, name: str = "HTX Lê Quản Bạ") -> tuple[str, Actor]:
    """One more cooperative with its manager; its code and the manager."""
    with world.by(world.who.operator) as work:
        asked = parties.OrganisationRequest("cooperative", commune, {"name": name})
        party = parties.register_organisation(work, asked)
        code, key = party.code, party.id
    office = Actor(0, "", Role.MANAGER, key)
    return code, member(world, office, f"chu-{code}".lower(), "Lò Văn Chủ", Role.MANAGER)


def product(world: World, manager: Actor, gtin: str | None = GTIN) -> str:
    """A product of a manager's cooperative that claims a GTIN."""
    with world.by(manager) as work:
        holder = parties.known(work, manager.party or 0)
        made = products.create(work, holder, "sanh_orange", orange_revision())
        if gtin is not None:
            gtins.hold(work)
            gtins.change(work, holder, made, gtin)
        return made.code


def case_of(world: World, gtin: str = GTIN) -> str:
    """The code of the undecided case about a GTIN."""
    with world.view() as view:
        found = queries.open_about(view.db, "gtin", gtin)
        assert found is not None
        return found.code


def contested(world: World) -> tuple[str, str, str]:
    """A case between two communes, so the province's; the case, our product, the other one."""
    ours, theirs = product(world, world.who.manager), product(world, world.who.stranger)
    return case_of(world), ours, theirs


def contested_in_quan_ba(world: World) -> tuple[str, str, str]:
    """A case within Quản Bạ, which has an office of its own."""
    _code, manager = cooperative(world, QUAN_BA)
    ours, theirs = product(world, manager), product(world, world.who.stranger)
    return case_of(world), ours, theirs
