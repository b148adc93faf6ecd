"""Every test of a service runs on both engines; where it has several cases, each runs on one."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.store_fixtures import BACKENDS

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal the cases of each test out to the engines in turn; ``ON_BOTH`` asks for all on both.

    What is refused at a field, or found by ``verify``, is judged before or apart from the engine:
    that a test holds on both is shown by its cases together.
    """
    left = {id(item) for item in dealt_elsewhere([item for item in items if is_dealt(item)])}
    items[:] = [item for item in items if id(item) not in left]


def is_dealt(item: pytest.Item) -> bool:
    """Whether a test of this folder runs on both engines without having asked for it."""
    spec = getattr(item, "callspec", None)
    if HERE not in item.path.parents or spec is None or "backend" not in spec.params:
        return False
    return not any("backend" in mark.args[0] for mark in item.iter_markers("parametrize"))


def dealt_elsewhere(items: list[pytest.Item]) -> list[pytest.Item]:
    """Of the cases that are there for both engines: the one that the other engine's stands for."""
    tests: dict[str, dict[object, dict[object, pytest.Item]]]
    tests = defaultdict(lambda: defaultdict(dict))
    for item in items:
        spec: Any = item.callspec  # type: ignore[attr-defined]
        case = tuple(sorted((k, at) for k, at in spec.indices.items() if k != "backend"))
        tests[item.nodeid.partition("[")[0]][case][spec.params["backend"]] = item
    several = (list(cases.values()) for cases in tests.values() if len(cases) > 1)
    return [
        twins[BACKENDS[number % len(BACKENDS)]]
        for cases in several
        for number, twins in enumerate(cases)
        if len(twins) == len(BACKENDS)
    ]
