"""Invitations: by whose right, how long, how often, and what is left of them."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from tests.people import PASSWORD, QUAN_BA, VINH_TUY, World
from tests.web.entrance_visits import audit, invitation, member_link, organisation_link
from traceability.crypto import tokens
from traceability.domain.access import Action, Role, Thing, may
from traceability.domain.errors import Conflict, Denied, Gone, Invalid, NotFound, Refusal
from traceability.services import acceptance, accounts, invitations, sign_in
from traceability.services.acceptance import Accepted, NewPerson
from traceability.services.invitations import MemberInvited, OrganisationInvited
from traceability.services.seeding import BOOT
from traceability.store.models import Event, Membership, Party, PrivateValue, UserAccount

SAN = NewPerson("Lò Văn Sấn", "0912 000 001", accounts.new_hash("chè shan tuyết cổ thụ"))


def come_in(world: World, token: str, person: NewPerson = SAN) -> Accepted:
    with world.by(BOOT) as work:
        return acceptance.accept_as_new(work, token, person)


def refusal_of(world: World, token: str) -> str:
    with world.view() as view, pytest.raises(Refusal) as refused:
        invitations.usable(view, token)
    assert refused.value.facts == {}
    return refused.value.code


def kept(world: World, kind: str = "invitation") -> list[str]:
    with world.view() as view:
        rows = view.db.query(PrivateValue).filter(PrivateValue.owner_kind == kind)
        return sorted(row.value for row in rows)


def test_an_organisation_comes_in_by_its_link(world: World) -> None:
    link = organisation_link(world)
    with world.view() as view:
        offer = invitations.offer(view, link.token)
    assert (offer.kind, offer.organisation_kind, offer.role) == ("organisation", "group", "manager")
    assert (offer.organisation, offer.by) == ("Tổ hợp tác Hồng Nghĩa Thuận", "UBND xã Quản Bạ")
    come_in(world, link.token)
    with world.view() as view:
        row = invitation(world, link)
        party = view.db.get_one(Party, row.party_id)
        member = view.db.query(Membership).filter(Membership.party_id == party.id).one()
        event = view.db.query(Event).filter(Event.owner_id == party.id).one()
        assert (party.kind, party.commune_code, member.role) == ("group", QUAN_BA, "manager")
        assert event.actor_id == member.actor_id
        assert "Nghĩa Thuận" not in event.leaf
        assert "Lò Văn Sấn" not in event.leaf
    assert world.differences() == []


def test_who_came_in_may_do_what_the_role_may(world: World) -> None:
    link = member_link(world)
    with world.by(BOOT) as work:
        accepted = acceptance.accept_as_new(work, link.token, SAN)
        cookie = acceptance.session_for(work, accepted, "Chrome/Android")
        who = sign_in.who(work, cookie)
    assert who is not None
    assert (who.actor.role, who.person) == (Role.RECORDER, "Lò Văn Sấn")
    own = Thing(holder=world.who.manager.party)
    assert may(who.actor, Action.RECORD_HARVEST, own)
    assert not may(who.actor, Action.MANAGE_MEMBERS, own)


def test_a_registrar_invites_out_of_the_territory_alone(world: World) -> None:
    asked = OrganisationInvited("cooperative", "HTX Cam", VINH_TUY, "0912345678")
    with world.by(world.who.commune_registrar) as work, pytest.raises(NotFound):
        invitations.invite_organisation(work, asked)
    with world.by(world.who.registrar) as work:
        assert invitations.invite_organisation(work, asked).name == "HTX Cam"


@pytest.mark.parametrize("login", ["inspector", "manager", "recorder", "stranger"])
def test_nobody_else_invites_organisations(world: World, login: str) -> None:
    asked = OrganisationInvited("cooperative", "HTX Cam", VINH_TUY, "0912345678")
    with world.by(getattr(world.who, login)) as work, pytest.raises((Denied, NotFound)):
        invitations.invite_organisation(work, asked)


@pytest.mark.parametrize("login", ["inspector", "recorder"])
def test_who_manages_nobody_invites_nobody(world: World, login: str) -> None:
    asked = MemberInvited(Role.RECORDER, "Lả", "0912345678")
    with world.by(getattr(world.who, login)) as work, pytest.raises(Denied):
        invitations.invite_member(work, asked)


@pytest.mark.parametrize(
    ("login", "role"),
    [("manager", Role.REGISTRAR), ("manager", Role.OPERATOR), ("registrar", Role.MANAGER)],
)
def test_a_role_is_one_of_its_organisation(world: World, login: str, role: Role) -> None:
    with world.by(getattr(world.who, login)) as work, pytest.raises(Invalid) as refused:
        invitations.invite_member(work, MemberInvited(role, "Lả", "0912345678"))
    assert refused.value.code == "role_not_of_organisation"


def test_the_token_is_kept_as_its_hash_alone(world: World) -> None:
    link = member_link(world)
    row = invitation(world, link)
    assert row.token_hash == tokens.token_hash(link.token)
    assert link.token not in repr(vars(row))
    assert link.token not in repr(link)
    assert row.expires_at - row.created_at == dt.timedelta(days=7)


def test_a_link_opens_once(world: World) -> None:
    link = member_link(world)
    come_in(world, link.token)
    second = NewPerson("Khác", "0912 000 002", SAN.password_hash)
    with pytest.raises(Gone) as refused:
        come_in(world, link.token, second)
    assert refused.value.code == "invitation_used"
    with world.view() as view:
        assert view.db.query(UserAccount).filter(UserAccount.login == "0912000002").count() == 0


def test_every_dead_link_says_why_and_no_more(world: World) -> None:
    used, withdrawn, old = (member_link(world) for _ in range(3))
    come_in(world, used.token)
    with world.by(world.who.manager) as work:
        invitations.withdraw(work, withdrawn.number)
    assert refusal_of(world, used.token) == "invitation_used"
    assert refusal_of(world, withdrawn.token) == "invitation_withdrawn"
    assert refusal_of(world, "no such token") == "invitation_unknown"
    world.clock.pass_by(days=7)
    assert refusal_of(world, old.token) == "invitation_expired"


def test_until_its_last_moment_a_link_is_good(world: World) -> None:
    link = member_link(world)
    world.clock.pass_by(days=6, hours=23, minutes=59, seconds=59)
    assert come_in(world, link.token).organisation == "HTX Cam Sành Vĩnh Hảo"


def test_whom_it_was_for_is_forgotten_when_it_is_used_or_withdrawn(world: World) -> None:
    used, withdrawn = member_link(world, name="Một"), member_link(world, name="Hai")
    assert kept(world) == ["0912345678", "0912345678", "Hai", "Một"]
    come_in(world, used.token)
    with world.by(world.who.manager) as work:
        invitations.withdraw(work, withdrawn.number)
    assert kept(world) == []


def test_whom_it_was_for_is_forgotten_a_month_after_it_grew_old(world: World) -> None:
    member_link(world, name="Một")
    world.clock.pass_by(days=36)
    member_link(world, name="Hai")
    assert "Một" in kept(world)
    world.clock.pass_by(days=2)
    member_link(world, name="Ba")
    assert "Một" not in kept(world)
    assert {"Hai", "Ba"} <= set(kept(world))


def test_a_new_link_ends_the_one_before(world: World) -> None:
    first = organisation_link(world)
    with world.by(world.who.commune_registrar) as work:
        second = invitations.renew(work, first.number)
    assert refusal_of(world, first.token) == "invitation_withdrawn"
    with world.view() as view:
        offer = invitations.offer(view, second.token)
        assert (offer.organisation, offer.organisation_kind) == (first.name, "group")
        (waits,) = invitations.waiting(view, world.who.commune_registrar, "organisation")
    assert (waits.number, waits.contact, waits.live) == (second.number, "0912345678", True)


def test_another_organisation_finds_no_invitation_of_ours(world: World) -> None:
    link = member_link(world)
    for act in (invitations.withdraw, invitations.renew):
        with world.by(world.who.stranger) as work, pytest.raises(NotFound):
            act(work, link.number)
    with world.view() as view:
        assert invitations.waiting(view, world.who.stranger, "member") == []
        with pytest.raises(NotFound):
            invitations.check_ours(view, world.who.stranger, link.number)


def test_an_account_takes_a_second_organisation_and_keeps_the_first(world: World) -> None:
    link = member_link(world)
    with world.view() as view:
        user = sign_in.account_of(view, "stranger")
    assert user is not None
    with world.by(BOOT) as work:
        accepted = acceptance.accept_as(work, link.token, user)
    with world.view() as view:
        rows = view.db.query(Membership).filter(Membership.user_id == user.id).all()
        assert {row.party_id for row in rows} == {
            world.who.stranger.party,
            world.who.manager.party,
        }
    assert accepted.organisation == "HTX Cam Sành Vĩnh Hảo"


def test_who_is_a_member_already_is_told_so_and_the_link_stays(world: World) -> None:
    link = member_link(world)
    with world.view() as view:
        user = sign_in.account_of(view, "recorder")
    assert user is not None
    with world.by(BOOT) as work, pytest.raises(Conflict) as refused:
        acceptance.accept_as(work, link.token, user)
    assert refused.value.code == "already_member"
    come_in(world, link.token)


def test_a_taken_login_leaves_the_link_good(world: World) -> None:
    link = member_link(world)
    taken = NewPerson("Giả", "recorder", SAN.password_hash)
    with pytest.raises(Conflict) as refused:
        come_in(world, link.token, taken)
    assert refused.value.code == "login_taken"
    come_in(world, link.token)


def test_an_account_whose_password_changed_meanwhile_does_not_come_in(world: World) -> None:
    link = member_link(world)
    with world.view() as view:
        user = sign_in.account_of(view, "stranger")
    assert user is not None
    with world.by(world.who.operator) as work:
        accounts.reset_password(work, "stranger", "một mật khẩu khác hẳn")
    with world.by(BOOT) as work, pytest.raises(Refusal) as refused:
        acceptance.accept_as(work, link.token, user)
    assert refused.value.code == "sign_in_failed"


def test_of_two_who_accept_at_once_one_comes_in(world: World) -> None:
    link = member_link(world)
    ready, ends = threading.Barrier(2), []

    def accepts(number: int) -> None:
        ready.wait()
        try:
            come_in(world, link.token, NewPerson(f"Người {number}", f"n{number}", PASSWORD))
            ends.append("in")
        except Gone as gone:
            ends.append(gone.code)

    both = [threading.Thread(target=accepts, args=(number,)) for number in (1, 2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(ends) == ["in", "invitation_used"]
    with world.view() as view:
        came = view.db.query(UserAccount).filter(UserAccount.login.in_(("n1", "n2"))).all()
    assert len(came) == 1


def test_there_is_an_end_to_inviting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_LIVE", 2)
    first = member_link(world)
    member_link(world)
    with pytest.raises(Refusal) as refused:
        member_link(world)
    assert (refused.value.code, refused.value.facts) == ("too_many_invitations", {"highest": 2})
    with world.by(world.who.manager) as work:
        invitations.withdraw(work, first.number)
    member_link(world)


def test_what_was_done_is_told_without_a_name(world: World) -> None:
    link = member_link(world)
    come_in(world, link.token)
    number = invitation(world, link).id
    assert audit(world) == [
        ("invited", f"invitation:{number}"),
        ("invitation_accepted", f"invitation:{number}"),
    ]


@pytest.mark.parametrize("name", ["NULL", "None", "true", "0", "<script>alert(1)</script>"])
def test_names_are_kept_as_they_are(world: World, name: str) -> None:
    """text-13 and text-01: nothing that is typed means anything to the machine."""
    link = organisation_link(world, name)
    assert come_in(world, link.token).organisation == name
