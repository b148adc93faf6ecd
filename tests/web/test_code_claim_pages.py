"""A string that two files claim, by the page; and a holder whose people are invited."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import registers
from tests.people import World
from tests.registers import row
from tests.web.lot_visits import Visitor, app_of
from tests.web.registry_visits import granted, status_of
from traceability.domain.growing_area import Status
from traceability.services import code_contests
from traceability.store import models

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
RAW = "VN-HGOR-0128"


@pytest.fixture
def visitors(world: World, tmp_path: Path) -> dict[str, Visitor]:
    app = app_of(world, files=tmp_path)
    people = ("registrar", "commune_registrar", "inspector")
    return {who: Visitor(app, world, who) for who in people}


@pytest.fixture
def rival(world: World) -> str:
    """A second claim on the cooperative's code, granted from paper."""
    return granted(world, RAW).code


def case_of(world: World) -> str:
    with world.view() as view:
        area = view.db.query(models.AreaCode).filter_by(code=world.who.area).one()
        case = code_contests.open_about(view, area)
        assert case is not None
        return case.code


def test_both_are_found_and_lead_to_the_case(
    world: World, visitors: dict[str, Visitor], rival: str
) -> None:
    visitor = visitors["registrar"]
    found = visitor.get(f"/registry/?q={RAW}")
    assert found.text.count("Tranh chấp") >= 2
    page = visitor.get(f"/registry/ma/{rival}")
    assert "Xem vụ tranh chấp" in page.text
    case = case_of(world)
    queue = visitor.get("/registry/vu-viec")
    assert "Tranh chấp mã số" in queue.text
    sent_on = visitor.get(f"/registry/vu-viec/{case}")
    assert (sent_on.status, sent_on.place) == (302, f"/registry/vu-viec/{case}/ma-so")
    shown = visitor.get(sent_on.place)
    assert "HTX Cam Sành Vĩnh Hảo" in shown.text
    assert "HTX Hồng Quản Bạ" in shown.text
    assert visitors["commune_registrar"].get(sent_on.place).status == 404
    assert "Xem lại trước khi quyết" not in visitors["inspector"].get(sent_on.place).text


def test_a_decision_is_said_back_and_then_made(
    world: World, visitors: dict[str, Visitor], rival: str
) -> None:
    visitor, path = visitors["registrar"], f"/registry/vu-viec/{case_of(world)}/ma-so"
    form = visitor.get(path).form("ma-so")
    nothing = visitor.post(path, {**form, "winner": "", "reason": ""})
    assert nothing.status == 422
    typed = {**form, "winner": world.who.area, "decision_no": "31/QĐ", "reason": "bản gốc đúng"}
    page = visitor.post(path, typed)
    assert page.status == 200
    assert "“HTX Cam Sành Vĩnh Hảo” giữ mã" in page.text
    assert "Một hồ sơ bị gạch khỏi sổ" in page.text
    assert status_of(world, rival) is Status.ACTIVE
    sent = visitor.post(path, {**page.form("ma-so"), "confirm": "yes"})
    assert sent.status == 303
    assert status_of(world, rival) is Status.CANCELLED
    decided = visitor.get(path)
    assert "Đã quyết: “HTX Cam Sành Vĩnh Hảo” giữ mã" in decided.text
    assert "bản gốc đúng" in decided.text
    after = visitor.get(f"/registry/ma/{world.who.area}")
    assert "đang có tranh chấp" not in after.text
    assert "Một hồ sơ khác từng cùng mã này" in after.text
    again = visitor.post(path, {**page.form("ma-so"), "confirm": "yes", "request_key": "b" * 12})
    assert again.status == 422


def test_the_people_of_a_holder_are_invited(world: World, visitors: dict[str, Visitor]) -> None:
    registers.imported(world, [row()])
    visitor = visitors["registrar"]
    listed = visitor.get("/registry/don-vi-cho")
    assert "HTX Cam Vĩnh Phúc" in listed.text
    with world.view() as view:
        area = view.db.query(models.AreaCode).filter_by(raw="VN-HGOR-0001").one()
        holder = view.db.get_one(models.Party, area.holder_id).code
    path = f"/registry/don-vi-cho/{holder}"
    form = visitor.get(path).form("don-vi-cho")
    wrong = visitor.post(path, {**form, "contact": "không có"})
    assert wrong.status == 422
    made = visitor.post(path, {**form, "contact": "0912 345 678"})
    assert made.status == 200
    assert "/moi/" in made.source
    assert "Đã mời" in visitor.get("/registry/don-vi-cho").text
    assert visitors["commune_registrar"].get(path).status == 404
