"""What somebody records of a household at the moment at which it is erased."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.people import TODAY, World
from tests.services.test_erasures import LATE, NAME, WHY, WITNESS, standing_in_rows
from tests.store_fixtures import ON_BOTH
from traceability.domain.errors import Refusal
from traceability.domain.quantity import Quantity
from traceability.services import consents, erasures, harvests, households
from traceability.services.consents import Answered, Round
from traceability.services.harvests import HarvestRequest
from traceability.services.households import HouseholdRequest
from traceability.store.models import Event, Job
from traceability.store.unit import Work

#: So long the erasure is not committed while the other one runs into it.
MEETING = 1.0


def behind(world: World, act: Callable[[Work], object]) -> str:
    """What one is told who acts after an erasure that is not yet committed."""
    said: list[str] = []

    def one() -> None:
        try:
            with world.by(world.who.manager) as work:
                act(work)
        except Refusal as refused:
            said.append(refused.code)
        else:
            said.append("done")

    thread = threading.Thread(target=one)
    with world.by(world.who.manager) as work:
        assert erasures.erase(work, world.who.household).done
        thread.start()
        thread.join(MEETING)
    thread.join()
    return said[0]


def erase(world: World) -> Callable[[Work], object]:
    return lambda work: erasures.erase(work, world.who.household)


def revise(world: World) -> Callable[[Work], object]:
    asked = HouseholdRequest(NAME)
    return lambda work: households.revise(work, world.who.household, asked, 1)


def answer(world: World) -> Callable[[Work], object]:
    asked = Round(TODAY, (Answered(world.who.household, "full", "spoken"),), WITNESS)
    return lambda work: consents.record(work, asked)


def pick(world: World) -> Callable[[Work], object]:
    asked = HarvestRequest(
        world.who.area,
        LATE,
        Quantity(1000, "g"),
        household=world.who.household,
        late_reason=WHY,
    )
    return lambda work: harvests.register(work, asked)


def test_two_erasures_at_once_are_one(world: World) -> None:
    assert behind(world, erase(world)) == "done"
    with world.view() as view:
        erased = select(func.count()).select_from(Event).where(Event.step == "party_erased")
        assert view.db.scalar(erased) == 1
        assert view.db.scalar(select(func.count()).select_from(Job)) == 1
    assert world.differences() == []


@ON_BOTH
@pytest.mark.parametrize(
    ("late", "told"),
    [
        (revise, "household_erased"),
        (answer, "household_erased"),
        (pick, "household_unknown"),
    ],
)
def test_nothing_is_written_behind_an_erasure(
    world: World, late: Callable[[World], Callable[[Work], object]], told: str
) -> None:
    assert behind(world, late(world)) == told
    assert standing_in_rows(world) == set()
    assert world.differences() == []


def test_a_harvest_and_an_erasure_do_not_wait_for_each_other(world: World) -> None:
    """The harvest has its household first; the erasure comes after it, and takes its words."""
    met, said = threading.Event(), []

    def one() -> None:
        met.wait()
        with world.by(world.who.manager) as work:
            said.append(erasures.erase(work, world.who.household).done)

    thread = threading.Thread(target=one)
    thread.start()
    with world.by(world.who.manager) as work:
        pick(world)(work)
        met.set()
        thread.join(MEETING)
    thread.join()
    assert said == [True]
    assert standing_in_rows(world) == set()
    assert world.differences() == []
