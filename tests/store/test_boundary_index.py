"""The index of boxes finds exactly what touches, and reads strips to find it, on both engines."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from tests.people import MORNING, World
from traceability.domain.communes import Box
from traceability.store.models import Place, PlaceGeometry, PublicCode
from traceability.store.queries import batches, filing, page_cells, page_tokens
from traceability.store.queries import boundaries as queries


def random_box(draw: random.Random) -> Box:
    """A box of some size between a garden and a commune, anywhere in the province."""
    side = 10 ** draw.uniform(2, 5)
    south, west = draw.randrange(22_000_000, 23_000_000), draw.randrange(104_000_000, 105_500_000)
    return Box(south, west, south + int(side * draw.random()), west + int(side * draw.random()))


@pytest.fixture
def boxes(world: World) -> dict[int, Box]:
    """Six hundred places, each with its box; every tenth is an older line."""
    draw, found = random.Random(10), dict[int, Box]()
    codes = [f"X{at:08d}" for at in range(600)]
    with world.by(world.who.operator) as work:
        work.add(*(PublicCode(code=code, kind="place", issued_at=MORNING) for code in codes))
        places = [
            Place(code=code, holder_id=1, kind="orchard", created_at=MORNING) for code in codes
        ]
        work.add(*places)
        for at, place in enumerate(places):
            box, standing = random_box(draw), at % 10 != 0
            work.db.add(row(place.id, box, standing))
            found |= {place.id: box} if standing else {}
    world.tampered = True
    return found


def row(place: int, box: Box, standing: bool) -> PlaceGeometry:
    return PlaceGeometry(
        place_id=place,
        sha256=f"{place:043d}",
        geojson="{}",
        south=box.south,
        west=box.west,
        north=box.north,
        east=box.east,
        span=queries.span_of(box),
        measured_m2=1,
        source="typed",
        current=standing,
        recorded_at=MORNING,
        actor_id=1,
    )


def touches(one: Box, other: Box) -> bool:
    return (
        one.west <= other.east
        and other.west <= one.east
        and one.south <= other.north
        and other.south <= one.north
    )


def test_what_touches_is_found_and_nothing_else(world: World, boxes: dict[int, Box]) -> None:
    """Against brute force, with boxes of every size."""
    draw = random.Random(20)
    with world.view() as view:
        for _ in range(200):
            asked = random_box(draw)
            found = {each.place_id for each in queries.near(view.db, asked)}
            assert found == {place for place, box in boxes.items() if touches(box, asked)}


def test_the_index_is_used(world: World, boxes: dict[int, Box]) -> None:
    asked = next(iter(boxes.values()))
    wanted = queries.near_query(asked, [9, 14])
    with world.store.reader.connect() as connection:
        spelled = wanted.compile(connection, compile_kwargs={"literal_binds": True})
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan = " ".join(map(str, connection.execute(text(f"EXPLAIN {spelled}"))))
            assert "ix_place_geometry_box" in plan
            assert "Seq Scan" not in plan
        else:
            plan = " ".join(map(str, connection.execute(text(f"EXPLAIN QUERY PLAN {spelled}"))))
            assert plan.count("ix_place_geometry_box (current=? AND span=? AND west>?") == 2
            assert "SCAN" not in plan


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_boundaries_of_named_places_are_looked_up_and_no_others_read(
    world: World, boxes: dict[int, Box]
) -> None:
    """SQLite knows nothing of how many stand; it went through all of them for the page of a lot."""
    named = sorted(boxes)[:3]
    made = world.packed().code
    with world.view() as view:
        batch = batches.by_code(view.db, made)
        assert batch is not None
        sent = sent_by(view.db, lambda: look(view.db, named, batch.id))
        plans = [explained(view.db, statement, given) for statement, given in sent]
    drawn = [plan for plan in plans if "place_geometry" in plan]
    assert len(drawn) == 4
    assert [plan for plan in drawn if "ix_place_geometry_box" in plan] == []


def look(db: Session, places: list[int], batch: int) -> None:
    """All that asks for boundaries by their places on a page, and for its token."""
    queries.currents(db, places)
    filing.measured(db, places)
    page_cells.middles(db, places, dt.date(2026, 11, 1), 2)
    page_tokens.of_batch(db, batch)


def sent_by(db: Session, act: Callable[[], object]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, given: Any, *_more: Any) -> None:
        found.append((statement, given))

    event.listen(db.connection(), "before_cursor_execute", listen)
    act()
    event.remove(db.connection(), "before_cursor_execute", listen)
    return found


def explained(db: Session, statement: str, given: Any) -> str:
    rows = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
    return " ".join(map(str, rows))
