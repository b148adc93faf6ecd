"""What is said of goods that came: what was left as it stood weighs nothing, 0 is an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.services.test_deliveries import hand_over
from tests.web.lot_visits import Page, Visitor, app_of, confirm
from traceability.services import batches
from traceability.store.queries import batches as queries


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def receiver(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "stranger")


def taken(world: World, receiver: Visitor, note: str, **typed: str) -> Page:
    path = f"/coop/hang-den/{note}"
    look = receiver.post(path, receiver.get(path).form("hang-den") | typed)
    assert look.status == 200, look.text
    assert confirm(receiver, path, look).status == 303
    return look


def test_what_waits_for_the_scale_still_waits_where_nobody_weighed_it(
    world: World, receiver: Visitor
) -> None:
    lot = world.harvest(100, estimated=True).code
    taken(world, receiver, hand_over(world, (lot, 40)).code)
    taken(world, receiver, hand_over(world, (lot, 40)).code, **{f"received_{lot}": "38,5 kg"})
    with world.view() as view:
        key = batches.known(view, lot).id
        mine = [edge.child_id for edge in queries.edges_out_of(view.db, key)]
        stocks = [queries.stock(view.db, each) for each in mine]
        told = [(each.made, each.estimated) for each in stocks]
    assert told == [(40_000, True), (38_500, False)]


@pytest.mark.parametrize("typed", ["0", "0 kg"])
def test_that_nothing_came_is_recorded(world: World, receiver: Visitor, typed: str) -> None:
    lot = world.harvest(100).code
    note = hand_over(world, lot).code
    look = taken(world, receiver, note, **{f"received_{lot}": typed})
    assert "Không có gì đến." in look.text
    assert "Ghi là không có gì đến" in look.text
    assert "Đã ghi là không có gì đến." in receiver.get("/coop/hang-den").text
    assert world.on_hand(lot) == (0, "closed")
