"""Every route × everybody who may stand before it: exactly the status that ``route_table`` tells.

The visits come from the application's own list of routes. A route that nobody wrote a line for
fails, and so does a line whose route is gone; what is another's is 404 on every line.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import route_table
from tests.architecture.route_table import LINES, VISITORS, Line
from tests.architecture.route_visits import Doors, doors_of
from tests.people import Clock, World
from tests.store_fixtures import Templates, opened


@pytest.fixture(scope="module")
def doors(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    place = templates.at("sqlite", None)
    template, who = templates.busy("sqlite")
    with place.database(template) as (_name, url), opened(url, Clock()) as store:
        clock = Clock()
        world = World(dataclasses.replace(store, clock=clock), clock, who)
        yield doors_of(world, tmp_path_factory.mktemp("doors"))


def test_every_route_has_its_line(doors: Doors) -> None:
    told = [(line.endpoint, line.method) for line in LINES]
    assert sorted(route_table.routes(doors.app)) == sorted(told)


@pytest.mark.parametrize("line", LINES, ids=str)
def test_the_line_is_what_happens(doors: Doors, line: Line) -> None:
    assert doors.seen(line) == dict(zip(VISITORS, line.statuses, strict=True))


def test_what_is_anothers_is_not_found() -> None:
    """The table itself: a stranger finds nothing under a code, nor does a foreign officer."""
    for line in LINES:
        told = dict(zip(VISITORS, line.statuses, strict=True))
        if line.closed and line.of_somebody and not line.endpoint.startswith("api."):
            assert {told["stranger"], told["elsewhere"]} == {404}, line


def test_nobody_comes_in_without_a_name() -> None:
    for line in LINES:
        if line.closed:
            assert line.statuses[0] == (401 if line.endpoint.startswith("api.") else 302), line


def test_a_route_without_a_line_is_seen(doors: Doors, tmp_path: Path) -> None:
    app = doors.app
    known = {(line.endpoint, line.method) for line in LINES}
    app.url_map.add(
        app.url_rule_class("/coop/quen", endpoint="workspace.forgotten", methods=["GET"])
    )
    assert set(route_table.routes(app)) - known == {("workspace.forgotten", "GET")}
