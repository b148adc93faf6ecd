"""Bearer keys: shown once, kept as a hash, worth a role in one organisation until they end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from tests.people import PICKED_ON, World, orange_revision
from traceability.crypto.tokens import new_api_key
from traceability.domain.access import KEY_SCOPES, Action, Actor, Role, Thing, may, require
from traceability.domain.errors import Denied, Invalid, NotFound, Refusal, Unauthenticated
from traceability.domain.quantity import Quantity
from traceability.services import api_keys, harvests, parties, products, sign_in
from traceability.store.models import ApiKey, Event


def made(world: World, role: Role = Role.RECORDER, by: Actor | None = None) -> api_keys.NewKey:
    with world.by(by or world.who.operator) as work:
        coop = parties.known(work, world.who.manager.party or 0)
        return api_keys.create_key(work, coop, role)


def holder(world: World, text: str) -> Actor:
    with world.view() as view:
        return sign_in.holder_of_key(view, text)


def test_a_key_acts_for_its_organisation_in_its_role(world: World) -> None:
    actor = holder(world, made(world).text)
    assert (actor.role, actor.party) == (Role.RECORDER, world.who.manager.party)
    assert actor.code not in {world.who.recorder.code, world.who.manager.code}
    with world.by(actor) as work:
        asked = harvests.HarvestRequest(world.who.area, PICKED_ON, Quantity(1000, "g"))
        code = harvests.register(work, asked).code
    assert world.on_hand(code) == (1000, "open")
    with world.view() as view:
        event = view.db.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one()
        assert (event.actor_id, f'"actor":"{actor.code}"' in event.leaf) == (actor.id, True)
    with world.by(actor) as work:
        coop = parties.known(work, actor.party or 0)
        with pytest.raises(Denied):
            products.revise(work, coop, world.who.product, orange_revision())


def test_only_a_hash_of_it_is_kept(world: World) -> None:
    key = made(world)
    with world.view() as view:
        row = view.db.scalars(select(ApiKey)).one()
        kept = repr([getattr(row, column.name) for column in ApiKey.__table__.columns])
        assert row.prefix == key.prefix
    assert key.prefix in key.text
    assert key.text.removeprefix(f"tx_{key.prefix}_") not in kept


def test_what_is_not_the_key_is_refused_alike(world: World) -> None:
    key, other = made(world), new_api_key()
    wrong = f"tx_{key.prefix}_{other.secret_text.rpartition('_')[2]}"
    swapped = key.text[:-1] + ("A" if key.text[-1] != "A" else "B")
    said = set()
    for text in ("", "tx_", other.secret_text, wrong, swapped, f"{key.text} ", key.text.lower()):
        with pytest.raises(Unauthenticated) as refused:
            holder(world, text)
        said.add((refused.value.code, str(refused.value.facts)))
    assert said == {("key_not_valid", "{}")}
    assert holder(world, key.text).role is Role.RECORDER


def test_a_key_ends_after_a_year_or_when_it_is_revoked(world: World) -> None:
    key, second = made(world), made(world)
    world.clock.now = key.expires_at - dt.timedelta(seconds=1)
    assert holder(world, key.text).role is Role.RECORDER
    with world.by(world.who.operator) as work:
        row = work.db.scalars(select(ApiKey).where(ApiKey.prefix == key.prefix)).one()
        row.revoked_at = work.now
    with pytest.raises(Unauthenticated):
        holder(world, key.text)
    assert holder(world, second.text).role is Role.RECORDER
    world.clock.pass_by(seconds=1)
    with pytest.raises(Unauthenticated):
        holder(world, second.text)


def test_keys_are_for_cooperatives_roles_alone(world: World) -> None:
    for role in (Role.REGISTRAR, Role.INSPECTOR, Role.OPERATOR):
        with pytest.raises(Invalid, match="key_role"):
            made(world, role)
    assert holder(world, made(world, Role.MANAGER).text).role is Role.MANAGER


def test_nobody_but_the_operator_and_its_manager_makes_keys(world: World) -> None:
    for actor in (world.who.recorder, world.who.registrar, world.who.stranger):
        with pytest.raises(Refusal) as refused:
            made(world, by=actor)
        assert refused.value.kind in ("denied", "not_found")
    with world.view() as view:
        assert list(view.db.scalars(select(ApiKey))) == []


# --- what a key is for ---------------------------------------------------------------------------


def key_for(world: World, *scopes: str, role: Role = Role.MANAGER, **more: Any) -> api_keys.NewKey:
    """A key that the cooperative's manager makes."""
    with world.by(world.who.manager) as work:
        coop = parties.acting_party(work, work.actor)
        return api_keys.create_key(work, coop, role, scopes=scopes, **more)


@pytest.mark.parametrize("scopes", [(), ("read",), ("record",), ("labels", "publish")])
def test_a_key_does_what_it_was_made_for_and_always_reads(
    world: World, scopes: tuple[str, ...]
) -> None:
    actor = holder(world, key_for(world, *scopes).text)
    opened = {each for word in {"read", *scopes} for each in KEY_SCOPES[word]}
    own = Thing(holder=actor.party)
    assert {each for each in Action if may(actor, each, own)} == opened
    for word in KEY_SCOPES.keys() - {"read", *scopes}:
        for action in KEY_SCOPES[word] - opened:
            with pytest.raises(Denied) as refused:
                require(actor, action, own)
            assert refused.value.code == "key_scope"
            assert action in KEY_SCOPES[refused.value.facts["scope"]]


def test_a_scope_gives_no_more_than_the_role(world: World) -> None:
    actor = holder(world, key_for(world, "labels", role=Role.RECORDER).text)
    with pytest.raises(Denied) as refused:
        require(actor, Action.VOID_LABELS, Thing(holder=actor.party))
    assert refused.value.code == "denied"


def test_a_scope_opens_nothing_of_anothers(world: World) -> None:
    actor = holder(world, key_for(world).text)
    for action in Action:
        with pytest.raises(NotFound):
            require(actor, action, Thing(holder=world.who.stranger.party))


def test_a_key_cannot_make_keys(world: World) -> None:
    with pytest.raises(Denied):
        made(world, by=holder(world, key_for(world, *KEY_SCOPES).text))


def test_what_cannot_be_asked_for_is_refused_at_its_field(world: World) -> None:
    for wrong, code, field in (
        ({"scopes": ("everything",)}, "choice_unknown", "scopes"),
        ({"life": dt.timedelta(days=366)}, "out_of_range", "days"),
        ({"life": dt.timedelta(hours=1)}, "out_of_range", "days"),
        ({"name": "x" * 81}, "text_too_long", "name"),
    ):
        asked: dict[str, Any] = {"scopes": ("read",), **wrong}
        with pytest.raises(Invalid) as refused:
            key_for(world, *asked.pop("scopes"), **asked)
        assert (refused.value.code, refused.value.faults[0].field) == (code, field)


def test_the_list_says_what_each_is_for_and_when_it_was_used(world: World) -> None:
    key = key_for(world, "publish", name="Phần mềm kho")
    actor = holder(world, key.text)
    assert listed(world).last_used_at is None
    used = [world.clock.now]
    note(world, actor)
    world.clock.pass_by(minutes=5)
    note(world, actor)  # within the grain: not written again
    assert listed(world).last_used_at == used[0]
    world.clock.pass_by(seconds=1)
    note(world, actor)
    found = listed(world)
    assert (found.name, found.scopes) == ("Phần mềm kho", ("read", "publish"))
    assert found.last_used_at == world.clock.now


def listed(world: World) -> api_keys.KeyListed:
    with world.view() as view:
        coop = parties.acting_party(view, world.who.manager)
        (found,) = api_keys.keys_of(view, world.who.manager, coop)
    return found


def note(world: World, actor: Actor) -> None:
    with world.view() as view:
        wants = api_keys.wants_noting(view, actor)
    with world.by(actor) as work:
        before = listed(world).last_used_at
        api_keys.note_use(work, actor)
    assert wants is (listed(world).last_used_at != before)
