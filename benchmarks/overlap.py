"""A new boundary laid against 10,000 others: our index of boxes, and all pairs one after the other.

The areas are gardens of half a hectare to thirty, with seven to forty corners, scattered over a
province so that each has a few neighbours; they stand in an SQLite database of the run's own. Both
contenders answer the same question for the same new boundaries, from the database on: which areas
share ground with it, and how much. The peer cuts the new one with all others, as one writes it
without an index; it is given the shapes ready made, so that only the cutting is compared. A second
peer builds shapely's STRtree of them, as a service of several processes would have to after every
change. The answers are compared, and any difference ends the run.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

# The checkout comes first, before this folder.
sys.path[0] = str(Path(__file__).parents[1])

import shapely  # noqa: E402

from benchmarks.harness import rounds  # noqa: E402
from traceability.geo import measures  # noqa: E402
from traceability.geo.checks import check  # noqa: E402
from traceability.geo.shapes import Boundary  # noqa: E402
from traceability.services import boundaries, seeding  # noqa: E402
from traceability.store import migrate  # noqa: E402
from traceability.store.engine import Store, open_store  # noqa: E402
from traceability.store.models import Party, Place, PlaceGeometry, PlaceRevision, PublicCode  # noqa: E402
from traceability.store.queries import areas  # noqa: E402
from traceability.store.queries import boundaries as queries  # noqa: E402
from traceability.store.unit import Reading, Work, reading, writing  # noqa: E402

AREAS, NEW, ROUNDS = 10_000, 20, 5
COMMUNE = "01156"
#: The most that a new boundary may take, in milliseconds.
ALLOWED_MS = 50


def garden(draw: random.Random) -> Boundary:
    """A garden somewhere in the province, its line as uneven as one that was walked."""
    lat, lon = draw.uniform(22.2, 23.3), draw.uniform(104.4, 105.5)
    radius, corners = draw.uniform(0.0004, 0.003), draw.randrange(7, 41)
    ring = []
    for at in range(corners):
        angle, off = at * 2 * math.pi / corners, radius * draw.uniform(0.8, 1.2)
        ring.append((lon + off * math.cos(angle), lat + off * math.sin(angle)))
    return check([[ring]])


def settle(store: Store, gardens: list[Boundary]) -> int:
    """A province full of areas; the key of one more place, without a boundary."""
    migrate.upgrade(store)
    with writing(store, seeding.BOOT) as work:
        seeding.seed(work)
    with reading(store) as view:
        operator = seeding.operator(view)
    with writing(store, operator) as work:
        code = "BENCHCOOP"
        work.add(PublicCode(code=code, kind="party", issued_at=work.now))
        holder = Party(code=code, kind="cooperative", created_at=work.now)
        work.add(holder)
        places = _places(work, holder, len(gardens) + 1)
        work.add(*(_row(work, *pair) for pair in zip(places, gardens, strict=False)))
        return places[-1].id


def _places(work: Work, holder: Party, count: int) -> list[Place]:
    codes = [f"B{number:08d}" for number in range(count)]
    work.add(*(PublicCode(code=code, kind="place", issued_at=work.now) for code in codes))
    places = [
        Place(code=code, holder_id=holder.id, kind="orchard", created_at=work.now) for code in codes
    ]
    work.add(*places)
    work.add(*(_revision(work, place) for place in places))
    return places


def _revision(work: Work, place: Place) -> PlaceRevision:
    return PlaceRevision(
        place_id=place.id,
        number=1,
        commune_code=COMMUNE,
        commune_vintage="2025-07",
        recorded_at=work.now,
    )


def _row(work: Work, place: Place, line: Boundary) -> PlaceGeometry:
    box = line.box
    return PlaceGeometry(
        place_id=place.id,
        sha256=f"{place.id:043d}",
        geojson=line.text("bench"),
        south=box.south,
        west=box.west,
        north=box.north,
        east=box.east,
        span=queries.span_of(box),
        measured_m2=1,
        source="drawn",
        current=True,
        recorded_at=work.now,
        actor_id=work.actor.id,
    )


Answer = list[tuple[int, int]]


def ours(view: Reading, place: Place, new: list[Boundary]) -> list[Answer]:
    """The service's own verdict on each new boundary: size, distance, and what it lies over."""
    return [
        [(each.other.id, each.shared.m2) for each in boundaries.judge(view, place, line).found]
        for line in new
    ]


def all_pairs(gardens: list[Boundary], shapes: list[shapely.Geometry], line: Boundary) -> Answer:
    """Cut with every area, one after the other."""
    shape, found = measures.shape_of(line), []
    for number, other in enumerate(shapes, 1):
        if not shapely.intersection(shape, other).is_empty:
            shared = measures.shared(line, gardens[number - 1])
            found += [] if shared is None else [(number, shared.m2)]
    return found


def tree(gardens: list[Boundary], shapes: list[shapely.Geometry], line: Boundary) -> Answer:
    """A tree of all boxes, built for the purpose, and the cut of what it finds."""
    hits = sorted(shapely.STRtree(shapes).query(measures.shape_of(line)).tolist())
    cuts = ((hit + 1, measures.shared(line, gardens[hit])) for hit in hits)
    return [(number, shared.m2) for number, shared in cuts if shared is not None]


def slowest_ms(view: Reading, place: Place, new: list[Boundary]) -> float:
    """The longest that one new boundary took."""
    taken = []
    for line in new:
        began = time.perf_counter()
        boundaries.judge(view, place, line)
        taken.append(1000 * (time.perf_counter() - began))
    return max(taken)


def run(folder: str) -> None:
    """Measure and tell."""
    draw = random.Random(2026)
    gardens, new = [garden(draw) for _ in range(AREAS)], [garden(draw) for _ in range(NEW)]
    shapes = [measures.shape_of(each) for each in gardens]
    store = open_store(f"sqlite:///{folder}/record.sqlite3")
    key = settle(store, gardens)
    with reading(store) as view:
        place = areas.places_by_ids(view.db, [key])[key]
        told = ours(view, place, new)
        if told != [all_pairs(gardens, shapes, line) for line in new]:
            raise SystemExit("the contenders do not agree")
        contenders = {
            "ours": lambda: ours(view, place, new),
            "all_pairs": lambda: [all_pairs(gardens, shapes, line) for line in new],
            "strtree_built": lambda: [tree(gardens, shapes, line) for line in new],
        }
        seconds = rounds.interleaved(contenders, ROUNDS)
        slowest = slowest_ms(view, place, new)
    store.close()
    each = {
        f"{name}_ms": round(1000 * statistics.median(taken) / NEW, 2)
        for name, taken in seconds.items()
    }
    figures = each | {"ours_slowest_ms": round(slowest, 2), "areas": AREAS, "new": NEW}
    figures["overlaps_found"] = sum(map(len, told))
    figures["allowed_ms"] = ALLOWED_MS
    peers = {name: each[f"{name}_ms"] for name in ("all_pairs", "strtree_built")}
    rounds.tell("overlap", figures, peers, rounds.ratios(seconds, "ours"))
    if each["ours_ms"] > ALLOWED_MS:
        raise SystemExit(f"a new boundary took {each['ours_ms']} ms; {ALLOWED_MS} are allowed")


def main() -> None:
    """Run in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        run(folder)


if __name__ == "__main__":
    main()
