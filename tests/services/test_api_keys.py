"""Bearer keys: shown once, kept as a hash, worth a role in one organisation until they end."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from tests.people import PICKED_ON, World, orange_revision
from traceability.crypto.tokens import new_api_key
from traceability.domain.access import Actor, Role
from traceability.domain.errors import Denied, Invalid, Refusal, Unauthenticated
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


def test_nobody_but_the_operator_makes_keys(world: World) -> None:
    for actor in (world.who.manager, world.who.registrar):
        with pytest.raises(Refusal) as refused:
            made(world, by=actor)
        assert refused.value.kind in ("denied", "not_found")
    with world.view() as view:
        assert list(view.db.scalars(select(ApiKey))) == []
