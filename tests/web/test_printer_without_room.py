"""A printer that is off further than the paper has margins: said before a number is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.web.lot_visits import Visitor, app_of, draw_jobs
from traceability.store.queries import labels as queries

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

_LEFT_BY_HALF = "24,5"
_MEASURE = "/coop/may-in/moi"


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def key_of(recorder: Visitor, path: str, name: str) -> str:
    _before, *options = recorder.get(path).source.split("<option ")
    return next(each for each in options if name in each).split('"')[1]


def runs(world: World) -> int:
    with world.view() as view:
        return len(queries.runs_of_holder(view.db, world.who.manager.party or 0))


@pytest.mark.parametrize("seen", [_LEFT_BY_HALF, "23", "28"])
def test_paper_without_margins_is_refused_before_a_number_is_taken(
    world: World, recorder: Visitor, seen: str
) -> None:
    path = f"/coop/lo/{world.packed().code}/in-tem"
    assert recorder.send(_MEASURE, name="HP kho", from_left=seen).status == 303
    assert "3474" in recorder.get("/coop/may-in").text
    key = key_of(recorder, path, "HP kho")
    asked = {"count": "3", "stock": "3474", "start": "1", "printer": key}
    for more in ({"preview": "yes"}, {}):
        refused = recorder.send(path, **asked, **more)
        assert refused.status == 422
        assert "Giấy 3474 không đủ lề" in refused.error_at("printer")
    query = f"count=3&stock=3474&start=1&printer={key}"
    assert recorder.get(f"{path}/xem/thu.pdf?{query}").status == 422
    blank = "/coop/tem/in-truoc"
    assert recorder.send(blank, **asked, preview="yes").error_at("printer")
    assert recorder.send(blank, **asked).error_at("printer")
    assert runs(world) == 0
    assert recorder.send(path, **asked | {"printer": ""}).status == 303


def test_a_millimetre_is_made_up_for_on_paper_without_margins(
    world: World, recorder: Visitor
) -> None:
    path = f"/coop/lo/{world.packed().code}/in-tem"
    recorder.send(_MEASURE, name="HP bàn", from_left="21", from_top="19,8")
    key = key_of(recorder, path, "HP bàn")
    run = recorder.send(path, count="3", stock="3474", start="1", printer=key).place
    draw_jobs(world)
    sent = recorder.send(run, f"{run}/lay-in", may=key)
    assert recorder.get(sent.place).answer.mimetype == "application/pdf"


def test_a_run_of_before_is_not_marked_for_such_a_printer(world: World, recorder: Visitor) -> None:
    """Its page hands the file out as it is; the address of one that is moved says what to do."""
    path = f"/coop/lo/{world.packed().code}/in-tem"
    run = recorder.send(path, count="3", stock="3474", start="1").place
    draw_jobs(world)
    recorder.send(_MEASURE, name="HP kho", from_left=_LEFT_BY_HALF)
    key = key_of(recorder, path, "HP kho")
    page = recorder.get(run)
    assert "Giấy 3474 không đủ lề để bù độ lệch của máy HP kho: tệp để nguyên" in page.text
    assert key not in page.source
    assert key not in recorder.get(f"{run}/so").source

    refused = recorder.send(run, f"{run}/lay-in", may=key)
    assert refused.status == 422
    assert "để không chỉnh riêng cho máy nào" in refused.text
    assert "Lấy in lúc" not in recorder.get(run).text
    assert "In cả đợt" not in recorder.get(f"{run}/so").text
    sent = recorder.send(run, f"{run}/lay-in")
    assert recorder.get(sent.place).answer.mimetype == "application/pdf"
    assert recorder.get(f"{run}/tem.pdf?may={key}").status == 422


def test_a_ruler_of_97_mm_is_within_three_in_a_hundred(world: World, recorder: Visitor) -> None:
    assert recorder.send(_MEASURE, name="Sáu", ruler="96,99").error_at("ruler")
    assert recorder.send(_MEASURE, name="Bảy", ruler="97").status == 303
    assert recorder.send(_MEASURE, name="Ba", ruler="103").status == 303
    assert recorder.send(_MEASURE, name="Tư", ruler="103,01").error_at("ruler")
    assert recorder.send(_MEASURE, name="Trái", from_left="23").status == 303
    said = recorder.get("/coop/may-in").text
    assert "Đang bù: sang trái 3 mm." in said
    assert "cỡ 100 %" not in said


def test_a_sheet_without_room_for_the_ruler_says_where_there_is_one(
    world: World, recorder: Visitor
) -> None:
    path, said = f"/coop/lo/{world.packed().code}/in-tem", "không có chỗ cho vạch 100 mm"
    for stock, there in (("3474", True), ("L7160", False)):
        asked = {"count": "2", "stock": stock, "start": "1"}
        assert (said in recorder.send(path, **asked, preview="yes").text) is there
        run = recorder.send(path, **asked).place
        draw_jobs(world)
        assert (said in recorder.get(run).text) is there
