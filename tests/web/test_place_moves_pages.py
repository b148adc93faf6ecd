"""What the pages of a place say of its office: the commune of a file, the limit of a code."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.applicants import asked_for, orchard
from tests.people import QUAN_BA, World
from tests.web.lot_visits import Visitor
from traceability.services import applications

NEW = "/coop/vung-trong/moi"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def manager(app: Flask, world: World) -> Visitor:
    return Visitor(app, world, "manager")


def test_the_commune_of_a_file_is_refused_at_its_field(manager: Visitor, world: World) -> None:
    place = orchard(world, commune=QUAN_BA)
    with world.by(world.who.manager) as work:
        applications.submit(work, applications.begin(work, asked_for(place)))
    path = f"/coop/vung-trong/{place}/sua"
    page = manager.send(path, path, commune="xã Vĩnh Tuy", crops="sanh_orange")
    assert page.status == 422
    assert "Rút hồ sơ hoặc chờ trả lại" in page.error_at("commune")


def test_the_limit_of_a_granted_code_is_said_before_it_is_expected(
    manager: Visitor, world: World
) -> None:
    form = manager.get(f"{NEW}?loai=orchard").form(NEW)
    typed = {**form, "name": "Vườn mới", "crops": "sanh_orange", "area": "5"}
    page = manager.post(NEW, {**typed, "area_code": world.who.area})
    assert "Hạn mức của mã giữ nguyên" in page.source
    file = manager.get(f"/coop/vung-trong/{world.who.place}/ho-so/quy-mo")
    assert "tính vào hạn mức của mã khi cơ quan gia hạn" in file.source
