"""The index of boxes finds exactly what touches, and reads strips to find it, on both engines."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import text

from tests.people import MORNING, World
from traceability.domain.communes import Box
from traceability.store.models import Place, PlaceGeometry, PublicCode
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
