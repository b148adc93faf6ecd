"""A code of a list that was taken back: its page and its holder's list never say it was valid."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from tests.people import World
from tests.registers import imported, row
from tests.web.lot_visits import Visitor
from tests.web.public_door import visitor
from traceability.domain.growing_area import Status
from traceability.domain.holds import HoldReason
from traceability.domain.quantity import Quantity
from traceability.services import area_codes, harvests, register_imports
from traceability.services.harvests import HarvestRequest
from traceability.store.models import AreaCode

RAW = "VN-HGOR-0990"
TOLD = "Đã rút lại: nhập nhầm ngày 20/01/2026"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def gone(world: World) -> str:
    """A code of the world's cooperative that was entered, suspended once, and taken back."""
    given = row(
        Mã_số=RAW,
        Đơn_vị_được_cấp=world.who.cooperative,
        Tạm_dừng_từ="01/06/2024",
        Khôi_phục_từ="01/09/2024",
    )
    made, _found = imported(world, [given])
    with world.by(world.who.registrar) as work:
        assert register_imports.undo(work, made) == 1
        return work.db.query(AreaCode).filter_by(raw=RAW).one().code


def test_the_public_page_says_who_took_it_back_and_when(world: World, gone: str) -> None:
    client = visitor(world)
    for path in (f"/{gone}", f"/id/area/{gone}"):
        page = client.get(path)
        assert page.status_code == 200
        assert TOLD in page.text
        assert "đã rút lại ngày 20/01/2026" in page.text
        assert "Được cấp mã" not in page.text
        assert "hiệu lực từ" not in page.text.lower()
    assert TOLD in client.get(f"/tra-cuu?code={RAW}", follow_redirects=True).text


def test_the_holders_list_says_so_too(app: Flask, world: World, gone: str) -> None:
    page = Visitor(app, world, "manager").get("/coop/vung-trong")
    card = page.source.split(f">{RAW}</h2>")[1].split("</li>")[0]
    assert TOLD in card
    assert "hiệu lực đến" not in card
    assert "cấp ngày" not in card
    assert gone not in card  # nothing to print or to lend


def test_it_was_valid_on_no_day_and_what_is_picked_under_it_is_held(
    world: World, gone: str
) -> None:
    with world.view() as view:
        area = area_codes.known(view, gone)
        for day in (dt.date(2023, 3, 12), dt.date(2024, 10, 1), dt.date(2026, 1, 12)):
            assert area_codes.status_on(view, area, day) is Status.CANCELLED
    asked = HarvestRequest(gone, dt.date(2026, 1, 12), Quantity(50_000, "g"))
    with world.by(world.who.recorder) as work:
        picked = harvests.register(work, asked)
    assert HoldReason.CODE_NOT_ACTIVE in picked.held
    assert world.differences() == []
