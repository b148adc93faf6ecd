"""Entries more than sixty days late: by a manager, with a reason that only their people read."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import select

from tests.people import TODAY, World
from traceability.domain.access import Actor
from traceability.domain.errors import Denied, Invalid, NotFound
from traceability.domain.quantity import Quantity
from traceability.services import batch_views, harvests, packings
from traceability.services.harvests import HarvestRequest
from traceability.services.packings import PackingRequest
from traceability.store.models import Batch, Event

IN_TIME = TODAY - dt.timedelta(days=60)
LATE = TODAY - dt.timedelta(days=61)
WHY = "Sổ giấy bị thất lạc, nay tìm lại được"


def harvest(world: World, actor: Actor, day: dt.date, why: str | None = None) -> str:
    asked = HarvestRequest(world.who.area, day, Quantity(100_000, "g"), late_reason=why)
    with world.by(actor) as work:
        return harvests.register(work, asked).code


def pack(world: World, actor: Actor, batch: str, day: dt.date, why: str | None = None) -> str:
    asked = PackingRequest(batch, world.who.product, 40, day, late_reason=why)
    with world.by(actor) as work:
        return packings.register(work, asked).code


def kept(world: World, code: str) -> str | None:
    """The reason as the lot's own people read it."""
    with world.view() as view:
        return batch_views.shown(view, world.who.recorder, code).late_reason


def last_leaf(world: World) -> str:
    with world.view() as view:
        return view.db.scalars(select(Event.leaf).order_by(Event.seq.desc()).limit(1)).one()


def test_sixty_days_are_in_time_and_keep_no_reason(world: World) -> None:
    assert kept(world, harvest(world, world.who.recorder, IN_TIME)) is None
    assert kept(world, harvest(world, world.who.recorder, IN_TIME, WHY)) is None


def test_later_ones_are_a_managers_and_say_why(world: World) -> None:
    with pytest.raises(Denied, match="late_needs_manager") as denied:
        harvest(world, world.who.recorder, LATE, WHY)
    assert denied.value.faults[0].field == "harvested_on"
    assert denied.value.facts == {"days": 61, "usual": 60}
    with pytest.raises(Invalid, match="late_reason_needed") as refused:
        harvest(world, world.who.manager, LATE)
    assert refused.value.faults[0].field == "late_reason"
    with world.view() as view:
        assert view.db.scalars(select(Batch)).all() == []


def test_the_reason_is_kept_apart_and_committed_to(world: World) -> None:
    code = harvest(world, world.who.manager, LATE, WHY)
    assert kept(world, code) == WHY
    assert WHY not in last_leaf(world)
    assert '"late_reason":' in last_leaf(world)


def test_the_operator_may_enter_what_is_late(world: World) -> None:
    code = harvest(world, world.who.operator, LATE, WHY)
    assert kept(world, code) == WHY


def test_a_strangers_late_entry_is_of_nothing(world: World) -> None:
    with pytest.raises(NotFound):
        harvest(world, world.who.stranger, LATE, WHY)


def test_a_late_packing_is_the_same(world: World) -> None:
    batch = harvest(world, world.who.manager, LATE, WHY)
    with pytest.raises(Denied, match="late_needs_manager") as denied:
        pack(world, world.who.recorder, batch, LATE, WHY)
    assert denied.value.faults[0].field == "packed_on"
    with pytest.raises(Invalid, match="late_reason_needed"):
        pack(world, world.who.manager, batch, LATE)
    made = pack(world, world.who.manager, batch, LATE, WHY)
    assert kept(world, made) == WHY
    assert "late_reason" in last_leaf(world)


def test_goods_picked_long_ago_are_packed_by_anybody_today(world: World) -> None:
    batch = harvest(world, world.who.manager, LATE, WHY)
    assert kept(world, pack(world, world.who.recorder, batch, TODAY)) is None


def test_the_public_page_tells_that_it_was_late_and_not_why(world: World) -> None:
    made = pack(world, world.who.recorder, harvest(world, world.who.manager, LATE, WHY), TODAY)
    world.publish(made)
    page = world.page(made)
    assert page.harvests is not None
    assert [page.harvests.late, *(step.late for step in page.steps)] == [True, False]
    assert WHY not in str(dataclasses.asdict(page))
