"""What was given is taken away again: accounts, passwords, memberships, keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.people import PASSWORD, World
from traceability.domain.access import Role
from traceability.domain.errors import NotFound, Refusal, RuleBroken, Unauthenticated
from traceability.services import accounts, api_keys, parties, sign_in
from traceability.store.models import Session, UserAccount
from traceability.store.unit import Work

NEW = "quýt vàng Bắc Quang 2026"


def account(world: World, login: str = "recorder") -> UserAccount:
    """An account as the sign-in page reads it, before the password is checked."""
    with world.view() as view:
        user = sign_in.account_of(view, login)
    assert user is not None
    return user


def opened(world: World, user: UserAccount) -> str:
    with world.by(world.who.operator) as work:
        return sign_in.open_session(work, user)


def lives(world: World, token: str) -> bool:
    with world.view() as view:
        return sign_in.who(view, token) is not None


def disable(work: Work, _world: World) -> None:
    accounts.disable_user(work, "recorder")


def reset(work: Work, _world: World) -> None:
    accounts.reset_password(work, "recorder", NEW)


def leave(work: Work, world: World) -> None:
    accounts.leave(work, "recorder", parties.known(work, world.who.recorder.party or 0))


Taking = Callable[[Work, World], None]


@pytest.mark.parametrize("take", [disable, reset, leave])
def test_every_session_of_the_person_ends_and_no_other(world: World, take: Taking) -> None:
    tokens = [opened(world, account(world)) for _ in range(2)]
    other = opened(world, account(world, "manager"))
    with world.by(world.who.operator) as work:
        take(work, world)
    assert [lives(world, token) for token in tokens] == [False, False]
    assert lives(world, other)
    with world.view() as view:
        ended = view.db.scalars(select(Session.ended_at).order_by(Session.id)).all()
    assert [each is None for each in ended] == [False, False, True]


@pytest.mark.parametrize("take", [disable, reset, leave])
def test_a_password_checked_before_opens_nothing_after(world: World, take: Taking) -> None:
    checked = account(world)
    assert sign_in.password_fits(checked, PASSWORD)
    with world.by(world.who.operator) as work:
        take(work, world)
    with pytest.raises(Unauthenticated, match="sign_in_failed"):
        opened(world, checked)


@pytest.mark.parametrize("take", [disable, reset, leave])
def test_nobody_but_the_operator_takes_anything_away(world: World, take: Taking) -> None:
    token = opened(world, account(world))
    for actor in (world.who.manager, world.who.registrar, world.who.stranger):
        with pytest.raises(Refusal) as refused, world.by(actor) as work:
            take(work, world)
        assert refused.value.kind in ("denied", "not_found")
    assert lives(world, token)
    assert sign_in.password_fits(account(world), PASSWORD)


def test_a_new_password_opens_where_the_old_one_did(world: World) -> None:
    with world.by(world.who.operator) as work:
        reset(work, world)
    assert not sign_in.password_fits(account(world), PASSWORD)
    assert sign_in.password_fits(account(world), NEW)
    assert lives(world, opened(world, account(world)))


def test_a_closed_account_stays_closed_since_the_first_time(world: World) -> None:
    with world.by(world.who.operator) as work:
        since = accounts.disable_user(work, "recorder").disabled_at
    world.clock.pass_by(days=1)
    with world.by(world.who.operator) as work:
        assert accounts.disable_user(work, "recorder").disabled_at == since
    with pytest.raises(RuleBroken, match="account_disabled"), world.by(world.who.operator) as work:
        reset(work, world)
    assert not sign_in.password_fits(account(world), NEW)


def test_one_leaves_where_one_is_and_once(world: World) -> None:
    with pytest.raises(NotFound), world.by(world.who.operator) as work:
        accounts.leave(work, "recorder", parties.known(work, world.who.stranger.party or 0))
    assert lives(world, opened(world, account(world)))
    with world.by(world.who.operator) as work:
        leave(work, world)
    with pytest.raises(NotFound), world.by(world.who.operator) as work:
        leave(work, world)


def test_a_revoked_key_opens_nothing_since_the_first_time(world: World) -> None:
    party = world.who.manager.party or 0
    with world.by(world.who.operator) as work:
        key, other = (
            api_keys.create_key(work, parties.known(work, party), Role.RECORDER) for _ in range(2)
        )
        since = api_keys.revoke_key(work, key.prefix).revoked_at
    assert since is not None
    world.clock.pass_by(days=1)
    with world.by(world.who.operator) as work:
        assert api_keys.revoke_key(work, key.prefix).revoked_at == since
        with pytest.raises(NotFound):
            api_keys.revoke_key(work, "ZZZZZZZZ")
    with world.view() as view:
        with pytest.raises(Unauthenticated, match="key_not_valid"):
            sign_in.holder_of_key(view, key.text)
        assert sign_in.holder_of_key(view, other.text).party == party
        found = api_keys.keys_of(view, world.who.operator, parties.known(view, party))
    assert [(each.prefix, each.revoked_at) for each in found] == [
        (other.prefix, None),
        (key.prefix, since),
    ]


def test_nobody_but_the_operator_and_its_manager_lists_or_revokes_keys(world: World) -> None:
    with world.by(world.who.operator) as work:
        coop = parties.known(work, world.who.recorder.party or 0)
        key = api_keys.create_key(work, coop, Role.RECORDER)
    for actor in (world.who.recorder, world.who.registrar, world.who.stranger):
        with pytest.raises(Refusal), world.by(actor) as work:
            api_keys.revoke_key(work, key.prefix)
        with pytest.raises(Refusal), world.by(actor) as work:
            api_keys.keys_of(work, actor, parties.known(work, world.who.recorder.party or 0))
    with world.view() as view:
        assert sign_in.holder_of_key(view, key.text).role is Role.RECORDER
