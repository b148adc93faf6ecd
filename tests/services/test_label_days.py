"""The harvest days on a label are those of its page: of the harvests, whatever came between."""

from __future__ import annotations

import datetime as dt

import pytest

import labels
from tests.blank_labels import blank, cartons, link
from tests.offices import product
from tests.people import PACKED_ON, PICKED_ON, TODAY, World
from tests.services.test_deliveries import arrive, hand_over
from tests.services.test_runs import run
from traceability.domain.accepting import FORESEEN
from traceability.services import batches, label_text, packings, runs
from traceability.services.frozen_runs import Frozen
from traceability.services.packings import PackingRequest
from traceability.store.queries import labels as queries

LATER = PICKED_ON + dt.timedelta(days=1)
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


def printed(world: World, lot: str) -> str:
    """The line of days on a trace stamp of a lot."""
    with world.view() as view:
        return label_text.stamp(view, batches.known(view, lot), "https://tem.vn").dates_line


def told(world: World, lot: str) -> set[dt.date]:
    """The days on which the page of a lot says that it was harvested."""
    return {each.harvested_on for each in world.page(lot).origins}


def worked(world: World) -> str:
    """Two harvests of two days, sorted together, divided, packed and published."""
    fresh = [world.harvest(50).code, world.harvest(50, LATER).code]
    once = run(world, "sort", fresh, [100], day=PACKED_ON).made[0].code
    again = run(world, runs.SPLIT, [once], [60, 40], day=PACKED_ON).made[0].code
    lot = world.pack(again, 30).code
    world.publish(lot)
    return lot


def received(world: World) -> str:
    """Oranges picked by one cooperative, received days later by another, and packed there."""
    came = arrive(world, hand_over(world, world.harvest(50).code).code).codes[0]
    goods = product(world, world.who.stranger)
    asked = PackingRequest(came, goods, 20, TODAY, accepts=FORESEEN)
    with world.by(world.who.stranger) as work:
        return packings.register(work, asked).code


def test_goods_worked_on_twice_keep_the_days_of_their_harvests(world: World) -> None:
    lot = worked(world)
    assert told(world, lot) == {PICKED_ON, LATER}
    assert printed(world, lot) == "Thu hoạch 12–13/01/2026"


def test_goods_that_came_keep_the_day_of_their_harvest(world: World) -> None:
    assert printed(world, received(world)) == "Thu hoạch 12/01/2026"


@ON_SQLITE
def test_cartons_tell_the_same_days(world: World) -> None:
    lot = worked(world)
    tem = blank(world)
    link(world, tem, 1, 20, lot)
    box = cartons(world, lot, tem, 10)
    with world.view() as view:
        row = queries.run_by_code(view.db, box)
        assert row is not None
        stamp = Frozen.from_json(row.frozen).stamp
    assert isinstance(stamp, labels.CartonLabel)
    assert "Thu hoạch 12–13/01/2026" in stamp.dates_line
