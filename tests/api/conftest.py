"""The real application over a database with people in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.software import Door, new_key
from tests.people import KEYRING, World
from tests.serving import app_on
from tests.store_fixtures import one_backend
from traceability.settings import Settings


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """One engine a test, half of them on each; ``ON_BOTH`` asks for two."""
    return one_backend(request.node.nodeid)


@pytest.fixture
def door(world: World, tmp_path: Path) -> Door:
    """The API with a key of the cooperative; nothing is left of other tests' rate limits."""
    settings = Settings(
        database_url="sqlite://",
        public_url=world.press.base_url,
        secret_key="k" * 32,
        label_keys=KEYRING,
        files=tmp_path,
    )
    return Door(world, app_on(world, settings), new_key(world, world.who.cooperative))
