"""What a page of a list costs does not grow with the lots: statements sent and rows fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, inspect

from tests.people import KEYRING, QUAN_BA, TODAY, VINH_TUY, World
from tests.services.season_worlds import harvested, one_hectare
from traceability.domain.access import Actor
from traceability.services import (
    batch_list_views,
    batch_views,
    home_tasks,
    home_views,
    registry_page,
    search,
)
from traceability.services.batch_list_views import BatchState
from traceability.services.registry_lots import open_holds
from traceability.services.registry_views import beside
from traceability.store.models import (
    AreaCode,
    Base,
    Batch,
    BatchEdge,
    BatchStock,
    LabelRange,
    PrintResult,
    PrintRun,
    PublicCode,
    RecallBatch,
)
from traceability.store.queries import areas, batches, labels, recalls
from traceability.store.unit import Reading, Work

#: Longer than every list that a page shows (the longest has 60), so that both are cut.
FEW, MANY = 70, 500


@dataclass
class Cost:
    """Statements sent and rows fetched."""

    statements: int = 0
    rows: int = 0


@contextmanager
def counted(engine: Engine) -> Iterator[Cost]:
    """What is asked of an engine until the block ends."""
    cost = Cost()

    def note(_conn: Any, cursor: Any, *_rest: Any) -> None:
        cost.statements += 1
        if engine.dialect.name == "postgresql":
            cost.rows += max(0, cursor.rowcount)
        else:
            cursor.row_factory = fetched

    def fetched(_cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        cost.rows += 1
        return row

    event.listen(engine, "after_cursor_execute", note)
    try:
        yield cost
    finally:
        event.remove(engine, "after_cursor_execute", note)


def copies(row: Base, count: int, **changed: Callable[[int], Any]) -> list[dict[str, Any]]:
    """A row many times over, some of its columns made anew for each."""
    mapper = inspect(type(row))
    values = {each.key: getattr(row, each.key) for each in mapper.column_attrs}
    return [{**values, **{name: make(n) for name, make in changed.items()}} for n in range(count)]


@dataclass(frozen=True)
class Ways:
    """Lots of every state that the many are copied from."""

    harvest: str
    packed: str
    published: str
    held: str
    recalled: str
    run: str


@pytest.fixture
def ways(world: World) -> Ways:
    harvest = world.harvest(300).code
    published = world.packed()
    run = world.print_labels(published.code, 40)
    world.link(run, 1, 10)
    recalled = world.harvest(10).code
    world.recall(recalled)
    packed = world.pack(harvest, 40).code
    world.suspend(TODAY)
    held = world.harvest(5, day=TODAY).code
    world.tampered = True  # rows from here on have no events of their own
    return Ways(harvest, packed, published.code, held, recalled, run)


def multiply(world: World, ways: Ways, count: int, salt: str) -> None:
    """So many more lots of every state, and as many runs, all of one harvest and one code."""
    with world.by(world.who.operator) as work:
        for kind in ("harvest", "packed", "published", "held", "recalled"):
            _multiply_lot(work, ways, getattr(ways, kind), count, f"{salt}{kind[:3]}")
        _multiply_run(work, ways.run, count, f"{salt}R")


def _codes(work: Work, count: int, stem: str) -> Callable[[int], str]:
    def code(number: int) -> str:
        return f"{stem}{number:05d}".upper()

    rows = [{"code": code(n), "kind": "batch", "issued_at": work.now} for n in range(count)]
    work.db.execute(insert(PublicCode), rows)
    return code


def _multiply_lot(work: Work, ways: Ways, like: str, count: int, stem: str) -> None:
    source, row = batches.by_code(work.db, ways.harvest), batches.by_code(work.db, like)
    assert source is not None
    assert row is not None
    code = _codes(work, count, stem)
    top = max(work.db.query(Batch.id).all())[0] + 1
    made = copies(row, count, id=lambda n: top + n, code=code, lot_code=code)
    work.db.execute(insert(Batch), made)
    stock = batches.stock(work.db, row.id)
    work.db.execute(insert(BatchStock), copies(stock, count, batch_id=lambda n: top + n))
    edge = BatchEdge(parent_id=source.id, child_id=0, event_seq=row.event_seq, amount=1)
    work.db.execute(insert(BatchEdge), copies(edge, count, child_id=lambda n: top + n))
    for each in recalls.open_over(work.db, [row.id]):
        covered = RecallBatch(recall_id=each.id, batch_id=0)
        work.db.execute(insert(RecallBatch), copies(covered, count, batch_id=lambda n: top + n))


def _multiply_run(work: Work, like: str, count: int, stem: str) -> None:
    run = labels.run_by_code(work.db, like)
    assert run is not None
    code = _codes(work, count, stem)
    first = max(work.db.query(PrintRun.id).all())[0] + 1
    made = copies(run, count, id=lambda n: first + n, code=code, run_no=lambda n: first + n)
    work.db.execute(insert(PrintRun), made)
    result = labels.results(work.db, run.id)[0]
    work.db.execute(insert(PrintResult), copies(result, count, run_id=lambda n: first + n))
    for held in labels.ranges(work.db, [run.id]):
        work.db.execute(insert(LabelRange), copies(held, count, run_id=lambda n: first + n))


def cost_of(world: World, ask: Callable[[Reading], object]) -> Cost:
    with world.view() as view, counted(world.store.reader) as cost:
        ask(view)
    return cost


def test_no_page_costs_more_where_there_are_more_lots(
    world: World, ways: Ways, subtests: pytest.Subtests
) -> None:
    who = world.who
    pages: dict[str, Callable[[Reading], object]] = {
        "home": lambda view: home_views.day(view, who.recorder),
        "list": lambda view: batch_list_views.listed(view, who.recorder, None, None),
        "held": lambda view: batch_list_views.listed(view, who.recorder, None, "held"),
        "open": lambda view: batch_list_views.listed(view, who.recorder, "harvest", "open"),
        "lot": lambda view: batch_views.shown(view, who.recorder, ways.harvest),
        "code": lambda view: registry_page.page(view, who.registrar, who.area),
    }
    multiply(world, ways, FEW, "A")
    before = {name: cost_of(world, ask) for name, ask in pages.items()}
    multiply(world, ways, MANY, "B")
    for name, ask in pages.items():
        with subtests.test(name):
            cost = cost_of(world, ask)
            assert cost == before[name]
            assert cost.rows > 0


def test_a_search_reads_no_more_where_there_are_more_lots(
    world: World, ways: Ways, subtests: pytest.Subtests
) -> None:
    """What it finds differs, so a few statements and rows may; the many lots are never read."""

    def asking(actor: Actor, typed: str) -> Callable[[Reading], object]:
        return lambda view: search.find(view, actor, KEYRING, typed)

    asked = {
        f"{actor.role} {typed}": asking(actor, typed)
        for actor in (world.who.manager, world.who.registrar)
        for typed in ("cam", "26", "12/1", "tem 7", "giang thi my", "nothing")
    }
    multiply(world, ways, FEW, "A")
    before = {name: cost_of(world, ask) for name, ask in asked.items()}
    multiply(world, ways, MANY, "B")
    for name, ask in asked.items():
        with subtests.test(name):
            cost = cost_of(world, ask)
            assert cost.statements <= before[name].statements + 5
            assert cost.rows <= before[name].rows + 40


def test_the_numbers_are_those_of_all_lots(world: World, ways: Ways) -> None:
    multiply(world, ways, FEW, "A")
    with world.view() as view:
        day = home_views.day(view, world.who.recorder)
        found = batch_list_views.listed(view, world.who.recorder, None, None)
        held = batch_list_views.listed(view, world.who.recorder, None, "held", 2)
        lot = batch_views.shown(view, world.who.recorder, ways.harvest)
        page = registry_page.page(view, world.who.registrar, world.who.area)
    every = FEW + 1
    opened = found.tallies[BatchState.OPEN]
    assert (day.task("to_pack").total, day.task("to_publish").total) == (opened - every, every)
    assert (day.task("held").total, day.task("recalled").total) == (every, every)
    assert day.task("held").reasons[0][0] == "code_not_active"
    labels = day.task("to_link")
    assert (labels.total, len(labels.first)) == (30 * every, home_tasks.NAMED)
    assert (labels.first[0].code, labels.first[0].span) == (ways.run, (11, 40))
    assert day.task("to_print").total == FEW
    assert found.tallies[BatchState.PUBLISHED] == every
    assert (len(found.lines), found.total) == (50, sum(found.tallies.values()))
    assert (held.total, len(held.lines), held.next_page) == (every, every - 50, None)
    assert {line.state for line in held.lines} == {BatchState.HELD}
    assert lot.went_to.total == 5 * FEW + 1
    assert len(lot.went_to.shown) == batch_views.MOST_MOVED
    assert len(page.lots) == registry_page.MOST_LOTS < page.lots_in_all


def more_codes(world: World, count: int, stem: str) -> None:
    """So many more codes like the cooperative's, around it in the order of their strings."""
    with world.by(world.who.operator) as work:
        row = areas.code_by_code(work.db, world.who.area)
        assert row is not None
        top = max(work.db.query(AreaCode.id).all())[0] + 1
        code = _codes(work, count, stem)
        text = [f"VN-HGOR-{'9' if n % 2 else '00'}{stem}{n:04d}" for n in range(count)]
        new = {"id": lambda n: top + n, "code": code, "raw": text.__getitem__}
        work.db.execute(insert(AreaCode), copies(row, count, norm=text.__getitem__, **new))
        ((_place, link),) = areas.links_of(work.db, row.id)
        for each in (*areas.steps(work.db, [row.id])[row.id], link):
            made = copies(each, count, area_code_id=lambda n: top + n)
            work.db.execute(insert(type(each)), made)


def test_the_list_beside_a_code_reads_only_what_it_shows(world: World) -> None:
    world.tampered = True
    code, everywhere = world.who.area, world.who.registrar
    here = replace(everywhere, province=False, communes=frozenset({VINH_TUY}))
    elsewhere = replace(here, communes=frozenset({QUAN_BA}))
    seen, costs = [], []
    for stem, count in (("A", 40), ("B", 400)):
        more_codes(world, count, stem)
        with world.view() as view:
            seen.append([len(beside(view, who, code)) for who in (everywhere, here, elsewhere)])
        costs.append(cost_of(world, lambda view: beside(view, here, code)))
    assert seen == [[25, 25, 0]] * 2
    assert costs[0] == costs[1]


def test_the_office_reads_six_holds_in_as_many_statements_as_one(world: World) -> None:
    place, area = one_hectare(world)
    harvested(world, area, place, 26)
    costs = []
    for more in (0, 5):
        for _each in range(more):
            harvested(world, area, place, 1)
        costs.append(cost_of(world, lambda view: open_holds(view, world.who.registrar)).statements)
    with world.view() as view:
        assert len(open_holds(view, world.who.registrar)) == 6
    assert costs[0] == costs[1]
