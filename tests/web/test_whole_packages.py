"""Packages leave whole: boxes by their number, sacks by number, name or weight."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.services.test_gate_and_herbs import pack, sacks
from tests.web.lot_visits import Visitor, app_of
from tests.web.test_delivery_pages import ask, sent

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def test_half_a_package_does_not_leave(world: World, recorder: Visitor) -> None:
    lot = world.packed(40).code
    refused = ask(recorder, "walk_in", lot, **{f"much_{lot}": "61 kg"})
    assert refused.status == 422
    for said in ("Mỗi gói 2 kg", "60 kg (30 gói)", "62 kg (31 gói)"):
        assert said in refused.text.replace("\u00a0", " "), refused.text
    sent(recorder, "walk_in", lot, **{f"much_{lot}": "60 kg"})
    assert world.on_hand(lot) == (20_000, "open")
    over = ask(recorder, "walk_in", lot, **{f"much_{lot}": "11"})
    assert "chỉ còn 10 gói (20 kg)" in over.text.replace("\u00a0", " ")
    path = f"/coop/lo/{lot}/ghi-giam"
    lost = recorder.send(path, path, cause="spoiled", weight="3 kg")
    assert lost.status == 422
    assert "2 kg (1 gói) hoặc 4 kg (2 gói)" in lost.text.replace("\u00a0", " ")


def test_sacks_leave_by_number_name_or_weight(world: World, recorder: Visitor) -> None:
    grown, made = sacks(world)
    lot = pack(world, grown, made, None, weights=(24_800, 25_100, 25_000)).code
    world.publish(lot)

    def answer(much: str) -> str:
        return ask(recorder, "walk_in", lot, **{f"much_{lot}": much}).text.replace("\u00a0", " ")

    assert "nặng khác nhau" in answer("1")
    assert "nặng khác nhau" in answer("1 bao")
    assert "Gần nhất là 25 kg hoặc 25,1 kg" in answer("25,05 kg")
    assert "bao 1 đến bao 3" in answer("bao 4")
    assert "49,8 kg" in answer("bao 1, 3")
    assert "74,9 kg" in answer("3 bao")
    assert "đóng 3 bao" in answer("4")
    sent(recorder, "walk_in", lot, **{f"much_{lot}": "bao 1 và 3"})
    assert world.on_hand(lot) == (25_100, "open")
    assert world.differences() == []
