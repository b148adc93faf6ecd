"""The people of an organisation: roles, leaving, and that somebody always leads."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from tests.people import World
from tests.web.entrance_visits import audit, code_of, member_link
from traceability.crypto import tokens
from traceability.domain.access import Actor, Role
from traceability.domain.errors import Denied, Gone, Invalid, NotFound, RuleBroken
from traceability.services import accounts, invitations, members, parties, resets, sign_in
from traceability.store.models import Membership, Phone, UserAccount


def cookie_of(world: World, login: str) -> str:
    with world.view() as view:
        user = sign_in.account_of(view, login)
    assert user is not None
    with world.by(world.who.operator) as work:
        return sign_in.open_session(work, user)


def is_in(world: World, cookie: str) -> bool:
    with world.view() as view:
        return sign_in.who(view, cookie) is not None


def phone_of(world: World, actor: Actor) -> int:
    """A phone enrolled under a membership; its key."""
    with world.by(world.who.operator) as work:
        member = work.db.query(Membership).filter(Membership.actor_id == actor.id).one()
        phone = Phone(
            membership_id=member.id,
            token_hash=tokens.token_hash(tokens.new_token()),
            pin_hash="x",
            device="",
            enrolled_at=work.now,
            last_used_at=work.now,
            expires_at=work.now + dt.timedelta(days=30),
            wrong_tries=0,
        )
        work.add(phone)
        return phone.id


def ended(world: World, phone: int) -> bool:
    with world.view() as view:
        return view.db.get_one(Phone, phone).ended_at is not None


def second_manager(world: World) -> Actor:
    with world.by(world.who.operator) as work:
        user = accounts.create_user(work, "second", "Hoàng Văn Hai", "một mật khẩu rất dài")
        party = parties.known(work, world.who.manager.party or 0)
        member = accounts.add_member(work, user, party, Role.MANAGER)
        code = members.code_of(work, member)
        return parties.actor_of(work, member.actor_id, code, Role.MANAGER, party.id)


def test_the_list_tells_who_is_here_and_leaders_first(world: World) -> None:
    cookie_of(world, "recorder")
    with world.view() as view:
        staff = members.staff(view, world.who.manager)
    assert [(each.name, each.role, each.is_oneself) for each in staff.members] == [
        ("Hoàng Thị Mai", "manager", True),
        ("Giàng A Pháo", "recorder", False),
    ]
    assert [each.last_seen for each in staff.members] == [None, world.clock.now]
    assert staff.roles == (Role.MANAGER, Role.RECORDER)


def test_an_office_has_its_own_roles(world: World) -> None:
    with world.view() as view:
        staff = members.staff(view, world.who.registrar)
    assert [each.role for each in staff.members] == ["registrar", "inspector"]
    assert staff.roles == (Role.REGISTRAR, Role.INSPECTOR)


@pytest.mark.parametrize("login", ["recorder", "inspector"])
def test_who_leads_nobody_sees_no_list(world: World, login: str) -> None:
    with world.view() as view, pytest.raises(Denied):
        members.staff(view, getattr(world.who, login))


def test_another_role_ends_sessions_and_phones(world: World) -> None:
    code, cookie = code_of(world, "recorder"), cookie_of(world, "recorder")
    phone = phone_of(world, world.who.recorder)
    with world.by(world.who.manager) as work:
        members.change_role(work, code, Role.MANAGER)
    assert not is_in(world, cookie)
    assert ended(world, phone)
    assert audit(world) == [("member_role", f"{code}:manager")]
    with world.view() as view:
        assert members.one(view, world.who.manager, code).role == "manager"


def test_the_same_role_changes_nothing(world: World) -> None:
    code, cookie = code_of(world, "recorder"), cookie_of(world, "recorder")
    with world.by(world.who.manager) as work:
        members.change_role(work, code, Role.RECORDER)
    assert is_in(world, cookie)
    assert audit(world) == []


def test_who_was_removed_is_out_at_once(world: World) -> None:
    code, cookie = code_of(world, "recorder"), cookie_of(world, "recorder")
    phone = phone_of(world, world.who.recorder)
    with world.by(world.who.manager) as work:
        members.end(work, code)
    assert not is_in(world, cookie)
    assert ended(world, phone)
    assert audit(world) == [("member_ended", code)]
    with world.by(world.who.manager) as work, pytest.raises(NotFound):
        members.end(work, code)


def test_the_last_manager_stays_and_leads(world: World) -> None:
    code = code_of(world, "manager")
    with world.by(world.who.manager) as work:
        with pytest.raises(RuleBroken, match="last_manager"):
            members.end(work, code)
        with pytest.raises(RuleBroken, match="last_manager"):
            members.change_role(work, code, Role.RECORDER)
    with world.by(world.who.operator) as work, pytest.raises(RuleBroken, match="last_manager"):
        accounts.leave(work, "manager", parties.known(work, world.who.manager.party or 0))


def test_the_last_registrar_stays_too(world: World) -> None:
    with world.by(world.who.registrar) as work, pytest.raises(RuleBroken, match="last_manager"):
        members.change_role(work, code_of(world, "registrar"), Role.INSPECTOR)


def test_whose_account_was_closed_does_not_lead(world: World) -> None:
    second_manager(world)
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "second")
    with world.by(world.who.manager) as work, pytest.raises(RuleBroken, match="last_manager"):
        members.end(work, code_of(world, "manager"))
    with world.by(world.who.manager) as work:
        members.end(work, code_of(world, "second"))


def test_with_a_second_manager_the_first_may_go(world: World) -> None:
    second_manager(world)
    with world.by(world.who.manager) as work:
        members.end(work, code_of(world, "manager"))


def test_two_managers_who_remove_each_other_at_once_leave_one(world: World) -> None:
    second = second_manager(world)
    codes = {"manager": code_of(world, "manager"), "second": code_of(world, "second")}
    ready, ends = threading.Barrier(2), []

    def removes(actor: Actor, code: str) -> None:
        ready.wait()
        try:
            with world.by(actor) as work:
                members.end(work, code)
            ends.append("gone")
        except Denied as refused:
            ends.append(refused.code)

    pairs = ((world.who.manager, codes["second"]), (second, codes["manager"]))
    both = [threading.Thread(target=removes, args=pair) for pair in pairs]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(ends) == ["denied", "gone"]


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.OPERATOR])
def test_a_role_of_another_house_is_refused(world: World, role: Role) -> None:
    with world.by(world.who.manager) as work, pytest.raises(Invalid) as refused:
        members.change_role(work, code_of(world, "recorder"), role)
    assert refused.value.code == "role_not_of_organisation"


def test_another_cooperatives_people_are_not_found(world: World) -> None:
    code = code_of(world, "recorder")
    with world.by(world.who.stranger) as work:
        for act in (members.end, resets.hand_out):
            with pytest.raises(NotFound):
                act(work, code)
        with pytest.raises(NotFound):
            members.change_role(work, code, Role.MANAGER)
    with world.view() as view:
        with pytest.raises(NotFound):
            members.check_ours(view, world.who.stranger, code)
        with pytest.raises(NotFound):
            members.check_ours(view, world.who.manager, "0" * 16)


def test_what_somebody_gave_out_ends_with_them(world: World) -> None:
    """Who is removed has left no door open behind them."""
    second = second_manager(world)
    with world.by(second) as work:
        asked = invitations.MemberInvited(Role.MANAGER, "Ai đó", "0912345678")
        link = invitations.invite_member(work, asked)
        handed = resets.hand_out(work, code_of(world, "recorder"))
    ours = member_link(world)
    with world.by(world.who.manager) as work:
        members.change_role(work, code_of(world, "second"), Role.RECORDER)
    with world.view() as view:
        with pytest.raises(Gone, match="invitation_withdrawn"):
            invitations.usable(view, link.token)
        with pytest.raises(Gone, match="reset_ended"):
            resets.usable(view, handed.token)
        assert invitations.usable(view, ours.token).role == "recorder"


def test_closing_an_account_ends_its_phones(world: World) -> None:
    phone = phone_of(world, world.who.recorder)
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "recorder")
    assert ended(world, phone)


def test_who_comes_back_signs_under_another_code(world: World) -> None:
    code = code_of(world, "recorder")
    with world.by(world.who.manager) as work:
        members.end(work, code)
    with world.by(world.who.operator) as work:
        user = work.db.query(UserAccount).filter(UserAccount.login == "recorder").one()
        party = parties.known(work, world.who.manager.party or 0)
        assert members.code_of(work, accounts.add_member(work, user, party, Role.RECORDER)) != code
