"""The ceilings at the desk: who sets them, how they are said back, and what stands after."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from tests.people import PICKED_ON, TODAY, World
from tests.services.season_worlds import harvested, one_hectare
from tests.web.lot_visits import Visitor, app_of
from tests.web.registry_visits import officer, send
from traceability.domain.capacity import Balance
from traceability.store import models

PAGE = "/registry/han-muc"
FORM = f"{PAGE}/sanh_orange"
TYPED = {
    "level": "hold",
    "value": "20 tấn",
    "from_on": "01/12/2025",
    "source": "Công văn 45/SNN, khảo sát vụ trước",
}


@pytest.fixture
def backend() -> str:
    return "sqlite"


def sent(visitor: Visitor, **typed: Any) -> dict[str, Any]:
    return {**visitor.get(FORM).form(FORM), **TYPED, **typed}


def newest(world: World) -> models.ReferenceValue:
    """The row set last, to be read after its view is over."""
    with world.view() as view:
        rows = select(models.ReferenceValue).order_by(models.ReferenceValue.id.desc())
        found = view.db.scalars(rows).first()
        assert found is not None
        view.db.refresh(found)
        view.db.expunge(found)
        return found


def test_a_registrar_of_the_province_sets_a_ceiling(world: World) -> None:
    place, area = one_hectare(world)
    harvested(world, area, place, 22)
    visitor = officer(world)
    told = send(visitor, FORM, sent(visitor))
    assert "giữ nguyên kết luận lúc ghi" in told.text
    assert "25.000 kg" in told.text
    assert newest(world).set_by is None  # nothing yet
    done = send(visitor, FORM, told.form(FORM) | {"confirm": "yes"})
    assert done.status == 303
    row = newest(world)
    assert (row.key, row.value, row.unit) == ("hold", 20_000_000, "g/ha/season")
    assert row.set_by == world.who.registrar.code
    listed = visitor.get(PAGE).text
    assert "Nguyễn Thị Lan ghi ngày 20/01/2026" in listed
    assert "Công văn 45/SNN, khảo sát vụ trước" in listed
    with world.view() as view:  # nothing was judged again
        assert view.db.query(models.Recall).count() == 0
    assert harvested(world, area, place, 1).season.verdict is Balance.HOLD


def test_a_day_to_come_counts_from_then(world: World) -> None:
    visitor = officer(world)
    told = send(visitor, FORM, sent(visitor, from_on="01/12/2026"))
    assert "giữ nguyên kết luận lúc ghi" not in told.text
    send(visitor, FORM, told.form(FORM) | {"confirm": "yes"})
    assert "Từ 01/12/2026" in visitor.get(PAGE).text
    place, area = one_hectare(world)
    assert harvested(world, area, place, 24).season.verdict is Balance.WARN


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"level": "", "value": "20 tấn"}, "Chỗ này cần được điền."),
        ({"value": "8 lít"}, "vừa có cân nặng vừa có thể tích"),
        ({"value": "0"}, "Phải lớn hơn 0."),
        ({"value": "1.234"}, "đọc được hai cách"),
        ({"value": "1e9"}, "Không đọc được"),
        ({"value": "14 tấn"}, "Các mức phải tăng dần"),
        ({"from_on": "31/02/2026"}, "Không có ngày"),
        ({"source": ""}, "Chỗ này cần được điền."),
        ({"level": "hold_mellifera"}, "không có trong danh sách"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    world: World, typed: dict[str, str], said: str
) -> None:
    visitor = officer(world)
    answer = send(visitor, FORM, sent(visitor, **typed))
    assert answer.status == 422
    assert said in answer.text
    assert newest(world).set_by is None


def test_multiples_of_an_average_are_typed_as_times(world: World) -> None:
    visitor = officer(world)
    path = f"{PAGE}/danggui"
    form = visitor.get(path).form(path)
    told = send(visitor, path, {**form, **TYPED, "value": "2,5"})
    assert "2,5 lần" in told.text
    send(visitor, path, told.form(path) | {"confirm": "yes"})
    assert newest(world).value == 2_500_000
    refused = send(visitor, path, {**visitor.get(path).form(path), **TYPED, "value": "12 tấn"})
    assert refused.status == 422


def test_officers_of_communes_and_inspectors_only_look(world: World) -> None:
    for login in ("commune_registrar", "inspector"):
        visitor = officer(world, login)
        page = visitor.get(PAGE)
        assert page.status == 200
        assert FORM not in page.source
        refused = visitor.get(FORM)
        assert refused.status == 403
        assert "cán bộ cấp tỉnh" in refused.text
    assert officer(world).get(f"{PAGE}/moon").status == 404


def test_the_average_that_an_officer_sets_gives_herbs_a_ceiling(world: World) -> None:
    place, area = one_hectare(world, crop="danggui", raw="VN-HGHB-0009")
    assert harvested(world, area, place, 1).season.verdict is Balance.NO_BASIS
    visitor = officer(world)
    path = f"/registry/vung/{place}/san-luong"
    code = visitor.get(f"/registry/ma/{area}")
    assert "Chưa có căn cứ để tính" in code.text
    assert path in code.source
    typed = {"kilograms": "1000", "reason": "Sổ của hợp tác xã ba vụ"}
    assert send(visitor, path, visitor.get(path).form(path) | typed).status == 303
    assert not harvested(world, area, place, 1).held  # 2 t: exactly twice the average
    assert harvested(world, area, place, 1).held
    assert officer(world, "commune_registrar").get(path).status == 404
    assert officer(world, "inspector").get(path).status == 403
    assert world.differences() == []


def test_the_desk_decides_by_figures(world: World) -> None:
    place, area = one_hectare(world)
    harvested(world, area, place, 26)
    visitor = officer(world)
    path = re.search(r"/registry/lo/[^/\"]+/go", visitor.get("/registry/lo").source)
    assert path is not None
    page = visitor.get(path[0]).text
    assert "26 tấn" in page
    assert "quá 1 tấn" in page
    assert "26 tấn" in officer(world, "inspector").get(f"/registry/ma/{area}").text


def test_a_cooperative_sees_its_seasons_and_nobody_else_does(world: World) -> None:
    place, area = one_hectare(world)
    harvested(world, area, place, 16, day=PICKED_ON)
    mine = Visitor(app_of(world), world, "manager")
    home = mine.get("/coop/hom-nay").text
    assert "Đã vượt mức cảnh báo" in home
    assert "16 tấn" in home
    assert "Trong hạn mức" in mine.get("/coop/vung-trong").text
    theirs = Visitor(app_of(world), world, "stranger")
    assert "16 tấn" not in theirs.get("/coop/hom-nay").text


def test_a_harvest_is_said_back_with_its_balance(world: World) -> None:
    place, area = one_hectare(world)
    recorder = Visitor(app_of(world), world, "recorder")
    path = "/coop/thu-hoach/moi"
    form = recorder.get(path).form(path)
    typed = {"area_code": f"{area}/{place}", "weight": "16", "unit": "tấn"}
    told = send(recorder, path, form | typed | {"harvested_on": TODAY.strftime("%d/%m/%Y")})
    assert "Vượt mức cảnh báo của vụ" in told.text
    assert "Sổ ghi rõ ai xác nhận và vì sao" in told.text
    assert "16 tấn" in told.text
