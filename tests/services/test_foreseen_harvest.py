"""What a harvest would meet is told before it is recorded, and telling it stores nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.people import PICKED_ON, World
from traceability.domain.capacity import Balance
from traceability.domain.errors import Invalid, NotFound
from traceability.domain.growing_area import Status
from traceability.domain.holds import HoldReason
from traceability.domain.quantity import Quantity
from traceability.services import harvest_views, harvests
from traceability.services.harvests import HarvestRequest
from traceability.store.models import Batch, Event, PublicCode, Recall
from traceability.store.unit import rehearsing


def oranges(world: World, day: dt.date = PICKED_ON, unit: str = "g") -> HarvestRequest:
    return HarvestRequest(world.who.area, day, Quantity(120_000, unit))  # type: ignore[arg-type]


def rows(world: World) -> tuple[int, ...]:
    with world.view() as view:
        return tuple(view.db.query(each).count() for each in (Batch, Event, PublicCode, Recall))


def test_a_harvest_under_a_living_code_is_foreseen_free(world: World) -> None:
    before = rows(world)
    with rehearsing(world.store, world.who.recorder) as work:
        foreseen = harvest_views.foresee(work, oranges(world))
        assert (foreseen.status, foreseen.held) == (Status.ACTIVE, ())
        assert foreseen.season.verdict is Balance.ACCEPT
        assert [gauge.used for gauge in foreseen.gauges] == [120_000]
    assert rows(world) == before


def test_a_harvest_under_a_suspended_code_is_foreseen_held(world: World) -> None:
    world.suspend(dt.date(2026, 1, 10))
    before = rows(world)
    with rehearsing(world.store, world.who.recorder) as work:
        foreseen = harvest_views.foresee(work, oranges(world))
    assert (foreseen.status, foreseen.held) == (Status.SUSPENDED, (HoldReason.CODE_NOT_ACTIVE,))
    assert rows(world) == before


def test_what_is_foreseen_is_what_happens(world: World) -> None:
    world.suspend(dt.date(2026, 1, 15))
    with rehearsing(world.store, world.who.recorder) as work:
        foreseen = harvest_views.foresee(work, oranges(world))
    with world.by(world.who.recorder) as work:
        assert harvests.register(work, oranges(world)).held == foreseen.held != ()


def test_what_would_be_refused_is_refused(world: World) -> None:
    before = rows(world)
    with (
        pytest.raises(Invalid, match="unit_not_of_crop"),
        rehearsing(world.store, world.who.recorder) as work,
    ):
        harvest_views.foresee(work, oranges(world, unit="ml"))
    assert rows(world) == before


def test_a_stranger_foresees_nothing(world: World) -> None:
    with (
        pytest.raises(NotFound),
        rehearsing(world.store, world.who.stranger) as work,
    ):
        harvest_views.foresee(work, oranges(world))
