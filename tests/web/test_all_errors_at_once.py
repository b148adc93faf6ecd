"""A form tells everything that is wrong with it at once, what services know included."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people import World
from tests.services.test_deliveries import hand_over
from tests.services.weigh_days import number_of, opened, works
from tests.web.lot_visits import Page, Visitor
from traceability.services.deliveries import Send


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def recorder(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "recorder")


def wrong(page: Page, *fields: str) -> None:
    assert page.status in (409, 422), page.text
    for field in fields:
        assert page.error_at(field)


def test_a_slip(world: World, recorder: Visitor) -> None:
    works(world, world.who.household)
    day = f"/coop/can/{opened(world)}"
    who = str(number_of(world, world.who.household))
    sent = {"seller": who, "gross": "5", "bags": "9", "tare": "2", "price": "9999999999"}
    wrong(recorder.send(day, day, **sent), "tare", "price")
    unknown = recorder.send(day, day, seller="9999", gross="abc", deduction="500")
    wrong(unknown, "seller", "gross", "deduction")
    half = recorder.send(day, day, seller="9999")
    wrong(half, "seller")
    assert 'id="gross-error"' not in half.source


def test_a_delivery(world: World, recorder: Visitor) -> None:
    lot = world.harvest(30).code
    path = "/coop/giao-hang/moi/field_trader"
    form = recorder.get(f"{path}?lo={lot}").form("moi/") | {"sent_on": "10/1/2026"}
    wrong(recorder.post(path, form), "phone", "vehicle", "sent_on")


def test_goods_that_come(world: World, app: Flask) -> None:
    note = hand_over(world, Send(world.packed().code), Send(world.harvest(20).code)).code
    theirs = Visitor(app, world, "stranger")
    path = f"/coop/hang-den/{note}"
    form = theirs.get(path).form(path)
    lots = [name for name in form if name.startswith("received_")]
    more = dict.fromkeys(lots, "900 kg")
    wrong(theirs.post(path, {**form, **more, "received_on": "19/1/2026"}), *lots, "received_on")


def test_a_loss(world: World, recorder: Visitor) -> None:
    path = f"/coop/lo/{world.harvest(30).code}/ghi-giam"
    form = recorder.get(path).form(path)
    sent = recorder.post(path, {**form, "weight": "90", "ended_on": "10/1/2026", "cause": "lost"})
    wrong(sent, "weight", "ended_on")
