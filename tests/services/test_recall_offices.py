"""A recall tells each office that its lots come from how many are stopped, and counts them once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from tests.people import QUAN_BA, World, member, orange_grant
from traceability.domain.access import Actor, Role
from traceability.services import alerts, area_codes, parties, recalls


@pytest.fixture
def backend() -> str:
    return "sqlite"


def counts(world: World, actor: Actor) -> list[tuple[str, object]]:
    """What an office was told of recalls, newest first: the lot and how many it is about."""
    with world.view() as view:
        lines = alerts.listed(view, actor).lines
    told = [each for each in lines if each.kind == "recall_announced"]
    return [(each.subject or "", each.facts["count"]) for each in told]


@pytest.fixture
def area(world: World) -> str:
    """A code of the cooperative in another commune, which has an office of its own."""
    with world.by(world.who.registrar) as work:
        asked = orange_grant(world.who.cooperative, "VN-HGOR-0300", QUAN_BA)
        return area_codes.grant(work, asked).code


def test_each_office_is_told_how_many_of_its_own_lots_are_stopped(world: World, area: str) -> None:
    ours, theirs = world.harvest().code, world.harvest(area_code=area).code
    world.pack(ours, 10)
    world.pack(theirs, 10)
    made = world.recall(ours, theirs, world.harvest().code)
    assert made.covered == 5
    assert counts(world, world.who.registrar) == [(ours, 3)]
    assert counts(world, world.who.commune_registrar) == [(theirs, 2)]


def test_what_was_made_of_the_lots_is_walked_no_more_for_further_offices(
    world: World, area: str
) -> None:
    first, second = world.harvest(area_code=area).code, world.harvest(area_code=area).code
    few = walks(world, lambda: world.recall(first))
    assert few > 0
    further = [office(world, number) for number in range(3)]
    assert walks(world, lambda: world.recall(second)) == few
    for actor in further:
        assert counts(world, actor) == [(second, 1)]


def test_offices_of_the_same_part_of_the_lots_share_one_count(world: World, area: str) -> None:
    both = world.harvest().code, world.harvest(area_code=area).code
    few = walks(world, lambda: world.recall(*both))
    again = world.harvest().code, world.harvest(area_code=area).code
    further = [office(world, number) for number in range(3)]
    assert walks(world, lambda: world.recall(*again)) == few
    for actor in further:
        assert counts(world, actor) == [(again[1], 1)]


def office(world: World, number: int) -> Actor:
    """A further office of the commune; who reads there."""
    asked = parties.OrganisationRequest(
        "authority", QUAN_BA, {"name": f"Trạm {number}"}, territory=(QUAN_BA,)
    )
    with world.by(world.who.operator) as work:
        made = parties.register_organisation(work, asked)
        return member(work, f"tram{number}", made, Role.REGISTRAR, "Cán bộ")


def walks(world: World, act: Callable[[], recalls.Announced]) -> int:
    """How many statements walk down what was made of lots."""
    seen: list[str] = []

    def listen(*told: Any) -> None:
        seen.append(told[2])

    event.listen(world.store.writer, "before_cursor_execute", listen)
    try:
        act()
    finally:
        event.remove(world.store.writer, "before_cursor_execute", listen)
    return sum("RECURSIVE walk" in each for each in seen)
