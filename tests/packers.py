"""Work done by other processes, each with a store of its own, all beginning at one moment."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from tests.people import PACKED_ON, PEPPER, PICKED_ON, Clock, People, World
from traceability.domain.accepting import FORESEEN
from traceability.domain.deliveries import To
from traceability.domain.errors import Refusal
from traceability.domain.quantity import Quantity
from traceability.services import deliveries, harvests, packings, request_keys, runs
from traceability.store.engine import open_store

Result = TypeVar("Result")
PORTION = 2_500  # grams drawn for one bag of 2 kg


@dataclasses.dataclass(frozen=True)
class Shift:
    """What one process is told: the database, who works, the batch, and when to begin."""

    url: str
    who: People
    batch: str
    times: int
    begin: float


def pack(shift: Shift) -> list[str]:
    """Pack one bag after the other; ``packed`` or the code of the refusal for each."""
    return _work(shift, lambda world: [_packed(world, shift.batch) for _ in range(shift.times)])


def _packed(world: World, batch: str) -> str:
    asked = packings.PackingRequest(batch, world.who.product, 1, PACKED_ON, Quantity(PORTION, "g"))
    try:
        with world.by(world.who.recorder) as work:
            packings.register(work, asked)
    except Refusal as refusal:
        return refusal.code
    return "packed"


def mix(shift: Shift) -> list[str]:
    """Pack, split, sort and send one portion after the other of the same batch, in turns."""
    verbs = (_packed, _split, _sorted, _left)
    return _work(
        shift, lambda world: [verbs[turn % 4](world, shift.batch) for turn in range(shift.times)]
    )


def _split(world: World, batch: str) -> str:
    return _ran(world, batch, runs.SPLIT, PORTION)


def _sorted(world: World, batch: str) -> str:
    return _ran(world, batch, "sort", PORTION - 500)


def _ran(world: World, batch: str, step: str, out: int) -> str:
    take = runs.Take(batch, Quantity(PORTION, "g"))
    asked = runs.RunRequest(step, (take,), (runs.Make(Quantity(out, "g")),), PACKED_ON)
    try:
        with world.by(world.who.recorder) as work:
            runs.register(work, asked)
    except Refusal as refusal:
        return refusal.code
    return step


def dispatch(shift: Shift) -> list[str]:
    """Send one portion after the other of the same batch: ``sent`` or the code of the refusal."""
    return _work(shift, lambda world: [_left(world, shift.batch) for _ in range(shift.times)])


def _left(world: World, batch: str) -> str:
    line = deliveries.Send(batch, Quantity(PORTION, "g"))
    try:
        with world.by(world.who.recorder) as work:
            deliveries.register(work, deliveries.DeliveryRequest(To.WALK_IN, (line,), PACKED_ON))
    except Refusal as refusal:
        return refusal.code
    return "sent"


def borrow(shift: Shift) -> list[str]:
    """Harvest one portion after the other under another's code: ``under`` or why outside."""
    return _work(shift, lambda world: [_borrowed(world) for _ in range(shift.times)])


def _borrowed(world: World) -> str:
    asked = harvests.HarvestRequest(world.who.area, PICKED_ON, Quantity(PORTION, "g"))
    with world.by(world.who.stranger) as work:
        made = harvests.register(work, asked)
    return "under" if made.outside is None else str(made.outside)


def send(shift: Shift) -> list[tuple[str, bool]]:
    """Send one harvest with one key many times; the batch and whether it was a replay."""
    return _work(shift, lambda world: [_sent(world) for _ in range(shift.times)])


def _sent(world: World) -> tuple[str, bool]:
    asked = harvests.HarvestRequest(world.who.area, PICKED_ON, Quantity(100_000, "g"))
    with world.by(world.who.recorder) as work:

        def act() -> Mapping[str, str]:
            return {"code": harvests.register(work, asked).code}

        outcome = request_keys.once(work, "one-key-for-all", {"weight": "100 kg"}, act)
    return outcome.result["code"], outcome.replayed


def _work(shift: Shift, act: Callable[[World], Iterable[Result]]) -> list[Result]:
    clock = Clock()
    store = dataclasses.replace(open_store(shift.url), clock=clock, pepper=PEPPER)
    try:
        time.sleep(max(0.0, shift.begin - time.time()))
        return list(act(World(store, clock, shift.who)))
    finally:
        store.close()


def harvest_tonnes(shift: Shift) -> list[str]:
    """Record one tonne after the other of ``CODE/PLACE``; ``free`` or ``held`` for each."""
    return _work(shift, lambda world: [_a_tonne(world, shift.batch) for _ in range(shift.times)])


def _a_tonne(world: World, ground: str) -> str:
    area, place = ground.split("/")
    tonne = Quantity(1_000_000, "g")
    asked = harvests.HarvestRequest(area, PICKED_ON, tonne, place, accepts=FORESEEN)
    with world.by(world.who.recorder) as work:
        return "held" if harvests.register(work, asked).held else "free"
