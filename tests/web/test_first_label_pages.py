"""The last steps of the first day: a sheet that tests the printer, and the first own label."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from labels import STOCKS, decode_sheets
from tests.beginners import Beginners, begin
from tests.people import World
from tests.web.lot_visits import Visitor, app_of, confirm, draw_jobs
from traceability.services.setup import State, Step

HOME, PRINTER, FIRST = "/coop/", "/coop/in-thu", "/coop/tem-dau-tien"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def new(world: World) -> Beginners:
    return begin(world)


@pytest.fixture
def manager(new: Beginners, tmp_path: Path) -> Visitor:
    return Visitor(app_of(new.world, files=tmp_path), new.world, "beginner")


# --- the printer test ----------------------------------------------------------------------------


def test_the_sheet_is_dead_and_carries_their_words(manager: Visitor, new: Beginners) -> None:
    new.describe(name="THT Chè Lũng Phìn")
    for stock in STOCKS:
        answer = manager.get(f"{PRINTER}/to-in-thu.pdf?giay={stock}").answer
        assert answer.content_type == "application/pdf"
        assert answer.headers["Cache-Control"] == "private, no-store"
        read = set(decode_sheets(answer.data, STOCKS[stock]))
        assert read - {""} == {"IN THỬ, không phải tem"}
        told = PdfReader(BytesIO(answer.data)).pages[0].extract_text()
        assert "100 mm" in told
        assert "Lũng Phìn" in told
        assert told.count("IN THỬ · 20/01/2026") >= STOCKS[stock].capacity - 3


def test_both_right_finishes_the_step_and_keeps_the_stock(manager: Visitor, new: Beginners) -> None:
    page = manager.get(f"{PRINTER}?giay=L7160")
    assert "Giấy: L7160" in page.text
    form = page.form(PRINTER)
    answer = manager.post(PRINTER, form)
    assert (answer.status, answer.place) == (303, HOME)
    assert new.state(Step.PRINTER) is State.DONE
    assert "giấy L7160" in manager.get(HOME).text
    assert "Giấy: L7160" in manager.get(PRINTER).text


def test_an_unknown_stock_is_said(manager: Visitor) -> None:
    form = manager.get(PRINTER).form(PRINTER)
    shown = manager.post(PRINTER, {**form, "giay": "<L1>"})
    assert shown.status == 422
    assert "Không có loại giấy tem này" in shown.text
    assert manager.get(f"{PRINTER}/to-in-thu.pdf?giay=L1").status == 422


def test_a_stock_that_is_too_small_is_not_the_one_offered(manager: Visitor, new: Beginners) -> None:
    """The sheet that is offered first has room for the words, as a run on it will have."""
    new.describe(name="Tổ hợp tác sản xuất chè Shan tuyết hữu cơ xã Lũng Phìn, Hà Giang")
    new.add_product()
    page = manager.get(PRINTER)
    assert "Giấy: L7651" not in page.text
    assert "L7651 · 65 tem · 38,1 × 21,2 mm (không vừa chữ của bạn)" in page.text
    file = re.search(r'href="(/coop/in-thu/to-in-thu\.pdf\?giay=[0-9A-Z]+)"', page.source)
    assert file
    assert manager.get(file[1]).status == 200
    assert "nhỏ quá" in manager.get(f"{PRINTER}?giay=L7651").text


def test_words_too_long_for_the_stock_are_said_on_the_page(
    manager: Visitor, new: Beginners
) -> None:
    new.describe(name="Tổ hợp tác sản xuất và tiêu thụ chè Shan tuyết hữu cơ " * 2)
    shown = manager.get(f"{PRINTER}/to-in-thu.pdf?giay=L7651")
    assert shown.status == 422
    assert "không vừa tem này" in shown.text


# --- the first label -----------------------------------------------------------------------------


def test_from_the_garden_to_a_page_that_opens(manager: Visitor, new: Beginners) -> None:
    """Every act from the one screen, each coming back to it."""
    new.describe()
    new.open_area()
    new.add_product()
    harvest = "/coop/thu-hoach/moi"
    assert f'href="{harvest}?den=tem-dau-tien"' in manager.get(FIRST).source
    form = manager.get(f"{harvest}?den=tem-dau-tien").form(harvest)
    shown = manager.post(harvest, {**form, "weight": "20"})
    answer = confirm(manager, harvest, shown)
    assert answer.place == FIRST
    pack = re.search(
        r'href="(/coop/lo/[0-9A-Z]+/dong-goi)\?den=tem-dau-tien"', manager.get(FIRST).source
    )
    assert pack
    form = manager.get(f"{pack[1]}?den=tem-dau-tien").form(pack[1])
    assert form["packages"] == ""  # tea dries: nobody knows what is left
    shown = manager.post(pack[1], {**form, "packages": "10"})
    assert confirm(manager, pack[1], shown).place == FIRST
    answer = manager.send(FIRST, f"{FIRST}/in")
    assert answer.status == 303, answer.text
    waiting = manager.get(FIRST)
    assert "Đang tạo tờ tem" in waiting.text
    assert waiting.answer.headers["Refresh"] == "2"
    assert "Refresh" not in manager.get(f"{FIRST}?stay=1").answer.headers
    draw_jobs(new.world)
    ready = manager.get(FIRST)
    printing = re.search(r'action="(/coop/tem/[0-9A-Z]+/lay-in)"', ready.source)
    assert printing
    file = manager.send(FIRST, printing[1]).place
    assert manager.get(file).answer.content_type == "application/pdf"
    assert new.state(Step.FIRST_LABEL) is State.OPEN
    assert manager.send(FIRST, f"{FIRST}/kich-hoat").status == 303
    assert new.state(Step.FIRST_LABEL) is State.DONE
    label = re.search(r'href="/([0-9A-Z]{13})"', manager.get(FIRST).source)
    assert label
    page = manager.get(f"/{label[1]}")
    assert page.status == 200
    assert "Thôn Sảng Tủng , xã Cao Bồ, tỉnh Tuyên Quang" in page.text
    assert "chưa phải mã do cơ quan nhà nước cấp" in page.text


def test_printing_twice_by_a_double_click_prints_once(manager: Visitor, new: Beginners) -> None:
    world = new.world
    world.pack(world.harvest(100).code, 40)
    own = Visitor(manager.client.application, world, "manager")
    form = own.get(FIRST).form(f"{FIRST}/in")
    assert [own.post(f"{FIRST}/in", form).status for _ in range(2)] == [303, 303]
    assert own.get("/coop/tem").text.count("CAM-") == 1


def test_what_cannot_be_published_is_said_on_the_screen(world: World, tmp_path: Path) -> None:
    made = world.pack(world.harvest(100).code, 40)
    visitor = Visitor(app_of(world, files=tmp_path), world, "manager")
    form = visitor.get(FIRST).form(f"{FIRST}/in")
    world.recall(made.code)
    shown = visitor.post(f"{FIRST}/in", form)
    assert shown.status == 422
    assert "thu hồi sản phẩm" in shown.text
    assert made.lot_code in shown.text


def test_a_held_lot_does_not_stand_in_the_way(world: World, tmp_path: Path) -> None:
    """What an officer must release first is left aside: the next lot leads to the first label."""
    world.recall(world.pack(world.harvest(100).code, 40).code)
    visitor = Visitor(app_of(world, files=tmp_path), world, "manager")
    assert "Công bố và tạo tờ tem" not in visitor.get(FIRST).text
    made = world.pack(world.harvest(80).code, 30)
    assert visitor.get(FIRST).form(f"{FIRST}/in")["batch"] == made.code


def test_a_strange_way_back_is_ignored(manager: Visitor, new: Beginners) -> None:
    new.open_area()
    harvest = "/coop/thu-hoach/moi"
    page = manager.get(f"{harvest}?den=//evil.example")
    assert "evil" not in page.form(harvest).get("den", "")
    shown = manager.post(harvest, {**page.form(harvest), "weight": "20", "den": "//evil.example"})
    assert confirm(manager, harvest, shown).place.startswith("/coop/lo/")


def test_the_runs_and_lots_of_others_are_not_found(manager: Visitor, new: Beginners) -> None:
    world = new.world
    made = world.packed(40)
    run = world.print_labels(made.code, 10)
    key = {"csrf_token": manager.token(), "request_key": "a-key-of-its-own"}
    assert manager.post(f"{FIRST}/in", {**key, "batch": made.code}).status == 404
    assert manager.post(f"{FIRST}/kich-hoat", {**key, "run": run}).status == 404
