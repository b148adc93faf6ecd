"""Who is called about a lot, what it is of, and why the cooperative holds it, by the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.people import World
from tests.web.lot_visits import Visitor, app_of
from tests.web.test_delivery_pages import ask, sent
from traceability.services.recalls import order_hold

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def manager(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "manager")


def test_a_trader_is_called_by_the_phone_of_the_note(world: World, manager: Visitor) -> None:
    lot = world.harvest(30).code
    sent(manager, "field_trader", lot, phone="0912 345 678", vehicle="22C-123.45")
    page = manager.get(f"/coop/lo/{lot}/phan-anh")
    assert 'href="tel:0912345678"' in page.source


def test_an_own_hold_says_why_and_is_not_offered_again(world: World, manager: Visitor) -> None:
    lot = world.harvest(30).code
    path = f"/coop/lo/{lot}/tam-ngung"
    assert path in manager.get(f"/coop/lo/{lot}").source
    held = manager.send(path, reason="chuột cắn rách bao")
    assert held.status == 303, held.text
    page = manager.get(f"/coop/lo/{lot}")
    assert "chuột cắn rách bao" in page.text
    assert "theo yêu cầu" not in page.text
    assert path not in page.source
    assert "Để riêng lô này, không giao cho ai." in page.text
    assert "số liên hệ" not in page.text
    assert "Hỏi nơi đặt lệnh" not in page.text


def test_an_ordered_hold_says_whom_to_ask(world: World, manager: Visitor) -> None:
    lot = world.harvest(30).code
    with world.by(world.who.registrar) as work:
        order_hold(work, lot, "chờ xét nghiệm lại")
    page = manager.get(f"/coop/lo/{lot}")
    assert re.search(r"không giao cho ai. Hỏi nơi đặt lệnh: (Chi cục|Sở|Trạm)", page.text)
    assert "số liên hệ" not in page.text


def test_far_too_many_packages_are_told_so(world: World, manager: Visitor) -> None:
    lot = world.packed(40).code
    page = ask(manager, "walk_in", lot, **{f"much_{lot}": "99999999999999999999"})
    assert page.status == 422
    assert "số nguyên" not in page.text
