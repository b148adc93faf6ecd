"""What the tests of pages share."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.people import World
from tests.store_fixtures import one_backend
from tests.web.lot_visits import app_of
from tests.web.scan_doors import CountingDoor, counting_door


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """One engine a test, half of them on each; ``ON_BOTH`` asks for two."""
    return one_backend(request.node.nodeid)


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    """The application with a folder for files of its own."""
    return app_of(world, files=tmp_path)


@pytest.fixture
def door(world: World) -> CountingDoor:
    """A door that counts who looks."""
    return counting_door(world)
