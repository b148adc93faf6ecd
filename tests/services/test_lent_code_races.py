"""Four processes at once under one permission: the cap ends exactly, and nothing slips past."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest
from sqlalchemy import func, select

from tests import packers
from tests.packers import PORTION
from tests.people import PICKED_ON, TODAY, World
from tests.services.test_parallel import PROCESSES, shifts
from traceability.domain.errors import Invalid
from traceability.domain.quantity import Quantity
from traceability.services import code_authorizations
from traceability.store.models import Batch, CodeUse


@pytest.fixture(scope="module")
def crew() -> Iterator[ProcessPoolExecutor]:
    """Four processes that have everything imported."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        assert list(pool.map(time.sleep, [0.2] * PROCESSES)) == [None] * PROCESSES
        yield pool


def lend(world: World, cap: int) -> str:
    asked = code_authorizations.AuthorizationRequest(
        world.who.area, world.who.foreign, Quantity(cap, "g"), PICKED_ON, TODAY
    )
    with world.by(world.who.manager) as work:
        return code_authorizations.give(work, asked).code


def test_fifty_harvests_never_use_a_gram_above_the_cap(
    world: World, crew: ProcessPoolExecutor
) -> None:
    """50 harvests of 2.5 kg under a cap of 75 kg: thirty fit, and not one more or less."""
    lend(world, 30 * PORTION)
    said = [each for done in crew.map(packers.borrow, shifts(world, "", 50)) for each in done]
    assert Counter(said) == {"under": 30, "cap_reached": 20}
    with world.view() as view:
        assert view.db.scalar(select(func.sum(CodeUse.amount))) == 30 * PORTION
        under = select(func.count()).select_from(Batch).where(Batch.area_code_id.is_not(None))
        assert view.db.scalar(under) == 30


def test_taking_back_waits_for_whoever_harvests(world: World, crew: ProcessPoolExecutor) -> None:
    """Whatever stands under the code when the permission is back was picked by its last day."""
    code = lend(world, 1000 * PORTION)
    begun = [crew.submit(packers.borrow, shift) for shift in shifts(world, "", 24)]
    refused = withdrawn_or_not(world, code, PICKED_ON - dt.timedelta(days=1))
    said = Counter(each for future in begun for each in future.result())
    with world.view() as view:
        row, _area = code_authorizations.known(view, code)
        withdrawn, used = row.withdrawn_on, view.db.scalar(select(func.count(CodeUse.amount)))
    assert used == said["under"]
    assert refused in (None, "withdrawn_before_use")
    assert (withdrawn is None) == (refused is not None)
    assert withdrawn is None or used == 0


def withdrawn_or_not(world: World, code: str, last_on: dt.date) -> str | None:
    try:
        with world.by(world.who.manager) as work:
            code_authorizations.withdraw(work, code, last_on)
    except Invalid as refusal:
        return refusal.code
    return None
