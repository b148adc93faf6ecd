"""What a browser shows does not depend on the database: these tests run on SQLite alone."""

from __future__ import annotations

import pytest


@pytest.fixture
def backend() -> str:
    return "sqlite"
