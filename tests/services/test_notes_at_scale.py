"""What a delivery note's pages and the form of the next one cost does not grow with their lots."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.people import World
from tests.services.test_deliveries import arrive, hand_over, secret_of, send
from tests.services.test_lists_at_scale import cost_of
from traceability.services import certificate_covering, delivery_choices, delivery_views
from traceability.services.batches import known
from traceability.services.certificate_covering import CertificateShown
from traceability.store.unit import Reading

FEW, MANY = 2, 9


def packed(world: World, count: int) -> list[str]:
    made = []
    for _each in range(count):
        lot = world.pack(world.harvest(10).code, 5).code
        world.publish(lot)
        made.append(lot)
    return made


def test_notes_of_many_lots_cost_what_notes_of_few_do(
    world: World, subtests: pytest.Subtests
) -> None:
    costs: dict[str, list[int]] = {}
    for count in (FEW, MANY):
        note = send(world, *packed(world, count)).code
        handed = hand_over(world, *packed(world, count)).code
        for name, ask in _pages(world, note, handed).items():
            costs.setdefault(name, []).append(cost_of(world, ask).statements)
    for name, (few, many) in costs.items():
        with subtests.test(name):
            assert many == few
            assert few < 80


def _pages(world: World, note: str, handed: str) -> dict[str, Callable[[Reading], object]]:
    secret, who = secret_of(world, note), world.who
    return {
        "public": lambda view: delivery_views.public(view, secret),
        "own": lambda view: delivery_views.shown(view, who.recorder, note),
        "coming": lambda view: delivery_views.arriving(view, who.stranger, handed),
        "form": lambda view: delivery_choices.choices(view, who.recorder),
    }


def test_goods_that_came_packed_cost_the_same_however_many(world: World) -> None:
    costs = []
    for count in (FEW, MANY):
        came = arrive(world, hand_over(world, *packed(world, count)).code).codes
        sent = send(world, *came, by=world.who.stranger).code
        secret = secret_of(world, sent)
        with world.view() as view:
            page = delivery_views.public(view, secret)
        assert all(line.lot.page not in (None, line.lot.code) for line in page.lines)
        costs.append(cost_of(world, lambda view, at=secret: delivery_views.public(view, at)))
    assert costs[0].statements == costs[1].statements


def test_papers_of_many_are_the_papers_of_each(world: World) -> None:
    lots = [world.harvest(10).code, *packed(world, 2)]
    with world.view() as view:
        rows = [known(view, code) for code in lots]
        one_by_one: dict[int, tuple[CertificateShown, ...]] = {
            row.id: certificate_covering.covering(view, row) for row in rows
        }
        assert certificate_covering.covering_each(view, rows) == one_by_one
