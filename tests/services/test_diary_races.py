"""A spray and a harvest at the same moment: whichever comes second sees the first."""

from __future__ import annotations

import threading

from tests.people import PICKED_ON, World
from tests.services.test_diary import PHI
from traceability.domain.diary import FarmWork
from traceability.domain.quantity import Quantity
from traceability.services import diary, harvests
from traceability.store import models
from traceability.store.queries import recalls


def test_no_harvest_slips_past_a_line_that_is_written_beside_it(world: World) -> None:
    start, rounds = threading.Barrier(2), 4

    def spray() -> None:
        for _ in range(rounds):
            start.wait()
            asked = diary.FarmWorkRequest(
                world.who.place, FarmWork.PESTICIDE, PICKED_ON, product="A", phi_days=7
            )
            with world.by(world.who.recorder) as work:
                diary.register(work, asked)

    def pick() -> None:
        for _ in range(rounds):
            start.wait()
            asked = harvests.HarvestRequest(world.who.area, PICKED_ON, Quantity(1_000, "g"))
            with world.by(world.who.manager) as work:
                harvests.register(work, asked)

    threads = [threading.Thread(target=each) for each in (spray, pick)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with world.view() as view:
        lots = view.db.query(models.Batch).filter_by(stage="harvest").all()
        assert len(lots) == rounds
        held = [recalls.open_over(view.db, [lot.id]) for lot in lots]
        assert all(found and {each.reason for each in found} == {PHI} for found in held)
        assert view.db.query(models.FarmLog).count() == rounds
    assert world.differences() == []
