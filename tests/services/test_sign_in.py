"""Sign-in: sessions that end, grow idle, grow old, or stand on an account that was closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.people import PASSWORD, World
from traceability.crypto.tokens import new_token, token_hash
from traceability.domain.errors import Conflict, Refusal, Unauthenticated
from traceability.services import accounts, sign_in
from traceability.services.sign_in import SignedIn
from traceability.store.models import AuditEntry, Membership, Session, UserAccount


def opened(world: World, login: str = "manager") -> str:
    with world.view() as view:
        user = sign_in.account_of(view, login)
    assert user is not None
    with world.by(world.who.operator) as work:
        return sign_in.open_session(work, work.db.get_one(UserAccount, user.id))


def who(world: World, token: str) -> SignedIn | None:
    with world.view() as view:
        return sign_in.who(view, token)


def test_a_session_knows_who_acts_for_whom(world: World) -> None:
    seen = who(world, opened(world))
    assert seen is not None
    assert seen.actor == world.who.manager
    assert (seen.person, seen.organisation) == ("Hoàng Thị Mai", "HTX Cam Sành Vĩnh Hảo")
    assert (seen.organisation_kind, seen.stale) == ("cooperative", False)


def test_an_officer_carries_the_territory_of_the_office(world: World) -> None:
    for login, communes, province in (
        ("registrar", frozenset(), True),
        ("commune_registrar", frozenset({"00874"}), False),
    ):
        seen = who(world, opened(world, login))
        assert seen is not None
        assert (seen.actor.communes, seen.actor.province) == (communes, province)


def test_the_cookie_is_kept_as_its_hash_alone(world: World) -> None:
    token = opened(world)
    with world.view() as view:
        row = view.db.scalars(select(Session)).one()
        assert row.token_hash == token_hash(token)
        assert token not in repr([getattr(row, each.name) for each in Session.__table__.columns])
    assert opened(world) != token


@pytest.mark.parametrize(
    ("login", "password", "fits"),
    [
        ("manager", PASSWORD, True),
        (" MANAGER ", PASSWORD, True),
        ("manager", f"{PASSWORD} ", False),
        ("manager", "", False),
        ("nobody", PASSWORD, False),
        ("", PASSWORD, False),
        ("a\x00b", PASSWORD, False),
        ("x" * 5000, PASSWORD, False),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_login_and_its_password(world: World, login: str, password: str, fits: bool) -> None:
    with world.view() as view:
        user = sign_in.account_of(view, login)
        assert sign_in.password_fits(user, password) is fits


def test_an_unknown_cookie_is_nobody(world: World) -> None:
    opened(world)
    for token in ("", new_token(), "x" * 10_000, "ký tự"):
        assert who(world, token) is None


def disable(world: World) -> None:
    with world.by(world.who.operator) as work:
        for user in work.db.scalars(select(UserAccount).where(UserAccount.login == "manager")):
            user.disabled_at = work.now


def end_membership(world: World) -> None:
    with world.by(world.who.operator) as work:
        for row in work.db.scalars(
            select(Membership).where(Membership.actor_id == world.who.manager.id)
        ):
            row.ended_at = work.now


@pytest.mark.parametrize("close", [disable, end_membership])
def test_a_session_ends_with_the_account_or_the_membership(
    world: World, close: Callable[[World], None]
) -> None:
    token = opened(world)
    close(world)
    assert who(world, token) is None


def test_a_disabled_account_signs_in_no_more(world: World) -> None:
    disable(world)
    with world.view() as view:
        user = sign_in.account_of(view, "manager")
        assert user is not None
        assert sign_in.password_fits(user, PASSWORD) is False


def test_without_a_membership_there_is_no_session(world: World) -> None:
    end_membership(world)
    with pytest.raises(Unauthenticated, match="sign_in_failed"):
        opened(world)


def test_a_session_that_was_closed_is_closed(world: World) -> None:
    token, other = opened(world), opened(world)
    for _ in range(2):
        with world.by(world.who.manager) as work:
            sign_in.close_session(work, token)
    assert who(world, token) is None
    assert who(world, other) is not None


def test_an_idle_hour_ends_a_session(world: World) -> None:
    token = opened(world)
    world.clock.pass_by(minutes=60)
    seen = who(world, token)
    assert seen is not None
    assert seen.stale is True
    world.clock.pass_by(seconds=1)
    assert who(world, token) is None


def test_a_session_in_use_lasts_and_is_written_down_every_five_minutes(world: World) -> None:
    token = opened(world)
    for _ in range(3):
        world.clock.pass_by(minutes=50)
        with world.by(world.who.manager) as work:
            sign_in.touch(work, token)
    seen = who(world, token)
    assert seen is not None
    assert seen.stale is False
    world.clock.pass_by(minutes=5)
    seen = who(world, token)
    assert seen is not None
    assert seen.stale is False
    world.clock.pass_by(seconds=1)
    seen = who(world, token)
    assert seen is not None
    assert seen.stale is True


def test_twelve_hours_end_any_session(world: World) -> None:
    token = opened(world)
    start = world.clock.now
    while world.clock.now < start + dt.timedelta(hours=11, minutes=30):
        world.clock.pass_by(minutes=30)
        with world.by(world.who.manager) as work:
            sign_in.touch(work, token)
    assert who(world, token) is not None
    world.clock.pass_by(minutes=29, seconds=59)
    assert who(world, token) is not None
    world.clock.pass_by(seconds=1)
    assert who(world, token) is None


def test_a_refusal_leaves_an_audit_row_without_a_name(world: World) -> None:
    with world.by(world.who.operator) as work:
        sign_in.note_refusal(work, "sign_in", "x" * 500)
        sign_in.note_refusal(work.acting(world.who.manager), "see_batch", "ABC")
    with world.view() as view:
        rows = list(view.db.scalars(select(AuditEntry).order_by(AuditEntry.id)))[-2:]
        assert [(row.action, len(row.thing)) for row in rows] == [("sign_in", 64), ("see_batch", 3)]
        assert rows[1].actor_id == world.who.manager.id


def test_logins_are_taken_once_however_they_are_spelled(world: World) -> None:
    with world.view() as view:
        before = view.db.scalar(select(func.count()).select_from(UserAccount))
    for login in ("manager", " Manager", "man ager"):
        with pytest.raises(Conflict, match="login_taken"), world.by(world.who.operator) as work:
            accounts.create_user(work, login, "Người khác", PASSWORD)
    with pytest.raises(Refusal), world.by(world.who.operator) as work:
        accounts.create_user(work, "khac", "Người khác", "ngắn")
    with world.view() as view:
        assert view.db.scalar(select(func.count()).select_from(UserAccount)) == before


def test_nobody_but_the_operator_makes_accounts(world: World) -> None:
    for actor in (world.who.manager, world.who.registrar, world.who.stranger):
        with pytest.raises(Refusal) as refused, world.by(actor) as work:
            accounts.create_user(work, "khac", "Người khác", PASSWORD)
        assert refused.value.kind in ("denied", "not_found")
    with world.view() as view:
        assert sign_in.account_of(view, "khac") is None
