"""Sacks weighed one by one: what a receiver counts, and where a wrong list is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.services.test_deliveries import secret_of, send
from tests.services.test_gate_and_herbs import pack, sacks
from tests.web.lot_visits import Visitor, app_of
from traceability.services.deliveries import Send

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def test_some_of_them_are_told_by_weight(world: World, recorder: Visitor) -> None:
    grown, made = sacks(world)
    lot = pack(world, grown, made, None, weights=(24_800, 25_100, 25_000)).code
    note = send(world, Send(lot, sacks=(1, 2))).code
    nobody, path = Visitor(recorder.client.application, world), f"/phieu/{secret_of(world, note)}"
    refused = nobody.post(path, {f"received_{lot}": "1 bao"})
    assert refused.status == 422
    assert "Các bao của lô này nặng khác nhau" in refused.text
    assert nobody.post(path, {f"received_{lot}": "2 bao"}).status == 303
    assert nobody.post(path, {f"received_{lot}": "24,8 kg"}).status == 303


def test_a_list_above_the_lot_is_told_at_the_list(world: World, recorder: Visitor) -> None:
    grown, made = sacks(world)
    path = f"/coop/lo/{grown}/dong-goi"
    form = recorder.get(path).form(path)
    chosen = next(key for key in _formats(recorder.get(path).source) if key.startswith(made))
    typed = {**form, "product": chosen, "weights": " ".join(["500"] * 9), "packages": ""}
    refused = recorder.post(path, typed)
    assert refused.status == 422
    assert refused.error_at("weights")


def _formats(source: str) -> list[str]:
    return [part.split('"')[0] for part in source.split('value="')[1:]]
