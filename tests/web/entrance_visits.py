"""Visits to the entrances: links made, opened on another phone, used."""

from __future__ import annotations

import re

from tests.people import PASSWORD, QUAN_BA, World
from tests.web.lot_visits import HOST, Page, Visitor
from traceability.domain.access import Role
from traceability.services import invitations
from traceability.services.invitations import Link, MemberInvited, OrganisationInvited
from traceability.store.models import Actor, AuditEntry, Invitation, Membership, UserAccount

MEMBERS, INVITE, ORGANISATIONS = "/nguoi-dung", "/nguoi-dung/moi", "/doi-don-vi"
NEW_PASSWORD = "chè Shan tuyết Cao Bồ"
PERSON = {"name": "Nông Thị Lả", "login": "0912 345 678", "password": NEW_PASSWORD}


#: What the operator leaves who makes the people of a world.
PEOPLE_MADE = ("account_made", "member_added")


def member_link(world: World, role: Role = Role.RECORDER, name: str = "Nông Thị Lả") -> Link:
    """An invitation into the cooperative by its manager."""
    with world.by(world.who.manager) as work:
        return invitations.invite_member(work, MemberInvited(role, name, "0912345678"))


def organisation_link(world: World, name: str = "Tổ hợp tác Hồng Nghĩa Thuận") -> Link:
    """An invitation of a household group by the commune's registrar."""
    asked = OrganisationInvited("group", name, QUAN_BA, "0912345678")
    with world.by(world.who.commune_registrar) as work:
        return invitations.invite_organisation(work, asked)


def shown_link(page: Page) -> str:
    """The path of the link that a page shows as text."""
    assert page.status == 200, page.text
    found = re.search(r'<textarea id="link"[^>]*>([^<]+)</textarea>', page.source)
    assert found, page.text
    assert found[1].startswith(HOST)
    return found[1].removeprefix(HOST)


def accept(visitor: Visitor, path: str, way: str = "moi", **typed: str) -> Page:
    """The form of an invitation filled in and sent."""
    fields = PERSON if way == "moi" else {"password": PASSWORD}
    form = visitor.get(f"{path}?cach={way}").form(path)
    return visitor.post(path, {**form, **fields, **typed})


def code_of(world: World, login: str, party: int | None = None) -> str:
    """The code by which leaves name a member."""
    with world.view() as view:
        rows = view.db.query(Actor.code).join(Membership, Membership.actor_id == Actor.id)
        rows = rows.join(UserAccount, UserAccount.id == Membership.user_id)
        rows = rows.filter(UserAccount.login == login)
        if party is not None:
            rows = rows.filter(Membership.party_id == party)
        return str(rows.order_by(Membership.id).first()[0])  # type: ignore[index]


def audit(world: World) -> list[tuple[str, str]]:
    """What the audit tells, oldest first, but for the people that the operator made."""
    with world.view() as view:
        rows = view.db.query(AuditEntry).order_by(AuditEntry.id)
        return [(row.action, row.thing) for row in rows if row.action not in PEOPLE_MADE]


def invitation(world: World, link: Link) -> Invitation:
    """The row of a link."""
    with world.view() as view:
        row = view.db.query(Invitation).filter(Invitation.token_hash == link.number).one()
        view.db.expunge(row)
        return row
