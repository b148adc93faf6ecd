"""The order of locks is watched, and what is checked is checked under its lock."""

from __future__ import annotations

import threading

import pytest

from tests.people import World
from tests.services.test_deliveries import answer, secret_of, send
from traceability.domain.errors import RuleBroken
from traceability.services import batches, corrections, deliveries
from traceability.services.corrections import Retraction
from traceability.store.lock_order import OrderBrokenError
from traceability.store.queries import events

pytestmark = pytest.mark.usefixtures("ordered_locks")


def test_what_is_locked_out_of_order_is_told(world: World) -> None:
    code = world.harvest(100).code
    with world.by(world.who.recorder) as work:
        found = batches.known(work, code)
        work.lock_chains([code])
        with pytest.raises(OrderBrokenError, match="STOCK is locked after CHAIN"):
            work.lock_stock([found.id])


@pytest.mark.parametrize("backend", ["postgresql"])
def test_who_answers_waits_for_a_correction_of_the_note(world: World) -> None:
    """Taken back but not committed: the answer waits, and is refused."""
    note = send(world, world.harvest(100).code).code
    secret, said = secret_of(world, note), []
    with world.view() as view:
        seq = deliveries.known(view, note).event_seq
        event = events.by_seq(view.db, [seq])[seq].event_id

    def receiver() -> None:
        try:
            said.append(str(answer(world, secret)))
        except RuleBroken as refusal:
            said.append(refusal.code)

    thread = threading.Thread(target=receiver)
    with world.by(world.who.manager) as work:
        corrections.correct(work, [Retraction(event)], "nhầm")
        thread.start()
        thread.join(0.5)
        assert said == []
    thread.join()
    assert said == ["delivery_retracted"]
