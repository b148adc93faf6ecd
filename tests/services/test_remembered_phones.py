"""Phones that are remembered: a PIN opens them, five wrong ones or a month or a loss ends them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.people import PASSWORD, PIN, World, remember_phone, session_of
from traceability.crypto import passwords
from traceability.crypto.tokens import new_token, token_hash
from traceability.domain.errors import Denied, Invalid, NotFound, Refusal, Unauthenticated
from traceability.services import accounts, my_account, parties, phones, sessions, sign_in
from traceability.services.phones import TRIES, Entered, Remembered
from traceability.services.sign_in import SignedIn
from traceability.store.models import AuditEntry, Phone, Session
from traceability.store.unit import Work

WRONG = "305818"


def known(world: World, token: str) -> Remembered | None:
    with world.view() as view:
        return phones.remembered(view, token)


def phone_of(world: World, token: str) -> Remembered:
    found = known(world, token)
    assert found is not None
    return found


def enter(world: World, token: str, pin: str = PIN) -> Entered:
    """A PIN typed on a phone, as its page takes it."""
    phone = phone_of(world, token)
    fits = phones.pin_fits(phone, pin)
    with world.by(world.who.operator) as work:
        return phones.enter(work, phone, fits, "Chrome/Android")


def who(world: World, token: str | None) -> SignedIn | None:
    with world.view() as view:
        return sign_in.who(view, token or "")


def audit(world: World) -> list[tuple[str, str]]:
    with world.view() as view:
        rows = view.db.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(row.action, row.thing) for row in rows]


def test_a_phone_knows_whose_it_is_and_its_pin_opens_a_session(world: World) -> None:
    token = remember_phone(world, "recorder")
    phone = phone_of(world, token)
    assert (phone.person, phone.organisation) == ("Giàng A Pháo", "HTX Cam Sành Vĩnh Hảo")
    seen = who(world, enter(world, token).token)
    assert seen is not None
    assert (seen.actor, seen.phone) == (world.who.recorder, phone.id)
    assert seen.password_given is False


def test_what_is_kept_says_neither_the_cookie_nor_the_pin(world: World) -> None:
    """Without the phone's own token even all million PINs do not fit what is stored."""
    token = remember_phone(world, "recorder")
    with world.view() as view:
        row = view.db.scalars(select(Phone)).one()
        kept = repr([getattr(row, each.name) for each in Phone.__table__.columns])
        assert row.token_hash == token_hash(token)
        assert not passwords.verify_password(row.pin_hash, PIN)
    assert token not in kept
    assert PIN not in kept
    assert token not in repr(phone_of(world, token))


def test_an_unknown_cookie_is_no_phone(world: World) -> None:
    remember_phone(world, "recorder")
    for token in ("", new_token(), "x" * 10_000, "ký tự", "\0"):
        assert known(world, token) is None


def test_a_phone_is_remembered_for_thirty_days(world: World) -> None:
    token = remember_phone(world, "recorder")
    world.clock.pass_by(days=29, hours=23, minutes=50)
    late = enter(world, token).token
    assert who(world, late) is not None
    world.clock.pass_by(minutes=9, seconds=59)
    assert who(world, late) is not None
    world.clock.pass_by(seconds=1)
    assert known(world, token) is None
    assert who(world, late) is None  # no session outlives its phone


def test_a_session_by_pin_grows_idle_and_old_as_any_other(world: World) -> None:
    token = enter(world, remember_phone(world, "recorder")).token
    world.clock.pass_by(minutes=60)
    assert who(world, token) is not None
    world.clock.pass_by(seconds=1)
    assert who(world, token) is None


def test_five_wrong_pins_in_a_row_end_it(world: World) -> None:
    token = remember_phone(world, "recorder")
    opened = enter(world, token).token
    for left in (4, 3, 2, 1):
        assert enter(world, token, WRONG) == Entered(None, left)
    assert enter(world, token).token is not None  # the right one: counted from the start again
    lefts = [enter(world, token, WRONG).tries_left for _ in range(TRIES)]
    assert lefts == [4, 3, 2, 1, 0]
    assert known(world, token) is None
    assert who(world, opened) is None
    assert [action for action, _ in audit(world)].count("pin") == 4 + TRIES
    assert audit(world)[-1][0] == "phone_ended"


def test_what_is_no_pin_costs_no_try(world: World) -> None:
    token = remember_phone(world, "recorder")
    for _ in range(TRIES):
        with pytest.raises(Invalid, match="pin_unreadable"):
            enter(world, token, "30581")
    assert enter(world, token, WRONG).tries_left == TRIES - 1


def test_the_right_pin_comes_too_late_after_five_wrong_ones_at_once(world: World) -> None:
    """Six that were checked side by side: the record counts them one after the other."""
    token = remember_phone(world, "recorder")
    phone = phone_of(world, token)
    said: list[str] = []

    def attempt() -> None:
        try:
            with world.by(world.who.operator) as work:
                said.append(str(phones.enter(work, phone, False, "").tries_left))
        except Unauthenticated as refused:
            said.append(refused.code)

    threads = [threading.Thread(target=attempt) for _ in range(TRIES + 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["0", "1", "2", "3", "4", *["phone_forgotten"] * 3]
    with (
        pytest.raises(Unauthenticated, match="phone_forgotten"),
        world.by(world.who.operator) as work,
    ):
        phones.enter(work, phone, True, "")


# --- enrolling -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pin", "again", "code", "field"),
    [
        ("123456", "123456", "pin_too_simple", "pin"),
        ("12345", "12345", "pin_unreadable", "pin"),
        ("305817", "305818", "pin_differs", "pin_again"),
        ("305817", "", "pin_differs", "pin_again"),
        ("912345", "912345", "pin_too_simple", "pin"),
    ],
)
def test_a_pin_is_typed_twice_and_hard_to_guess(
    pin: str, again: str, code: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        phones.prepare("0912345678", pin, again)
    assert (refused.value.code, refused.value.faults[0].field) == (code, field)


def test_both_typings_are_read_alike() -> None:
    assert phones.prepare("lan", " 305 817", "305-817").token


def test_a_browser_remembers_one_person(world: World) -> None:
    first = remember_phone(world, "recorder")
    opened = enter(world, first).token
    session = session_of(world, "manager")
    made = phones.prepare("manager", "192837", "192837")
    with world.by(world.who.manager) as work:
        phones.enrol(work, session, made, "Chrome/Android", former=first)
    assert known(world, first) is None
    assert who(world, opened) is None
    assert phone_of(world, made.token).person == "Hoàng Thị Mai"


def test_nobody_enrols_in_anothers_session_or_one_that_ended(world: World) -> None:
    session = session_of(world, "manager")
    made = phones.prepare("recorder", PIN, PIN)
    with pytest.raises(Unauthenticated), world.by(world.who.recorder) as work:
        phones.enrol(work, session, made, "")
    with world.by(world.who.manager) as work:
        sign_in.close_session(work, session)
    with pytest.raises(Unauthenticated), world.by(world.who.manager) as work:
        phones.enrol(work, session, made, "")
    with world.view() as view:
        assert list(view.db.scalars(select(Phone))) == []


# --- ending --------------------------------------------------------------------------------------


def disable(work: Work, _world: World) -> None:
    accounts.disable_user(work, "recorder")


def reset(work: Work, _world: World) -> None:
    accounts.reset_password(work, "recorder", "quýt vàng Bắc Quang 2026")


def leave(work: Work, world: World) -> None:
    accounts.leave(work, "recorder", parties.known(work, world.who.recorder.party or 0))


@pytest.mark.parametrize("take", [disable, reset, leave])
def test_phones_end_with_what_they_stand_on(
    world: World, take: Callable[[Work, World], None]
) -> None:
    token, other = remember_phone(world, "recorder"), remember_phone(world, "manager")
    phone, opened = phone_of(world, token), enter(world, token).token
    with world.by(world.who.operator) as work:
        take(work, world)
    assert known(world, token) is None
    assert who(world, opened) is None
    with (
        pytest.raises(Unauthenticated, match="phone_forgotten"),
        world.by(world.who.operator) as work,
    ):
        phones.enter(work, phone, True, "")
    assert known(world, other) is not None
    with world.view() as view:
        ended = view.db.scalars(select(Phone.ended_at).order_by(Phone.id)).all()
    assert [each is None for each in ended] == [False, True]


def change(world: World, old: str, new: str, session: str) -> None:
    """A new password, as its page takes it."""
    with world.view() as view:
        user = my_account.account(view, world.who.recorder)
    assert sign_in.password_fits(user, old)
    hashed = my_account.new_hash(new, new)
    with world.by(world.who.recorder) as work:
        my_account.change_password(work, user, hashed, session)


def test_a_new_password_ends_everything_but_where_it_was_given(world: World) -> None:
    here, elsewhere = session_of(world, "recorder"), session_of(world, "recorder")
    stranger = session_of(world, "manager")
    token = remember_phone(world, "recorder")
    by_pin = enter(world, token).token
    change(world, PASSWORD, "quýt vàng Bắc Quang 2026", here)
    assert [who(world, each) is None for each in (here, elsewhere, by_pin, stranger)] == [
        False, True, True, False
    ]  # fmt: skip
    assert known(world, token) is None
    assert audit(world)[-1] == ("password_changed", f"user:{user_id(world)}")


def user_id(world: World) -> int:
    with world.view() as view:
        return my_account.account(view, world.who.recorder).id


def test_two_new_passwords_at_once_are_one(world: World) -> None:
    here = session_of(world, "recorder")
    with world.view() as view:
        checked = my_account.account(view, world.who.recorder)
    change(world, PASSWORD, "quýt vàng Bắc Quang 2026", here)
    with pytest.raises(Unauthenticated), world.by(world.who.recorder) as work:
        my_account.change_password(work, checked, "another hash", here)


@pytest.mark.parametrize(
    ("new", "again", "code"),
    [
        ("ngắn", "ngắn", "password_too_short"),
        ("x" * 201, "x" * 201, "password_too_long"),
        ("rừng trúc Hồng Ngài", "rừng trúc Hồng Thái", "password_differs"),
        ("rừng trúc Hồng Ngài", "x" * 5000, "password_differs"),
    ],
)
def test_a_new_password_is_long_and_typed_twice(new: str, again: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        my_account.new_hash(new, again)


def test_one_ends_ones_own_phone_and_nobody_elses(world: World) -> None:
    token = remember_phone(world, "recorder")
    opened, by_password = enter(world, token).token, session_of(world, "recorder")
    handle = sessions.handle_of(token_hash(token))
    for actor in (world.who.manager, world.who.stranger):
        with pytest.raises(NotFound), world.by(actor) as work:
            phones.end_mine(work, handle)
    with world.by(world.who.recorder) as work:
        phones.end_mine(work, handle)
    assert known(world, token) is None
    assert who(world, opened) is None
    assert who(world, by_password) is not None
    with pytest.raises(NotFound), world.by(world.who.recorder) as work:
        phones.end_mine(work, handle)


def test_a_manager_sees_and_ends_the_phones_of_members(world: World) -> None:
    token = remember_phone(world, "recorder")
    remember_phone(world, "stranger")
    opened, by_password = enter(world, token).token, session_of(world, "recorder")
    with world.view() as view:
        (found,) = phones.of_organisation(view, world.who.manager, "")
    assert (found.person, found.device) == ("Giàng A Pháo", "Chrome/Android")
    assert found.expires_at - found.enrolled_at == dt.timedelta(days=30)
    with pytest.raises(NotFound), world.by(world.who.stranger) as work:
        phones.end_of_member(work, found.handle)
    with world.by(world.who.manager) as work:
        phones.end_of_member(work, found.handle)
    assert [known(world, token), who(world, opened), who(world, by_password)] == [None] * 3
    with world.view() as view:
        assert phones.of_organisation(view, world.who.manager, "") == []


def test_nobody_but_who_manages_members_sees_their_phones(world: World) -> None:
    token = remember_phone(world, "manager")
    handle = sessions.handle_of(token_hash(token))
    for actor in (world.who.recorder, world.who.inspector):
        with pytest.raises(Denied), world.view() as view:
            phones.of_organisation(view, actor, "")
        with pytest.raises(Denied), world.by(actor) as work:
            phones.end_of_member(work, handle)
    assert known(world, token) is not None


def test_use_is_noted_on_the_phone_as_on_the_session(world: World) -> None:
    token = remember_phone(world, "recorder")
    opened = enter(world, token).token
    world.clock.pass_by(minutes=30)
    with world.by(world.who.recorder) as work:
        sign_in.touch(work, opened or "")
    with world.view() as view:
        (found,) = phones.mine(view, world.who.recorder, token)
    assert (found.used_at, found.here) == (world.clock.now, True)


# --- one's own sessions --------------------------------------------------------------------------


def test_ones_sessions_are_listed_and_ended(world: World) -> None:
    here, other = session_of(world, "recorder"), session_of(world, "recorder")
    session_of(world, "manager")
    with world.view() as view:
        found = sessions.mine(view, world.who.recorder, here)
    assert [each.here for each in found] == [False, True]
    with pytest.raises(NotFound), world.by(world.who.manager) as work:
        sessions.end(work, found[0].handle)
    with world.by(world.who.recorder) as work:
        sessions.end(work, found[0].handle)
    assert (who(world, other), who(world, here) is None) == (None, False)
    third = session_of(world, "recorder")
    with world.by(world.who.recorder) as work:
        assert sessions.end_others(work, here) == 1
    assert (who(world, third), who(world, here) is None) == (None, False)


def test_a_session_that_is_over_is_not_listed(world: World) -> None:
    session_of(world, "recorder")
    world.clock.pass_by(hours=2)
    here = session_of(world, "recorder")
    with world.view() as view:
        assert len(sessions.mine(view, world.who.recorder, here)) == 1


def test_software_has_no_account_of_its_own(world: World) -> None:
    with pytest.raises(Refusal), world.view() as view:
        my_account.mine(view, world.who.operator, "", "")


def test_a_password_given_again_counts_for_ten_minutes(world: World) -> None:
    token = enter(world, remember_phone(world, "recorder")).token or ""
    with world.view() as view:
        user = my_account.account(view, world.who.recorder)
    with world.by(world.who.recorder) as work:
        sign_in.note_password(work, token, user)
    world.clock.pass_by(minutes=10)
    assert given(world, token) is True
    world.clock.pass_by(seconds=1)
    assert given(world, token) is False


def given(world: World, token: str) -> bool:
    seen = who(world, token)
    assert seen is not None
    return seen.password_given


def test_a_password_checked_before_it_changed_counts_for_nothing(world: World) -> None:
    here, token = session_of(world, "recorder"), remember_phone(world, "recorder")
    by_pin = enter(world, token).token or ""
    with world.view() as view:
        checked = my_account.account(view, world.who.recorder)
    change(world, PASSWORD, "quýt vàng Bắc Quang 2026", here)
    with pytest.raises(Unauthenticated), world.by(world.who.recorder) as work:
        sign_in.note_password(work, by_pin, checked)
    with world.view() as view:
        row = view.db.scalars(select(Session).where(Session.token_hash == token_hash(by_pin)))
        assert row.one().password_at is None
