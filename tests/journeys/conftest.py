"""One running service for all journeys of a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.live import Live, served


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The service with its demonstration, started as ``./dev run`` starts it."""
    with served(tmp_path_factory.mktemp("live") / "instance") as running:
        yield running
