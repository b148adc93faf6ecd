"""Whose order a hold or a recall was, and who ends it, by the desk and the pages of lots."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.people import World
from tests.web.lot_visits import Visitor, app_of
from traceability.services import recalls

OFFICE = "Chi cục Trồng trọt và Bảo vệ thực vật tỉnh Tuyên Quang"
BY_OFFICE = (
    f"{OFFICE} đặt lệnh này. Chỉ cán bộ quản lý mã của địa bàn gỡ được; người của đơn vị thì không."
)


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def app(world: World, tmp_path: Path) -> Flask:
    return app_of(world, files=tmp_path)


@pytest.fixture
def registrar(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "registrar")


def test_the_desk_says_that_an_order_of_the_office_is_lifted_by_officers_alone(
    world: World, app: Flask, registrar: Visitor
) -> None:
    lot = world.harvest(30).code
    with world.by(world.who.registrar) as work:
        order = recalls.order_hold(work, lot, "đoàn kiểm tra lấy mẫu").code
    for path in ("/registry/lo", f"/registry/lo/{lot}", f"/registry/lo/{order}/go"):
        page = registrar.get(path).text
        assert BY_OFFICE in page, path
        assert f"Theo yêu cầu của {OFFICE}" in page, path
        assert "tự đặt lệnh" not in page, path
    own = Visitor(app, world, "manager").get(f"/coop/lo/{lot}").text
    assert BY_OFFICE in own
    assert "đoàn kiểm tra lấy mẫu" in registrar.get(f"/registry/lo/{lot}").text


def test_the_desk_names_the_cooperative_that_held_its_own_lot(
    world: World, registrar: Visitor
) -> None:
    lot = world.harvest(30).code
    with world.by(world.who.manager) as work:
        recalls.order_hold(work, lot, "ngửi thấy mùi lạ")
    for path in ("/registry/lo", f"/registry/lo/{lot}"):
        page = registrar.get(path).text
        assert re.search(r"HTX [^.]+ tự tạm ngừng", page), path
        assert re.search(r"HTX [^.]+ đặt lệnh này. Người quản lý của nơi đặt, hoặc cán bộ", page)
        assert "Theo yêu cầu" not in page, path


def test_alerts_say_whose_order_a_hold_was(world: World, app: Flask) -> None:
    manager = Visitor(app, world, "manager")
    for who, told in (
        (world.who.manager, "cách ly lô: đơn vị tự tạm ngừng."),
        (world.who.registrar, "cách ly lô: theo yêu cầu của cơ quan quản lý."),
    ):
        lot = world.harvest(30).code
        with world.by(who) as work:
            recalls.order_hold(work, lot, "xem lại")
        assert told in manager.get("/thong-bao").text


def test_a_lot_that_another_hold_stops_is_not_told_to_be_free(world: World, app: Flask) -> None:
    manager, lot = Visitor(app, world, "manager"), world.harvest(30).code
    held = []
    for who in (world.who.manager, world.who.registrar):
        with world.by(who) as work:
            held.append(recalls.order_hold(work, lot, "xem lại"))
    with world.by(world.who.registrar) as work:
        recalls.lift(work, held[0].code, "xong")
    told = manager.get("/thong-bao").text
    assert "Số lô xuất lại được: 0. Số lô vẫn bị dừng vì lệnh khác: 1." in told
    with world.by(world.who.registrar) as work:
        recalls.lift(work, held[1].code, "xong")
    assert "đã được gỡ tạm ngừng xuất. Số lô: 1." in manager.get("/thong-bao").text


def test_the_desk_calls_the_code_and_the_day_of_a_lot_by_what_they_are(
    world: World, registrar: Visitor
) -> None:
    for lot, day in ((world.harvest(30).code, "thu hoạch"), (world.packed().code, "đóng gói")):
        page = registrar.get(f"/registry/lo/{lot}").text
        assert re.search(rf"· {day} \d\d/01/2026", page)
        assert "Mã truy xuất" in page
        assert "Mã tra cứu" not in page
    assert "Mã tra cứu" not in registrar.get(f"/registry/ma/{world.who.area}").text
