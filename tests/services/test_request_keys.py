"""Request keys: what a phone sends twice is done once."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.people import PICKED_ON, World
from traceability.domain.access import Actor
from traceability.domain.canonical import sha256_b64
from traceability.domain.errors import Conflict, Denied, Invalid
from traceability.domain.quantity import Quantity
from traceability.services import harvests, request_keys
from traceability.services.request_keys import Outcome, Sealed
from traceability.store.models import Event, RequestKey
from traceability.store.unit import writing

KEY = "0b1f6c1e-1111-4222-8333-444455556666"
BODY = {"weight": "100 kg", "day": PICKED_ON}


def sent(world: World, actor: Actor, key: str = KEY, body: dict[str, Any] | None = None) -> Outcome:
    """A harvest sent with a key."""
    asked = harvests.HarvestRequest(world.who.area, PICKED_ON, Quantity(100_000, "g"))
    with world.by(actor) as work:
        return request_keys.once(
            work, key, BODY if body is None else body, lambda: harvest(work, asked)
        )


def harvest(work: Any, asked: harvests.HarvestRequest) -> dict[str, str]:
    made = harvests.register(work, asked)
    return {"code": made.code, "lot": made.lot_code}


def harvested(world: World) -> int:
    with world.view() as view:
        wanted = select(func.count()).select_from(Event).where(Event.step == "commissioning")
        return view.db.scalar(wanted) or 0


def test_the_same_key_and_body_give_the_same_result_for_ever(world: World) -> None:
    first = sent(world, world.who.recorder)
    world.clock.pass_by(days=900)
    again = sent(world, world.who.recorder, body=dict(reversed(BODY.items())))
    assert (first.replayed, again.replayed) == (False, True)
    assert first.result == again.result
    assert harvested(world) == 1


def test_the_same_key_from_a_colleague_is_the_same_request(world: World) -> None:
    first = sent(world, world.who.recorder)
    assert sent(world, world.who.manager).result == first.result


def test_the_same_key_with_another_body_is_refused_and_says_what_was_recorded(
    world: World,
) -> None:
    first = sent(world, world.who.recorder)
    with pytest.raises(Conflict) as refused:
        sent(world, world.who.recorder, body=BODY | {"weight": "101 kg"})
    assert refused.value.code == "request_key_reused"
    assert refused.value.facts["recorded"] == first.result
    assert harvested(world) == 1


def test_a_request_that_was_refused_has_used_no_key(world: World) -> None:
    def refuse() -> dict[str, str]:
        raise Invalid("required", "weight")

    with pytest.raises(Invalid), world.by(world.who.recorder) as work:
        request_keys.once(work, KEY, BODY, refuse)
    assert sent(world, world.who.recorder).replayed is False


def test_keys_of_two_cooperatives_do_not_meet(world: World) -> None:
    first = sent(world, world.who.recorder)
    with world.by(world.who.stranger) as work:
        theirs = request_keys.once(work, KEY, {}, lambda: {"code": "other"})
    assert theirs == Outcome({"code": "other"}, replayed=False)
    assert theirs.result != first.result


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "với dấu tiếng Việt", "tab\there-1234"])
def test_a_key_must_be_readable(world: World, key: str) -> None:
    with pytest.raises(Invalid, match="request_key_unreadable"):
        sent(world, world.who.recorder, key)


def test_who_acts_for_nobody_has_no_keys(world: World) -> None:
    with pytest.raises(Denied):
        sent(world, world.who.operator)


def bare(body: dict[str, Any]) -> str:
    """What anybody can make of a body that they guess."""
    return sha256_b64(json.dumps(body, sort_keys=True, default=str).encode())


def kept(world: World) -> str:
    with world.view() as view:
        return view.db.scalars(select(RequestKey.body_sha256)).one()


def test_who_has_the_database_alone_cannot_try_what_was_sent(world: World) -> None:
    sent(world, world.who.recorder)
    assert kept(world) != bare(BODY)
    elsewhere = dataclasses.replace(world.store, pepper=b"q" * 32)
    with (
        writing(elsewhere, world.who.recorder) as work,
        pytest.raises(Conflict, match="request_key_reused"),
    ):
        request_keys.once(work, KEY, BODY, dict)


def test_a_list_that_changed_nobody_is_no_easier_to_try(world: World) -> None:
    body = {"rows": ["Lý Bí Mật", "0387451926"]}
    for again in (False, True):
        with world.by(world.who.manager) as work:
            done = request_keys.once_sealed(work, KEY, body, lambda: Sealed({"stored": "0"}, ()))
        assert done.replayed is again
    assert kept(world) not in (bare(body), bare({"salts": [], "body": body}))


def test_without_a_secret_nothing_is_done(world: World) -> None:
    plain = dataclasses.replace(world.store, pepper=b"")
    with writing(plain, world.who.recorder) as work, pytest.raises(ValueError, match="pepper"):
        request_keys.once(work, KEY, BODY, dict)
    assert harvested(world) == 0
