"""What the service does not start with."""

from __future__ import annotations

import pytest

from tests.people import KEYRING, World
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import RuleBroken
from traceability.services import seeding, startup
from traceability.services.startup import LabelKeyMissing
from traceability.store import migrate
from traceability.store.engine import open_store
from traceability.store.models import Installation
from traceability.store.queries import accounts
from traceability.store.unit import reading

URL = "https://tem.hagiang.vn"


def printed_under(world: World, *keyrings: Keyring) -> None:
    for keyring in keyrings:
        world.press = type(world.press)(keyring, URL, False)
        world.print_labels(world.packed().code, 5)


def test_every_missing_key_is_told_in_one_message(world: World) -> None:
    second = Keyring.parse(f"k2:{'b2' * 32}, k1:{'a1' * 32}")
    printed_under(world, KEYRING, second)
    startup.check(second, URL, world.store)
    with pytest.raises(LabelKeyMissing) as refused:
        startup.check(Keyring.parse(f"k3:{'c3' * 32}"), URL, world.store)
    assert (refused.value.code, refused.value.facts) == (
        "label_key_missing",
        {"keys": ["k1", "k2"]},
    )


def test_another_secret_under_the_same_name_is_a_missing_key(world: World) -> None:
    printed_under(world, KEYRING)
    with pytest.raises(LabelKeyMissing):
        startup.check(Keyring.parse(f"k1:{'0f' * 32}"), URL, world.store)


def test_a_key_that_printed_nothing_may_go(world: World) -> None:
    startup.check(Keyring.parse(f"k3:{'c3' * 32}"), URL, world.store)


def test_a_demonstration_stays_out_of_the_public(world: World) -> None:
    with world.by(world.who.operator) as work:
        work.add(Installation(key=startup.DEMONSTRATION, value="2026-01-20"))
    startup.check(KEYRING, "http://127.0.0.1:8000", world.store)
    with pytest.raises(RuleBroken, match="demonstration_in_public"):
        startup.check(KEYRING, URL, world.store)


def test_an_empty_database_is_brought_up_once(empty_url: str) -> None:
    store = open_store(empty_url)
    try:
        startup.check(KEYRING, URL, store)
        assert startup.bring_up(store) == startup.bring_up(store) == migrate.head()
        with reading(store) as view:
            first = seeding.operator(view).code
            assert accounts.actor_of_kind(view.db, "job") is not None
        startup.bring_up(store)
        with reading(store) as view:
            assert seeding.operator(view).code == first
    finally:
        store.close()
