"""What stands on a person ends with it: with every link, in every order, for whoever came late."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.offices import join
from tests.people import PASSWORD, PIN, World, remember_phone, session_of
from tests.services.test_members import is_in, second_manager
from tests.store_fixtures import ON_BOTH
from tests.web.entrance_visits import code_of
from traceability.crypto.tokens import token_hash
from traceability.domain.access import Actor, Role
from traceability.domain.errors import Denied, Gone, Refusal
from traceability.services import (
    acceptance,
    accounts,
    invitations,
    members,
    my_account,
    own_organisations,
    phones,
    resets,
    sign_in,
)
from traceability.services.invitations import MemberInvited
from traceability.services.seeding import BOOT
from traceability.store.models import AuditEntry, Session
from traceability.store.queries import accounts as queries
from traceability.store.unit import Work

SOMEBODY = MemberInvited(Role.MANAGER, "Ai đó", "0912345678")
#: So long a unit is left to reach the lock that stops it.
STOPPED = 0.4


class Meanwhile:
    """A unit of work of its own thread, begun while another one is under way."""

    def __init__(self, world: World, actor: Actor, act: Callable[[Work], object]) -> None:
        self.said = "nothing"
        self._thread = threading.Thread(target=self._run, args=(world, actor, act))
        self._thread.start()
        time.sleep(STOPPED)

    def _run(self, world: World, actor: Actor, act: Callable[[Work], object]) -> None:
        try:
            with world.by(actor) as work:
                act(work)
        except Refusal as refused:
            self.said = refused.code
        except Exception as failed:
            self.said = type(failed).__name__
        else:
            self.said = "done"

    def end(self) -> str:
        """How it ended."""
        self._thread.join()
        return self.said


def elsewhere(world: World, office: Actor, role: Role) -> None:
    """The recorder belongs to one more organisation."""
    with world.by(world.who.operator) as work:
        user = queries.user_by_login(work.db, "recorder")
        assert user is not None
        join(work, user, office.party or 0, role)


def other_of(world: World, cookie: str) -> str:
    with world.view() as view:
        return next(
            each.code for each in own_organisations.listed(view, cookie) if not each.current
        )


def by_pin(world: World) -> str:
    """The cookie of a session that the recorder's PIN opened."""
    token = remember_phone(world, "recorder")
    with world.view() as view:
        phone = phones.remembered(view, token)
    assert phone is not None
    with world.by(world.who.operator) as work:
        cookie = phones.enter(work, phone, phones.pin_fits(phone, PIN), "").token
    assert cookie is not None
    return cookie


def test_a_pin_opens_one_organisation_and_no_other(world: World) -> None:
    elsewhere(world, world.who.registrar, Role.REGISTRAR)
    cookie = by_pin(world)
    other = other_of(world, cookie)
    with world.by(BOOT) as work, pytest.raises(Denied):
        own_organisations.switch(work, cookie, other)
    with world.view() as view:
        user = sign_in.account_of(view, "recorder")
    assert user is not None
    with world.by(BOOT) as work:
        sign_in.note_password(work, cookie, user)
        token, _ = own_organisations.switch(work, cookie, other)
    with world.view() as view:
        who = sign_in.who(view, token)
    assert who is not None
    assert (who.actor.role, who.phone, who.password_given) == ("registrar", None, True)
    world.clock.pass_by(minutes=11)
    with world.view() as view:
        later = sign_in.who(view, token)
    assert later is not None
    assert not later.password_given


def test_a_new_password_ends_what_was_just_switched(world: World) -> None:
    elsewhere(world, world.who.stranger, Role.RECORDER)
    stolen, mine = session_of(world, "recorder"), session_of(world, "recorder")
    other = other_of(world, stolen)
    with world.view() as view:
        checked = my_account.account(view, world.who.recorder)

    def change(work: Work) -> None:
        hashed = accounts.new_hash("một mật khẩu hoàn toàn mới")
        my_account.change_password(work, checked, hashed, mine)

    with world.by(BOOT) as work:
        switched, _ = own_organisations.switch(work, stolen, other)
        late = Meanwhile(world, world.who.recorder, change)
    assert late.end() == "done"
    assert not is_in(world, switched)
    assert is_in(world, mine)


def test_nothing_is_switched_after_a_new_password(world: World) -> None:
    elsewhere(world, world.who.stranger, Role.RECORDER)
    stolen, mine = session_of(world, "recorder"), session_of(world, "recorder")
    other = other_of(world, stolen)
    with world.view() as view:
        checked = my_account.account(view, world.who.recorder)
    with world.by(world.who.recorder) as work:
        hashed = accounts.new_hash("một mật khẩu hoàn toàn mới")
        my_account.change_password(work, checked, hashed, mine)
        late = Meanwhile(world, BOOT, lambda w: own_organisations.switch(w, stolen, other))
    assert late.end() == "sign_in_failed"


def test_a_closed_account_leaves_no_link_behind(world: World) -> None:
    with world.by(world.who.manager) as work:
        link = invitations.invite_member(work, SOMEBODY)
        handed = resets.hand_out(work, code_of(world, "recorder"))
    second = second_manager(world)
    with world.by(second) as work:
        own = resets.hand_out(work, code_of(world, "manager"))
        kept = invitations.invite_member(work, SOMEBODY)
    with world.by(world.who.operator) as work:
        accounts.disable_user(work, "manager")
    with world.view() as view:
        with pytest.raises(Gone, match="invitation_withdrawn"):
            invitations.usable(view, link.token)
        for each in (handed, own):
            with pytest.raises(Gone, match="reset_ended"):
                resets.usable(view, each.token)
        assert invitations.usable(view, kept.token).role == "manager"


def removed(world: World) -> Callable[[Work], object]:
    code = code_of(world, "second")
    return lambda work: members.end(work, code)


def demoted(world: World) -> Callable[[Work], object]:
    code = code_of(world, "second")
    return lambda work: members.change_role(work, code, Role.RECORDER)


def closed(world: World) -> Callable[[Work], object]:
    operator = world.who.operator
    return lambda work: accounts.disable_user(work.acting(operator), "second")


ENDS = pytest.mark.parametrize("end", [removed, demoted, closed])
End = Callable[[World], Callable[[Work], object]]


@ON_BOTH
@ENDS
def test_who_was_just_removed_makes_no_way_in(world: World, end: End) -> None:
    second, code = second_manager(world), code_of(world, "recorder")
    with world.by(second) as work:
        ours = invitations.invite_member(work, SOMEBODY)
    ends = end(world)
    acts: list[Callable[[Work], object]] = [
        lambda work: invitations.invite_member(work, SOMEBODY),
        lambda work: invitations.renew(work, ours.number),
        lambda work: resets.hand_out(work, code),
        lambda work: members.change_role(work, code, Role.MANAGER),
    ]
    with world.by(world.who.manager) as work:
        ends(work)
        late = [Meanwhile(world, second, act) for act in acts]
    assert [each.end() for each in late] == ["denied"] * 4


@ON_BOTH
@ENDS
def test_what_was_just_given_out_ends_with_who_gave_it(world: World, end: End) -> None:
    second = second_manager(world)
    ends, code = end(world), code_of(world, "recorder")
    with world.by(second) as work:
        handed = resets.hand_out(work, code)
    with world.by(second) as work:
        link = invitations.invite_member(work, SOMEBODY)
        late = Meanwhile(world, world.who.manager, ends)
    assert late.end() == "done"
    with world.view() as view:
        with pytest.raises(Gone, match="invitation_withdrawn"):
            invitations.usable(view, link.token)
        with pytest.raises(Gone, match="reset_ended"):
            resets.usable(view, handed.token)


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_new_password_and_a_new_membership_do_not_block_each_other(world: World) -> None:
    with world.by(world.who.manager) as work:
        handed = resets.hand_out(work, code_of(world, "recorder"))
    with world.by(world.who.stranger) as work:
        link = invitations.invite_member(work, SOMEBODY)
    with world.view() as view:
        user = sign_in.account_of(view, "recorder")
    assert user is not None
    with world.by(BOOT) as work:
        queries.locked_user(work.db, user.id)
        sets = Meanwhile(world, BOOT, lambda w: resets.set_password(w, handed.token, "x"))
        joins = Meanwhile(world, BOOT, lambda w: acceptance.accept_as(w, link.token, user))
    assert (sets.end(), joins.end()) == ("reset_ended", "done")


@pytest.mark.parametrize("backend", ["postgresql"])
def test_ending_a_phone_and_its_person_do_not_block_each_other(world: World) -> None:
    second, cookie, code = second_manager(world), by_pin(world), code_of(world, "recorder")
    with world.view() as view:
        handle = phones.of_organisation(view, second, "")[0].handle
    with world.by(BOOT) as work:
        held = select(Session).where(Session.token_hash == token_hash(cookie))
        work.db.scalars(held.with_for_update()).one()
        removes = Meanwhile(world, second, lambda w: members.end(w, code))
        ends = Meanwhile(world, world.who.manager, lambda w: phones.end_of_member(w, handle))
    assert (removes.end(), ends.end()) == ("done", "done")


@pytest.mark.parametrize("backend", ["postgresql"])
def test_two_who_remove_each_other_in_two_places_do_not_block_each_other(world: World) -> None:
    """Either is a manager of both organisations."""
    second = second_manager(world)
    with world.by(world.who.operator) as work:
        rows = [queries.user_by_login(work.db, login) for login in ("manager", "second")]
        one, two = (
            join(work, row, world.who.stranger.party or 0, Role.MANAGER)
            for row in rows
            if row is not None
        )
        ids = [row.id for row in rows if row is not None]
    with world.by(BOOT) as work:
        queries.user_for_change(work.db, ids)
        first = Meanwhile(world, second, lambda w: members.end(w, world.who.manager.code))
        other = Meanwhile(world, one, lambda w: members.end(w, two.code))
    assert (first.end(), other.end()) == ("done", "done")


def test_what_the_operator_does_is_audited_without_a_name(world: World) -> None:
    with world.view() as view:
        before = view.db.query(AuditEntry).count()
    with world.by(world.who.operator) as work:
        user = accounts.create_user(work, "0912000111", "Vàng Thị Mỷ", PASSWORD)
        actor = join(work, user, world.who.manager.party or 0, Role.RECORDER)
        number = user.id
    with world.by(world.who.operator) as work:
        accounts.reset_password(work, "0912000111", "một mật khẩu rất dài")
        accounts.disable_user(work, "0912000111")
    with world.view() as view:
        rows = view.db.query(AuditEntry).order_by(AuditEntry.id).all()[before:]
        told = [(row.action, row.thing) for row in rows]
        by = {row.actor_id for row in rows}
    assert told == [
        ("account_made", f"user:{number}"),
        ("member_added", f"{actor.code}:recorder"),
        ("password_reset", f"user:{number}"),
        ("account_closed", f"user:{number}"),
    ]
    assert by == {world.who.operator.id}
