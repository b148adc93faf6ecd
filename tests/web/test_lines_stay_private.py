"""An exact line is nowhere but in its table, on its holder's pages and before officers' eyes.

The corners have digits that nothing else has, so that they can be looked for everywhere.
"""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from sqlalchemy import text

from tests.people import World
from tests.plots import plot, square
from tests.web.lot_visits import HOST, Visitor, app_of
from traceability.geo.checks import check
from traceability.geo.shapes import Boundary
from traceability.services import boundaries
from traceability.services.boundaries import BoundaryRequest
from traceability.store.models import Base
from traceability.web.guards import OPEN

#: Decimals of our corners; any of them alone gives the line away.
DIGITS = ("8712347", "8745671", "2651239", "2683457")


def line() -> Boundary:
    west, east, south, north = 104.8712347, 104.8745671, 22.2651239, 22.2683457
    return check([[[(west, south), (east, south), (east, north), (west, north)]]])


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World) -> Flask:
    return app_of(world)


@pytest.fixture
def drawn(world: World) -> str:
    """Our orchard with its line, a neighbour's that lies over it, and a batch that is published."""
    with world.by(world.who.manager) as work:
        boundaries.set_boundary(work, BoundaryRequest(world.who.place, line(), "walked"))
    batch = world.packed().code
    world.clock.pass_by(minutes=5)
    theirs = plot(world, world.who.stranger)
    with world.by(world.who.stranger) as work:
        asked = BoundaryRequest(theirs, square(0.0029, 0.0012), "typed")
        assert boundaries.set_boundary(work, asked).verdict.found
    return batch


def shows(source: str) -> list[str]:
    return [digits for digits in DIGITS if digits in source]


def paths(app: Flask, world: World, batch: str) -> list[str]:
    """Every page that anybody may open, with each code that there is in its place."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN and "GET" in (rule.methods or ()) and rule.endpoint != "static":
            for code in (batch, world.who.area, world.who.place, world.who.household):
                values = dict.fromkeys(rule.arguments, code)
                if "number" in values:
                    values["number"] = "1"
                if "kind" in values:
                    values["kind"] = "lot"
                with app.test_request_context(base_url=HOST):
                    found.append(app.url_for(rule.endpoint, **values))
    return sorted(set(found))


def test_no_page_that_anybody_may_open_shows_it(world: World, app: Flask, drawn: str) -> None:
    client = app.test_client()
    seen = 0
    for path in paths(app, world, drawn):
        for language in ("vi", "en", "zh"):
            with client.get(path, base_url=HOST, query_string={"lang": language}) as answer:
                assert shows(answer.get_data(as_text=True)) == [], path
                assert shows(str(answer.headers)) == [], path
                seen += answer.status_code == 200
    assert seen > 10


def test_no_column_but_its_own_holds_it(world: World, drawn: str) -> None:
    """Leaves, alerts, cases, request keys, audit rows: the hash at the most."""
    with world.view() as view:
        for table in Base.metadata.tables.values():
            for row in view.db.execute(text(f'SELECT * FROM "{table.name}"')):
                found = shows(" ".join(map(str, row)))
                assert found == [] or table.name == "place_geometry", table.name


def test_a_neighbour_sees_corners_of_the_shared_piece_alone(
    world: World, app: Flask, drawn: str
) -> None:
    visitor = Visitor(app, world, "stranger")
    with world.view() as view:
        theirs = view.db.execute(
            text("SELECT code FROM place WHERE holder_id = :party ORDER BY id DESC"),
            {"party": world.who.stranger.party},
        ).scalar_one()
    page = visitor.get(f"/coop/vung-trong/{theirs}/ranh-gioi?cach=ve")
    assert page.status == 200
    assert shows(page.source) == []
    assert "map-shared" in visitor.get(f"/coop/vung-trong/{theirs}/ranh-gioi").source


def test_nothing_of_it_is_kept_in_between_or_logged(
    world: World, app: Flask, drawn: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    manager = Visitor(app, world, "manager")
    for tail in ("", "?cach=ve", ".geojson"):
        answer = manager.get(f"/coop/vung-trong/{world.who.place}/ranh-gioi{tail}").answer
        assert answer.headers["Cache-Control"] == "no-store"
    path = f"/coop/vung-trong/{world.who.place}/ranh-gioi"
    form = manager.get(path).form(path)
    manager.post(path, {**form, "boundary": "22,2651239 104,8712347\n22,2651239 104,8745671"})
    manager.get(f"/tim?q={DIGITS[0]}")
    assert shows(caplog.text) == []
    recorder = Visitor(app, world, "recorder")
    lists = ("/coop/vung-trong", "/thong-bao", "/coop/lo", f"/tim?q={world.who.place}")
    assert [shows(recorder.get(each).source) for each in lists] == [[]] * len(lists)
