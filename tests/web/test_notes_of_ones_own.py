"""What the sender may not do for the receiver, and packages that are counted once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import TODAY, World
from tests.services.test_deliveries import arrive, hand_over, secret_of, send
from tests.web.lot_visits import Visitor, app_of
from traceability.services import hold_views
from traceability.services.arrivals import Arrived
from traceability.services.deliveries import Send

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def test_senders_do_not_answer_for_receivers(world: World, recorder: Visitor) -> None:
    note = send(world, Send(world.harvest(100, TODAY).code)).code
    path = f"/phieu/{secret_of(world, note)}"
    shown = recorder.get(path)
    assert shown.status == 200
    assert 'name="all"' not in shown.source
    assert "Người của bên giao không trả lời thay được" in shown.text
    refused = recorder.post(path, {"all": "yes"})
    assert refused.status == 422
    assert "Người của bên giao không trả lời thay được" in refused.text
    for who in (None, "stranger"):
        other = Visitor(recorder.client.application, world, who)
        assert 'name="all"' in other.get(path).source
    assert Visitor(recorder.client.application, world).post(path, {"all": "yes"}).status == 303


def test_packages_handed_over_are_held_once(world: World) -> None:
    packed = world.packed(40).code
    arrive(world, hand_over(world, packed).code, Arrived(packed))
    with world.view() as view:
        _batch, reach = hold_views.reach(view, world.who.manager, packed)
    assert (reach.lots, reach.packages, reach.holders) == (2, 40, 2)
