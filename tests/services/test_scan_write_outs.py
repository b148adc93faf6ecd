"""Scanned goods written out by many at once: recorded once, whatever answers first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.people import World
from tests.store_fixtures import ON_BOTH
from tests.web.scan_doors import CountingDoor, counting_door, looked_at
from traceability.domain.deliveries import To
from traceability.domain.errors import Conflict
from traceability.services import (
    batches,
    deliveries,
    request_keys,
    scan_write_outs,
    scanned_goods,
)
from traceability.services.deliveries import DeliveryRequest, Send
from traceability.store.models import DeliveryNote

pytestmark = pytest.mark.usefixtures("ordered_locks")


@pytest.fixture
def door(world: World) -> CountingDoor:
    return counting_door(world)


def presser(world: World, door: CountingDoor, lot: str, packs: int) -> Callable[[], str]:
    """One press of the button that a page of now shows, as its door sends it."""
    with world.view() as view:
        key, today = scan_write_outs.key_of(view, lot), view.today
        found = batches.known(view, lot)
        named = scanned_goods.asking(view, door.telemetry, found).first(packs)
    asked = DeliveryRequest(To.WALK_IN, (Send(lot, packages=packs),), today)

    def press() -> str:
        try:
            with world.by(world.who.manager) as work:

                def act() -> dict[str, str]:
                    sent = scan_write_outs.press(work, door.telemetry, key, asked, named)
                    return {"delivery": sent.code}

                done = request_keys.once(work, key, {"packs": packs}, act)
                return done.result["delivery"]
        except Conflict as refusal:
            return refusal.code

    return press


@ON_BOTH
def test_many_presses_at_once_are_one_note(world: World, door: CountingDoor) -> None:
    lot = looked_at(world, door)
    press = presser(world, door, lot, 6)
    with ThreadPoolExecutor(6) as pool:
        said = [each.result() for each in [pool.submit(press) for _ in range(6)]]
    with world.view() as view:
        (note,) = view.db.query(DeliveryNote).all()
        assert set(said) == {note.code}
    assert world.on_hand(lot) == (34 * 2_000, "open")


@ON_BOTH
def test_a_press_beside_a_note_by_the_form_is_one_of_both(world: World, door: CountingDoor) -> None:
    lot = looked_at(world, door)
    press = presser(world, door, lot, 6)

    def by_form() -> str:
        with world.by(world.who.recorder) as work:
            line = Send(lot, packages=2)
            return deliveries.register(work, DeliveryRequest(To.WALK_IN, (line,), work.today)).code

    with ThreadPoolExecutor(2) as pool:
        form, pressed = pool.submit(by_form), pool.submit(press)
        form.result()
        said = pressed.result()
    with world.view() as view:
        codes = {row.code for row in view.db.query(DeliveryNote)}
    assert len(codes) == (2 if said in codes else 1)
    assert said in codes | {"request_key_reused", "changed_meanwhile"}
    assert world.differences() == []


def test_what_a_key_does_not_ask_about_is_not_pressed(world: World, door: CountingDoor) -> None:
    lot, other = looked_at(world, door), world.packed().code
    press = presser(world, door, other, 1)
    assert press() == "changed_meanwhile"
    with world.by(world.who.manager) as work:
        asked = DeliveryRequest(To.WALK_IN, (Send(lot, packages=6),), work.today)
        with pytest.raises(Conflict, match="changed_meanwhile"):
            scan_write_outs.press(work, door.telemetry, "0123456789", asked)
        with pytest.raises(Conflict, match="request_key_reused"):
            scan_write_outs.press(work, door.telemetry, f"scanned-{lot}-9", asked)
