"""The address book of a cooperative: entered, revised, erased, and nobody else's."""

from __future__ import annotations

import pytest

from tests.people import World
from tests.services.test_deliveries import answer, refused, secret_of, send
from traceability.domain.deliveries import To
from traceability.domain.errors import Denied, NotFound
from traceability.services import (
    buyers,
)
from traceability.services.buyers import BuyerRequest
from traceability.store import models

# --- buyers --------------------------------------------------------------------------------------


def test_a_buyer_is_entered_revised_and_erased(world: World) -> None:
    with world.by(world.who.recorder) as work:
        code = buyers.add(work, BuyerRequest("Chị Hoa", "0912345678", "chợ Bắc Quang")).code
    with world.by(world.who.recorder) as work:
        buyers.revise(work, code, BuyerRequest("Chị Hoa, chợ Việt Quang"))
    note = send(world, world.harvest(10).code, kind=To.BUYER, to=code, vehicle="22C-1")
    answer(world, secret_of(world, note.code), name="Chị Hoa")
    with world.view() as view:
        assert [each for _code, each in buyers.listed(view, world.who.recorder)] == [
            BuyerRequest("Chị Hoa, chợ Việt Quang")
        ]
    assert world.differences() == []
    with pytest.raises(Denied), world.by(world.who.recorder) as work:
        buyers.erase(work, code)
    with world.by(world.who.manager) as work:
        buyers.erase(work, code)
    with world.view() as view:
        kept = {row.value for row in view.db.query(models.PrivateValue)}
        assert buyers.listed(view, world.who.recorder) == []
    assert not [value for value in kept if "Hoa" in value or value in ("0912345678", "22C-1")]
    assert refused(world, world.harvest(5).code, kind=To.BUYER, to=code).code == "receiver_unknown"
    assert world.differences() == []


def test_another_cooperatives_buyer_is_not_there(world: World) -> None:
    with world.by(world.who.stranger) as work:
        code = buyers.add(work, BuyerRequest("Anh Páo")).code
    with pytest.raises(NotFound), world.view() as view:
        buyers.shown(view, world.who.recorder, code)
    found = refused(world, world.harvest(5).code, kind=To.BUYER, to=code)
    assert found.code == "receiver_unknown"
